"""Requirements on the width between a cell's ends (sliding levels), turned into requirements on its two sides.

A cell's lowest and highest counts must lie some amount apart, wherever that is. The method works on sides, so it asks
for one way of splitting the amount at a time: first all of it upwards, then downwards, then shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.heuristic.partition import Worker


def by_sides(table: CellTable) -> CellTable:
    """The table with each width asked for on one side, upwards as far as readers think possible."""
    short = np.where(table.primary, np.maximum(table.spl - table.upl - table.lpl, 0), 0)
    room = np.clip(table.upper - table.values - table.upl, 0, None)
    up = np.minimum(short, room)
    return replace(
        table,
        upl=(table.upl + up).astype(np.int64),
        lpl=(table.lpl + short - up).astype(np.int64),
        spl=np.zeros(len(table), dtype=np.int64),
    )


def split_again(worker: Worker, true: CellTable, *, late: Callable[[], bool]) -> None:
    """Other ways of splitting the widths of cells whose first way has no witness. `worker.table` is `by_sides` of the
    `true` one, and its levels change in place, as does what the worker's progress says of them."""
    table, progress = worker.table, worker.progress
    open_ = true.primary & (true.spl > true.upl + true.lpl) & ~(progress.up & progress.down)
    for cell in np.flatnonzero(open_).tolist():
        first = int(table.upl[cell]), int(table.lpl[cell])
        for up, down in (*_ways(true, cell), first):
            if late():
                return
            table.upl[cell], table.lpl[cell] = up, down
            low, high = _seen(progress.moves, cell)
            progress.up[cell], progress.down[cell] = high >= up, -low >= down
            if all(done[cell] or worker.reach(cell, side) for side, done in ((1, progress.up), (-1, progress.down))):
                break


def _ways(true: CellTable, cell: int) -> Iterator[tuple[int, int]]:
    upl, lpl, spl = int(true.upl[cell]), int(true.lpl[cell]), int(true.spl[cell])
    below, above = int(true.values[cell] - true.lower[cell]), int(true.upper[cell] - true.values[cell])
    for up in dict.fromkeys((upl, (spl + 1) // 2, spl // 2, spl // 4, 3 * spl // 4, spl - lpl)):
        down = max(lpl, spl - up)
        if upl <= up <= above and down <= below:
            yield up, down


def _seen(moves: list[tuple[Ints, Ints]], cell: int) -> tuple[int, int]:
    found = [int(deltas[cells == cell][0]) for cells, deltas in moves if (cells == cell).any()]
    return min([0, *found]), max([0, *found])
