"""The chain as the first version kept it: a table of the record store itself. It is read here, and never added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fanlight.decisions.store.journal import Kept
from fanlight.decisions.store.port import Chain
from fanlight.records.database.file import rows


class ChainInRecords(Chain):
    """`db`: a connection to the records. A store that never had a decision has an empty chain."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._there = self.is_in(db)

    @staticmethod
    def is_in(db: Any) -> bool:
        return bool(rows(db, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'decision_entries'"))

    def kept(self, case_id: str = "") -> Sequence[Kept]:
        if not self._there:
            return []
        found = rows(
            self._db,
            "SELECT number, case_id, subject, hash, entry FROM decision_entries WHERE ? = '' OR case_id = ? ORDER BY number",
            [case_id, case_id],
        )
        return [Kept(*row) for row in found]

    def about(self, subject: str, disposal_id: str) -> list[str]:
        if not self._there:
            return []
        found = rows(
            self._db,
            "SELECT DISTINCT case_id FROM decision_entries WHERE (subject <> '' AND subject = ?) OR (? <> '' AND (case_id = ? "
            "OR (subject <> '' AND json_extract_string(entry, '$.details.crime.disposal_id') = ?))) ORDER BY 1",
            [subject, *[disposal_id] * 3],
        )
        return [str(row[0]) for row in found]

    def rows(self) -> None:
        return None
