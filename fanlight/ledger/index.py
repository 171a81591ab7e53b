"""What is found quickly: where releases lie, which figures have one predicate, and a second copy of every entry.

In the embedded ledger the index follows the file and can be made from it again; in PostgreSQL its copies are the
entries themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanlight.chain import START
from fanlight.chain.database import Database
from fanlight.chain.table import TableStore
from fanlight.dated import content_hash
from fanlight.errors import BadInput, StoreError
from fanlight.ledger.entries import Figure, Release, read_release
from fanlight.ledger.extents import Extent, Side, around, extent
from fanlight.tables.predicate.predicate import Predicate
from fanlight.tables.predicate.written import plain, records_json
from fanlight.tables.spec.table import Unit

VERSION = 1

COLUMNS = {
    "place": "BIGINT", "size": "BIGINT", "kind": "TEXT", "reference": "TEXT", "released": "TEXT", "origin": "TEXT",
    "title": "TEXT", "figures": "BIGINT",
}  # fmt: skip
"""What an entry is found by, beside the chain's own columns."""

TABLES = (
    "CREATE TABLE IF NOT EXISTS fanlight_ledger_version (version INTEGER)",
    "CREATE TABLE IF NOT EXISTS fanlight_units (n BIGINT, unit TEXT)",
    "CREATE INDEX IF NOT EXISTS fanlight_units_unit ON fanlight_units (unit, n)",
    "CREATE TABLE IF NOT EXISTS fanlight_limits (n BIGINT, unit TEXT, field TEXT, value TEXT, first TEXT, past TEXT, "
    "empty INTEGER)",
    "CREATE INDEX IF NOT EXISTS fanlight_limits_n ON fanlight_limits (n, unit, field)",
    "CREATE TABLE IF NOT EXISTS fanlight_same (key TEXT, n BIGINT, figure TEXT, extract TEXT, value BIGINT)",
    "CREATE INDEX IF NOT EXISTS fanlight_same_key ON fanlight_same (key)",
    "CREATE INDEX IF NOT EXISTS fanlight_entries_kind ON fanlight_entries (kind)",
    "CREATE INDEX IF NOT EXISTS fanlight_entries_reference ON fanlight_entries (reference)",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """One entry in a list. `figures`: how many; 0 for what is no release."""

    number: int
    kind: str
    reference: str
    released: str
    origin: str
    title: str
    figures: int
    hash: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A figure given by another release over the same records: `value` None where it was withheld."""

    entry: int
    figure: str
    extract: str
    value: int | None


def key_of(unit: Unit, predicate: Predicate, classifications: Mapping[str, str] | None = None) -> str:
    """Equal for figures that count the same records and are seen to do so by their plain form."""
    named = sorted((classifications or {}).items())
    return content_hash([unit.value, records_json(plain(predicate)), named])[:32]


class Index:
    def __init__(self, db: Database) -> None:
        self.db = db
        self.entries = TableStore(db, "fanlight_entries", COLUMNS, packed=True)
        with db.transaction(alone=True):
            for statement in (self.entries.statement, *TABLES):
                db.run(statement)
            held = db.rows("SELECT version FROM fanlight_ledger_version")
            if not held:
                db.run("INSERT INTO fanlight_ledger_version VALUES (?)", (VERSION,))
        if held and held[0][0] > VERSION:
            raise StoreError(
                f"This ledger was written by a newer version (format {held[0][0]}; this one knows {VERSION}).",
                next_step="Use the newer Fanlight.",
            )

    def head(self) -> tuple[int, str, int]:
        """The last entry's number and hash, and where its line ends; (0, START, 0) without entries."""
        found = self.db.rows("SELECT n, hash, place + size + 1 FROM fanlight_entries ORDER BY n DESC LIMIT 1")
        return (int(found[0][0]), str(found[0][1]), int(found[0][2])) if found else (0, START, 0)

    def add(self, number: int, place: int, text: str, *, damaged: bool = False) -> list[str]:
        """Indexes one entry, inside the caller's transaction; returns contradictions with earlier ones, in words."""
        entry: dict[str, Any] = _readable(text)
        claimed = entry.get("hash")
        if damaged:
            # Its own word on its hash keeps the rest of the chain in order; whether it holds is checked on reading.
            entry = {}
        kind = "damaged" if damaged else str(entry.get("kind", ""))
        release = read_release(entry) if kind == "release" else None
        figures = list(release.figures()) if release else []
        head = self.head()
        digest = claimed if isinstance(claimed, str) else content_hash([number, text])
        before = str(entry.get("previous", head[1]))
        self.entries.add(
            number, digest, before, text,
            {
                "place": place, "size": len(text.encode()), "kind": kind, "reference": str(entry.get("reference", "")),
                "released": str(entry.get("released", entry.get("on", ""))), "origin": str(entry.get("origin", "")),
                "title": str(entry.get("title", "")), "figures": len(figures),
            },
        )  # fmt: skip
        if release is None:
            return []
        self._place(number, release, figures)
        return self._twins(number, release, figures)

    def _place(self, number: int, release: Release, figures: Sequence[Figure]) -> None:
        boxes: dict[Unit, list[Extent]] = {}
        for figure in figures:
            boxes.setdefault(figure.unit, []).append(extent(figure.predicate))
        rows: list[tuple[Any, ...]] = []
        for unit, several in boxes.items():
            self.db.run("INSERT INTO fanlight_units VALUES (?, ?)", (number, unit.value))
            for name, side in around(several).items():
                if release.classifications.get(name):
                    continue  # its values are of another version: they are compared after translation
                rows += [(number, unit.value, name, *part) for part in _parts(side)]
        if rows:
            self.db.run_many("INSERT INTO fanlight_limits VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _twins(self, number: int, release: Release, figures: Sequence[Figure]) -> list[str]:
        rows: list[tuple[str, int, str, str, int | None]] = []
        said: list[str] = []
        for figure in figures:
            if figure.relation != "=" or figure.kind not in ("figure", "words"):
                continue
            key = key_of(figure.unit, figure.predicate, release.classifications)
            if figure.value is not None:
                other = self.db.rows(
                    "SELECT n, figure FROM fanlight_same WHERE key = ? AND extract = ? AND value <> ? ORDER BY n LIMIT 1",
                    (key, release.extract, figure.value),
                )
                own = [f for _, _, f, _, v in (r for r in rows if r[0] == key) if v not in (None, figure.value)]
                if other or own:
                    where = f"entry {other[0][0]}, {other[0][1]}" if other else f"this release, {own[0]}"
                    said.append(f"{release.reference}, {figure.id} counts the same records as {where}, and differs.")
            rows.append((key, number, figure.id, release.extract, figure.value))
        if rows:
            self.db.run_many("INSERT INTO fanlight_same VALUES (?, ?, ?, ?, ?)", rows)
        return said

    def text(self, number: int) -> str | None:
        """The copy of an entry's line."""
        return self.entries.text(number)

    def place(self, number: int) -> tuple[int, int, str, str]:
        """Where an entry's line stands in the file, how long it is, its hash and the hash before it."""
        found = self.db.rows("SELECT place, size, hash, previous FROM fanlight_entries WHERE n = ?", (number,))
        if not found:
            raise BadInput(f"The ledger has no entry {number}.")
        return int(found[0][0]), int(found[0][1]), str(found[0][2]), str(found[0][3])

    def numbers(self, *kinds: str) -> list[int]:
        marks = ", ".join("?" for _ in kinds)
        query = f"SELECT n FROM fanlight_entries WHERE kind IN ({marks}) ORDER BY n"
        return [int(row[0]) for row in self.db.rows(query, kinds)]

    def summaries(self) -> Iterator[Summary]:
        query = "SELECT n, kind, reference, released, origin, title, figures, hash FROM fanlight_entries ORDER BY n"
        for row in self.db.rows(query):
            kind, reference, released, origin, title = (str(part) for part in row[1:6])
            yield Summary(int(row[0]), kind, reference, released, origin, title, int(row[6]), str(row[7]))

    def by_reference(self, reference: str) -> list[int]:
        query = "SELECT n FROM fanlight_entries WHERE reference = ? AND kind = 'release' ORDER BY n"
        return [int(row[0]) for row in self.db.rows(query, (reference,))]

    def said(self, kind: str, reference: str) -> list[int]:
        """Entries of a kind with this reference ("": none), in order."""
        query = "SELECT n FROM fanlight_entries WHERE kind = ? AND reference = ? ORDER BY n"
        return [int(row[0]) for row in self.db.rows(query, (kind, reference))]

    def same(self, key: str) -> list[Twin]:
        query = "SELECT n, figure, extract, value FROM fanlight_same WHERE key = ? ORDER BY n, figure"
        return [Twin(int(r[0]), str(r[1]), str(r[2]), None if r[3] is None else int(r[3])) for r in self.db.rows(query, (key,))]  # fmt: skip

    def contradictions(self) -> list[str]:
        """Keys that have two different values in one extract."""
        query = (
            "SELECT key FROM fanlight_same WHERE value IS NOT NULL GROUP BY key, extract "
            "HAVING min(value) <> max(value) ORDER BY key"
        )
        return [str(row[0]) for row in self.db.rows(query)]

    def near(self, units: Sequence[Unit], box: Extent) -> list[int]:
        """Releases with figures of these units that could meet the box, by number."""
        names = [unit.value for unit in units]
        query = f"SELECT DISTINCT u.n FROM fanlight_units u WHERE u.unit IN ({', '.join('?' for _ in names)})"
        values: list[Any] = list(names)
        at = "l.n = u.n AND l.unit = u.unit AND l.field = ?"
        for name, side in sorted(box.items()):
            tests, own = _tests(side)
            limited = f"EXISTS (SELECT 1 FROM fanlight_limits l WHERE {at})"
            inside = f"EXISTS (SELECT 1 FROM fanlight_limits l WHERE {at} AND ({tests}))"
            query += f" AND (NOT {limited} OR {inside})"
            values += [name, name, *own]
        return [int(row[0]) for row in self.db.rows(query + " ORDER BY u.n", values)]


def _readable(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _parts(side: Side) -> list[tuple[str | None, str | None, str | None, int]]:
    found: list[tuple[str | None, str | None, str | None, int]] = []
    found += [(value, None, None, 0) for value in sorted(side.values)]
    if side.start is not None and side.end is not None:
        found.append((None, side.start.isoformat(), side.end.isoformat(), 0))
    if side.empty:
        found.append((None, None, None, 1))
    # A side that nothing fits still limits: no other figure meets it.
    return found or [(None, None, None, 0)]


def _tests(side: Side) -> tuple[str, list[Any]]:
    tests, values = ["1 = 0"], []
    listed = sorted(side.values)
    for start in range(0, len(listed), 500):
        part = listed[start : start + 500]
        tests.append(f"l.value IN ({', '.join('?' for _ in part)})")
        values += part
    if side.start is not None and side.end is not None:
        tests.append("(l.first < ? AND l.past > ?)")
        values += [side.end.isoformat(), side.start.isoformat()]
    if side.empty:
        tests.append("l.empty = 1")
    return " OR ".join(tests), values
