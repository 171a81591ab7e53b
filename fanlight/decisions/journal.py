"""The chain of entries in the record store: appended to, never changed, every one naming the hash of the one before.

An entry also names the one before it in its own case, so that a case taken out of the store can be checked alone. What
a chain cannot show is that its end was cut off, or that all of it was written anew: for that, keep its head elsewhere
(`fanlight resolution verify` prints it) and give it when checking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fanlight import chain
from fanlight.decisions.people import plain
from fanlight.errors import BadInput, StoreError
from fanlight.records.store import rows


class Broken(StoreError):
    """The chain or a record does not hold: something was changed, forged or taken out."""

    exit_code = 1


def make_table(db: Any) -> None:
    db.execute(
        "CREATE TABLE IF NOT EXISTS decision_entries "
        "(number BIGINT PRIMARY KEY, case_id VARCHAR NOT NULL, subject VARCHAR NOT NULL, hash VARCHAR NOT NULL, "
        "entry VARCHAR NOT NULL)"
    )


def has_table(db: Any) -> bool:
    return bool(rows(db, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'decision_entries'"))


def append(db: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Links an entry to the chain's end, and to the end of its case, and stores it."""
    make_table(db)
    last = rows(db, "SELECT number, hash FROM decision_entries ORDER BY number DESC LIMIT 1")
    own = rows(db, "SELECT hash FROM decision_entries WHERE case_id = ? ORDER BY number DESC LIMIT 1", [body["case"]])
    number, previous = (last[0][0] + 1, last[0][1]) if last else (1, chain.START)
    entry = chain.link({"number": number, **body, "case_previous": own[0][0] if own else chain.START}, previous)
    db.execute(
        "INSERT INTO decision_entries VALUES (?, ?, ?, ?, ?)",
        [number, entry["case"], subject(entry), entry["hash"], _text(entry)],
    )
    return entry


def subject(entry: Mapping[str, Any]) -> str:
    """What a case is looked up by, so that no disposal gets two: the crime and the offender of an opening entry."""
    crime = entry.get("details", {}).get("crime")
    return f"{plain(crime['crime_ref'])} {plain(crime['offender_ref'])}" if crime else ""


def cases_about(db: Any, wanted: str, disposal_id: str) -> list[str]:
    """Ids of cases with this subject, or with this id for their disposal."""
    found = rows(
        db,
        "SELECT DISTINCT case_id FROM decision_entries WHERE subject = ? OR (? <> '' AND case_id = ?) OR "
        "(? <> '' AND subject <> '' AND json_extract_string(entry, '$.details.crime.disposal_id') = ?) ORDER BY 1",
        [wanted, *[disposal_id] * 4],
    )
    return [row[0] for row in found]


def last_number(db: Any, year: int) -> int:
    """The highest number given to a case of a year; 0 before the first."""
    found = rows(
        db,
        "SELECT max(CAST(substr(case_id, 9) AS BIGINT)) FROM decision_entries WHERE case_id LIKE ?",
        [f"CR-{year}-%"],
    )
    return int(found[0][0] or 0)


def _text(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def of_case(db: Any, case_id: str) -> list[dict[str, Any]]:
    """The case's entries in order, each checked against its own hash. Raises `BadInput` where there is no such case."""
    found = (
        rows(db, "SELECT number, hash, entry FROM decision_entries WHERE case_id = ? ORDER BY number", [case_id])
        if has_table(db)
        else []
    )
    if not found:
        raise BadInput(
            f"There is no case {case_id} in this store.", next_step="See them: fanlight resolution list --store DIR"
        )
    entries = [_read(number, text, stored) for number, stored, text in found]
    check_case_chain(entries)
    return entries


def everything(db: Any) -> list[dict[str, Any]]:
    """Every entry in order; the whole chain is checked. Raises `Broken` naming the first that does not hold."""
    if not has_table(db):
        return []
    found = rows(db, "SELECT number, case_id, subject, hash, entry FROM decision_entries ORDER BY number")
    previous, entries = chain.START, []
    for place, (number, case_id, about, stored, text) in enumerate(found, start=1):
        entry = _read(number, text, stored)
        if (number, case_id, about) != (entry.get("number"), entry.get("case"), subject(entry)) or number != place:
            raise Broken(f"Entry {place} of the chain is missing, or out of its place.", next_step=_ASK)
        if entry.get("previous") != previous:
            raise Broken(f"Entry {place} does not follow the one before: one was changed or taken out.", next_step=_ASK)
        previous = stored
        entries.append(entry)
    return entries


_ASK = "Keep the store as it is, and compare it with a copy or with exported records."


def _read(number: int, text: str, stored: str) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = json.loads(text)
    except ValueError:
        raise Broken(f"Entry {number} of the chain cannot be read.", next_step=_ASK) from None
    if not isinstance(entry, dict) or entry.get("hash") != stored or not own_hash_holds(entry) or _text(entry) != text:
        raise Broken(f"Entry {number} of the chain has been changed: its hash does not hold.", next_step=_ASK)
    return entry


def own_hash_holds(entry: Mapping[str, Any]) -> bool:
    body = {key: value for key, value in entry.items() if key not in {"hash", "previous"}}
    return bool(entry.get("hash") == chain.link(body, str(entry.get("previous")))["hash"])


def check_case_chain(entries: Iterable[Mapping[str, Any]]) -> None:
    """The links within one case. Raises `Broken`."""
    previous = chain.START
    for entry in entries:
        if entry.get("case_previous") != previous:
            raise Broken(f"Entry {entry.get('number')} does not follow the one before it in its case.", next_step=_ASK)
        previous = str(entry["hash"])


def head(entries: list[dict[str, Any]]) -> str:
    """The chain's end, to keep elsewhere: "NUMBER:HASH"."""
    return f"{entries[-1]['number']}:{entries[-1]['hash']}" if entries else f"0:{chain.START}"


def check_head(entries: list[dict[str, Any]], kept: str) -> None:
    """Whether the chain still holds an end that was kept earlier. Raises `Broken` or `BadInput`."""
    number, _, wanted = kept.partition(":")
    if not number.isdigit() or len(wanted) != 64:
        raise BadInput("A head is NUMBER:HASH, as “verify” prints it.", where="--head")
    place = int(number)
    if place == 0:
        return
    if place > len(entries) or entries[place - 1]["hash"] != wanted:
        raise Broken(
            f"The chain does not hold the head that was kept at entry {place}: its end was cut off, or it was written anew.",
            next_step=_ASK,
        )
