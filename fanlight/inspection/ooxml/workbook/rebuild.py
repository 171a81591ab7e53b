"""A fresh workbook with nothing but the visible values of a workbook, or of chosen ranges of it.

Saving a file again keeps what it hides; copying values leaves it behind. What is hidden, and what a reader could not
see, is left out and counted.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fanlight.errors import BadInput, CouldNotRead
from fanlight.inspection.context import Budget, Limits
from fanlight.inspection.kinds import kind_of
from fanlight.inspection.ooxml.package.package import Office
from fanlight.inspection.ooxml.workbook import xlsx
from fanlight.inspection.ooxml.workbook.cells import Area, areas_of
from fanlight.inspection.ooxml.workbook.scan import Cell, Scanner
from fanlight.inspection.ooxml.workbook.sheet import NARROW
from fanlight.inspection.ooxml.workbook.styles import Styles
from fanlight.inspection.opened import Opened, attribute, elements

MOST_CELLS = 2_000_000
DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
DATE_CODE = re.compile(r"(?i)[dyh]|m(?!illion)|s")


@dataclass
class Copied:
    """One sheet of the copy: its values by place, and how many cells were left out for which reason."""

    name: str
    cells: dict[tuple[int, int], object] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Rebuilt:
    data: bytes
    sheets: tuple[Copied, ...]
    skipped: tuple[str, ...]
    """Names of sheets that are hidden, or were not chosen."""


def rebuild(name: str, data: bytes, ranges: Sequence[str] = (), limits: Limits | None = None) -> Rebuilt:
    """The copy as XLSX bytes. `ranges` are "Sheet!A1:C9" or "Sheet"; none: everything visible.

    Raises `BadInput` for a range of a sheet that is hidden or not there, `CouldNotRead` like `inspect`.
    """
    kind = kind_of(name, data)
    if kind != "xlsx":
        raise BadInput("Only XLSX and XLSM files can be rebuilt.", where=name, next_step="Save the file as XLSX first.")
    opened = Opened(name, data, Budget(limits or Limits()))
    try:
        sheets, skipped = _copy(opened, _wanted(ranges))
    except (BadInput, CouldNotRead):
        raise
    except Exception as error:
        raise CouldNotRead(f"The file could not be read: {type(error).__name__}.", where=name) from None
    return Rebuilt(_write(sheets), tuple(sheets), tuple(skipped))


def _wanted(ranges: Sequence[str]) -> dict[str, list[Area]]:
    wanted: dict[str, list[Area]] = {}
    for text in ranges:
        sheet, mark, cells = text.rpartition("!") if "!" in text else (text, "", "")
        areas = areas_of(cells)
        if mark and not areas:
            raise BadInput(f"This is not a range: {cells}.", next_step='Write it as "Sheet!A1:C9".')
        wanted.setdefault(sheet.strip("'"), []).extend(areas)
    return wanted


def _copy(opened: Opened, wanted: dict[str, list[Area]]) -> tuple[list[Copied], list[str]]:
    office = Office(opened)
    book: Any = office.xml(office.main)
    styles, listed = xlsx.styles_of(office), xlsx.sheets_of(office, book)
    strings = xlsx.strings_of(office, styles)
    early = any(attribute(e, "date1904") in {"1", "true"} for e in elements(book, "workbookPr"))
    visible = {sheet.name: sheet for sheet in listed if sheet.state == "visible" and sheet.kind == "worksheet"}
    for given in wanted:
        if given not in visible:
            raise BadInput(f'There is no visible sheet "{given}".', next_step=f"There are: {', '.join(visible)}.")
    copied, skipped = [], [sheet.name for sheet in listed if sheet.name not in visible]
    for sheet_name, sheet in visible.items():
        if wanted and sheet_name not in wanted:
            skipped.append(sheet_name)
            continue
        scanner = Scanner(strings, set(range(len(styles.styles))), set(), every=True)
        with opened.parts.open(office.entry(sheet.part)) as stream:
            cells: list[Cell] = []
            for cell in scanner.cells(stream):
                if len(cells) >= MOST_CELLS:
                    raise CouldNotRead("The sheet has too many cells to rebuild.", where=sheet_name, check="too_large")
                if cell.value:
                    cells.append(cell)
        copied.append(_chosen(sheet_name, cells, scanner, styles, wanted.get(sheet_name, []), early, strings.veiled))
    return copied, skipped


def _chosen(
    name: str, cells: list[Cell], scanner: Scanner, styles: Styles, areas: list[Area], early: bool,
    veiled: dict[int, str],
) -> Copied:  # fmt: skip
    rows = {row.number for row in scanner.scan.hidden}
    columns = set(_hidden_columns(scanner.scan.root))
    covered = [a for e in elements(scanner.scan.root, "mergeCell") for a in areas_of(attribute(e, "ref"))]
    made = Copied(name)
    for cell in cells:
        place, style = (cell.row, cell.column), styles[cell.style]
        text = cell.kind in {"s", "str", "inlineStr"}
        if areas and not any(place in area for area in areas):
            made.left_out["outside the ranges"] += 1
        elif cell.row in rows or cell.column in columns:
            made.left_out["in hidden rows or columns"] += 1
        elif style.hides(cell.value, is_text=text) or cell.string in veiled:
            made.left_out["not seen"] += 1
        elif any(place in area and place != (area.top, area.left) for area in covered):
            made.left_out["under merged cells"] += 1
        else:
            made.cells[place] = _value(cell, text, style.code, style.builtin, early)
    return made


def _hidden_columns(root: Any) -> Iterator[int]:
    for col in elements(root, "col"):
        width = attribute(col, "width")
        if attribute(col, "hidden") in {"1", "true", "on"} or (width and float(width) <= NARROW):
            yield from range(int(attribute(col, "min") or 1), min(int(attribute(col, "max") or 1), 16_384) + 1)


def _value(cell: Cell, text: bool, code: str, builtin: int, early: bool) -> object:
    if text or cell.kind == "e":
        return cell.value
    if cell.kind == "b":
        return cell.value in {"1", "true"}
    if cell.kind == "d":
        return cell.value
    try:
        number = float(cell.value)
    except ValueError:
        return cell.value
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code)
    if builtin in DATES or (bare and bare.lower() != "general" and DATE_CODE.search(bare)):
        start = datetime(1904, 1, 1) if early else datetime(1899, 12, 30)  # noqa: DTZ001  (a date in a cell has no zone)
        try:
            return start + timedelta(days=number)
        except OverflowError:
            return number
    return number


def _write(sheets: list[Copied]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001  (the same bytes every time)
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets or [Copied("Sheet1")]:
        page = book.add_worksheet(sheet.name)
        for (row, column), value in sorted(sheet.cells.items()):
            if isinstance(value, bool):
                page.write_boolean(row - 1, column - 1, value)
            elif isinstance(value, float):
                page.write_number(row - 1, column - 1, value)
            elif isinstance(value, datetime):
                whole = value.hour == value.minute == value.second == 0
                page.write_datetime(row - 1, column - 1, value, day if whole else moment)
            else:
                page.write_string(row - 1, column - 1, str(value))
    book.close()
    return out.getvalue()
