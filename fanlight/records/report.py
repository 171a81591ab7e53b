"""What an import did, file by file, and what a person should know of the records."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class FileReport:
    """rows = accepted + duplicates + rejected, always."""

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

    def lines(self) -> list[str]:
        if self.held_already:
            return [f"{self.file}: held already; nothing changed."]
        how = f"{self.format}, {self.encoding}" if self.encoding else self.format
        first = (
            f"{self.file} ({how}): {self.rows:,} rows = {self.accepted:,} accepted + {self.duplicates:,} duplicates "
            f"+ {self.rejected:,} rejected."
        )
        return [first, *(f"  note: {warning}" for warning in self.warnings)]


@dataclass
class ImportReport:
    files: list[FileReport] = field(default_factory=list)

    def summary(self) -> list[str]:
        lines = [line for file in self.files for line in file.lines()]
        if any(file.rejected for file in self.files):
            lines.append("Rejected rows are kept with their reasons: fanlight records rejected --store DIR")
        return lines

    def as_json(self) -> dict[str, Any]:
        return {"files": [asdict(file) for file in self.files]}
