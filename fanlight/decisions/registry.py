"""Cases in a record store: opening one, making a move, reading, and checking all of it.

Each call is one transaction: the entry, and the row that statistics count, are both there or neither is. The state is
read inside the transaction, so that of two who move at once the second sees what the first did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fanlight.decisions import acts, journal
from fanlight.decisions.case import OPENED, Case, fold
from fanlight.decisions.checks import NotAllowed
from fanlight.decisions.crime import crime_from, offence_code, row_of
from fanlight.decisions.door import Door, Pinned
from fanlight.decisions.people import Person, person_from
from fanlight.decisions.states import Move, State
from fanlight.errors import FanlightError
from fanlight.records import decided
from fanlight.records.connection import WAIT, check_there, reading, writing

SCRUTINY = "scrutiny"
"""What stands for the case in entries of scrutiny panels."""


@dataclass(frozen=True)
class Done:
    """The case after the move, its entry, and rows of extracts that were set aside for the record."""

    case: Case
    entry: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def open_case(
    store: Path,
    *,
    crime: Mapping[str, Any],
    facts: Mapping[str, Any],
    by: Person,
    at: datetime,
    door: Door,
    wait: float = WAIT,
) -> Done:
    """Opens a case and stores its first entry with the advice. Raises `BadInput` for what cannot be used, `NotAllowed`
    where the same disposal has a case already."""
    # Everything is read once before the store is touched: bad input makes no store.
    acts.opening("unnumbered", crime, facts, by, at, door)
    with writing(store, wait=wait) as db:
        journal.make_table(db)
        _check_new(db, crime_from(crime))
        case_id = f"CR-{at.year}-{journal.last_number(db, at.year) + 1:06d}"
        entry = journal.append(db, acts.opening(case_id, crime, facts, by, at, door))
        return Done(fold([entry]), entry)


def make_move(
    store: Path,
    case_id: str,
    move: Move,
    *,
    by: Person,
    at: datetime,
    details: Mapping[str, Any],
    door: Door,
    wait: float = WAIT,
) -> Done:
    """Makes a move and stores its entry, and the row that counts. Raises `NotAllowed` or `BadInput`: then nothing is
    stored."""
    check_there(store)
    with writing(store, wait=wait) as db:
        case = fold(journal.of_case(db, case_id))
        entry = journal.append(db, acts.move(case, move, by=by, at=at, details=details, door=door))
        after = fold([*case.entries, entry])
        return Done(after, entry, tuple(_keep_row(db, after)))


def load(store: Path, case_id: str) -> Case:
    with reading(store) as db:
        return fold(journal.of_case(db, case_id))


def all_cases(store: Path) -> list[Case]:
    with reading(store) as db:
        return list(_cases(db).values())


def _cases(db: Any) -> dict[str, Case]:
    by_case: dict[str, list[dict[str, Any]]] = {}
    for entry in journal.everything(db):
        if entry["case"] != SCRUTINY:
            by_case.setdefault(entry["case"], []).append(entry)
    return {case_id: fold(entries) for case_id, entries in by_case.items()}


def _check_new(db: Any, crime: Mapping[str, str]) -> None:
    disposal = crime.get("disposal_id", "")
    for case_id in journal.cases_about(db, journal.subject({"details": {"crime": crime}}), disposal):
        other = fold(journal.of_case(db, case_id))
        same_disposal = disposal != "" and disposal == other.crime.get("disposal_id", other.id)
        if same_disposal or (
            other.state not in {State.WITHDRAWN, State.CANCELLED} and offence_code(other.crime) == offence_code(crime)
        ):
            raise NotAllowed(
                f"Case {other.id} is about the same crime, offender and offence, or the same disposal.",
                next_step=f"Go on with it, or amend its decision: fanlight resolution show {other.id} --store DIR",
            )


def _keep_row(db: Any, case: Case) -> list[str]:
    row = row_of(case)
    if row is not None:
        return decided.put(db, row)
    first = case.decisions[0].entry["recorded"]["crime"] if case.decisions else case.crime
    decided.take_out(db, str(first.get("disposal_id", case.id)))
    return []


@dataclass(frozen=True)
class Verified:
    """What was checked, in numbers, and the chain's head."""

    entries: int
    cases: int
    records: int
    head: str


def verify(store: Path, *, door: Door, kept_head: str = "") -> Verified:
    """Checks the whole: every hash and link, that every entry could have been made as it says (by the table of states,
    under the policy versions that it names), and that the rows of the store are exactly those the chain makes.

    Raises `journal.Broken` naming the first thing that does not hold.
    """
    with reading(store) as db:
        entries = journal.everything(db)
        if kept_head:
            journal.check_head(entries, kept_head)
        rows = decided.held(db)
        strangers = decided.without_file(db)
    if strangers:
        raise journal.Broken(
            f"The record of disposal {strangers[0]} came by no import and no decision.",
            next_step="A record is made by a decision alone: compare the store with a copy.",
        )
    by_case: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        if entry["case"] != SCRUTINY:
            could_be_made(by_case.setdefault(entry["case"], []), entry, door)
            by_case[entry["case"]].append(entry)
    made = {case_id: row_of(fold(of_case)) for case_id, of_case in by_case.items()}
    wanted = {str(row["disposal_id"]): row for row in made.values() if row is not None}
    for disposal_id in sorted({*wanted, *rows}):
        if wanted.get(disposal_id) != rows.get(disposal_id):
            what = (
                "is not in the chain" if disposal_id not in wanted else
                "is missing from the store" if disposal_id not in rows else "is not what the chain says"
            )  # fmt: skip
            raise journal.Broken(
                f"The record of disposal {disposal_id} {what}.",
                next_step="A record is made by a decision alone: compare the store with a copy.",
            )
    return Verified(len(entries), len(by_case), len(wanted), journal.head(entries))


def could_be_made(before: Sequence[Mapping[str, Any]], entry: Mapping[str, Any], door: Door) -> None:
    """Makes the entry again from what it says, and compares."""
    try:
        journal.check_case_chain([*before, entry])
        by, at, details = person_from(entry["by"]), datetime.fromisoformat(entry["at"]), entry["details"]
        pinned = Pinned.of(door, entry["recorded"])
        if before:
            case = fold(before)
            again = acts.move(case, Move(entry["move"]), by=by, at=at, details=details, door=pinned)
        elif entry["move"] == OPENED:
            again = acts.opening(entry["case"], details["crime"], details["facts"], by, at, pinned)
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
