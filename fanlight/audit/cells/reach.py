"""Whole-number tables found so far, and how far each cell moves in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.system import CellSystem
from fanlight.tables.cells.equations import Ints

NEAR = 1e-4
"""A solver's number this close to a whole one is tried as that; the sums are then checked exactly."""


class Reach:
    """`base`: a table of the hidden cells that agrees with everything known. Witness i moves `witnesses[i] = (columns,
    moves)` away from it; witness -1 is the base. `high[c]`, `low[c]`: the largest and smallest count seen of column c,
    in witness `high_by[c]`, `low_by[c]`."""

    def __init__(self, system: CellSystem, base: Ints) -> None:
        self.system = system
        self.base = base
        self.high, self.low = base.copy(), base.copy()
        self.high_by = np.full(len(base), -1, dtype=np.int64)
        self.low_by = np.full(len(base), -1, dtype=np.int64)
        self.witnesses: list[tuple[Ints, Ints]] = []

    def add(self, columns: Ints, moves: NDArray[np.float64] | Ints, system: CellSystem) -> bool:
        """Takes a solver's moves of the columns of a part (whose `system` it is) if they are whole and agree with
        everything known; False otherwise. Nothing of the solver's word is believed."""
        whole = np.rint(moves)
        if np.abs(whole - moves).max(initial=0) > NEAR:
            return False
        step = whole.astype(np.int64)
        new = self.base[columns] + step
        if (new < system.lower).any() or (new > system.upper).any() or system.left(step).any():
            return False
        up, down = new > self.high[columns], new < self.low[columns]
        if up.any() or down.any():
            moved = np.flatnonzero(step)
            self.witnesses.append((columns[moved], step[moved]))
            number = len(self.witnesses) - 1
            self.high[columns[up]], self.high_by[columns[up]] = new[up], number
            self.low[columns[down]], self.low_by[columns[down]] = new[down], number
        return True

    def used(self) -> Ints:
        """The witnesses that some cell's end rests on."""
        both = np.unique(np.concatenate([self.high_by, self.low_by]))
        return both[both >= 0]
