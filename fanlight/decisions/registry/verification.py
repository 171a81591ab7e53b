"""Checking the whole: every hash and link, that every entry could have been made, and that the records are what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fanlight.decisions.case import moves
from fanlight.decisions.case.case import OPENED, fold
from fanlight.decisions.case.crime import row_of
from fanlight.decisions.case.people import person_from
from fanlight.decisions.case.policies import Door, Pinned
from fanlight.decisions.case.states import Move
from fanlight.decisions.registry.cases import by_case
from fanlight.decisions.store import journal
from fanlight.decisions.store.journal import Kept
from fanlight.decisions.store.port import Decisions
from fanlight.errors import FanlightError
from fanlight.records.database.outbox import Intended
from fanlight.records.disposals import decided

_COMPARE = "A record is made by a decision alone: compare the store with a copy."


@dataclass(frozen=True)
class Verified:
    """What was checked, in numbers, and the chain's head."""

    entries: int
    cases: int
    records: int
    head: str


@dataclass(frozen=True)
class Held:
    """What the record store holds: rows decided here, disposals that came by no import, and the last entry whose row is
    in."""

    rows: Mapping[str, Mapping[str, Any]]
    strangers: tuple[str, ...]
    upto: int


def held_in(db: Any) -> Held:
    """What the record store of a DuckDB connection holds."""
    return Held(decided.held(db), tuple(decided.without_file(db)), decided.upto(db)[0])


def verify(store: Decisions, *, door: Door, kept_head: str = "") -> Verified:
    """Checks the whole: every hash and link, that every entry could have been made as it says (by the table of states,
    under the policy versions that it names), and that the rows of the store are exactly those the chain makes.

    Raises `journal.Broken` naming the first thing that does not hold.
    """
    # The records first: the chain is never behind them.
    with store.records() as db:
        held = held_in(db)
    with store.reading() as chain:
        kept, intended = chain.kept(), chain.rows()
    # Outside: who reads for long would keep others from writing.
    return verified(kept, intended, held, door=door, kept_head=kept_head)


def verified(
    kept: Sequence[Kept], intended: Mapping[str, Intended] | None, held: Held, *, door: Door, kept_head: str = ""
) -> Verified:
    """The same of what was read: the chain as it is kept, and what it intends for the records (None: that kind of store
    keeps nothing of the kind). Raises as `verify`."""
    entries = journal.whole(kept)
    if kept_head:
        journal.check_head(entries, kept_head)
    if held.strangers:
        raise journal.Broken(
            f"The record of disposal {held.strangers[0]} came by no import and no decision.", next_step=_COMPARE
        )
    cases = by_case(entries)
    for of_case in cases.values():
        check_moves(of_case, door)
    made = (row_of(fold(of_case)) for of_case in cases.values())
    wanted = {str(row["disposal_id"]): row for row in made if row is not None}
    waiting = _waiting(intended, wanted, held.upto)
    for disposal_id in sorted({*wanted, *held.rows} - waiting):
        if wanted.get(disposal_id) != held.rows.get(disposal_id):
            what = (
                "is not in the chain" if disposal_id not in wanted else
                "is missing from the store" if disposal_id not in held.rows else "is not what the chain says"
            )  # fmt: skip
            raise journal.Broken(f"The record of disposal {disposal_id} {what}.", next_step=_COMPARE)
    return Verified(len(entries), len(cases), len(wanted), journal.head(entries))


def _waiting(intended: Mapping[str, Intended] | None, wanted: Mapping[str, Mapping[str, Any]], upto: int) -> set[str]:
    """Disposals whose row is not in yet. Raises `journal.Broken` where what is kept for the records is not what the
    chain makes."""
    if intended is None:
        return set()
    kept = {name: one.row for name, one in intended.items() if one.row is not None}
    for disposal_id in sorted({*wanted, *kept}):
        if wanted.get(disposal_id) != kept.get(disposal_id):
            raise journal.Broken(
                f"What is kept for the record of disposal {disposal_id} is not what the chain says.", next_step=_COMPARE
            )
    return {name for name, one in intended.items() if one.number > upto}


def check_moves(entries: Sequence[Mapping[str, Any]], door: Door) -> None:
    """Whether each entry of a case could have been made as it says. Raises `journal.Broken`."""
    for place, entry in enumerate(entries):
        could_be_made(entries[:place], entry, door)


def could_be_made(before: Sequence[Mapping[str, Any]], entry: Mapping[str, Any], door: Door) -> None:
    """Makes the entry again from what it says, and compares."""
    try:
        journal.check_case_chain([*before, entry])
        by, at, details = person_from(entry["by"]), datetime.fromisoformat(entry["at"]), entry["details"]
        pinned = Pinned.of(door, entry["recorded"])
        if before:
            case = fold(before)
            again = moves.move(case, Move(entry["move"]), by=by, at=at, details=details, door=pinned)
        elif entry["move"] == OPENED:
            again = moves.opening(entry["case"], details["crime"], details["facts"], by, at, pinned)
        else:
            raise journal.Broken(f"Case {entry['case']} begins with no opening.")
    except (FanlightError, KeyError, TypeError, ValueError, AttributeError) as error:
        reason = str(error) if isinstance(error, FanlightError) else f"it is not whole ({error})"
        raise journal.Broken(f"Entry {entry['number']} could not have been made: {reason}") from None
    for name, value in again.items():
        if entry.get(name) != value:
            raise journal.Broken(
                f"Entry {entry['number']} does not say what making it again says: “{name}” differs.",
                next_step="Where a policy file was changed since, replay names what differs.",
            )
