"""A releasable table laid out in rows and columns: one layout for every writer."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from fanlight.tables.stages import ReleasableTable, Shown


@dataclass(frozen=True, slots=True)
class Grid:
    """`headers` for all columns; each row has one label for each of the first `label_columns`, then cells.

    Periods go across; without several, the last of several dimensions does; a single dimension goes down, with one
    column of figures. A single period beside two dimensions has no column: the caption names it.
    """

    headers: tuple[str, ...]
    label_columns: int
    rows: tuple[tuple[tuple[str, ...], tuple[Shown, ...]], ...]

    @property
    def has_marks(self) -> bool:
        return any(cell.mark for _, cells in self.rows for cell in cells)


def grid(table: ReleasableTable) -> Grid:
    names = [dimension.name for dimension in table.dimensions]
    periods = [i for i, dimension in enumerate(table.dimensions) if dimension.is_period]
    alone = _alone(table)
    others = [i for i in range(len(names)) if i != alone]
    across = periods[0] if periods and alone is None else (others[-1] if len(others) > 1 else None)
    down = [i for i in others if i != across]
    columns = table.dimensions[across].codes if across is not None else ("",)
    figures = (
        tuple(table.dimensions[across].label(code) for code in columns) if across is not None else (table.unit_text,)
    )
    headers = (*(table.dimensions[i].title for i in down), *figures)
    if not down:
        # A single period dimension: one row, labelled by what is counted.
        headers = ("Counted", *figures)
    rows = []
    for combination in itertools.product(*(table.dimensions[i].codes for i in down)):
        labels = tuple(table.dimensions[i].label(code) for i, code in zip(down, combination, strict=True))
        cells = []
        for column in columns:
            key: list[str] = [""] * len(names)
            if alone is not None:
                key[alone] = table.dimensions[alone].codes[0]
            for i, code in zip(down, combination, strict=True):
                key[i] = code
            if across is not None:
                key[across] = column
            cells.append(table.cells[tuple(key)])
        rows.append((labels or (table.population_text or table.title,), tuple(cells)))
    return Grid(headers, max(1, len(down)), tuple(rows))


def caption(table: ReleasableTable) -> str:
    """The table's number and title, and its period where that has no column of its own."""
    alone = _alone(table)
    label = "" if alone is None else table.dimensions[alone].label(table.dimensions[alone].codes[0])
    said = f", {label}" if label and label not in table.title else ""
    return f"Table {table.number}: {table.title}{said}"


def _alone(table: ReleasableTable) -> int | None:
    """A dimension with a single period, where two others make rows and columns."""
    found = [i for i, dimension in enumerate(table.dimensions) if dimension.is_period and len(dimension.codes) == 1]
    return found[0] if found and len(table.dimensions) > 2 else None
