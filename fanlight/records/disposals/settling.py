"""Keeping the record store at what was decided. Decisions are in a file of their own; the rows that they make follow
here, in order, each time that the store is free. What a stop left out is put in when the store is next opened."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fanlight.chain.aside import aside
from fanlight.chain.database import Sqlite, understood
from fanlight.chain.private import private
from fanlight.errors import StoreError
from fanlight.records.database import outbox, trouble
from fanlight.records.database.connection import WAIT, check_there, connected, transaction
from fanlight.records.database.file import NAME
from fanlight.records.database.outbox import Intended, Outbox
from fanlight.records.disposals import decided

SOON = 1.0
"""Seconds for which rows wait to be put in, before somebody who reads goes on without the store's leave."""


def settle(store_dir: Path, *, wait: float = WAIT) -> dict[str, list[str]]:
    """Puts in the rows that the store has not taken yet; gives what each set aside, by disposal.

    Raises `StoreBusy` where others use the store for longer than `wait` seconds, `StoreError` where it cannot be written
    to: the rows wait for the next time.
    """
    import duckdb

    try:
        with connected(store_dir, read_only=False, wait=wait) as db, transaction(db):
            return decided.settle(db, waiting(store_dir, db))
    except duckdb.Error as error:
        raise trouble.understood(error, str(store_dir)) from None


def waiting(store_dir: Path, db: Any) -> Mapping[str, Intended]:
    """The rows that the store has not taken yet, by disposal."""
    file = outbox.place(store_dir)
    if not file.exists():
        return {}
    try:
        decisions = Sqlite(file, durable=True)
        try:
            return Outbox(decisions).after(*decided.upto(db))
        finally:
            decisions.close()
    except sqlite3.Error as error:
        raise understood(error, str(file)) from None


@contextmanager
def reading(store_dir: Path, *, wait: float = WAIT) -> Iterator[Any]:
    """A DuckDB connection that cannot write, with every row decided so far. Raises as `connected`."""
    with current(store_dir, wait=wait) as (_, db):
        yield db


@contextmanager
def current(store_dir: Path, *, wait: float = WAIT) -> Iterator[tuple[Path, Any]]:
    """The file to read from, with every row decided so far, and a connection to it.

    It is the store's own; or, while others keep that from being written to, a copy for this once.
    """
    check_there(store_dir)
    with connected(store_dir, read_only=True, wait=wait) as db:
        if not waiting(store_dir, db):
            yield store_dir / NAME, db
            return
    _settled_soon(store_dir)
    with connected(store_dir, read_only=True, wait=wait) as db:
        left = waiting(store_dir, db)
        if not left:
            yield store_dir / NAME, db
            return
        with _copy(store_dir, left) as found:
            yield found


def _settled_soon(store_dir: Path) -> None:
    try:
        settle(store_dir, wait=SOON)
    except (StoreError, OSError):
        return  # somebody counts, or nobody may write here: the copy has the rows


@contextmanager
def _copy(store_dir: Path, left: Mapping[str, Intended]) -> Iterator[tuple[Path, Any]]:
    """Under the store's lock, so that nobody writes to what is copied."""
    import duckdb

    with private(), aside(Path(tempfile.gettempdir()), "fanlight-records-") as scratch:
        file = scratch / NAME
        for end in ("", ".wal"):
            if (own := store_dir / f"{NAME}{end}").exists():
                shutil.copyfile(own, f"{file}{end}")
        with duckdb.connect(str(file)) as db, transaction(db):
            decided.settle(db, left)
        with duckdb.connect(str(file), read_only=True) as db:
            db.execute("SET enable_progress_bar = false")
            yield file, db
