"""The cells of a cross-tab in a CSV or a workbook, each with its name in A1 notation. No message repeats a count."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fanlight.chain.aside import aside
from fanlight.errors import BadInput, CouldNotRead
from fanlight.readers.sheet import refuse_unseen

BOOKS = {".xlsx", ".xlsb", ".xls", ".ods"}
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6}):\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True)
class Cell:
    """A cell's `text` without spaces around it, and its `place` ("counts.csv cell B3")."""

    text: str
    name: str
    file: str

    @property
    def place(self) -> str:
        return f"{self.file} cell {self.name}"

    def wrong(self, what: str, next_step: str = "") -> BadInput:
        return BadInput(what, where=self.place, next_step=next_step)

    def count(self) -> int:
        """Raises `BadInput` for anything but a whole number from 0, without repeating what stands there."""
        if not self.text:
            raise self.wrong("The cell is empty.", "Write the count; 0 where nothing was counted.")
        plain = self.text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", self.text) else self.text
        found = re.fullmatch(r"([0-9]{1,15})(?:\.0+)?", plain)
        if found is None:
            raise self.wrong(
                "This is no whole number from 0.",
                "Give the true counts, without marks, shares or rounding: what is withheld is chosen and proved here.",
            )
        return int(found[1])


def read_crosstab(name: str, data: bytes, *, sheet: str = "", cells: str = "") -> list[list[Cell]]:
    """The header and the rows below it, all as long as the header; blank rows are left out. `sheet`: which of a workbook,
    `cells`: the table's range.

    Raises `BadInput` for what cannot be read, for a workbook of several sheets without `sheet`, and for a cell beside the table.
    """
    file = PurePosixPath(name).name
    book = PurePosixPath(name).suffix.lower() in BOOKS
    if sheet and not book:
        raise BadInput("A CSV has no sheets.", where=file, next_step="Take the entry sheet out.")
    lines = _of_book(file, data, sheet) if book else _of_csv(file, data)
    rows = [
        [Cell(text.strip(), f"{letters(at)}{number}", file) for at, text in enumerate(values)]
        for number, values in lines.items()
    ]
    return _whole(_within(rows, cells, file), file)


def letters(position: int) -> str:
    """A column's letters: A for 0."""
    found = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        found = chr(65 + rest) + found
    return found


def _of_csv(file: str, data: bytes) -> dict[int, list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("The file is not in UTF-8.", where=file, next_step="Save it as CSV UTF-8.") from None
    try:
        found = dict(enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1))
    except csv.Error as error:
        raise BadInput(f"The file is not a CSV: {error}.", where=file, next_step="Save it as CSV UTF-8.") from None
    if found and all(len(row) < 2 for row in found.values()) and ";" in text:
        raise BadInput("The columns are separated by semicolons.", where=file, next_step="Save it with commas.")
    return found


def _of_book(file: str, data: bytes, sheet: str) -> dict[int, list[str]]:
    from fanlight.records.files.workbook import sheets_of

    with aside(Path(tempfile.gettempdir()), "fanlight-table-") as scratch:
        path = scratch / f"table{PurePosixPath(file).suffix}"
        path.write_bytes(data)
        try:
            held = {one.name: one for one in sheets_of(path, scratch) if one.count or one.name == sheet}
        except CouldNotRead as error:
            raise BadInput(error.what, where=file, next_step=error.next_step) from None
        if sheet and sheet not in held:
            names = ", ".join(held) or "none with cells"
            raise BadInput(f"There is no sheet “{sheet}”.", where=file, next_step=f"It has {names}.")
        if not sheet and len(held) > 1:
            raise BadInput(
                f"The workbook has {len(held)} sheets with cells: {', '.join(held)}.",
                where=file,
                next_step="Name the one that is meant under sheet.",
            )
        return {
            number: [*[""] * one.left, *values]
            for one in held.values()
            if not sheet or one.name == sheet
            for number, values in one.rows()
        }


def _within(rows: list[list[Cell]], cells: str, file: str) -> list[list[Cell]]:
    if not cells:
        return rows
    found = _RANGE.fullmatch(cells.strip().upper())
    if found is None:
        raise BadInput(f"“{cells}” is no range of cells.", where=file, next_step="Write it like A3:D9.")
    (left, right), (top, bottom) = sorted(map(_column, found.group(1, 3))), sorted(map(int, found.group(2, 4)))
    return [
        [
            *row[left : right + 1],
            *(Cell("", f"{letters(at)}{_row(row)}", file) for at in range(max(len(row), left), right + 1)),
        ]
        for row in rows
        if row and top <= _row(row) <= bottom
    ]


def _column(text: str) -> int:
    position = 0
    for letter in text:
        position = position * 26 + ord(letter) - 64
    return position - 1


def _row(row: Sequence[Cell]) -> int:
    return int(re.sub(r"\D", "", row[0].name))


def _whole(rows: list[list[Cell]], file: str) -> list[list[Cell]]:
    filled = [row for row in rows if any(cell.text for cell in row)]
    empty = min((next(at for at, cell in enumerate(row) if cell.text) for row in filled), default=0)
    filled = [row[empty:] for row in filled]
    if len(filled) < 2:
        raise BadInput("There is no table: it needs a header and rows below it.", where=file)
    wide = max(at for at, cell in enumerate(filled[0], start=1) if cell.text)
    for row in filled:
        for cell in row:
            refuse_unseen((("The cell", cell.text),), cell.place)
        beyond = next((cell for cell in row[wide:] if cell.text), None)
        if beyond is not None:
            raise beyond.wrong(
                "Something stands beside the table.", "Delete it, or give the table's range under cells (A3:D9, say)."
            )
    return [[*row[:wide], *_blanks(row, wide, file)] for row in filled]


def _blanks(row: Sequence[Cell], wide: int, file: str) -> Iterator[Cell]:
    yield from (Cell("", f"{letters(at)}{_row(row)}", file) for at in range(len(row), wide))


def placed(cells: Mapping[tuple[str, ...], Cell], keys: Sequence[tuple[str, ...]]) -> str:
    """The cells of several figures, by their names."""
    names = [cells[key].name for key in keys]
    return ", ".join(names) if len(names) < 4 else f"{names[0]} to {names[-1]}"
