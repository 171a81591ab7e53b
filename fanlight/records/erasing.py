"""One person's rows, or one record, taken out of the store for good. That it was done stays on record; what was erased does not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput
from fanlight.records.database.connection import check_there, rewritten, transaction
from fanlight.records.database.file import rows
from fanlight.records.disposals import decided
from fanlight.records.disposals.settling import waiting
from fanlight.records.extracts import replacement
from fanlight.records.reports import kept

BY_OFFENDER: dict[str, tuple[str, ...]] = {"disposals": ("offender_ref", "victim_ref")}
BY_RECORD: dict[str, tuple[str, ...]] = {"disposals": ("disposal_id",), "searches": ("search_id",)}


def erase(
    store_dir: Path, *, offender: str = "", record: str = "", person: str, reason: str, day: date
) -> dict[str, Any]:
    """Erases every imported row of a person (offender's or victim's reference) or of a record (its id): counted rows, those of
    replaced extracts, and rejected rows in which the reference stands. The file is written anew, so that it does not hold
    their bytes.

    Gives the entry that stays of it: what, day, rows, person, reason; and `decided`, how many rows of decisions made here
    stay. Raises `BadInput` where nothing is found, who or why is not said, or the reason names what is erased; `StoreError`
    as `connected`.
    """
    _check(offender, record, person, reason)
    own, fields = (offender, BY_OFFENDER) if offender else (record, BY_RECORD)
    check_there(store_dir)
    with rewritten(store_dir) as db, transaction(db):
        decided.settle(db, waiting(store_dir, db))
        replacement.create_tables(db)
        gone = _from_kinds(db, fields, own) + _from_rejected(db, own)
        stay = _decided(db, fields, own)
        if not gone:
            there = f" {stay} of decisions made here stay." if stay else ""
            raise BadInput(
                f"The store holds no imported row of it.{there}", next_step="Check how the records write it."
            )
        replacement.write_history(db, "erased", "", "", gone, day.isoformat(), person=person, reason=reason)
    return {"what": "erased", "day": day.isoformat(), "rows": gone, "person": person, "reason": reason, "decided": stay}


def _check(offender: str, record: str, person: str, reason: str) -> None:
    if bool(offender.strip()) == bool(record.strip()):
        raise BadInput("Name one person or one record.", where="--offender", next_step="Give --offender or --record.")
    for name, value in (("--by", person), ("--because", reason)):
        if not any(mark.isalnum() for mark in value):
            raise BadInput("Say who erases it, and why.", where=name, next_step="Both stay on record.")
    if (offender or record).strip().casefold() in reason.casefold():
        raise BadInput(
            "The reason names what is erased, and it stays on record.",
            where="--because",
            next_step="Say it without the reference.",
        )


def _from_kinds(db: Any, fields: dict[str, tuple[str, ...]], own: str) -> int:
    gone = 0
    for kind, names in fields.items():
        where = " OR ".join(f"{name} = ?" for name in names)
        values = [own] * len(names)
        for table in (kind, f"earlier_{kind}"):
            counted = rows(
                db,
                f"SELECT _file, count(*) FROM {table} WHERE ({where}) AND _file <> ? GROUP BY 1 ORDER BY 1",
                [*values, decided.HERE],
            )
            db.execute(
                f"DELETE FROM echoes WHERE kind = ? AND _row_hash IN (SELECT _row_hash FROM {table} WHERE {where})",
                [kind, *values],
            )
            db.execute(f"DELETE FROM {table} WHERE ({where}) AND _file <> ?", [*values, decided.HERE])
            gone += sum(number for _, number in counted)
            if table == kind:
                for sha256, number in counted:
                    db.execute("UPDATE files SET accepted = accepted - ? WHERE sha256 = ?", [number, sha256])
                    kept.erased(db, sha256, number)
    return gone


def _from_rejected(db: Any, own: str) -> int:
    """Rejected rows are kept as they came: the reference is a whole word of the row."""
    pattern = rf"(^|[^A-Za-z0-9]){re.escape(own)}($|[^A-Za-z0-9])"
    counted = rows(
        db, "SELECT sha256, count(*) FROM rejected WHERE regexp_matches(raw, ?) GROUP BY 1 ORDER BY 1", [pattern]
    )
    db.execute("DELETE FROM rejected WHERE regexp_matches(raw, ?)", [pattern])
    for sha256, number in counted:
        db.execute("UPDATE files SET rejected = rejected - ? WHERE sha256 = ?", [number, sha256])
        kept.erased(db, sha256, number)
    return sum(number for _, number in counted)


def _decided(db: Any, fields: dict[str, tuple[str, ...]], own: str) -> int:
    return sum(
        int(rows(db, f"SELECT count(*) FROM {kind} WHERE ({' OR '.join(f'{n} = ?' for n in names)}) AND _file = ?",
                 [*[own] * len(names), decided.HERE])[0][0])
        for kind, names in fields.items()
    )  # fmt: skip
