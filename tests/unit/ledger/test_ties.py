"""Counts that only tie a table to earlier releases are told to nobody, and the ledger is a source that is told of."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from fanlight.cli import build_app

FIELDS = {"offence": "offence_label", "borough": "borough", "age": "offender_age_band"}
TABLES = {
    "offence": {("burglary", "adult"): 4, ("burglary", "child"): 9, ("theft", "adult"): 20, ("theft", "child"): 30},
    "borough": {("north", "adult"): 14, ("north", "child"): 19, ("south", "adult"): 10, ("south", "child"): 20},
}


def described(name: str) -> str:
    dims = "".join(f"  {one}: {{field: {FIELDS[one]}}}\n" for one in (name, "age"))
    return (
        f"release: {{reference: R-{name}, released: 2026-01-01, extract: e, where: a page, accessible: true}}\n"
        f"table:\n  id: {name}\n  title: {name}\n  unit: disposals\n  basis: outcome_date\n"
        f"  period: {{kind: calendar_year, from: 2023, to: 2023}}\ndimensions:\n{dims}"
    )


def run(*words: object) -> str:
    done = CliRunner().invoke(build_app(), [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def test_ties_are_no_figures_and_the_ledger_is_a_source(tmp_path: Path) -> None:
    ledger = ("--ledger", tmp_path / "ledger")
    run("ledger", "init", *ledger)
    for name, counts in TABLES.items():
        cells, told = tmp_path / f"{name}.csv", tmp_path / f"{name}.yaml"
        rows = [f"{first},{second},{count}" for (first, second), count in counts.items()]
        cells.write_text("\n".join([f"{name},age,count", *rows]) + "\n")
        told.write_text(described(name))
        out, report = tmp_path / f"{name}.public.csv", tmp_path / f"{name}.json"
        words = (*ledger, "--threshold", 5, "--describe", told, "--out", out, "--report", report)
        said = run("protect", cells, *words, "--add")
    found = json.loads(report.read_text())
    assert "can be worked out exactly" not in said
    assert found["exact"] == found["unproved"] == []
    assert found["ledger"]["touched"] == ["R-offence"]
    assert found["ledger"]["exact"] == found["ledger"]["unproved"] == []
    assumed = " ".join(found["assumptions"])
    assert "no other release" not in assumed
    assert "Releases in the ledger that touch this table: 1." in assumed
    words = (*ledger, "--threshold", 5, "--describe", told, "--leave-out", "R-borough")
    said = run("audit", out, "--cells", cells, *words)
    assert "no other release" not in said
    assert "Releases in the ledger that touch this table: 1." in said
