"""The embedded record store: one DuckDB file in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fanlight.errors import StoreError
from fanlight.records.schema import KINDS

NAME = "records.duckdb"
VERSION = 1


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


class Store:
    """A store opened for reading."""

    def __init__(self, connection: Any, path: Path) -> None:
        self._connection = connection
        self._db = connection.con
        self.path = path

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Store]:
        """Raises `StoreError` where there is no store, it is damaged, or a newer version wrote it."""
        import duckdb
        import ibis

        if not is_store(path):
            raise StoreError(
                "There is no record store here.",
                where=str(path),
                next_step="Make one: fanlight records import FILE --store DIR",
            )
        try:
            connection = ibis.duckdb.connect(path / NAME, read_only=True)
        except duckdb.Error as error:
            text = str(error).lower()
            if "lock" in text:
                raise StoreError(
                    "Somebody is importing into this store.", where=str(path), next_step="Try again."
                ) from None
            raise StoreError("The store is damaged and cannot be opened.", where=str(path)) from None
        try:
            check_version(connection.con, str(path))
            yield cls(connection, path)
        finally:
            connection.disconnect()

    def tables(self) -> dict[str, Any]:
        """Ibis tables by kind, of the kinds that hold records."""
        held = {row[0] for row in rows(self._db, "SELECT DISTINCT kind FROM files")}
        return {kind: self._connection.table(kind) for kind in ("disposals", "searches") if kind in held}

    def units(self) -> set[str]:
        """What can be counted: for disposals, only what every imported file can."""
        found: set[str] = set()
        for kind in ("disposals", "searches"):
            listed = [
                set(row[0].split(",")) for row in rows(self._db, "SELECT units FROM files WHERE kind = ?", [kind])
            ]
            if listed:
                found |= set.intersection(*listed)
        return found

    def description(self) -> str:
        """For the notes page: which sources, never a path."""
        named = rows(self._db, "SELECT DISTINCT about FROM files ORDER BY 1")
        systems = rows(
            self._db, "SELECT DISTINCT source_system FROM disposals WHERE source_system IS NOT NULL ORDER BY 1"
        )
        own = "Fanlight's own layout"
        said = [row[0] for row in named if row[0] != own]
        held = ", ".join(row[0] for row in systems if row[0] != "data.police.uk")
        crime = f"Crime records ({held})" if held else "Crime records"
        return "; ".join(([crime] if (own,) in named or not said else []) + said)

    def extracted(self) -> str:
        """The latest day of extraction that was given, ISO, or ""."""
        found = rows(self._db, "SELECT max(extracted) FROM files")[0][0]
        return found.isoformat() if found else ""

    def held(self) -> list[dict[str, Any]]:
        """The imported files, in order of name."""
        names = ("file", "mapping", "kind", "extracted", "rows", "accepted", "duplicates", "rejected")
        found = rows(self._db, f"SELECT {', '.join(names)} FROM files ORDER BY file, sha256")
        return [dict(zip(names, row, strict=True)) for row in found]

    def rejected(self) -> list[dict[str, Any]]:
        names = ("file", "line", "field", "reason", "raw")
        return [
            dict(zip(names, row, strict=True))
            for row in rows(self._db, f"SELECT {', '.join(names)} FROM rejected ORDER BY file, line")
        ]
