"""Connections to the store's DuckDB file: many readers or one writer, over processes and threads, each waiting its turn."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from fanlight.chain.aside import aside
from fanlight.chain.lock import locked
from fanlight.chain.private import no_links, private, private_folder
from fanlight.errors import StoreBusy, StoreError
from fanlight.records.database.file import NAME, check_version, create_tables
from fanlight.records.database.outbox import NAME as DECISIONS
from fanlight.records.database.trouble import busy, understood

LOCK, QUEUE = "records.lock", "records.queue"
FILES = (NAME, f"{NAME}.wal", LOCK, QUEUE, DECISIONS, f"{DECISIONS}-journal")
"""What a store's folder is made of."""
WAIT = 15.0
"""Seconds for which somebody waits for another to finish."""
PATIENCE = 3.0
"""Seconds for which a reader lets writers go first."""


def make_store(store_dir: Path) -> None:
    """An empty store where there is none. Made aside and put in place at once, so that a stop leaves no half of one;
    where two make it, the first stands."""
    import duckdb

    final = store_dir / NAME
    if final.exists():
        return
    private_folder(store_dir)
    with private(), aside(store_dir, ".making-") as place:
        with duckdb.connect(str(place / NAME)) as db:
            create_tables(db)
        put_in_place(place / NAME, final)


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


def check_there(store_dir: Path) -> None:
    """Raises `StoreError` where there is no store."""
    if not (store_dir / NAME).is_file():
        raise StoreError(
            "There is no record store here.", where=str(store_dir), next_step="Name its folder: --store DIR"
        )


@contextmanager
def connected(store_dir: Path, *, read_only: bool, wait: float = WAIT) -> Iterator[Any]:
    """A DuckDB connection to the store as it stands, under the store's lock: DuckDB's own neither waits, nor holds
    between the threads of one process.

    Raises `StoreBusy` where others use the store for longer than `wait` seconds, `StoreError` where it is damaged,
    newer, or may not be opened.
    """
    until = time.monotonic() + wait
    no_links(store_dir, FILES)
    with nullcontext() if read_only else private(), _turn(store_dir, read_only, wait):
        db = _opened(store_dir, until, read_only)
        try:
            check_version(db, str(store_dir))
            yield db
        finally:
            db.close()


@contextmanager
def rewritten(store_dir: Path, *, wait: float = WAIT) -> Iterator[Any]:
    """A connection to write by, as `connected`; at the end the file is written anew, so that nothing deleted is left in it."""
    import duckdb

    until = time.monotonic() + wait
    no_links(store_dir, FILES)
    with private(), _turn(store_dir, False, wait), aside(store_dir, ".making-") as place:
        db = _opened(store_dir, until, False)
        try:
            check_version(db, str(store_dir))
            yield db
            db.execute("CHECKPOINT")
        finally:
            db.close()
        with duckdb.connect() as copying:
            for name, file in (("old", store_dir / NAME), ("new", place / NAME)):
                quoted = str(file).replace("'", "''")
                copying.execute(f"ATTACH '{quoted}' AS {name}{' (READ_ONLY)' if name == 'old' else ''}")
            copying.execute("COPY FROM DATABASE old TO new")
        os.replace(place / NAME, store_dir / NAME)


@contextmanager
def _turn(store_dir: Path, read_only: bool, wait: float) -> Iterator[None]:
    """Readers let a writer who waits go first, for a while: one after another they would keep it out for good."""
    trouble = busy(str(store_dir))
    queue, until = store_dir / QUEUE, time.monotonic() + wait
    with ExitStack() as held:
        with suppress(StoreBusy) if read_only else nullcontext():
            held.enter_context(
                locked(queue, shared=read_only, wait=min(wait, PATIENCE) if read_only else wait, busy=trouble)
            )
        left = max(0.0, until - time.monotonic())
        with locked(store_dir / LOCK, shared=read_only, wait=left, busy=trouble):
            held.close()
            yield


@contextmanager
def transaction(db: Any) -> Iterator[None]:
    """Committed at the end, undone by any error."""
    db.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _opened(store_dir: Path, until: float, read_only: bool) -> Any:
    """Waits for programs that do not know the store's lock, too."""
    import duckdb

    while True:
        try:
            db = duckdb.connect(str(store_dir / NAME), read_only=read_only)
        except duckdb.Error as error:
            found = understood(error, str(store_dir))
            if type(found) is StoreError or time.monotonic() >= until:
                raise found from None
            time.sleep(0.05)
        else:
            db.execute("SET enable_progress_bar = false")
            return db
