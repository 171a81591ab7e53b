"""The process that reads a workbook: `python -m fanlight.records.files.workbook_process FILE FOLDER BYTES` writes each sheet's rows
as CSV into FOLDER, and one line of JSON: {"sheets": [[name, rows, file, left]]} or {"error", "next_step"}."""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_CELLS = 40_000_000
"""Cells of the rectangle that holds every value of a sheet: 400,000 rows of 100 columns."""
PIECE = 1 << 20
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')


def main() -> None:
    path, folder, memory = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    bound(memory)
    try:
        answer = far_cell(path) or {"sheets": list(written(path, folder))}
    except MemoryError:
        answer = trouble(
            "The workbook needs more memory than it may use.",
            "Delete the empty rows and columns beyond the table, or save the sheet as CSV.",
        )
    except Exception as error:
        answer = unreadable(path, error)
    sys.stdout.write(json.dumps(answer))


def trouble(error: str, next_step: str) -> dict[str, Any]:
    return {"error": error, "next_step": next_step}


def unreadable(path: Path, error: Exception) -> dict[str, Any]:
    if zipfile.is_zipfile(path) and not _of_workbook(path):
        return trouble("This is a ZIP archive and no workbook.", "Unpack it, and import the files in it.")
    return trouble(
        f"The workbook is damaged or encrypted: {type(error).__name__}.",
        "Open it, take out its password, and save it again; or save the sheet as CSV.",
    )


def _of_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(
            name.startswith(("xl/", "content.xml", "mimetype", "EncryptedPackage")) for name in archive.namelist()
        )


def bound(size: int) -> None:
    try:
        import resource
    except ImportError:  # not on this platform: the parent still bounds the time
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def far_cell(path: Path) -> dict[str, Any] | None:
    """What to say of a sheet whose values lie so far apart that its rectangle cannot be read."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                continue
            with archive.open(name) as stream:
                corner = farthest(iter(lambda s=stream: s.read(PIECE), b""))  # type: ignore[misc]
            if corner[0] * corner[1] > MOST_CELLS:
                return trouble(
                    f"A sheet reaches to row {corner[0]:,} and column {corner[1]:,}: a stray value stands far from the table.",
                    "Delete every row and column beyond the table and save it; or save the sheet as CSV.",
                )
    return None


def farthest(pieces: Iterator[bytes]) -> tuple[int, int]:
    """The last row and the last column that hold a cell, from a sheet's XML."""
    row, column, rest = 1, 1, b""
    for piece in pieces:
        text = rest + piece
        for letters, number in set(_CELL.findall(text)):
            row, column = max(row, int(number)), max(column, _number(letters))
        rest = text[-200:]
    return row, column


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


def written(path: Path, folder: Path) -> Iterator[tuple[str, int, str, int]]:
    """(name, rows, file, empty columns on the left, which the rows leave out) of each sheet, its rows written."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for number, name in enumerate(book.sheet_names):
        count = 0
        with (folder / f"{number}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            for line, values in _rows(book, name):
                writer.writerow([line, *values])
                count += 1
        start = book.get_sheet_by_name(name).start
        yield name, count, f"{number}.csv", start[1] if start else 0


def _rows(book: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """(row of the sheet, values as text) of each row that is not blank."""
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:  # an empty sheet
        return
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [cell(value) for value in row]
        if any(value.strip() for value in values):
            yield number, values


def cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)


if __name__ == "__main__":
    main()
