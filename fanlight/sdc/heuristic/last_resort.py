"""The last low counts: those that no programme near them reaches, by several stacked hypercubes and what is withheld around."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.sdc.heuristic.hypercube import StackedHypercubes
from fanlight.sdc.heuristic.neighbourhood import Free, Withheld
from fanlight.sdc.heuristic.partition import DIVE, Worker

STACKS = 4
"""How many stacks are drawn for one cell: their cells together hold cheaper ways than any of them."""


class _WithStacks:
    """What is withheld around a cell, together with cells that are known to hold a way."""

    def __init__(self, near: Withheld) -> None:
        self.near = near
        self.known: Ints = np.zeros(0, dtype=np.int64)

    def blocks(self) -> Ints:
        return self.near.blocks()

    def cells(self, cell: int, dice: np.random.Generator, narrow: int, free: Free) -> Ints:
        return np.union1d(self.known, self.near.cells(cell, dice, narrow, free))


def serve_last(worker: Worker, near: Withheld, targets: Sequence[int], *, late: Callable[[], bool]) -> None:
    """A table for every open side of these cells, as long as there is time: the cheapest of some stacks, or a cheaper one among their cells
    and those near. Nothing where the table is no product of axes."""
    table, progress = worker.table, worker.progress
    stacks = StackedHypercubes.of(table)
    if stacks is None:
        return
    own, together = worker.neighbourhood, _WithStacks(near)
    worker.neighbourhood = together
    for target in targets:
        for side, done, need in ((1, progress.up, table.upl), (-1, progress.down, table.lpl)):
            if late():
                break
            if done[target]:
                continue
            drawn = [
                stacks.cheapest(target, side * int(need[target]), progress.withheld, worker.may) for _ in range(STACKS)
            ]
            found = [one for one in drawn if one is not None]
            if not found:
                continue
            together.known = np.unique(np.concatenate([[target], *(cells for cells, _ in found)]))
            other = worker.find(target, side, True, 1, others=False, dive=DIVE)
            found += [other] if other is not None else []
            progress.take(table, *min(found, key=worker.loss))
    worker.neighbourhood = own
