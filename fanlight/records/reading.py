"""A file as rows of text in a staging table, every row with its line, what cannot be read as a row set aside."""

from __future__ import annotations

import bisect
import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput, CouldNotRead

CHUNK = 1 << 20


@dataclass
class Read:
    """What was read: the staging table `raw` has `_row` from 1 and the columns as text."""

    columns: list[str]
    format: str
    encoding: str = ""
    unreadable: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, reason, the line's text)"""

    def lines(self) -> Callable[[int], int]:
        """From a data row to the file's line: after the header, and after the lines that are no rows."""
        skipped = sorted(line for line, _, _ in self.unreadable)
        # The data row that each skipped line stands before: rows from there on are that many lines further down.
        before = [line - 1 - earlier for earlier, line in enumerate(skipped)]
        return lambda row: row + 1 + bisect.bisect_right(before, row)


def digest(path: Path) -> str:
    """SHA-256 of a file's content, read in pieces."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                found.update(piece)
    except OSError as error:
        raise CouldNotRead(f"The file could not be read: {error.strerror}.", where=path.name) from None
    return found.hexdigest()


def stage(db: Any, path: Path, scratch: Path) -> Read:
    """Puts the file's rows into the temporary table `raw`. Raises `CouldNotRead` or `BadInput`."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PAR1"):
        return _parquet(db, path)
    if start.startswith(b"PK\x03\x04"):
        return _xlsx(db, path, scratch)
    return _csv(db, path, scratch)


def _columns(db: Any, relation: str, parameters: list[str]) -> list[str]:
    return [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {relation}", parameters).fetchall()]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _parquet(db: Any, path: Path) -> Read:
    import duckdb

    try:
        columns = _columns(db, "read_parquet(?)", [str(path)])
        texts = ", ".join(f"CAST({quoted(c)} AS VARCHAR) AS {quoted(c)}" for c in columns)
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS _row, {texts} FROM read_parquet(?)",
            [str(path)],
        )
    except duckdb.Error as error:
        raise CouldNotRead(f"The Parquet file is damaged: {_short(error)}", where=path.name) from None
    return Read(columns, "parquet")


def _xlsx(db: Any, path: Path, scratch: Path) -> Read:
    """Values of the first sheet with rows; numbers come as the text that a reader would see."""
    import csv

    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = next((r for name in book.sheet_names if (r := book.get_sheet_by_name(name).to_python())), [])
    except Exception as error:
        raise CouldNotRead(f"The workbook is damaged or encrypted: {type(error).__name__}.", where=path.name) from None
    if not rows:
        raise BadInput("The workbook has no rows.", where=path.name)
    place = scratch / "sheet.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[_cell(value) for value in row] for row in rows])
    read = _csv(db, place, scratch)
    return Read(read.columns, "xlsx", "", read.unreadable)


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)


def _csv(db: Any, path: Path, scratch: Path) -> Read:
    import duckdb

    encoding, null_lines = _encoding(path)
    if encoding != "utf-8" or null_lines:
        path = _plain(path, encoding, set(null_lines), scratch / "plain.csv")
    options = (
        "all_varchar=true, header=true, store_rejects=true, rejects_limit=0, delim=',', quote='\"', escape='\"', "
        "strict_mode=true, ignore_errors=true, null_padding=false, max_line_size=4000000, auto_detect=true, sample_size=20480"
    )
    try:
        db.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS _row, * FROM read_csv(?, {options})",
            [str(path)],
        )
        unreadable = [
            (int(line), str(message).splitlines()[0], str(text or ""))
            for line, message, text in db.execute(
                "SELECT line, min(error_message), min(csv_line) FROM reject_errors GROUP BY line ORDER BY line"
            ).fetchall()
        ]
    except duckdb.Error as error:
        raise CouldNotRead(f"This is no table in CSV: {_short(error)}", where=path.name) from None
    columns = [row[0] for row in db.execute("DESCRIBE raw").fetchall()][1:]
    unreadable += [(line, "the line holds NUL bytes", "") for line in null_lines]
    return Read(columns, "csv", encoding, sorted(unreadable))


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160]


def _encoding(path: Path) -> tuple[str, list[int]]:
    """The file's encoding, and the lines with NUL bytes. UTF-8 is proved on the whole file; anything else is detected
    on its start."""
    with path.open("rb") as file:
        start = file.read(256 * 1024)
    if not start:
        raise BadInput("The file is empty.", where=path.name)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", []
    decoder = codecs.getincrementaldecoder("utf-8")()
    nulls: list[int] = []
    line = 1
    try:
        for piece in _pieces(path):
            if b"\0" in piece:
                for part in piece.splitlines(keepends=True):
                    if b"\0" in part:
                        nulls.append(line)
                    line += part.endswith(b"\n")
            else:
                line += piece.count(b"\n")
            decoder.decode(piece)
        decoder.decode(b"", final=True)
        return ("utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"), sorted(set(nulls))
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(start, cp_isolation=["cp1252", "latin_1", "utf_16_le", "utf_16_be", "mac_roman"]).best()
        return (best.encoding if best else "cp1252"), []


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def _plain(path: Path, encoding: str, skipped: set[int], target: Path) -> Path:
    """The file in plain UTF-8, lines with NUL bytes left out; written line by line."""
    with (
        path.open(encoding=encoding, errors="replace", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        for number, line in enumerate(source, start=1):
            if number not in skipped:
                out.write(line)
    return target
