"""Rows that decisions make, in the transaction of the decision itself: what the record store has to hold, disposal by
disposal. The record store follows when it is free, and again after a stop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fanlight.chain.database import Database

NAME = "decisions.sqlite"
"""The file of decisions beside the records; this table is in it, beside the chain's."""
CHAIN = "fanlight_decisions"


def place(store_dir: Path) -> Path:
    return store_dir / NAME


@dataclass(frozen=True, slots=True)
class Intended:
    """What the record store is to hold of a disposal since an entry, named by its number and hash: its row, or None for no
    row."""

    number: int
    hash: str
    row: Mapping[str, Any] | None


class Outbox:
    def __init__(self, db: Database) -> None:
        self._db = db

    statement = (
        "CREATE TABLE IF NOT EXISTS fanlight_rows (disposal_id TEXT PRIMARY KEY, n BIGINT NOT NULL, hash TEXT NOT NULL, "
        "content TEXT NOT NULL)"
    )

    def put(self, disposal_id: str, intended: Intended) -> None:
        """Inside the caller's transaction: the last word on a disposal stands."""
        content = json.dumps(intended.row, ensure_ascii=False, sort_keys=True)
        self._db.run(
            "INSERT INTO fanlight_rows VALUES (?, ?, ?, ?) ON CONFLICT (disposal_id) DO UPDATE SET n = excluded.n, "
            "hash = excluded.hash, content = excluded.content",
            (disposal_id, intended.number, intended.hash, content),
        )

    def after(self, number: int = 0, digest: str = "") -> dict[str, Intended]:
        """By disposal, in the order of the entries that said so: those later than an entry, or all where the chain does
        not hold that entry (it is another chain, or an older copy)."""
        if number and not self._db.rows(f"SELECT 1 FROM {CHAIN} WHERE n = ? AND hash = ?", (number, digest)):
            number = 0
        query = "SELECT disposal_id, n, hash, content FROM fanlight_rows WHERE n > ? ORDER BY n"
        found = self._db.rows(query, (number,))
        return {str(row[0]): Intended(int(row[1]), str(row[2]), json.loads(row[3])) for row in found}
