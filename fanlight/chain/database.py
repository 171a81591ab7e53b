"""Where tables of chains live: a SQLite file, or PostgreSQL. One dialect of SQL for both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from fanlight.chain.private import make_private
from fanlight.errors import BadInput, StoreBusy, StoreError


class Database(Protocol):
    """`?` stands for a value in every query. In a `snapshot` all is read as it was at one moment."""

    blob: str

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...
    def run(self, query: str, values: Sequence[Any] = ()) -> None: ...
    def run_many(self, query: str, values: Iterable[Sequence[Any]]) -> None: ...
    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[None]: ...
    @contextmanager
    def snapshot(self) -> Iterator[None]: ...
    def close(self) -> None: ...


WAIT = 60.0
"""Seconds for which a writer waits for another to finish."""


class Sqlite:
    """`path` None: in memory. `durable`: an entry is on the disk when its transaction ends, in this one file; otherwise
    what it holds can be made again from elsewhere, and need not wait for the disk each time."""

    blob = "BLOB"

    def __init__(self, path: Path | None, *, durable: bool = False, wait: float = WAIT) -> None:
        if path is not None:
            make_private(path)
        self._connection = sqlite3.connect(path or ":memory:", timeout=wait, isolation_level=None)
        if durable:
            self._connection.execute("PRAGMA synchronous=EXTRA")
            return
        if path is not None:
            self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()

    def run(self, query: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(query, values)

    def run_many(self, query: str, values: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(query, values)

    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # a full disk has undone it already
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()


def understood(error: sqlite3.Error, where: str) -> StoreError:
    """What a SQLite file's trouble is, in words. Damage is said of what is damaged alone."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return StoreBusy("Somebody else is writing here.", where=where, next_step="Nothing was written. Try again.")
    if "malformed" in text or "not a database" in text:
        return StoreError("This file is damaged and cannot be read.", where=where, next_step="Restore it from a copy.")
    if "full" in text:
        return StoreError("The disk is full.", where=where, next_step="Nothing was written. Free some space.")
    if "readonly" in text or "unable to open" in text:
        return StoreError("This file may not be written to.", where=where, next_step="See who may write there.")
    return StoreError(f"This file cannot be used ({type(error).__name__}).", where=where)


_REFUSALS = {
    ("password", "no pg_hba.conf", "role"): (
        "The PostgreSQL server does not let this user in.",
        "Check the user and the password in the address.",
    ),
    ("permission denied", "must be owner"): (
        "This user may not do that in the PostgreSQL database.",
        "Ask for the rights, or name another user.",
    ),
    ("refused", "resolve", "timeout", "timed out", "unreachable", "no such file", "starting up", "shutting down"): (
        "No PostgreSQL server answers there.",
        "Check the host and port in the address, and that the server runs.",
    ),
    ("database", "schema"): (
        "The PostgreSQL server has no such database.",
        "Check the database's name in the address, or make it.",
    ),
}


def refused(error: Exception) -> StoreError:
    """What PostgreSQL's trouble is, in words, without its own: they can hold a row, or the password of the address."""
    text = str(error).lower()
    for signs, (what, next_step) in _REFUSALS.items():
        if any(sign in text for sign in signs):
            return StoreError(what, next_step=next_step)
    return StoreError(
        f"The PostgreSQL server does not let us in or could not go on ({type(error).__name__}).",
        next_step="Check the address that was given.",
    )


LOCK_NUMBER = 0x46414E4C  # "FANL"


class Postgres:
    """All of a transaction or nothing; `alone` lets one writer at a time add entries."""

    blob = "BYTEA"

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise BadInput(
                "PostgreSQL needs the package psycopg.",
                next_step="Install it: pip install 'fanlight[postgres]'.",
            ) from None
        try:
            self._connection: Any = psycopg.connect(url, autocommit=True)
        except psycopg.Error as error:
            raise refused(error) from None
        self._connection.execute("SET client_min_messages TO warning")

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(_numbered(query), values).fetchall()
        return found

    def run(self, query: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(_numbered(query), values)

    def run_many(self, query: str, values: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_numbered(query), list(values))

    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[None]:
        with self._connection.transaction():
            if alone:
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK_NUMBER,))
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def close(self) -> None:
        self._connection.close()


def _numbered(query: str) -> str:
    return query.replace("%", "%%").replace("?", "%s")


def is_postgres(place: str) -> bool:
    return place.startswith(("postgres://", "postgresql://"))
