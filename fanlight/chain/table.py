"""A chain in a table of a database: one row an entry, with its text as it was written and what its owner looks it up by."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanlight.chain.database import Database
from fanlight.chain.link import START


@dataclass(frozen=True, slots=True)
class Stored:
    """A row. `text` is None where it cannot be read; `own` are the owner's columns, in their order."""

    number: int
    hash: str
    previous: str
    text: str | None
    own: tuple[Any, ...]


class TableStore:
    """`own`: the owner's columns, each with its type. `packed`: texts are kept compressed. No two rows may follow the same
    one, so that a chain never forks."""

    def __init__(self, db: Database, name: str, own: Mapping[str, str], *, packed: bool = False) -> None:
        self.db, self.name, self._own, self._packed = db, name, tuple(own), packed
        columns = "".join(f"{column} {kind}, " for column, kind in own.items())
        self.statement = (
            f"CREATE TABLE IF NOT EXISTS {name} (n BIGINT PRIMARY KEY, hash TEXT UNIQUE, previous TEXT UNIQUE, {columns}"
            f"body {db.blob if packed else 'TEXT'})"
        )

    def head(self) -> tuple[int, str]:
        """The last entry's number and hash; (0, START) without entries."""
        found = self.db.rows(f"SELECT n, hash FROM {self.name} ORDER BY n DESC LIMIT 1")
        return (int(found[0][0]), str(found[0][1])) if found else (0, START)

    def add(self, number: int, digest: str, previous: str, text: str, own: Mapping[str, Any]) -> None:
        """Inside the caller's transaction."""
        columns = ("n", "hash", "previous", *self._own, "body")
        body = zlib.compress(text.encode()) if self._packed else text
        self.db.run(
            f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            (number, digest, previous, *(own[name] for name in self._own), body),
        )

    def text(self, number: int) -> str | None:
        """An entry's text; None where there is none, or it cannot be read."""
        found = self.db.rows(f"SELECT body FROM {self.name} WHERE n = ?", (number,))
        return self._unpacked(found[0][0]) if found else None

    def stored(self, where: str = "1 = 1", values: Sequence[Any] = ()) -> list[Stored]:
        """Rows in order, all or those that a condition on the owner's columns picks."""
        columns = ", ".join(("n", "hash", "previous", "body", *self._own))
        found = self.db.rows(f"SELECT {columns} FROM {self.name} WHERE {where} ORDER BY n", values)
        return [Stored(int(row[0]), str(row[1]), str(row[2]), self._unpacked(row[3]), tuple(row[4:])) for row in found]

    def _unpacked(self, body: Any) -> str | None:
        if not self._packed:
            return body if isinstance(body, str) else None
        try:
            return zlib.decompress(bytes(body)).decode()
        except (zlib.error, UnicodeDecodeError, TypeError):
            return None
