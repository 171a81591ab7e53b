"""Where the ledger's index lives: SQLite beside the file, or PostgreSQL. One dialect of SQL for both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from fanlight.errors import BadInput, StoreError


class Database(Protocol):
    """`?` stands for a value in every query."""

    blob: str

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...
    def run(self, query: str, values: Sequence[Any] = ()) -> None: ...
    def run_many(self, query: str, values: Iterable[Sequence[Any]]) -> None: ...
    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[None]: ...
    def close(self) -> None: ...


class Sqlite:
    """`path` None: in memory."""

    blob = "BLOB"

    def __init__(self, path: Path | None) -> None:
        self._connection = sqlite3.connect(path or ":memory:", timeout=60, isolation_level=None)
        if path is not None:
            self._connection.execute("PRAGMA journal_mode=WAL")
        # The index is made again from the file where it is lost, so that it need not wait for the disk each time.
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
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


LOCK_NUMBER = 0x46414E4C  # "FANL"


class Postgres:
    """All of a transaction or nothing; `alone` lets one writer at a time add entries."""

    blob = "BYTEA"

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise BadInput(
                "A ledger in PostgreSQL needs the package psycopg.",
                next_step="Install it: pip install 'fanlight[postgres]'.",
            ) from None
        try:
            self._connection: Any = psycopg.connect(url, autocommit=True)
        except psycopg.Error:
            # The server's own message can hold the password of the address.
            raise StoreError(
                "The ledger's PostgreSQL server does not let us in.",
                next_step="Check the address given for the ledger.",
            ) from None
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

    def close(self) -> None:
        self._connection.close()


def _numbered(query: str) -> str:
    return query.replace("%", "%%").replace("?", "%s")


def is_postgres(place: str) -> bool:
    return place.startswith(("postgres://", "postgresql://"))
