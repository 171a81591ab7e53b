"""Decisions in a record store's folder: a SQLite file of their own, since DuckDB lets no writer in beside a reader."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from fanlight import chain
from fanlight.chain.aside import aside
from fanlight.chain.database import Database, Sqlite, understood
from fanlight.chain.private import no_links
from fanlight.chain.table import Stored, TableStore
from fanlight.decisions.store import journal
from fanlight.decisions.store.in_duckdb import ChainInRecords
from fanlight.decisions.store.journal import Entry, Kept
from fanlight.decisions.store.port import Chain, GrowingChain, Settled
from fanlight.errors import StoreError
from fanlight.records.database import connection
from fanlight.records.database.outbox import CHAIN, Intended, Outbox, place
from fanlight.records.disposals import settling

VERSION = 1
WAIT = 60.0
"""Seconds for which a writer waits for others to finish."""
SOON = 2.0
"""Seconds that a decision waits to see its row among the records."""


_FOUND_BY = ("case_id", "subject", "disposal")


class TableChain(GrowingChain):
    """The chain in a table, of SQLite or PostgreSQL, and the rows that it intends in another."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._entries = TableStore(
            db,
            CHAIN,
            {"case_id": "TEXT NOT NULL", "subject": "TEXT NOT NULL", "disposal": "TEXT NOT NULL"},
        )
        self._outbox = Outbox(db)

    def make(self) -> None:
        with self._db.transaction(alone=True):
            for statement in (
                self._entries.statement,
                *(f"CREATE INDEX IF NOT EXISTS {CHAIN}_{c} ON {CHAIN} ({c})" for c in _FOUND_BY),
                Outbox.statement,
                f"CREATE TABLE IF NOT EXISTS {CHAIN}_version (version INTEGER)",
            ):
                self._db.run(statement)
            if not self._db.rows(f"SELECT 1 FROM {CHAIN}_version"):
                self._db.run(f"INSERT INTO {CHAIN}_version VALUES (?)", (VERSION,))

    def check_version(self, where: str) -> None:
        """Raises `StoreError` where a newer version wrote it."""
        held = int(self._db.rows(f"SELECT max(version) FROM {CHAIN}_version")[0][0] or 0)
        if held > VERSION:
            raise StoreError(
                f"These decisions were written by a newer version (format {held}; this one knows {VERSION}).",
                where=where,
                next_step="Use the newer Fanlight.",
            )

    def kept(self, case_id: str = "") -> Sequence[Kept]:
        found = self._entries.stored("case_id = ?", (case_id,)) if case_id else self._entries.stored()
        return [_kept(row) for row in found]

    def about(self, subject: str, disposal_id: str) -> list[str]:
        wanted = {"subject": subject, "case_id": disposal_id, "disposal": disposal_id}
        asked = {column: value for column, value in wanted.items() if value}
        select = f"SELECT case_id FROM {CHAIN} WHERE {{}} = ?"
        query = " UNION ".join(select.format(column) for column in asked)
        found = self._db.rows(f"{query} ORDER BY 1", tuple(asked.values())) if asked else []
        return [str(row[0]) for row in found]

    def rows(self) -> Mapping[str, Intended]:
        return self._outbox.after()

    def next_number(self, year: int) -> int:
        found = self._db.rows(
            f"SELECT max(CAST(substr(case_id, 9) AS INTEGER)) FROM {CHAIN} WHERE case_id LIKE ?",
            (f"CR-{year}-%",),
        )
        return int(found[0][0] or 0) + 1

    def append(self, body: Mapping[str, Any]) -> Entry:
        own = self._db.rows(f"SELECT hash FROM {CHAIN} WHERE case_id = ? ORDER BY n DESC LIMIT 1", (body["case"],))
        entry = journal.next_entry(body, self._entries.head(), str(own[0][0]) if own else chain.START)
        self.add(journal.kept(entry), entry)
        return entry

    def add(self, kept: Kept, entry: Entry) -> None:
        """An entry that is linked already, exactly as its text says."""
        own = {"case_id": kept.case_id, "subject": kept.subject, "disposal": journal.disposal(entry)}
        self._entries.add(kept.number, kept.hash, str(entry["previous"]), kept.text or "", own)

    def put_row(self, disposal_id: str, intended: Intended) -> None:
        self._outbox.put(disposal_id, intended)


def _kept(row: Stored) -> Kept:
    case_id, subject, _ = row.own
    return Kept(row.number, str(case_id), str(subject), row.hash, row.text)


class InFolder:
    """The decisions of a record store. What the first version wrote into DuckDB is read there, and moved by `upgrade`."""

    def __init__(self, folder: Path, *, wait: float = WAIT) -> None:
        self.folder, self._wait = folder, wait

    @contextmanager
    def reading(self) -> Iterator[Chain]:
        connection.check_there(self.folder)
        if place(self.folder).exists():
            with opened(place(self.folder), self._wait) as (db, found), db.snapshot():
                yield found
        else:
            with settling.reading(self.folder) as db:
                yield ChainInRecords(db)

    @contextmanager
    def writing(self) -> Iterator[GrowingChain]:
        connection.make_store(self.folder)
        if not place(self.folder).exists():
            self._refuse_old()
            put_in_place(self.folder)
        with opened(place(self.folder), self._wait) as (db, found), db.transaction(alone=True):
            yield found

    def settle(self) -> Settled:
        try:
            return Settled(settling.settle(self.folder, wait=SOON))
        except StoreError as error:
            return Settled(waits=error.what)
        except OSError as error:
            return Settled(waits=error.strerror or str(error))

    def records(self) -> AbstractContextManager[Any]:
        return settling.reading(self.folder)

    def _refuse_old(self) -> None:
        with connection.connected(self.folder, read_only=True) as db:
            if ChainInRecords.is_in(db):
                raise StoreError(
                    "This store keeps its decisions in the form of version 0.1: they can be read, and not gone on with.",
                    where=str(self.folder),
                    next_step=f"Bring it up to date: fanlight upgrade {self.folder}",
                )


@contextmanager
def opened(file: Path, wait: float = WAIT) -> Iterator[tuple[Database, TableChain]]:
    """A file of decisions. Raises `StoreBusy` where others write for longer than `wait` seconds, `StoreError` where it is
    damaged, newer, or may not be used."""
    no_links(file.parent, [file.name, f"{file.name}-journal"])
    try:
        db = Sqlite(file, durable=True, wait=wait)
        try:
            found = TableChain(db)
            found.check_version(str(file))
            yield db, found
        finally:
            db.close()
    except sqlite3.Error as error:
        raise understood(error, str(file)) from None


def put_in_place(
    folder: Path,
    entries: Sequence[tuple[Kept, Entry]] = (),
    rows: Mapping[str, Intended] | None = None,
    check: Callable[[Chain], None] = lambda _: None,
) -> None:
    """The file of decisions, with what is given in it: whole and checked, or not there. Where two make it, the first
    stands."""
    with aside(folder, ".making-") as making:
        _make(place(making), entries, rows or {})
        with opened(place(making)) as (_, made):
            check(made)
        connection.put_in_place(place(making), place(folder))


def _make(file: Path, entries: Sequence[tuple[Kept, Entry]], rows: Mapping[str, Intended]) -> None:
    db = Sqlite(file, durable=True)
    try:
        made = TableChain(db)
        made.make()
        with db.transaction():
            for kept, entry in entries:
                made.add(kept, entry)
            for disposal_id, intended in rows.items():
                made.put_row(disposal_id, intended)
    finally:
        db.close()
