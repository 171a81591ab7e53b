"""The how-to pages on protecting and perturbing a table: their steps run as written and say what is true."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.protection.frames.record_keys import record_keys

PAGES = Path(__file__).parents[3] / "docs" / "how-to"


def run(command: str) -> tuple[int, str]:
    found = CliRunner().invoke(build_app(), command.split()[1:])
    return found.exit_code, found.output


def blocks(page: str) -> list[str]:
    return [part.partition("\n")[2] for part in (PAGES / page).read_text().split("```")[1::2]]


def test_what_fails_in_the_first_example_is_the_total_of_bicycle_thefts(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = blocks("protect-a-table.md")
    Path("cells.csv").write_text(found[0])
    code, said = run(found[1])
    assert code == 0
    assert "8 protected, 1 more withheld" in said
    rows = Path("public.csv").read_text().splitlines()
    assert "burglary,Total,,c" in rows
    assert sum(row.endswith(",c") for row in rows) == 9
    Path("low.csv").write_text("\n".join(rows).replace("burglary,Total,,c", "burglary,Total,5,") + "\n")
    code, said = run("fanlight audit low.csv --cells cells.csv --threshold 5 --json")
    assert code == 1
    audit = json.loads(said)
    ends = {tuple(one["cell"]): (one["lo"], one["hi"], one["requirement"]) for one in audit["intervals"]}
    assert ends["bicycle theft", "Total"] == ends["bicycle theft", "2023"] == (3, 3, "failed")
    assert ends["burglary", "2022"] == ends["burglary", "2023"] == (0, 5, "met")
    tree = next(one for one in found if one.startswith("code,parent"))
    Path("tree.csv").write_text(tree)
    assert run(next(one for one in found if "offence=tree.csv" in one))[0] == 0
    assert "acquisitive,Total,18," in Path("public.csv").read_text()


def test_keys_of_records_made_as_the_page_says_are_taken(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("SEED.txt").write_text("0123456789abcdef\n")
    records = [f"r{n},{'Theft' if n % 3 else 'Drugs'},{2021 + n % 2}" for n in range(90)]
    Path("RECORDS.csv").write_text("\n".join(["id,offence,year", *records]) + "\n")
    page = (PAGES / "perturb-a-table.md").read_text()
    code, command = (part.partition("\n")[2] for part in page.split("```python")[1].split("```")[0:3:2])
    exec(code, {})
    assert Path("CELLS.csv").read_text().startswith("offence,year,count,keys\n")
    exit_code, said = run(command)
    assert exit_code == 0, said
    assert "Theft,Total," in Path("PUBLIC.csv").read_text()


def test_keys_of_records_stay_the_same_and_need_the_seed() -> None:
    keys = record_keys(["a", "b", "a"], "secret")
    assert keys[0] == keys[2] != keys[1]
    assert all(0 <= key < 1 and isinstance(key, Decimal) for key in keys)
    assert record_keys(["a"], "another") != keys[:1]
    many = record_keys([str(n) for n in range(4000)], "secret")
    assert abs(float(sum(many)) / 4000 - 0.5) < 0.03
    with pytest.raises(BadInput, match="need a seed"):
        record_keys(["a"], "")
