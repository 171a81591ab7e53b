"""The chain of entries, wherever it is kept: never changed, every one naming the hash of the one before.

An entry also names the one before it in its own case, so that a case taken out of the store can be checked alone. What
a chain cannot show is that its end was cut off, or that all of it was written anew: for that, keep its head elsewhere
(`fanlight resolution verify` prints it) and give it when checking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from fanlight import chain
from fanlight.decisions.case.people import plain
from fanlight.errors import BadInput, StoreError

Entry = dict[str, Any]
_ASK = "Keep the store as it is, and compare it with a copy or with exported records."


class Broken(StoreError):
    """The chain or a record does not hold: something was changed, forged or taken out."""

    exit_code = 1


class Kept(NamedTuple):
    """An entry as a store keeps it: what it is looked up by, and its text as it was written."""

    number: int
    case_id: str
    subject: str
    hash: str
    text: str | None


def next_entry(body: Mapping[str, Any], last: tuple[int, str], own: str) -> Entry:
    """The entry linked to the chain's end (its number and hash) and to the end of its case (a hash, or `chain.START`)."""
    number, previous = last
    return chain.link({"number": number + 1, **body, "case_previous": own}, previous)


def kept(entry: Mapping[str, Any]) -> Kept:
    return Kept(entry["number"], entry["case"], subject(entry), entry["hash"], chain.canonical(entry))


def subject(entry: Mapping[str, Any]) -> str:
    """What a case is looked up by, so that no disposal gets two: the crime and the offender of an opening entry."""
    crime = entry.get("details", {}).get("crime")
    return f"{plain(crime['crime_ref'])} {plain(crime['offender_ref'])}" if crime else ""


def disposal(entry: Mapping[str, Any]) -> str:
    """The disposal that an opening entry names; "" for none."""
    return str(entry.get("details", {}).get("crime", {}).get("disposal_id", ""))


def read(row: Kept) -> Entry:
    """An entry, checked against its own hash. Raises `Broken`."""
    try:
        entry: Entry = json.loads(row.text or "")
    except ValueError:
        raise Broken(f"Entry {row.number} of the chain cannot be read.", next_step=_ASK) from None
    if not isinstance(entry, dict) or entry.get("hash") != row.hash or chain.canonical(entry) != row.text:
        whole = False
    else:
        whole = chain.holds(entry)
    if not whole:
        raise Broken(f"Entry {row.number} of the chain has been changed: its hash does not hold.", next_step=_ASK)
    return entry


def case_of(rows: Iterable[Kept]) -> list[Entry]:
    """The entries of one case in order, each checked, and the links between them. Raises `Broken`."""
    entries = [read(row) for row in rows]
    check_case_chain(entries)
    return entries


def whole(rows: Iterable[Kept]) -> list[Entry]:
    """Every entry in order; the whole chain is checked. Raises `Broken` naming the first that does not hold."""
    previous, entries = chain.START, []
    for place, row in enumerate(rows, start=1):
        entry = read(row)
        said = (entry.get("number"), entry.get("case"), subject(entry))
        if (row.number, row.case_id, row.subject) != said or row.number != place:
            raise Broken(f"Entry {place} of the chain is missing, or out of its place.", next_step=_ASK)
        if entry.get("previous") != previous:
            raise Broken(f"Entry {place} does not follow the one before: one was changed or taken out.", next_step=_ASK)
        previous = row.hash
        entries.append(entry)
    return entries


def check_case_chain(entries: Iterable[Mapping[str, Any]]) -> None:
    """The links within one case. Raises `Broken`."""
    previous = chain.START
    for entry in entries:
        if entry.get("case_previous") != previous:
            raise Broken(f"Entry {entry.get('number')} does not follow the one before it in its case.", next_step=_ASK)
        previous = str(entry["hash"])


def head(entries: list[Entry]) -> str:
    """The chain's end, to keep elsewhere: "NUMBER:HASH"."""
    return f"{entries[-1]['number']}:{entries[-1]['hash']}" if entries else f"0:{chain.START}"


def check_head(entries: list[Entry], kept: str) -> None:
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
