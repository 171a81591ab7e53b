"""Amounts of magnitudes: each cell's change found two ways, by a programme nearby and by cubes, the cheaper one taken.

A programme weighs what one change of many cells costs, and takes long where a cell must move far in many dimensions;
cubes are quick everywhere, and dear where codes stand for others.
"""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.attacker.backoff import Backoff
from fanlight.sdc.heuristic.hypercube import StackedHypercubes
from fanlight.sdc.heuristic.partition import DIVE, Bools, Progress, Worker

MAGNITUDES = 100
"""A table in which a cell must move further than this is one of magnitudes."""


def of_magnitudes(table: CellTable) -> bool:
    return int(max(table.upl.max(initial=0), table.lpl.max(initial=0))) > MAGNITUDES


def by_need(table: CellTable, targets: Ints) -> Ints:
    """Those that need most first: what they withhold serves the others."""
    return np.asarray(targets[np.argsort(-np.maximum(table.upl, table.lpl)[targets], kind="stable")])


class MagnitudeWorker(Worker):
    """Reaches what must be reached in the cheaper of two ways, and knows how often a programme found what cubes did not."""

    def __init__(self, table: CellTable, progress: Progress, may: Bools, worth: float) -> None:
        super().__init__(table, progress, may, worth)
        self.stacks = StackedHypercubes.of(table)
        self.backoff = Backoff()
        """Of programmes where cubes had an answer."""
        self.behind = False
        """Whether there is less time left than the cells that are left need at this pace: then no programme is asked where
        cubes have an answer, and only the quickest where they have none."""

    def reach(self, target: int, side: int, besides: bool = True) -> bool:
        if not besides:
            return super().reach(target, side, besides)
        table, progress = self.table, self.progress
        need = int((table.upl if side > 0 else table.lpl)[target])
        best = None
        if self.stacks is not None:
            best = self.stacks.cheapest(target, side * need, progress.withheld, self.may)
        if best is None or (self.loss(best) and self._worth_asking()):
            found = self._programme(target, side)
            better = found is not None and (best is None or self.loss(found) < self.loss(best))
            self.backoff.found(better)
            best = found if better else best
        if best is not None:
            progress.take(table, *best)
        return best is not None

    def _worth_asking(self) -> bool:
        """Where programmes have found nothing better for long, only some are asked still."""
        return not self.behind and self.backoff.due()

    def _programme(self, target: int, side: int) -> tuple[Ints, Ints] | None:
        """The cheaper of a change that serves others too and one that does not; where there is none, one of more cells."""
        if self.behind:
            return self.find(target, side, True, 1, others=False, dive=DIVE)
        near = [self.find(target, side, True, 1, others=others, dive=DIVE) for others in (True, False)]
        found = [one for one in near if one is not None]
        return min(found, key=self.loss) if found else self.find(target, side, True, 0, others=False, dive=DIVE)
