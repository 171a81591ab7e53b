"""Decisions in memory, for tests and trials: the same port, gone with the process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from fanlight import chain
from fanlight.decisions.store import journal
from fanlight.decisions.store.journal import Entry, Kept
from fanlight.decisions.store.port import Chain, GrowingChain, Settled
from fanlight.records.database.file import create_tables
from fanlight.records.database.outbox import Intended
from fanlight.records.disposals import decided


class ListedChain(GrowingChain):
    def __init__(self) -> None:
        self._kept: list[Kept] = []
        self._rows: dict[str, Intended] = {}

    def copy(self) -> ListedChain:
        other = ListedChain()
        other._kept, other._rows = list(self._kept), dict(self._rows)
        return other

    def kept(self, case_id: str = "") -> Sequence[Kept]:
        return [row for row in self._kept if not case_id or row.case_id == case_id]

    def about(self, subject: str, disposal_id: str) -> list[str]:
        found = {row.case_id for row in self._kept if subject and row.subject == subject}
        if disposal_id:
            found |= {
                row.case_id for row in self._kept if disposal_id in (row.case_id, journal.disposal(journal.read(row)))
            }
        return sorted(found)

    def rows(self) -> Mapping[str, Intended]:
        return dict(sorted(self._rows.items(), key=lambda one: one[1].number))

    def next_number(self, year: int) -> int:
        start = f"CR-{year}-"
        return max((int(row.case_id[8:]) for row in self._kept if row.case_id.startswith(start)), default=0) + 1

    def append(self, body: Mapping[str, Any]) -> Entry:
        last = (self._kept[-1].number, self._kept[-1].hash) if self._kept else (0, chain.START)
        own = [row.hash for row in self.kept(body["case"])]
        entry = journal.next_entry(body, last, own[-1] if own else chain.START)
        self._kept.append(journal.kept(entry))
        return entry

    def put_row(self, disposal_id: str, intended: Intended) -> None:
        self._rows[disposal_id] = intended


class InMemory:
    def __init__(self) -> None:
        self._chain = ListedChain()
        self._turn = threading.RLock()
        self._records: Any = None

    @contextmanager
    def reading(self) -> Iterator[Chain]:
        yield self._chain.copy()

    @contextmanager
    def writing(self) -> Iterator[GrowingChain]:
        with self._turn:
            grown = self._chain.copy()
            yield grown
            self._chain = grown

    def settle(self) -> Settled:
        with self._turn, self.records() as db:
            left = {name: one for name, one in self._chain.rows().items() if one.number > decided.upto(db)[0]}
            return Settled(decided.settle(db, left))

    @contextmanager
    def records(self) -> Iterator[Any]:
        import duckdb

        with self._turn:
            if self._records is None:
                self._records = duckdb.connect()
                create_tables(self._records)
            yield self._records
