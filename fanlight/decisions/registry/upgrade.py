"""A store of the first version brought to the present form: copied, compared, and only then swapped.

Until the copy is in place the old chain is the store's; from then on the copy is, and what is left of the old one goes.
A stop at any moment leaves one of the two whole, and the same call goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fanlight.decisions.case.case import fold
from fanlight.decisions.case.crime import disposal_of, row_of
from fanlight.decisions.case.policies import Door
from fanlight.decisions.registry.cases import by_case
from fanlight.decisions.registry.verification import Verified, held_in, verified
from fanlight.decisions.store.in_duckdb import ChainInRecords
from fanlight.decisions.store.in_folder import opened, put_in_place
from fanlight.decisions.store.journal import Broken, Entry
from fanlight.decisions.store.port import Chain
from fanlight.records.database import connection
from fanlight.records.database.outbox import Intended, place
from fanlight.records.disposals import decided

Step = Callable[[str], None]


def upgrade(store: Path, *, door: Door, step: Step = lambda _: None) -> Verified | None:
    """Moves the decisions of a record store out of DuckDB into a file of their own. Gives what was checked; None where
    there is nothing to move.

    Raises `Broken` where the old chain does not hold, or the store has gone on with another one: then nothing is
    changed. `StoreBusy` where others use the store.
    """
    connection.check_there(store)
    with connection.connected(store, read_only=False) as db:
        if not ChainInRecords.is_in(db):
            return None
        old = ChainInRecords(db)
        if not place(store).exists():
            step("Checking the decisions as they are")
            verified(old.kept(), None, held_in(db), door=door)
            step("Copying them, and comparing the copy")
            entries = old.everything()
            copy = list(zip(old.kept(), entries, strict=True))
            put_in_place(store, copy, _intended(entries), check=lambda made: _goes_on(old, made))
        step("Checking the decisions where they are now")
        with opened(place(store)) as (decisions, new), decisions.snapshot():
            _goes_on(old, new)
            found = verified(new.kept(), new.rows(), held_in(db), door=door)
        _retire(db)
        return found


def _intended(entries: Sequence[Entry]) -> dict[str, Intended]:
    cases = [fold(of_case) for of_case in by_case(entries).values()]
    made = {disposal_of(case): _since(case.entries[-1], row_of(case)) for case in cases}
    return {disposal: intended for disposal, intended in made.items() if intended.row is not None}


def _since(entry: Mapping[str, Any], row: Mapping[str, Any] | None) -> Intended:
    return Intended(entry["number"], entry["hash"], row)


def _goes_on(old: Chain, new: Chain) -> None:
    """Raises `Broken` unless the new chain begins with exactly the old one."""
    before = list(old.kept())
    if list(new.kept())[: len(before)] != before:
        raise Broken(
            "The store has two chains of decisions, and the newer does not go on from the older.",
            next_step="Keep the store as it is, and compare both with a copy or with exported records.",
        )


def _retire(db: Any) -> None:
    with connection.transaction(db):
        decided.settled(db, *decided.upto(db))
        db.execute("DROP TABLE decision_entries")
