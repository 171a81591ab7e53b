"""The reports of imports, kept in the store: what of each file was counted, and what was not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as Found
from dataclasses import asdict, fields
from typing import Any

from fanlight.records.database.file import rows
from fanlight.records.disposals import decided
from fanlight.records.fields.mapping import Mapping
from fanlight.records.reports.file_report import FileReport, ImportReport

_BASES = ("recorded_date", "committed_from_date", "search_date")


def count(db: Any, mapping: Mapping, report: FileReport, nobody: Found[str, tuple[int, list[str]]]) -> None:
    """Reasons, undated and unidentified rows of the file that was just sorted, into its report."""
    report.placeholders = {field: number for field, (number, _) in nobody.items()}
    report.reasons = _reasons(db, report.sha256)
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


def _reasons(db: Any, sha256: str) -> dict[str, int]:
    """Of the rows that nobody counts: a disposal that was decided here since is counted, as that decision's."""
    found: dict[str, int] = {}
    for reason, number in rows(
        db,
        "SELECT reason, count(*) FROM (SELECT CASE WHEN coalesce(field, '') = '' THEN reason ELSE field || ': ' || reason END "
        "AS reason FROM rejected WHERE sha256 = ? AND reason NOT LIKE ?) GROUP BY 1 ORDER BY 2 DESC, 1",
        [sha256, f"{decided.COUNTED_HERE}%"],
    ):
        said = re.sub(r"recorded here \([^)]*\)", "recorded here", reason)
        found[said] = found.get(said, 0) + int(number)
    return found


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


def erased(db: Any, sha256: str, number: int) -> None:
    """Rows of a file were erased: how many it had stays known."""
    names = ("file", "sha256", "mapping", "rows", "accepted", "duplicates", "rejected")
    report = one(db, sha256)
    if report is None:
        for values in rows(db, f"SELECT {', '.join(names)} FROM files WHERE sha256 = ?", [sha256]):
            report = FileReport(**dict(zip(names, values, strict=True)))
    if report is not None:
        report.erased += number
        keep(db, report)


def held(db: Any) -> ImportReport:
    """Of every file that the store holds, in order of name; one that an earlier version imported has its counts alone."""
    kept: dict[str, FileReport] = {}
    if rows(db, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'reports'"):
        kept = {sha256: _read(content) for sha256, content in rows(db, "SELECT sha256, content FROM reports")}
    found: list[FileReport] = []
    names = ("file", "sha256", "mapping", "rows", "accepted", "duplicates", "rejected")
    for values in rows(
        db, f"SELECT {', '.join(names)} FROM files WHERE sha256 <> ? ORDER BY file, sha256", [decided.HERE]
    ):
        facts: dict[str, Any] = dict(zip(names, values, strict=True))
        report = kept.get(facts["sha256"]) or FileReport(**facts)
        # A decision made here may have set rows of the file aside since; then it counts them.
        report.accepted, report.reasons = facts["accepted"], _reasons(db, facts["sha256"])
        report.rejected = sum(report.reasons.values())
        report.duplicates = report.rows - report.erased - report.accepted - report.rejected
        found.append(report)
    return ImportReport(found, _erasures(db))


def _erasures(db: Any) -> int:
    if not rows(db, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'history'"):
        return 0
    return int(rows(db, "SELECT count(*) FROM history WHERE what = 'erased'")[0][0])


def _read(content: str) -> FileReport:
    values = json.loads(content)
    known = {one.name for one in fields(FileReport)}
    return FileReport(
        **{name: value for name, value in values.items() if name in known} | {"period": tuple(values["period"])}
    )
