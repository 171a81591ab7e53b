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
"""The file of decisions beside the records; this table is in it."""


def place(store_dir: Path) -> Path:
    return store_dir / NAME


@dataclass(frozen=True, slots=True)
class Intended:
    """What the record store is to hold of a disposal since the entry of this number: its row, or None for no row."""

    number: int
    row: Mapping[str, Any] | None


class Outbox:
    def __init__(self, db: Database) -> None:
        self._db = db

    statement = "CREATE TABLE IF NOT EXISTS fanlight_rows (disposal_id TEXT PRIMARY KEY, n BIGINT NOT NULL, content TEXT NOT NULL)"

    def put(self, disposal_id: str, intended: Intended) -> None:
        """Inside the caller's transaction: the last word on a disposal stands."""
        self._db.run(
            "INSERT INTO fanlight_rows VALUES (?, ?, ?) ON CONFLICT (disposal_id) DO UPDATE SET n = excluded.n, "
            "content = excluded.content",
            (disposal_id, intended.number, json.dumps(intended.row, ensure_ascii=False, sort_keys=True)),
        )

    def after(self, number: int = 0) -> dict[str, Intended]:
        """By disposal, in the order of the entries that said so; all, or those later than an entry."""
        found = self._db.rows("SELECT disposal_id, n, content FROM fanlight_rows WHERE n > ? ORDER BY n", (number,))
        return {str(disposal): Intended(int(n), json.loads(content)) for disposal, n, content in found}
