"""Cases in a store of decisions: opening one, making a move, reading.

Each call is one transaction: the entry, and what the records are to hold, are both there or neither is. The state is
read inside the transaction, so that of two who move at once the second sees what the first did. The records follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fanlight.decisions.case import moves
from fanlight.decisions.case.case import Case, fold
from fanlight.decisions.case.checks import NotAllowed
from fanlight.decisions.case.crime import crime_from, disposal_of, offence_code, row_of
from fanlight.decisions.case.people import Person
from fanlight.decisions.case.policies import Door
from fanlight.decisions.case.states import Move, State
from fanlight.decisions.store import journal
from fanlight.decisions.store.port import Chain, Decisions
from fanlight.records.database.outbox import Intended

SCRUTINY = "scrutiny"
"""What stands for the case in entries of scrutiny panels."""


@dataclass(frozen=True)
class Done:
    """The case after the move, its entry, and rows of extracts that were set aside for the record. `waits`: why the
    record is not among those that are counted yet, or ""."""

    case: Case
    entry: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    waits: str = ""


def open_case(
    store: Decisions, *, crime: Mapping[str, Any], facts: Mapping[str, Any], by: Person, at: datetime, door: Door
) -> Done:
    """Opens a case and stores its first entry with the advice. Raises `BadInput` for what cannot be used, `NotAllowed`
    where the same disposal has a case already."""
    # Everything is read once before the store is touched: bad input makes no store.
    moves.opening("unnumbered", crime, facts, by, at, door)
    with store.writing() as chain:
        _check_new(chain, crime_from(crime))
        case_id = f"CR-{at.year}-{chain.next_number(at.year):06d}"
        entry = chain.append(moves.opening(case_id, crime, facts, by, at, door))
    return Done(fold([entry]), entry)


def make_move(
    store: Decisions, case_id: str, move: Move, *, by: Person, at: datetime, details: Mapping[str, Any], door: Door
) -> Done:
    """Makes a move and stores its entry, and what the records are to hold. Raises `NotAllowed` or `BadInput`: then
    nothing is stored."""
    load(store, case_id)  # a store that is not there is not made for this
    with store.writing() as chain:
        case = fold(chain.of_case(case_id))
        entry = chain.append(moves.move(case, move, by=by, at=at, details=details, door=door))
        after = fold([*case.entries, entry])
        row, disposal = row_of(after), disposal_of(after)
        changed = row != row_of(case)
        if changed:
            chain.put_row(disposal, Intended(entry["number"], entry["hash"], row))
    if not changed:
        return Done(after, entry)
    settled = store.settle()
    return Done(after, entry, tuple(settled.notes.get(disposal, ())), settled.waits)


def load(store: Decisions, case_id: str) -> Case:
    with store.reading() as chain:
        return fold(chain.of_case(case_id))


def all_cases(store: Decisions) -> list[Case]:
    with store.reading() as chain:
        return [fold(entries) for entries in by_case(chain.everything()).values()]


def by_case(entries: Sequence[journal.Entry]) -> dict[str, list[journal.Entry]]:
    """The entries of each case, in order; those of scrutiny panels are left out."""
    found: dict[str, list[journal.Entry]] = {}
    for entry in entries:
        if entry["case"] != SCRUTINY:
            found.setdefault(entry["case"], []).append(entry)
    return found


def _check_new(chain: Chain, crime: Mapping[str, str]) -> None:
    disposal = crime.get("disposal_id", "")
    for case_id in chain.about(journal.subject({"details": {"crime": crime}}), disposal):
        other = fold(chain.of_case(case_id))
        same_disposal = disposal != "" and disposal == disposal_of(other)
        if same_disposal or (
            other.state not in {State.WITHDRAWN, State.CANCELLED} and offence_code(other.crime) == offence_code(crime)
        ):
            raise NotAllowed(
                f"Case {other.id} is about the same crime, offender and offence, or the same disposal.",
                next_step=f"Go on with it, or amend its decision: fanlight resolution show {other.id} --store DIR",
            )
