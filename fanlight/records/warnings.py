"""What a person should know of imported records: nothing here is mended silently."""

from __future__ import annotations

from typing import Any

from fanlight.records.mapping import Mapping
from fanlight.records.report import FileReport
from fanlight.records.schema import KINDS
from fanlight.records.store_file import rows

_MADE_DATE = "^([0-9]{5}|[0-9]{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|[0-9]{4}-[0-9]{2}-[0-9]{2}.*)$"


def warnings_of(db: Any, mapping: Mapping, report: FileReport) -> list[str]:
    found = [*_codes(db, mapping, report)]
    if mapping.kind == "disposals":
        found += [*_labels(db, report), *_conflicts(db), *_areas(db, report)]
    if mapping.identical_rows == "different":
        copies = rows(db, "SELECT count(*) FROM sorted WHERE search_id NOT LIKE '%-1'")[0][0]
        if copies:
            found.append(
                f"{copies:,} rows are identical to another; they are kept, since two people can look alike in them."
            )
    return found


def _codes(db: Any, mapping: Mapping, report: FileReport) -> list[str]:
    found = []
    for field in KINDS[mapping.kind]:
        if field.type == "code" and field.name != "offence_code":
            count = rows(
                db,
                f"SELECT count(*) FROM {mapping.kind} WHERE _file = ? AND regexp_matches({field.name}, ?)",
                [report.sha256, _MADE_DATE],
            )[0][0]
            if count:
                found.append(f"{count:,} values of {field.name} look like dates made of codes by a spreadsheet.")
    return found


def _labels(db: Any, report: FileReport) -> list[str]:
    """Offence labels that differ in punctuation or case alone, as when a source system is replaced."""
    alike = rows(
        db,
        "SELECT list_sort(list(DISTINCT offence_label)) FROM disposals WHERE offence_label IS NOT NULL "
        "GROUP BY lower(regexp_replace(offence_label, '[^A-Za-z0-9]', '', 'g')) HAVING count(DISTINCT offence_label) > 1 "
        "ORDER BY 1 LIMIT 5",
    )
    return [f"labels that differ in punctuation or case alone: {' | '.join(row[0])}." for row in alike]


def _conflicts(db: Any) -> list[str]:
    count = rows(
        db,
        "SELECT count(*) FROM (SELECT crime_ref FROM disposals WHERE outcome_label IS NOT NULL GROUP BY crime_ref "
        "HAVING count(DISTINCT outcome_label) > 1)",
    )[0][0]
    return [f"{count:,} crimes have two or more different outcomes; all are kept."] if count else []


def _areas(db: Any, report: FileReport) -> list[str]:
    """Records without an area, and areas so seldom seen that they may lie outside the force."""
    found = []
    district = "regexp_replace(borough, ' [0-9]{3}[A-Z]$', '')"
    blank = rows(db, "SELECT count(*) FROM disposals WHERE _file = ? AND borough IS NULL", [report.sha256])[0][0]
    if blank and blank < report.accepted:
        found.append(f"{blank:,} records have no area.")
    seldom = rows(
        db,
        f"SELECT count(*), sum(n) FROM (SELECT {district} AS d, count(*) AS n FROM disposals WHERE _file = ? "
        f"AND borough IS NOT NULL GROUP BY 1 HAVING count(*) < 0.002 * ?)",
        [report.sha256, report.accepted],
    )[0]
    if seldom[0]:
        found.append(f"{seldom[0]:,} areas are seldom seen ({seldom[1]:,} records): they may lie outside the force.")
    return found
