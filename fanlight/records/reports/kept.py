"""The reports of imports, kept in the store: what of each file was counted, and what was not."""

from __future__ import annotations

import json
from collections.abc import Mapping as Found
from dataclasses import asdict
from typing import Any

from fanlight.records.database.file import rows
from fanlight.records.fields.mapping import Mapping
from fanlight.records.reports.file_report import FileReport, ImportReport

_BASES = ("recorded_date", "committed_from_date", "search_date")


def count(db: Any, mapping: Mapping, report: FileReport, nobody: Found[str, tuple[int, list[str]]]) -> None:
    """Reasons, undated and unidentified rows of the file that was just sorted, into its report."""
    report.placeholders = {field: number for field, (number, _) in nobody.items()}
    for reason, number in rows(
        db, "SELECT reason, count(*) FROM (SELECT CASE WHEN field = '' OR field IS NULL THEN reason ELSE field || ': ' || reason END "
        "AS reason FROM rejected WHERE sha256 = ?) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20", [report.sha256]
    ):  # fmt: skip
        report.reasons[reason] = number
    held = {*mapping.columns.values(), *mapping.also.values()}
    if mapping.kind != "disposals":
        return
    for field in _BASES:
        if field in held:
            _undated(db, report, field, "true")
    if "outcome_date" in held:
        _undated(
            db,
            report,
            "outcome_date",
            "(outcome_type IS NOT NULL OR outcome_label IS NOT NULL) AND coalesce(outcome_type, '') <> '0'",
        )
    if "offender_ref" in held:
        report.unidentified = _accepted(db, "offender_ref IS NULL")


def _undated(db: Any, report: FileReport, field: str, where: str) -> None:
    if number := _accepted(db, f"{field} IS NULL AND {where}"):
        report.undated[field] = number


def _accepted(db: Any, where: str) -> int:
    return int(rows(db, f"SELECT count(*) FROM sorted WHERE _state = 'accepted' AND {where}")[0][0])


def keep(db: Any, report: FileReport) -> None:
    db.execute(
        "INSERT OR REPLACE INTO reports VALUES (?, ?)", [report.sha256, json.dumps(asdict(report), ensure_ascii=False)]
    )


def one(db: Any, sha256: str) -> FileReport | None:
    """A file's report; None for one that an earlier version imported. It stays when the file is replaced or removed."""
    found = rows(db, "SELECT content FROM reports WHERE sha256 = ?", [sha256])
    return _read(found[0][0]) if found else None


def passed_on(db: Any, sha256: str, number: int) -> None:
    """Rows that were duplicates of another file's are the file's own since that one left."""
    if report := one(db, sha256):
        report.accepted += number
        report.duplicates -= number
        keep(db, report)


def held(db: Any) -> ImportReport:
    """Of every file that the store holds, in order of name; one that an earlier version imported has its counts alone."""
    kept: dict[str, FileReport] = {}
    if rows(db, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'reports'"):
        kept = {sha256: _read(content) for sha256, content in rows(db, "SELECT sha256, content FROM reports")}
    found = []
    names = ("file", "sha256", "mapping", "rows", "accepted", "duplicates", "rejected")
    for values in rows(db, f"SELECT {', '.join(names)} FROM files ORDER BY file, sha256"):
        facts: dict[str, Any] = dict(zip(names, values, strict=True))
        report = kept.get(facts["sha256"]) or FileReport(**facts)
        # A decision made here may have set rows of the file aside since.
        report.accepted, report.rejected = facts["accepted"], facts["rejected"]
        found.append(report)
    return ImportReport(found)


def _read(content: str) -> FileReport:
    values = json.loads(content)
    return FileReport(**{**values, "period": tuple(values["period"])})
