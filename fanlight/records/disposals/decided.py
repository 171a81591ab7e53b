"""Disposals that were decided here: rows of the store beside imported ones, and one row for each disposal.

A disposal is the same in both where its `disposal_id` is, or where crime, offender and outcome are and the offence
does not differ. The record made here counts; what an extract says of the same disposal is a duplicate where it agrees
and is kept aside with the fields that contradict where it does not. The order in which they come makes no difference
to any count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fanlight.records.database.file import VERSION, rows
from fanlight.records.database.outbox import Intended
from fanlight.records.database.schema import DISPOSALS

HERE = "decided-here"
"""Stands in `_file` and in the list of files, in the place of a file's hash."""
COUNTED_HERE = "the same disposal was decided here"
"""Begins the reason of a row that was set aside because a decision counts it."""
ABOUT = "Decisions recorded in Fanlight"
FIELDS = tuple(field.name for field in DISPOSALS)
_DATES = frozenset(field.name for field in DISPOSALS if field.type == "date")

COMPARED = (
    "crime_ref", "offender_ref", "recorded_date", "committed_from_date", "outcome_date", "outcome_type", "offence_code",
    "flag_da", "flag_dv", "flag_hate", "flag_weapon", "flag_firearm",
)  # fmt: skip
"""Fields of which two different values contradict one another. An empty one contradicts nothing, except the day of
cancellation: one says that the disposal stands, the other that it does not."""

_YES, _NO = "('y', 'yes', 'true', '1', 'x')", "('n', 'no', 'false', '0', 'none')"

SAME = """coalesce(coalesce(i.force, d.force, '') = coalesce(d.force, i.force, '') AND (i.disposal_id = d.disposal_id OR (
    i.crime_ref = d.crime_ref AND i.offender_ref = d.offender_ref
    AND coalesce(i.outcome_type, d.outcome_type) = d.outcome_type
    AND coalesce(i.offence_code, d.offence_code, '') = coalesce(d.offence_code, i.offence_code, ''))), false)"""
"""Whether row i of an extract is the disposal d that was decided here."""

PERHAPS = f"""(NOT {SAME} AND i.crime_ref = d.crime_ref AND i.offender_ref IS NULL
    AND coalesce(i.force, d.force, '') = coalesce(d.force, i.force, '')
    AND coalesce(i.outcome_type, d.outcome_type) = d.outcome_type)"""
"""Whether row i may be d: the same crime and outcome, and it does not say whose."""


def _plain(field: str, row: str) -> str:
    text = f"{row}.{field}"
    if not field.startswith("flag_"):
        return text
    return f"CASE WHEN lower({text}) IN {_YES} THEN 'yes' WHEN lower({text}) IN {_NO} THEN 'no' ELSE lower({text}) END"


def contradictions() -> str:
    """SQL: the names of the fields in which rows i and d contradict one another, joined by commas; '' for none."""
    parts = [f"CASE WHEN {_plain(f, 'i')} <> {_plain(f, 'd')} THEN '{f}' END" for f in COMPARED]
    parts.append(
        "CASE WHEN i.outcome_cancelled_date IS DISTINCT FROM d.outcome_cancelled_date THEN 'outcome_cancelled_date' END"
    )
    return f"concat_ws(', ', {', '.join(parts)})"


def any_decided(db: Any) -> bool:
    return bool(rows(db, "SELECT 1 FROM files WHERE sha256 = ?", [HERE]))


def set_aside(db: Any) -> list[str]:
    """In an import: rows of the temporary table `sorted` that are disposals decided here become duplicates, or are
    rejected with what contradicts. Gives notes for the report."""
    if not any_decided(db):
        return []
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT i._row, min(d.disposal_id) AS disposal_id, "
        f"max({contradictions()}) AS fields, bool_or({SAME}) AS same FROM sorted i JOIN disposals d "
        f"ON d._file = '{HERE}' AND i._state = 'accepted' AND i.crime_ref = d.crime_ref AND ({SAME} OR {PERHAPS}) "
        f"GROUP BY i._row"
    )
    db.execute(
        f"INSERT INTO met SELECT i._row, d.disposal_id, {contradictions()}, true FROM sorted i JOIN disposals d "
        f"ON d._file = '{HERE}' AND i._state = 'accepted' AND i.disposal_id = d.disposal_id "
        f"AND i.crime_ref <> d.crime_ref"
    )
    db.execute(
        "UPDATE sorted SET _state = CASE WHEN met.same AND met.fields = '' THEN 'duplicate' ELSE 'rejected' END, "
        "_fault = CASE WHEN met.same AND met.fields = '' THEN NULL "
        "WHEN met.same THEN 'disposal_id|it contradicts the decision recorded here (' || met.disposal_id || ') in ' || met.fields "
        "ELSE 'offender_ref|the crime has a decision recorded here (' || met.disposal_id || '), and the row does not say whose it is' END "
        "FROM met WHERE met._row = sorted._row"
    )
    agree, contradict, unclear = rows(
        db,
        "SELECT count(*) FILTER (same AND fields = ''), count(*) FILTER (same AND fields <> ''), "
        "count(*) FILTER (NOT same) FROM met",
    )[0]
    found = []
    if agree:
        found.append(f"{agree:,} rows are disposals decided here, and agree with them; each is counted once.")
    if contradict:
        found.append(
            f"{contradict:,} rows contradict decisions recorded here; the decisions count, and the rows are kept as rejected "
            f"with the fields that differ."
        )
    if unclear:
        found.append(
            f"{unclear:,} rows are of crimes with a decision recorded here and do not say whose; they are kept as rejected."
        )
    return found


def settle(db: Any, left: Mapping[str, Intended]) -> dict[str, list[str]]:
    """Inside a transaction: puts rows in or takes them out, and notes up to which entry that was done. Done twice, it
    does nothing more. Gives what was set aside for each disposal, in words."""
    notes: dict[str, list[str]] = {}
    for disposal_id, intended in left.items():
        if intended.row is None:
            take_out(db, disposal_id)
        else:
            notes[disposal_id] = put(db, intended.row)
    if left:
        last = max(left.values(), key=lambda intended: intended.number)
        settled(db, last.number, last.hash)
    return notes


def settled(db: Any, number: int, digest: str) -> None:
    """Notes that the rows of every entry up to this one are in."""
    db.execute("CREATE TABLE IF NOT EXISTS decided_upto (number BIGINT, hash VARCHAR)")
    db.execute("DELETE FROM decided_upto")
    db.execute("INSERT INTO decided_upto VALUES (?, ?)", [number, digest])
    # A version that keeps decisions in this file must not begin a second chain here.
    db.execute("UPDATE fanlight_store SET version = ?", [VERSION])


def upto(db: Any) -> tuple[int, str]:
    """The entry up to which rows are in, by number and hash; (0, "") before the first. Where the chain is in this file
    they are never behind."""
    held = {row[0] for row in rows(db, "SELECT table_name FROM duckdb_tables()")}
    for table in ("decided_upto", "decision_entries"):
        if table in held and (last := rows(db, f"SELECT number, hash FROM {table} ORDER BY number DESC LIMIT 1")):
            return int(last[0][0]), str(last[0][1])
    return 0, ""


def put(db: Any, row: Mapping[str, Any]) -> list[str]:
    """Puts a decided disposal in its place, instead of an earlier version of it. Rows of extracts that are the same
    disposal are taken out and kept as rejected. Gives what was set aside, in words."""
    _file_row(db)
    values = [row.get(name) or None for name in FIELDS]
    db.execute(f"DELETE FROM disposals WHERE _file = '{HERE}' AND disposal_id = ?", [row["disposal_id"]])
    db.execute(
        f"INSERT INTO disposals ({', '.join(FIELDS)}, _row_hash, _file) VALUES ({', '.join('?' * (len(FIELDS) + 2))})",
        [*values, f"{HERE}:{row['disposal_id']}", HERE],
    )
    notes = _supersede(db, str(row["disposal_id"]))
    _count_own(db)
    return notes


def take_out(db: Any, disposal_id: str) -> None:
    db.execute(f"DELETE FROM disposals WHERE _file = '{HERE}' AND disposal_id = ?", [disposal_id])
    if any_decided(db):
        _count_own(db)


def held(db: Any) -> dict[str, dict[str, Any]]:
    """The decided disposals as they stand in the store, by id, empty fields left out."""
    found = {}
    for values in rows(db, f"SELECT {', '.join(FIELDS)} FROM disposals WHERE _file = '{HERE}' ORDER BY disposal_id"):
        row = {n: (v.isoformat() if n in _DATES else v) for n, v in zip(FIELDS, values, strict=True) if v is not None}
        found[str(row["disposal_id"])] = row
    return found


def without_file(db: Any) -> list[str]:
    """Ids of disposals that belong to no import and no decision: put there by other means."""
    return [
        str(row[0])
        for row in rows(
            db,
            "SELECT disposal_id FROM disposals WHERE _file IS NULL OR _file NOT IN (SELECT sha256 FROM files) ORDER BY 1",
        )
    ]


def _file_row(db: Any) -> None:
    if not any_decided(db):
        db.execute(
            "INSERT INTO files VALUES (?, 'decisions recorded here', 'decisions', ?, 'disposals', "
            "'crimes,disposals,offenders', NULL, 0, 0, 0, 0)",
            [HERE, ABOUT],
        )


def _count_own(db: Any) -> None:
    db.execute(
        f"UPDATE files SET rows = n, accepted = n FROM (SELECT count(*) AS n FROM disposals WHERE _file = '{HERE}') "
        f"WHERE sha256 = '{HERE}'"
    )


def _supersede(db: Any, disposal_id: str) -> list[str]:
    """Takes rows of extracts out that are this disposal, or may be, and keeps them as rejected."""
    fields = ", ".join(f"i.{name}" for name in FIELDS)
    found = rows(
        db,
        f"SELECT i._row_hash, i._file, f.file, {SAME} AS same, {contradictions()} AS fields, {fields} "
        f"FROM disposals d JOIN disposals i ON i._file <> '{HERE}' AND ({SAME} OR {PERHAPS}) "
        f"JOIN files f ON f.sha256 = i._file WHERE d._file = '{HERE}' AND d.disposal_id = ? ORDER BY f.file, i._row_hash",
        [disposal_id],
    )
    notes = []
    for row_hash, file_hash, file, same, contradicting, *values in found:
        kept = {n: v for n, v in zip(FIELDS, values, strict=True) if v is not None}
        if not same:
            field = "offender_ref"
            reason = f"the crime has a decision recorded here ({disposal_id}), and the row does not say whose it is"
        elif contradicting:
            field, reason = (
                "disposal_id",
                (f"it contradicts the decision recorded here ({disposal_id}) in {contradicting}"),
            )
        else:
            field, reason = "disposal_id", f"{COUNTED_HERE} ({disposal_id}); that record counts"
        db.execute("DELETE FROM disposals WHERE _file = ? AND _row_hash = ?", [file_hash, row_hash])
        db.execute(
            "INSERT INTO rejected VALUES (?, ?, NULL, ?, ?, ?)",
            [file_hash, file, field, reason, json.dumps(kept, ensure_ascii=False, default=str)],
        )
        db.execute("UPDATE files SET accepted = accepted - 1, rejected = rejected + 1 WHERE sha256 = ?", [file_hash])
        notes.append(f"{file}, disposal {kept.get('disposal_id')}: {reason}.")
    return notes
