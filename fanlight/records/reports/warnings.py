"""What a person should know of imported records: nothing here is mended silently."""

from __future__ import annotations

from typing import Any

from fanlight.records.database.file import rows
from fanlight.records.fields.mapping import Mapping
from fanlight.records.reports import variants
from fanlight.records.reports.file_report import FileReport
from fanlight.tables.text.counted import counted


def warnings_of(db: Any, mapping: Mapping, report: FileReport) -> list[str]:
    """Notes on the rows of a file that were just imported; what they say of its rows is in the report too."""
    found = [*_columns(report), *_sheets(report)]
    if mapping.kind == "disposals":
        found += [*_outcomes(db), *_undated(report), *_unidentified(report)]
    if mapping.kind != "crime_types":
        found += _variants(db, mapping, report)
    if mapping.kind == "disposals":
        found += [*_conflicts(db), *_twins(db, report), *_areas(db, report)]
    if mapping.identical_rows == "different":
        copies = rows(db, "SELECT count(*) FROM sorted WHERE search_id NOT LIKE '%-1'")[0][0]
        if copies:
            found.append(
                f"{copies:,} rows are identical to another; they are kept, since two people can look alike in them."
            )
    return found


def _columns(report: FileReport) -> list[str]:
    found = [f"columns that no field takes: {', '.join(report.unmapped[:12])}."] if report.unmapped else []
    return [
        *found,
        *(f"values that the mapping does not know for {field}, which stays empty: {' | '.join(values)}."
          for field, values in report.unknown_values.items()),
    ]  # fmt: skip


def _sheets(report: FileReport) -> list[str]:
    return [
        f"sheet “{name}” ({count:,} rows) was not read: it has no header of records."
        for name, count in report.other_sheets.items()
    ]


def _outcomes(db: Any) -> list[str]:
    """Types of outcome that are none, by what they say."""
    found = rows(
        db,
        "SELECT list_sort(list(DISTINCT outcome_type))[:5] FROM sorted WHERE _fault LIKE 'outcome_type|%' "
        "AND outcome_type IS NOT NULL",
    )[0][0]
    return [f"unknown outcome types: {', '.join(str(value)[:20] for value in found)}."] if found else []


def _undated(report: FileReport) -> list[str]:
    return [
        f"{count:,} {'outcomes have' if field == 'outcome_date' else 'records have'} no {field}: no count by that date holds them."
        for field, count in report.undated.items()
    ]


def _unidentified(report: FileReport) -> list[str]:
    found = [f"{report.unidentified:,} records name no offender."] if report.unidentified else []
    return [
        *found,
        *(f"{count:,} values of {field} name nobody (N/A, UNKNOWN …) and are read as empty."
          for field, count in report.placeholders.items()),
    ]  # fmt: skip


def _variants(db: Any, mapping: Mapping, report: FileReport) -> list[str]:
    """Categories that differ in punctuation, case, blanks or a letter alone, as when a source system is replaced."""
    report.variants = variants.of(db, mapping)
    return [
        f"{variants.NAMED.get(field, field)} that differ in {how}: {' | '.join(group)}."
        for field, groups in report.variants.items()
        for how, group in variants.said(groups)
    ]


def _conflicts(db: Any) -> list[str]:
    count = rows(
        db,
        "SELECT count(*) FROM (SELECT crime_ref FROM disposals WHERE outcome_label IS NOT NULL GROUP BY crime_ref "
        "HAVING count(DISTINCT outcome_label) > 1)",
    )[0][0]
    return [f"{count:,} crimes have two or more different outcomes; all are kept."] if count else []


def _twins(db: Any, report: FileReport) -> list[str]:
    """The same crime and outcome of one day from two systems, as while one replaces the other; a crime's reference may be
    written in two ways."""
    crime = "regexp_replace(regexp_replace(lower(crime_ref), '[^a-z0-9]+0*', '', 'g'), '^0+', '')"
    groups, held = rows(
        db,
        f"SELECT count(*), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM disposals GROUP BY {crime}, outcome_type, "
        "outcome_date HAVING count(DISTINCT coalesce(source_system, _file)) > 1)",
    )[0]
    if not groups:
        return []
    named = f"{counted(groups, 'crime')} {'has' if groups == 1 else 'have'}"
    return [f"{named} the same outcome, of the same day, from two systems ({held:,} records): all are kept, and people and "
            "disposals may be counted twice."]  # fmt: skip


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
