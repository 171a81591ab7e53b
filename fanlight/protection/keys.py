"""Files that name cells: the dimensions' columns (or `cell` for a JJ file), and a cost where they set costs."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from fanlight.errors import BadInput
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.product import ProductNames


def read_keys(path: Path, table: CellTable) -> Ints:
    """The cells that a file names. Raises `BadInput` for a missing column or a cell that the table does not have."""
    return np.array([cell for cell, _ in _rows(path, table, ())], dtype=np.int64)


def read_costs(path: Path, table: CellTable) -> Ints:
    """Each cell's cost: the file's where it names the cell, else the table's. Costs are whole numbers from 0."""
    costs = table.cost.copy()
    for line, (cell, (text,)) in enumerate(_rows(path, table, ("cost",)), start=2):
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            raise BadInput("The cost is not a whole number from 0.", where=f"{path.name}, line {line}")
        costs[cell] = int(text)
    return costs


def _rows(path: Path, table: CellTable, more: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    heads = table.names.heads
    find = _finder(table)
    found = []
    seen: dict[int, int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in (*heads, *more) if name not in (reader.fieldnames or ())]
            if lacking:
                raise BadInput(
                    f"There is no column “{lacking[0]}”.",
                    where=path.name,
                    next_step=f"The columns needed are {', '.join((*heads, *more))}.",
                )
            for line, row in enumerate(reader, start=2):
                key = tuple((row[name] or "").strip() for name in heads)
                where = f"{path.name}, line {line}"
                try:
                    cell = find(key)
                except KeyError:
                    raise BadInput(f"The table has no cell {', '.join(key)}.", where=where) from None
                if cell in seen:
                    raise BadInput(f"The cell {', '.join(key)} stands twice, first in line {seen[cell]}.", where=where)
                seen[cell] = line
                found.append((cell, tuple((row[name] or "").strip() for name in more)))
    except OSError as error:
        raise BadInput(f"The file could not be read: {error.strerror}.", where=str(path)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"The file is not a CSV in UTF-8: {error}.", where=path.name) from None
    return found


def _finder(table: CellTable):  # type: ignore[no-untyped-def]
    if isinstance(table.names, ProductNames):
        return table.names.cell
    return {table.names[cell]: cell for cell in range(len(table))}.__getitem__
