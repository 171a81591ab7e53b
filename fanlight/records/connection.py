"""Reading and writing the store otherwise than by an import: one transaction, whole or not at all, one writer at a time."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fanlight.errors import StoreError
from fanlight.records.store import NAME, check_version, create_tables

WAIT = 15.0
"""Seconds for which a writer waits for another to finish."""


def make_store(store_dir: Path) -> None:
    """An empty store where there is none. Made aside and put in place at once, so that a stop leaves no half of one;
    where two make it, the first stands."""
    import duckdb

    final = store_dir / NAME
    if final.exists():
        return
    store_dir.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".making-", dir=store_dir))
    try:
        with duckdb.connect(str(aside / NAME)) as db:
            create_tables(db)
        put_in_place(aside / NAME, final)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def put_in_place(made: Path, final: Path) -> bool:
    """Whether the file took its place; False where another was there first, which stays."""
    try:
        os.link(made, final)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if final.exists():
            return False
        os.rename(made, final)
    return True


@contextmanager
def writing(store_dir: Path, *, wait: float = WAIT) -> Iterator[Any]:
    """A DuckDB connection inside one transaction: committed at the end, undone by any error.

    The store is made where there is none. Raises `StoreError` where it is damaged, newer, or another writer holds it
    for longer than `wait` seconds.
    """
    make_store(store_dir)
    db = _connected(store_dir, wait)
    try:
        check_version(db, str(store_dir))
        db.execute("BEGIN TRANSACTION")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
    finally:
        db.close()


def check_there(store_dir: Path) -> None:
    """Raises `StoreError` where there is no store."""
    if not (store_dir / NAME).is_file():
        raise StoreError(
            "There is no record store here.", where=str(store_dir), next_step="Name its folder: --store DIR"
        )


@contextmanager
def reading(store_dir: Path, *, wait: float = WAIT) -> Iterator[Any]:
    """A DuckDB connection that cannot write. Raises `StoreError` where there is no store, or as `writing`."""
    check_there(store_dir)
    db = _connected(store_dir, wait, read_only=True)
    try:
        check_version(db, str(store_dir))
        yield db
    finally:
        db.close()


def _connected(store_dir: Path, wait: float, *, read_only: bool = False) -> Any:
    import duckdb

    until = time.monotonic() + wait
    while True:
        try:
            db = duckdb.connect(str(store_dir / NAME), read_only=read_only)
        except duckdb.Error as error:
            if "lock" not in str(error).lower():
                raise StoreError("The store is damaged and cannot be opened.", where=str(store_dir)) from None
            if time.monotonic() >= until:
                raise StoreError(
                    "Somebody else is using this store. Nothing was written.",
                    where=str(store_dir),
                    next_step="Try again.",
                ) from None
            time.sleep(0.05)
        else:
            db.execute("SET threads = 2")
            db.execute("SET enable_progress_bar = false")
            return db
