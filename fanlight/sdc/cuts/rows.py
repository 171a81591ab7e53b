"""All inequalities that one search knows: which of them a choice breaks."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.tolerances import SHORT
from fanlight.sdc.cuts.bridgeless import BridgelessCuts
from fanlight.sdc.cuts.capacity import Floats
from fanlight.sdc.cuts.growing import Growing
from fanlight.sdc.cuts.pool import Pool


class Rows:
    """Every row says that weights of chosen cells reach `least`: 1 for a cut, whose weights are parts of its right side, and
    0 for a bridge, where the cell that needs others counts -1. Cuts are numbered from 0 up, bridges from -1 down."""

    def __init__(self, pool: Pool, bridgeless: BridgelessCuts) -> None:
        self.pool, self.bridgeless = pool, bridgeless
        self._of, self._others, self._cell = Growing(np.int64), Growing(np.int64), Growing(np.int64)

    def row(self, number: int) -> tuple[Ints, Floats, float]:
        """Cells, weights, least."""
        if number >= 0:
            cut = self.pool.cuts[number]
            return cut.cells, cut.weights / cut.least, 1.0
        cell, others = self.bridgeless.found[-1 - number]
        return np.append(others, cell), np.append(np.ones(len(others)), -1.0), 0.0

    def broken(self, chosen: Floats, *, lack: float = SHORT) -> list[int]:
        """The rows that a choice misses by more than `lack`, those it misses most first."""
        for cell, others in self.bridgeless.found[self._cell.size :]:
            self._of.add(np.full(len(others), self._cell.size))
            self._others.add(others)
            self._cell.add(np.array([cell]))
        near = np.bincount(self._of.all, weights=chosen[self._others.all], minlength=self._cell.size)
        slack = np.concatenate([(near - chosen[self._cell.all])[::-1], self.pool.slack(chosen)])
        missed = np.flatnonzero(slack < -lack)
        return [int(k) for k in missed[np.argsort(slack[missed], kind="stable")] - self._cell.size]
