"""What an import did, file by file, and what a person should know of the records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class FileReport:
    """rows = accepted + duplicates + rejected + erased, always.

    `reasons`: rejected rows by "field: reason". `unmapped`: columns that no field takes.
    `unknown_values`: by field, values that the mapping does not know. `undated`: accepted rows
    without a day, by the field that a count might go by. `unidentified`: accepted rows that name no offender, though
    the file has references of offenders. `placeholders`: by field, rows whose word for nobody was read as empty.
    `variants`: spellings of what may be one category, by field. `other_sheets`: rows of worksheets that were not read.
    `period`: first and last day that the records cover. `replaced`: extracts that this one took the place of. `fields`: those
    that the file has a column for. `erased`: accepted rows that were erased since.
    """

    file: str
    sha256: str
    mapping: str = ""
    format: str = ""
    encoding: str = ""
    held_already: bool = False
    rows: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    warnings: list[str] = field(default_factory=list)
    source: str = ""
    period: tuple[str, str] = ("", "")
    extracted: str = ""
    reasons: dict[str, int] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    unknown_values: dict[str, list[str]] = field(default_factory=dict)
    undated: dict[str, int] = field(default_factory=dict)
    unidentified: int = 0
    placeholders: dict[str, int] = field(default_factory=dict)
    variants: dict[str, list[list[str]]] = field(default_factory=dict)
    other_sheets: dict[str, int] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    erased: int = 0

    def lines(self) -> list[str]:
        if self.held_already:
            return [f"{self.file}: held already; nothing changed."]
        how = f"{self.format}, {self.encoding}" if self.encoding else self.format
        first = (
            f"{self.file} ({how}): {self.rows:,} rows = {self.accepted:,} accepted + {self.duplicates:,} duplicates "
            f"+ {self.rejected:,} rejected."
        )
        none = (
            "  NO ROW of this file was accepted: nothing in it is counted."
            if self.rows and not (self.accepted or self.duplicates)
            else ""
        )
        why = [f"  rejected: {count:,} for {reason}." for reason, count in self.reasons.items()]
        return [first, *filter(None, [none]), *why, *(f"  note: {warning}" for warning in self.warnings)]


@dataclass
class ImportReport:
    """`erasures`: how often somebody's rows were erased from the store since."""

    files: list[FileReport] = field(default_factory=list)
    erasures: int = 0

    @property
    def identity(self) -> str:
        """Which records these are: twelve hexadecimal digits that change with every file, its mapping, its rejected rows,
        and every erasure; not with decisions made here."""
        parts = [[one.sha256, one.mapping, one.rejected] for one in self.files]
        text = json.dumps([sorted(parts), self.erasures])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def summary(self) -> list[str]:
        lines = [line for file in self.files for line in file.lines()]
        if any(file.rejected for file in self.files):
            lines.append("Rejected rows are kept with their reasons: fanlight records rejected --store DIR")
        return lines

    def as_json(self) -> dict[str, Any]:
        return {"extract": self.identity, "files": [asdict(file) for file in self.files]}
