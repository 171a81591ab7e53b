"""A first safe pattern where a dimension has several trees: by stacked hypercubes alone, in a second or so.

The sums of several trees over one dimension cross, so that programmes over fractions hardly ever end in whole numbers; trading
counts between two codes of each dimension always does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.sdc.heuristic.hypercube import StackedHypercubes, axes_of
from fanlight.sdc.heuristic.partition import Bools, Progress, Worker, begin
from fanlight.sdc.heuristic.redundancy import remove_redundant
from fanlight.sdc.heuristic.sliding_levels import by_sides
from fanlight.sdc.heuristic.suppress import LargeSuppression, result_of


def linked(table: CellTable) -> bool:
    """Whether a dimension has several trees."""
    return isinstance(table.names, ProductNames) and axes_of(table) is None


def by_piles(table: CellTable, *, late: Callable[[], bool]) -> LargeSuppression | None:
    """A pattern with tables that serve every protected cell; None where some cell has none, or time ran out."""
    true, table = table, by_sides(table)
    stacks, progress = StackedHypercubes.of(table), begin(table)
    if stacks is None:
        return None
    may = (table.status == Status.FREE) & ~table.primary & (table.values > 0)
    worker = _PileWorker(table, progress, may, stacks)
    # Those that must move furthest withhold most, and serve others.
    cells = np.flatnonzero(progress.withheld)
    far = np.maximum(table.upl, table.lpl)[cells]
    worker.serve(cells[np.argsort(-far, kind="stable")].tolist(), besides=True, late=late, reached=lambda _count: None)
    if not (progress.up & progress.down)[cells].all():
        return None
    remove_redundant(table, progress, late=late)
    return result_of(true, progress, (), finished=True)


class _PileWorker(Worker):
    """Reaches what must be reached by stacks alone."""

    def __init__(self, table: CellTable, progress: Progress, may: Bools, stacks: StackedHypercubes) -> None:
        super().__init__(table, progress, may)
        self.stacks = stacks

    def reach(self, target: int, side: int, besides: bool = True) -> bool:
        need = int((self.table.upl if side > 0 else self.table.lpl)[target])
        found = self.stacks.cheapest(target, side * need, self.progress.withheld, self.may)
        if found is not None:
            self.progress.take(self.table, *found)
        return found is not None
