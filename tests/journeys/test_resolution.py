"""A community resolution by the command line: the tutorial as it is written, a panel, past records, and rates."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fanlight.cli import build_app
from fanlight.decisions.scrutiny.sampling import seed_commitment
from fanlight.errors import FanlightError

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorials" / "a-resolution-from-facts-to-figures.md"
pytestmark = pytest.mark.xdist_group("resolution")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(build_app(), [str(argument) for argument in arguments])


def _blocks() -> list[tuple[bool, str]]:
    """(whether it is to be refused, command) in the tutorial's order."""
    found = []
    for kind, body in re.findall(r"```sh( refused)?\n(.*?)```", TUTORIAL.read_text(), re.DOTALL):
        found += [(bool(kind), line) for line in body.splitlines() if line.startswith("fanlight ")]
    return found


def test_the_tutorial_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fanlight.tables.spec.file import load_specs
    from fanlight.tabulation import open_source, tabulate

    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    said = []
    for refused, line in _blocks():
        done = run(*shlex.split(line)[1:])
        assert (done.exit_code != 0) == refused, (line, done.output, done.exception)
        if refused:
            assert isinstance(done.exception, FanlightError)
            assert "substantive inspector" in str(done.exception)
        said.append(done.output)
    text = "\n".join(said)
    assert "CR-2020-000001: open" in text
    assert "policy 2019 advises SUPPORTABLE" in text
    assert "substantively Detective Inspector" in text
    assert "every hash and link holds" in text
    assert "6 entries, 2 cases, 2 records: all hold." in text
    assert "3 rows = 1 accepted + 1 duplicates + 1 rejected" in text
    assert "contradicts the decision recorded here (CR-2021-000001) in outcome_date" in text
    assert len(_blocks()) >= 10
    with open_source("out/store") as source:
        (spec,) = (source.resolve(one) for one in load_specs(Path("docs/examples/resolution-case/tables.yaml")))
        counts = tabulate(spec, source).counts
    assert (counts["theft", "2020"], counts["theft", "2021"], counts["blade", "2021"]) == (1, 1, 1)
    assert (counts["Total", "2020"], counts["Total", "2021"]) == (1, 2)
    record = Path("out/record.json")
    assert record.read_text().splitlines()[0].startswith('{"internal": "INTERNAL')
    record.write_text(record.read_text().replace("nobody at risk", "somebody at risk"))
    done = run("resolution", "replay", record)
    assert "Entry 5 has been changed" in str(done.exception)


SEED = "4 2 6 1"


def test_a_panel_s_work(tmp_path: Path) -> None:
    lines = ["disposal_id,crime_ref,outcome_type,outcome_date,bcu"]
    lines += [f"D{i},C{i},8,2022-05-1{i % 9},{'North' if i < 14 else 'South'}" for i in range(20)]
    path = tmp_path / "e.csv"
    path.write_text("\n".join(lines) + "\n")
    store, chair = tmp_path / "store", ("--as", "Uma Reyes", "--number", "P1")
    assert run("records", "import", path, "--store", store).exit_code == 0
    place = ("--store", store, *chair, "--at", "2023-02-01T10:00")
    assert run("resolution", "commit", "--seed-sha256", seed_commitment(SEED), *place).exit_code == 0
    drawing = (
        "resolution",
        "sample",
        "--seed",
        SEED,
        "--from",
        "2022-01-01",
        "--to",
        "2022-12-31",
        "--by",
        "bcu",
        "--size",
        "10",
    )
    done = run(*drawing, "--frame", tmp_path / "frame.tsv", *place)
    assert "North: 7 of 14" in done.output
    assert "seed committed in entry 1" in done.output
    drawn = next(line.split() for line in done.output.splitlines() if line.strip().startswith("D"))
    assert len(drawn) == 10
    assert run("resolution", "sample-check", "S-2023-001", "--store", store).exit_code == 0
    given = run(
        "resolution", "verdict", "S-2023-001", drawn[0], "--verdict", "appropriate", "--reasons", "seen", *place
    )
    assert "Recorded in entry 3" in given.output
    shown = json.loads(run("resolution", "verdicts", "S-2023-001", "--store", store, "--json").output)
    assert shown["verdicts"]["appropriate"] == 1
    assert len(shown["to_do"]) == 9
    again = run(*drawing, *place)
    assert "was drawn from this period" in str(again.exception)


def test_past_records_checked_and_protected(tmp_path: Path) -> None:
    lines = [
        "disposal_id,crime_ref,outcome_type,outcome_date,bcu,ho_class,ho_subclass,flag_weapon,authoriser_rank,authoriser_substantive_rank"
    ]
    for i in range(300):
        acting = i % 25 == 0
        lines.append(
            f"D{i},C{i},8,202{i % 2}-05-11,{'North' if i % 3 else 'South'},{'8,26,Y,A/Inspector,Sergeant' if acting else '46,,N,,'}"
        )
    path = tmp_path / "e.csv"
    path.write_text("\n".join(lines) + "\n")
    out = tmp_path / "out"
    done = run("resolution", "check", path, "--out", out, "--on", "2024-01-01")
    assert done.exit_code == 0, done.exception
    assert "Not supportable on what the record says: 12" in done.output
    assert done.output.splitlines()[0].startswith("{") or "INTERNAL" in done.output
    for inside in (out / "internal").iterdir():
        assert "INTERNAL" in inside.read_text().splitlines()[0], inside
    table = (out / "protected" / "table-1.csv").read_text()
    assert "INTERNAL" not in table
    cells = [line.split(",")[-2:] for line in table.splitlines()[1:]]
    assert "[c]" in table or "Combined" in table  # South has 2 and 2 such records: below the policy's flag
    assert not any(cell.isdigit() and 0 < int(cell) < 5 for row in cells for cell in row)
    refused = run("resolution", "check", path, "--out", tmp_path, "--on", "2024-01-01")
    assert "holds other things" in str(refused.exception)


def test_rates_on_bedfordshire_s_searches(extracts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(
        "resolution", "disproportionality", extracts / "open" / "bedfordshire_stopsearch.parquet", "--from", "2022-01-01", "--to",
        "2023-12-31", "--by", "age,sex", "--reference", "age=over 34", "--out", out, "--on", "2024-06-01",
    )  # fmt: skip
    assert done.exit_code == 0, done.exception
    text = (out / "protected" / "rates-age.csv").read_text()
    assert "18-24,414,2230,18.57,17.01,20.23,3.110,2.591,3.733" in text
    assert "The denominator is the group's searches" in text
    assert "They do not show why rates differ" in text
    assert re.search(r"^Combined: 10-17; under 10,103,1150,8\.96", text, re.MULTILINE)
    counts = (out / "protected" / "counts-sex.csv").read_text()
    assert "Female,105,806,911" in counts
    assert "INTERNAL" in (out / "internal" / "audit.json").read_text().splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("open", "docs/examples/resolution-case/shop-theft.yaml", "--crime", "docs/examples/resolution-case/jo-smith.yaml", "--as", "A B", "--number", "1", "--team", "T"), "no name"),
        (("open", "docs/examples/resolution-case/nothing.yaml", "--crime", "docs/examples/resolution-case/jo-smith.yaml", "--as", "A B", "--number", "1", "--team", "T"), "no file"),
        (("show", "CR-2020-000001"), "no record store"),
        (("decide", "CR-2020-000001", "--as", "A B", "--number", "1", "--outcome", "x", "--reasons", "y", "--against", "R18", "--at", "2020-11-03"), "not NAME=REASON"),
        (("withdraw", "CR-2020-000001", "--as", "A B", "--number", "1", "--reasons", "y", "--at", "soon"), "no record store|no time"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_makes_no_store(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    done = run(
        "resolution", *(str(ROOT / a) if a.startswith("docs/") else a for a in arguments), "--store", tmp_path / "s"
    )
    assert isinstance(done.exception, FanlightError), done.output
    assert re.search(message, str(done.exception)), str(done.exception)
    assert not (tmp_path / "s").exists()
