"""What a newer extract changed of the one that it replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fanlight.errors import BadInput
from fanlight.records.database.file import rows
from fanlight.records.database.schema import KINDS
from fanlight.records.extracts import replacement

Change = tuple[str, dict[str, tuple[str, str]]]
"""(the record's identity, {field: (before, after)}), empty for no value."""
SHOWN = 50


@dataclass(frozen=True)
class Difference:
    """Records by their identity: `new`, `gone`, and `changed` with the fields that differ. `older` and `newer`: files."""

    older: str
    newer: str
    new: list[str]
    gone: list[str]
    changed: list[Change]

    def lines(self) -> list[str]:
        found = [
            f"{self.newer} replaced {self.older}: {len(self.new):,} new, {len(self.gone):,} gone, {len(self.changed):,} changed."
        ]
        fields = Counter(field for _, changes in self.changed for field in changes)
        if fields:
            found.append("Fields that changed: " + ", ".join(f"{field} ({n:,})" for field, n in sorted(fields.items())))
        told = [f"  {own}: " + "; ".join(f"{f} {a or 'empty'} → {b or 'empty'}" for f, (a, b) in sorted(changes.items()))
                for own, changes in self.changed]  # fmt: skip
        told += [f"  {own}: new" for own in self.new] + [f"  {own}: gone" for own in self.gone]
        found += told[:SHOWN]
        if len(told) > SHOWN:
            found.append(f"  … and {len(told) - SHOWN:,} more: --json")
        return found

    def as_json(self) -> dict[str, Any]:
        changed = [
            {"id": own, "fields": {f: list(pair) for f, pair in changes.items()}} for own, changes in self.changed
        ]
        return {"older": self.older, "newer": self.newer, "new": self.new, "gone": self.gone, "changed": changed}


def of(db: Any, history: Sequence[dict[str, Any]], file: str) -> Difference:
    """Raises `BadInput` where the file replaced none."""
    entries = [e for e in history if e["what"] == "replaced" and (not file or _is(e, file))]
    if not entries:
        raise BadInput(
            f"“{file}” replaced no other extract." if file else "No extract in this store replaced another.",
            next_step="See what the store holds: fanlight records show --store DIR",
        )
    entry = entries[-1]
    kind = _kind(db, entry["sha256"])
    before, after = _records(db, kind, f"earlier_{kind}", entry["sha256"]), _records(db, kind, kind, entry["by_sha256"])
    if not after:  # it has itself been replaced since
        after = _records(db, kind, f"earlier_{kind}", entry["by_sha256"])
    changed = [
        (own, found) for own in sorted(before.keys() & after.keys()) if (found := _fields(before[own], after[own]))
    ]
    return Difference(
        entry["file"],
        entry["by_file"],
        sorted(after.keys() - before.keys()),
        sorted(before.keys() - after.keys()),
        changed,
    )


def _is(entry: dict[str, Any], file: str) -> bool:
    return bool(entry["by_file"] == file or (len(file) >= 6 and str(entry["by_sha256"]).startswith(file)))


def _kind(db: Any, sha256: str) -> str:
    for kind in KINDS:
        if rows(db, f"SELECT 1 FROM earlier_{kind} WHERE _file = ? LIMIT 1", [sha256]):
            return kind
    return "disposals"


def _records(db: Any, kind: str, table: str, sha256: str) -> dict[str, dict[str, str]]:
    names = [field.name for field in KINDS[kind]]
    own = replacement.IDENTITY[kind]
    texts = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in names)
    # Rows that another file holds too are this extract's as well.
    found = rows(
        db,
        f"SELECT {own}, {texts} FROM {table} WHERE _file = ? OR _row_hash IN "
        "(SELECT _row_hash FROM echoes WHERE kind = ? AND _file = ?)",
        [sha256, kind, sha256],
    )
    return {str(key): dict(zip(names, values, strict=True)) for key, *values in found}


def _fields(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (value, after[name]) for name, value in before.items() if value != after[name]}
