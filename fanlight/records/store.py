"""The embedded record store, opened for reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fanlight.errors import StoreError
from fanlight.records.database.file import is_store, rows
from fanlight.records.disposals.decided import HERE
from fanlight.records.disposals.settling import reading
from fanlight.records.extracts import difference
from fanlight.records.extracts.difference import Difference
from fanlight.records.reports import kept
from fanlight.records.reports.file_report import ImportReport


class Store:
    """A store opened for reading."""

    def __init__(self, connection: Any, path: Path) -> None:
        self._connection = connection
        self._db = connection.con
        self.path = path

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Store]:
        """Every row decided here so far is in what is read.

        Raises `StoreError` where there is no store, it is damaged or in use, or a newer version wrote it.
        """
        import ibis

        if not is_store(path):
            raise StoreError(
                "There is no record store here.",
                where=str(path),
                next_step="Make one: fanlight records import FILE --store DIR",
            )
        with reading(path) as db:
            yield cls(ibis.duckdb.from_connection(db), path)

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

    def identity(self) -> str:
        """A SHA-256 over the imported files, what replaced or removed any, and the rows that were decided here."""
        files = rows(self._db, "SELECT sha256, coalesce(mapping, '') FROM files ORDER BY sha256, mapping")
        done = [(one["what"], one["sha256"], one["by_sha256"]) for one in self.history()]
        here = rows(self._db, "SELECT * FROM disposals WHERE _file = ? ORDER BY disposal_id", [HERE])
        content = json.dumps([files, done, here], default=str, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    def held(self) -> list[dict[str, Any]]:
        """The imported files, in order of name."""
        names = ("file", "mapping", "kind", "extracted", "rows", "accepted", "duplicates", "rejected")
        found = rows(self._db, f"SELECT {', '.join(names)}, sha256 FROM files ORDER BY file, sha256")
        erased = {one.sha256: one.erased for one in self.report().files}
        return [{**dict(zip(names, row, strict=False)), "erased": erased.get(row[-1], 0)} for row in found]

    def report(self) -> ImportReport:
        """What each file's import counted, and what it did not."""
        return kept.held(self._db)

    def diff(self, file: str = "") -> Difference:
        """What the newer extract `file` changed (the last that replaced another, if none is named). Raises `BadInput`
        where it replaced none."""
        return difference.of(self._db, self.history(), file)

    def history(self) -> list[dict[str, Any]]:
        """Extracts that were replaced, files that were removed and rows that were erased, in the order in which it was done."""
        if not rows(self._db, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'history'"):
            return []
        names = ("number", "what", "day", "sha256", "file", "rows", "by_sha256", "by_file", "person", "reason")
        found = rows(self._db, f"SELECT {', '.join(names)} FROM history ORDER BY number")
        return [dict(zip(names, row, strict=True)) for row in found]

    def rejected(self) -> list[dict[str, Any]]:
        names = ("file", "line", "field", "reason", "raw")
        return [
            dict(zip(names, row, strict=True))
            for row in rows(self._db, f"SELECT {', '.join(names)} FROM rejected ORDER BY file, line")
        ]
