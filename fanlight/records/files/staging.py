"""A file as rows of text in a staging table, every row with its line, what cannot be read as a row set aside."""

from __future__ import annotations

import bisect
import codecs
import hashlib
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput, CouldNotRead
from fanlight.records.files.csv_records import LOOK, Fits, Unreadable, delimiter_of, load, records
from fanlight.records.files.packed import unpacked
from fanlight.records.files.workbook import SHEET, joined, sheets_of

CHUNK = 1 << 20


@dataclass
class Read:
    """What was read: the staging table `raw` has `_row` from 1 and the columns as text.

    `lined`: it also has `_line`, the line of the file; else rows follow one another line by line after the header.
    """

    columns: list[str]
    format: str
    encoding: str = ""
    unreadable: Unreadable = field(default_factory=list)
    lined: bool = False
    notes: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    other_sheets: dict[str, int] = field(default_factory=dict)

    def placed(self, line: int, field: str, reason: str, text: str) -> tuple[int, str, str, str]:
        """What is wrong with a row, by its line of the file; in a workbook of several sheets read, with the sheet."""
        if len(self.sheets) < 2:
            return line, field, reason, text
        return line % SHEET, field, f"{reason} (sheet “{self.sheets[line // SHEET]}”)", text

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
        raise CouldNotRead(
            f"The file could not be read: {error.strerror}.",
            where=path.name,
            next_step="Check its name, and that you may read it.",
        ) from None
    return found.hexdigest()


def stage(db: Any, path: Path, scratch: Path, fits: Fits) -> Read:
    """Puts the file's rows into the temporary table `raw`. `fits` knows a header when it sees one. Raises
    `CouldNotRead` or `BadInput`."""
    start = _start(path)
    if start.startswith(b"\x1f\x8b"):
        path = unpacked(path, scratch)
        start = _start(path)
    if start.startswith(b"PAR1"):
        return _parquet(db, path)
    if start.startswith(b"PK\x03\x04"):
        _is_workbook(path)
        return _xlsx(db, path, scratch, fits)
    return _csv(db, path, scratch, fits)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


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


def _is_workbook(path: Path) -> None:
    """A workbook is a ZIP archive; not every archive is one. Raises `BadInput`."""
    try:
        names = set(zipfile.ZipFile(path).namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return  # damaged: the workbook's reader says so
    if "[Content_Types].xml" not in names and "content.xml" not in names:
        raise BadInput(
            "This is a ZIP archive, not a workbook.",
            where=path.name,
            next_step="Take the files of records out of it, and import those.",
        )


def _xlsx(db: Any, path: Path, scratch: Path, fits: Fits) -> Read:
    """Every sheet that has a fitting header, else the first with rows; numbers come as the text that a reader would
    see, and lines are the sheet's rows."""
    filled = [sheet for sheet in sheets_of(path, scratch) if sheet.count]
    if not filled:
        raise BadInput("The workbook has no rows.", where=path.name)
    chosen = [sheet for sheet in filled if any(fits(values) for _, values in sheet.first(LOOK))] or filled[:1]
    unreadable: Unreadable = []
    found = itertools.chain.from_iterable(joined(chosen, fits, path.name))
    columns, notes = load(db, found, scratch, fits, where=path.name, unreadable=unreadable)
    if len(chosen) > 1:
        notes.append(f"Read from {len(chosen)} sheets: {', '.join(f'“{sheet.name}”' for sheet in chosen)}.")
    others = {sheet.name: sheet.count for sheet in filled if sheet not in chosen}
    names = [sheet.name for sheet in chosen]
    return Read(columns, "xlsx", "", unreadable, lined=True, notes=notes, sheets=names, other_sheets=others)


def _csv(db: Any, path: Path, scratch: Path, fits: Fits) -> Read:
    """The quick reader where it is sure of every line, else the careful one."""
    name = path.name
    encoding, lines, notes, plain_already = _encoding(path)
    if not plain_already:
        path = _plain(path, encoding, scratch / "plain.csv", notes)
    delimiter = delimiter_of(path)
    quick = _quick(db, path, delimiter, lines, fits)
    if quick:
        return Read(quick[0], "csv", encoding, quick[1], notes=notes)
    unreadable: Unreadable = []
    columns, more = load(db, records(path, delimiter, unreadable), scratch, fits, where=name, unreadable=unreadable)
    return Read(columns, "csv", encoding, sorted(unreadable), lined=True, notes=[*notes, *more])


def _quick(db: Any, path: Path, delimiter: str, lines: int, fits: Fits) -> tuple[list[str], Unreadable] | None:
    """(columns, what is no row) by the database's own reader, or None where its rows are not the file's lines."""
    import csv

    import duckdb

    with path.open(encoding="utf-8-sig", errors="replace", newline=None) as file:
        header = next(csv.reader([file.readline(100_000).rstrip("\n")], delimiter=delimiter), [])
    plain = all(value.strip() for value in header) and len({v.strip().lower() for v in header}) == len(header)
    if not plain or not fits(header):
        return None
    mark = "\\t" if delimiter == "\t" else delimiter.replace("'", "''")
    options = (
        f"all_varchar=true, header=true, delim='{mark}', quote='\"', escape='\"', strict_mode=true, ignore_errors=true, "
        "null_padding=false, max_line_size=4000000, auto_detect=true, sample_size=20480"
    )
    # Tried on a connection of its own: an error would end the import's transaction.
    trial = db.cursor()
    try:
        trial.execute("BEGIN TRANSACTION")
        rows, columns = _counted(trial, path, options)
        rejected = trial.execute(
            "SELECT line, min(error_message), min(csv_line) FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchall()
    except duckdb.InvalidInputException:
        return None
    finally:
        trial.close()
    if rows + len(rejected) + 1 != lines or columns != header:
        return None
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS _row, * FROM read_csv(?, {options})",
        [str(path)],
    )
    return columns, [(int(line), _reason(str(message)), str(text or "")) for line, message, text in rejected]


def _counted(trial: Any, path: Path, options: str) -> tuple[int, list[str]]:
    """Rows and columns, every value read."""
    relation = f"read_csv(?, {options}, store_rejects=true, rejects_limit=0)"
    columns = _columns(trial, f"read_csv(?, {options})", [str(path)])
    counts = trial.execute(f"SELECT count(*), count(COLUMNS(*)) FROM {relation}", [str(path)]).fetchone()
    return counts[0], columns


_COUNTS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


def _reason(message: str) -> str:
    first = message.splitlines()[0]
    if counts := _COUNTS.search(first):
        return f"the line has {counts[2]} values, the header {counts[1]}"
    return first


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160]


def _encoding(path: Path) -> tuple[str, int, list[str], bool]:
    """(encoding, lines, what to report, whether the file is plain UTF-8 without NUL). UTF-8 is proved on the whole
    file; anything else is detected on its start."""
    with path.open("rb") as file:
        start = file.read(256 * 1024)
    if not start:
        raise BadInput("The file is empty.", where=path.name)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", 0, [], False
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, last, nulls = 0, b"", 0
    try:
        for piece in _pieces(path):
            nulls += piece.count(b"\0")
            lines += piece.count(b"\n")
            last = piece[-1:]
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _guessed(start), 0, [], False
    if nulls * 5 > len(start):
        # Every other byte of UTF-16 without its mark is NUL, and that is valid UTF-8.
        return _guessed(start), 0, [], False
    lines += last != b"\n"
    # A count of 0 sends a file with NUL bytes to the careful reader, which names their lines.
    return ("utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"), 0 if nulls else lines, [], True


def _guessed(start: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(start, cp_isolation=["cp1252", "latin_1", "utf_16_le", "utf_16_be", "mac_roman"]).best()
    return best.encoding if best else "cp1252"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def _plain(path: Path, encoding: str, target: Path, notes: list[str]) -> Path:
    """The file in plain UTF-8, written line by line. Among lines of a one-byte encoding, those that are UTF-8 are read
    as such: two extracts pasted together are common."""
    with target.open("w", encoding="utf-8", newline="") as out:
        if encoding.startswith("utf"):
            with path.open(encoding=encoding, errors="replace", newline="") as source:
                out.writelines(source)
            return target
        mixed = 0
        with path.open("rb") as binary:
            for line in binary:
                try:
                    text = line.decode("utf-8")
                    mixed += not line.isascii()
                except UnicodeDecodeError:
                    text = line.decode(encoding, errors="replace")
                out.write(text)
    if mixed:
        notes.append(f"{mixed:,} lines are UTF-8 and others {encoding}; each was read as what it is.")
    return target
