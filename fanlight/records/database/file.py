"""The embedded record store's file: one DuckDB database in a folder, its tables and its version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fanlight.errors import StoreError
from fanlight.records.database.schema import KINDS

NAME = "records.duckdb"
VERSION = 2
"""1: decisions are in this file too. 2: they have a file of their own beside it."""


def is_store(path: Path) -> bool:
    return (path / NAME).is_file()


def rows(db: Any, query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """All rows at once: an unfinished result would block the connection."""
    found: list[tuple[Any, ...]] = db.execute(query, parameters or []).fetchall()
    return found


def check_version(db: Any, where: str) -> None:
    """Raises `StoreError` for a store that a newer version wrote, or a database that is none of ours."""
    import duckdb

    try:
        held = rows(db, "SELECT version FROM fanlight_store")
    except duckdb.Error:
        raise StoreError("This database is no record store.", where=where) from None
    if held[0][0] > VERSION:
        raise StoreError(
            f"This store was written by a newer version (format {held[0][0]}; this one knows {VERSION}).",
            where=where,
            next_step="Use the newer Fanlight, or import the records into a new store.",
        )


def create_tables(db: Any) -> None:
    db.execute("CREATE TABLE fanlight_store (version INTEGER)")
    db.execute("INSERT INTO fanlight_store VALUES (?)", [VERSION])
    db.execute(
        "CREATE TABLE files (sha256 VARCHAR PRIMARY KEY, file VARCHAR, mapping VARCHAR, about VARCHAR, kind VARCHAR, "
        "units VARCHAR, extracted DATE, rows BIGINT, accepted BIGINT, duplicates BIGINT, rejected BIGINT)"
    )
    db.execute(
        "CREATE TABLE rejected (sha256 VARCHAR, file VARCHAR, line BIGINT, field VARCHAR, reason VARCHAR, raw VARCHAR)"
    )
    for kind, fields in KINDS.items():
        columns = ", ".join(f"{field.name} {'DATE' if field.type == 'date' else 'VARCHAR'}" for field in fields)
        db.execute(f"CREATE TABLE {kind} ({columns}, _row_hash VARCHAR, _file VARCHAR)")
