"""What a table counts is said in its spec's own words: police words are for police records."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from fanlight.pipeline import make_releasable
from fanlight.policy import disclosure_rules
from fanlight.records import import_files
from fanlight.tables.layout import grid
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.stages import ReleasableTable
from fanlight.tabulation import open_source

SPEC = """
tables:
  - id: t
    title: {title} by calendar year
    count: {{{count}}}
    population: {{title: All, where: {{}}}}
    period: {{kind: calendar_year, from: 2024, to: 2025}}
    dimensions:
      - {{name: subject, title: Subject, field: offence_label, total: All}}
"""
POLICE = re.compile(r"disposal|offen[dc]e|crime|outcome|cancelled", re.IGNORECASE)
COUNCIL = {
    "Complaints": "unit: disposals, basis: outcome_date, called: complaints, dated: the date received",
    "Planning applications": "unit: disposals, basis: outcome_date, called: planning applications, "
    "records: The planning register",
    "People who complained": "unit: offenders, basis: recorded_date, called: people who complained",
}


def released(folder: Path, title: str, count: str) -> ReleasableTable:
    with (folder / "records.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(
            [
                "disposal_id",
                "crime_ref",
                "offender_ref",
                "outcome_type",
                "outcome_date",
                "recorded_date",
                "offence_label",
            ]
        )
        for n in range(60):
            day = f"{2024 + n % 2}-03-01"
            rows.writerow([f"D{n}", f"C{n}", f"P{n}", "8", day, day, "noise" if n % 3 else "waste"])
    import_files([folder / "records.csv"], folder / "store")
    rules = disclosure_rules("default", on=date(2026, 10, 29))
    with open_source(str(folder / "store")) as source:
        specs = [source.resolve(one) for one in parse_specs(SPEC.format(title=title, count=count))]
        made = make_releasable(specs, source, rules=rules, assess=lambda _, flags: (tuple(flags), frozenset()))
    return made.tables[0]


def printed(table: ReleasableTable) -> str:
    texts = [table.unit_text, table.basis_text, table.population_text, table.period_text, table.source, *table.notes]
    return " | ".join([*texts, *grid(table).headers])


@pytest.mark.parametrize("title", COUNCIL)
def test_a_councils_table_says_what_it_counts_in_its_own_words(tmp_path: Path, title: str) -> None:
    said = printed(released(tmp_path, title, COUNCIL[title]))
    assert POLICE.search(said) is None
    assert f"Number of {title.lower()}" in said
    assert f"Counted: {title.lower()} by the date" in said
    assert ("The planning register" if "records" in COUNCIL[title] else f"Records of {title.lower()}") in said


def test_police_records_keep_their_words(tmp_path: Path) -> None:
    table = released(tmp_path, "Community resolutions", "unit: disposals, basis: outcome_date")
    assert table.unit_text == "Number of disposals"
    assert table.basis_text == (
        "Counted: disposals (one for each offender and offence) by the date of the outcome, cancelled ones left out."
    )


def test_what_is_left_out_is_said_where_the_spec_says_it() -> None:
    (spec,) = parse_specs(SPEC.format(title="Complaints", count=COUNCIL["Complaints"] + ", cancelled: included"))
    assert spec.basis_text == "Counted: complaints by the date received, cancelled ones included."
