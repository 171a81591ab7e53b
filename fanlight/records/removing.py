"""Taking a file out of the store that was imported by mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput
from fanlight.records.database.connection import check_there, connected, transaction
from fanlight.records.database.file import rows
from fanlight.records.disposals import decided
from fanlight.records.disposals.settling import waiting
from fanlight.records.extracts import replacement


def remove(store_dir: Path, file: str, *, person: str, reason: str, day: date) -> dict[str, Any]:
    """Takes a file's rows out, all or none, and gives the entry that stays of it: what, day, file, rows, person, reason.

    Rows that other files hold as well stay, as theirs; decisions made here stay. Raises `BadInput` for a file that is
    not held, or without a name or reason; `StoreError` as `connected`.
    """
    for name, value in (("--by", person), ("--because", reason)):
        if not any(mark.isalnum() for mark in value):
            raise BadInput("Say who removes the file, and why.", where=name, next_step="Both stay on record.")
    check_there(store_dir)
    with connected(store_dir, read_only=False) as db, transaction(db):
        decided.settle(db, waiting(store_dir, db))
        replacement.create_tables(db)
        sha256, name = replacement.named(db, file)
        kind = rows(db, "SELECT kind FROM files WHERE sha256 = ?", [sha256])[0][0]
        count = replacement.leave(db, kind, sha256)
        replacement.lend_crime_types(db)
        replacement.write_history(db, "removed", sha256, name, count, day.isoformat(), person=person, reason=reason)
    return {"what": "removed", "day": day.isoformat(), "sha256": sha256, "file": name, "rows": count,
            "person": person, "reason": reason}  # fmt: skip
