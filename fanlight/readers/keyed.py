"""Files that name cells of a table, a row a cell: the dimensions' columns (`cell` for a JJ file), and what else they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fanlight.errors import BadInput, Place
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.table import Names
from fanlight.readers.columns import need_columns
from fanlight.readers.sheet import Source, need_code, read_sheet


@dataclass(frozen=True)
class Keyed:
    """A row: the position of the cell that it names, its other fields as asked for, and where it stands."""

    cell: int
    fields: tuple[str, ...]
    where: Place


def read_keyed(source: Source, what: str, names: Names, more: Sequence[str] = ()) -> list[Keyed]:
    """The rows of a file that names cells, with the fields of the columns `more`. `what`: the file's content, in messages.
    Columns that nobody asks for are left alone.

    Raises `BadInput` naming file and line for a missing column, a dimension that has the name of one of `more`, a blank
    code, a cell that the table does not have or that stands twice.
    """
    sheet = read_sheet(source, what, below="")
    heads = sheet.heads
    for name in more:
        if name in names.heads:
            raise BadInput(
                f"A dimension of the table is called “{name}”, as is a column that this file needs beside it.",
                where=sheet.name,
                next_step="Rename the dimension.",
            )
    need_columns(heads, [*names.heads, *more], sheet.name)
    at, others = [heads.index(name) for name in names.heads], [heads.index(name) for name in more]
    find = _finder(names)
    seen: dict[int, int] = {}
    found = []
    for row, line in zip(sheet.rows, sheet.numbers, strict=True):
        where = sheet.place(line)
        key = tuple(row[place] for place in at)
        for name, code in zip(names.heads, key, strict=True):
            need_code(code, f"The code of {name}", where, _NAME)
        try:
            cell = find(key)
        except KeyError:
            raise BadInput(f"The table has no such cell: {', '.join(key)}.", where=where, next_step=_NAME) from None
        if cell in seen:
            raise BadInput(
                f"The cell {', '.join(key)} stands twice, first in {sheet.beside(seen[cell])}.",
                where=where,
                next_step="Name each cell once.",
            )
        seen[cell] = line
        found.append(Keyed(cell, tuple(row[place] for place in others), where))
    return found


_NAME = "Name the cell by codes as the table has them, Total where it sums over all of them."


def _finder(names: Names) -> Callable[[tuple[str, ...]], int]:
    if isinstance(names, ProductNames):
        return names.cell
    return {names[cell]: cell for cell in range(len(names))}.__getitem__
