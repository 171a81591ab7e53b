"""The story of docs/how-to/keep-a-ledger.md, by the command line on the files that the page names."""

from __future__ import annotations

import csv
import itertools
import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fanlight.cli import build_app
from fanlight.ledger import Ledger

FILES = Path(__file__).parents[3] / "docs" / "examples" / "ledger"
DESCRIBED = FILES / "full-2023.yaml"


def fanlight(*arguments: object) -> Result:
    return CliRunner().invoke(build_app(), [str(argument) for argument in arguments])


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A ledger with the response of 2022, and the full table of 2023 as it was published."""
    assert fanlight("ledger", "init", "--ledger", tmp_path / "ledger").exit_code == 0
    done = fanlight(
        "ledger", "import", FILES / "response-2022.csv", "--mapping", FILES / "response-2022.yaml", "--ledger",
        tmp_path / "ledger",
    )  # fmt: skip
    assert "01.FOI.22.024, 12 figures: entry 1" in done.output
    counts: Counter[tuple[str, str]] = Counter()
    with (FILES / "full-2023.csv").open() as file:
        for row in csv.DictReader(file):
            for key in itertools.product((row["offence"], "Total"), (row["year"], "Total")):
                counts[key] += int(row["count"])
    with (tmp_path / "full.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["offence", "year", "count", "status"])
        writer.writerows([*key, count, ""] for key, count in counts.items())
    return tmp_path


def protected(folder: Path, reference: str) -> tuple[Result, dict[str, object]]:
    described = folder / f"{reference}.yaml"
    described.write_text(
        DESCRIBED.read_text().replace("statistics-2023", reference).replace("2023-05-11", "2024-02-01")
    )
    done = fanlight(
        "protect", FILES / "full-2023.csv", "--threshold", 5, "--ledger", folder / "ledger", "--describe", described,
        "--out", folder / "safe.csv", "--report", folder / f"{reference}.json", "--add",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    report: dict[str, object] = json.loads((folder / f"{reference}.json").read_text())["ledger"]
    return done, report


def test_the_full_table_is_stopped_and_a_safe_one_given(story: Path) -> None:
    audit = ["audit", story / "full.csv", "--threshold", 5, "--ledger", story / "ledger", "--describe", DESCRIBED]
    done = fanlight(*audit)
    assert done.exit_code == 1
    assert "Not safe, together with 1 earlier release." in done.output
    said = json.loads(fanlight(*audit, "--json").stdout)
    assert said["earlier"]["failed"] == [f"Table 2: Aggravated harassment, {y} of 01.FOI.22.024" for y in (2020, 2021)]
    assert len(said["earlier"]["given_here"]) == 4
    assert said["explained"][0]["chain"] == ["8/56, 2020 plus 8/58, 2020 comes to exactly 2."]
    _, report = protected(story, "safe")
    assert report["touched"] == ["01.FOI.22.024"]
    assert report["incident"] is None
    audit[1:2] = [story / "safe.csv", "--cells", FILES / "full-2023.csv"]
    assert fanlight(*audit, "--leave-out", "safe").exit_code == 0


def test_once_the_full_table_is_out_it_is_an_incident_reported_once(story: Path) -> None:
    place = story / "ledger"
    assert fanlight("ledger", "import", story / "full.csv", "--describe", DESCRIBED, "--threshold", 5, "--ledger", place).exit_code == 0  # fmt: skip
    done, report = protected(story, "first")
    assert "data-protection officer" in done.output
    assert report["already_public"] == []  # never what an incident names
    incident = report["incident"]
    assert isinstance(incident, dict)
    assert incident["releases"] == ["01.FOI.22.024", "statistics-2023"]
    assert len(incident["figures"]) == 6
    assert incident["clock"]["ends"] == "2024-02-04T00:00"
    page = (story / "first.incident.html").read_text()
    assert page.count("<svg") == 6
    with Ledger.open(place) as ledger:
        assert [one.kind for one in ledger.list()] == ["release", "release", "release", "incident"]
        assert "value" not in json.dumps(ledger.entry(4))
    again, report = protected(story, "second")
    assert "data-protection officer" not in again.output
    assert report["incident"] is None
    assert report["already_public"] == []
    (story / "closed.yaml").write_text("incident_closed: {incident: 4, why: assessed, by: D. Okafor, on: 2024-02-03}\n")
    assert fanlight("ledger", "add", story / "closed.yaml", "--ledger", place).exit_code == 0
    _, report = protected(story, "third")
    pointed = report["already_public"]
    assert isinstance(pointed, list)
    assert len(pointed) == 7
    assert {one["reference"] for one in pointed} == {"statistics-2023"}


def test_a_secondary_figure_of_an_imported_release_is_named_as_withheld_before(tmp_path: Path) -> None:
    describe = """\
release: {reference: OLD, released: 2022-07-26, extract: e}
table: {id: t, title: T, unit: disposals, basis: outcome_date, period: {kind: calendar_year, from: 2020, to: 2020}}
dimensions: {offence: {field: offence_code}}
"""
    (tmp_path / "d.yaml").write_text(describe)
    (tmp_path / "old.csv").write_text("offence,count,status\nA,,c\nB,,c\nC,30,\nTotal,51,\n")
    (tmp_path / "new.csv").write_text("offence,count,status\nA,9,\nB,12,\nC,30,\nTotal,51,\n")
    place, d = tmp_path / "ledger", tmp_path / "d.yaml"
    assert fanlight("ledger", "init", "--ledger", place).exit_code == 0
    assert fanlight("ledger", "import", tmp_path / "old.csv", "--describe", d, "--threshold", 5, "--ledger", place).exit_code == 0  # fmt: skip
    done = fanlight("audit", tmp_path / "new.csv", "--threshold", 5, "--ledger", place, "--describe", d)
    assert done.exit_code == 1
    assert "2 figures withheld by earlier releases, and given here: T: A of OLD; T: B of OLD" in done.output
    assert "low and given" not in done.output


def test_the_same_is_said_from_python(story: Path) -> None:
    import polars as pl

    from fanlight import BadInput, audit, protect, read_description

    types = {"offence": pl.String, "year": pl.String}
    cells = pl.read_csv(FILES / "full-2023.csv", schema_overrides=types)
    full = pl.read_csv(story / "full.csv", schema_overrides={**types, "status": pl.String})
    described = read_description(DESCRIBED)
    alone = audit(full, threshold=5)
    with Ledger.open(story / "ledger") as ledger:
        together = audit(full, threshold=5, ledger=ledger, describe=described)
        assert (alone.verdict, together.verdict) == ("exposed", "exposed")
        told = fanlight(
            "audit",
            story / "full.csv",
            "--threshold",
            5,
            "--ledger",
            story / "ledger",
            "--describe",
            DESCRIBED,
            "--json",
        )
        assert together.to_json()["earlier"]["given_here"] == json.loads(told.stdout)["earlier"]["given_here"]
        assert len(together.to_json()["earlier"]["given_here"]) == 4
        assert "together with 1 earlier release" in together._repr_html_()
        with pytest.raises(BadInput, match="one table alone"):
            together.certificate()
        with pytest.raises(BadInput, match="marks does not go with ledger"):
            audit(full, threshold=5, ledger=ledger, describe=described, marks="telling")
        done = protect(cells, threshold=5, ledger=ledger, describe=described)
        assert done.proved
        assert int((done.public["status"] == "c").sum()) > 0
        again = audit(done.public, threshold=5, cells=cells, ledger=ledger, describe=described)
        assert again.safe
        assert {tuple(one["cell"]) for one in again.intervals} == {
            (row["offence"], row["year"]) for row in done.public.filter(pl.col("status") == "c").to_dicts()
        }
        # It is in the ledger only once somebody adds it.
        assert ledger.head()[0] == 1
        added = ledger.add(done.result.entries[0], after=done.result.after)
        assert added.number == 2
    with pytest.raises(BadInput, match="describe says how a ledger is used"):
        audit(full, threshold=5, describe=described)
