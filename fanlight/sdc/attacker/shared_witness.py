"""Whole-number tables that serve many demands at once: small programmes around one cell, in a large component.

A cell is moved as far as it must be, by cells near it, and whatever else there has not been moved far enough yet moves along as
far as it can: one table for dozens of demands. Corners of small programmes are mostly whole; others are rounded bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.moves import MoveSolver, Part, part_of
from fanlight.optimise.whole import least_cost
from fanlight.sdc.attacker.components import Component
from fanlight.sdc.attacker.neighbourhood import CellNeighbourhood

Floats = NDArray[np.float64]
DIVE = 30
"""Rounds of rounding at most."""
GAP, NODES = 0.5, 200
"""How far from the best a programme in whole numbers may end, and after how many branches it does: any table will do."""
DOWN = 0.4
"""What moving a cell down as far as it must is worth beside moving one up: it is asked for less, and met more easily."""


class SharedWitnesses:
    """`left`: the seconds that there are."""

    def __init__(self, component: Component, left: Callable[[], float]) -> None:
        self.component, self.n = component, len(component.cells)
        self.solver = MoveSolver(left)
        self.dice = np.random.default_rng(0)
        e = component.equations
        order = np.argsort(e.cells, kind="stable")
        starts = np.searchsorted(e.cells[order], np.arange(self.n + 1)).astype(np.int64)
        self.of_cell = starts, e.rows[order], e.factors[order]
        self.neighbourhood = CellNeighbourhood(self.n, e, self.of_cell)

    def ask(self, low: Ints, high: Ints, up: Ints, down: Ints) -> None:
        """Sets how far each cell may move down (`low`, at most 0) and up, and how far it must (`up`, `down`; 0: it need not)."""
        self.low, self.high, self.up, self.down = low, high, up, down

    def served(self, cells: Ints, moves: Ints) -> None:
        """What these movements reach is asked for no longer."""
        self.up[cells[moves >= self.up[cells]]] = 0
        self.down[cells[-moves >= self.down[cells]]] = 0

    def table(self, place: int, sign: int, size: int, *, whole: bool) -> tuple[Ints, Ints] | None:
        """Cells and their movements: the one at `place` moves as far as it must, others near it as far as they can, all the rest
        stays. None: none was found among about `size` cells. `whole`: by a programme in whole numbers, which fails less
        often than rounding and takes longer."""
        cells = self.near(place, size)
        up, down = self.up[cells], self.down[cells]
        # Farther than it must, a cell would use up what others need.
        high = np.where(up > 0, np.minimum(self.high[cells], up), self.high[cells]).astype(float)
        low = np.where(down > 0, np.maximum(self.low[cells], -down), self.low[cells]).astype(float)
        cost = np.where(down > 0, DOWN / np.maximum(down, 1), 0.0) - np.where(up > 0, 1.0 / np.maximum(up, 1), 0.0)
        at = int(np.searchsorted(cells, place))
        low[at] = high[at] = up[at] if sign > 0 else -down[at]
        if high[at] > self.high[place] or low[at] < self.low[place]:
            return None
        part = part_of(cells, self.of_cell)
        moves = self._whole(part, cost, low, high) if whole else self.solver.cheapest(part, cost, low, high, dive=DIVE)
        return None if moves is None else (cells, moves)

    def _whole(self, part: Part, cost: Floats, low: Floats, high: Floats) -> Ints | None:
        """Tables by columns, as equations by rows."""
        columns = np.repeat(np.arange(len(cost)), np.diff(part.starts))
        order = np.argsort(part.index, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(part.index, minlength=part.rows))])
        found = least_cost(
            starts.astype(np.int64),
            columns[order],
            part.factors[order].astype(np.int64),
            np.zeros(part.rows, dtype=np.int64),
            low,
            high,
            cost,
            np.ones(len(cost), dtype=np.bool_),
            self.solver.left(),
            gap=GAP,
            nodes=NODES,
        )
        return found.point

    def near(self, place: int, size: int) -> Ints:
        """Cells from one outwards; sorted."""
        return self.neighbourhood.near(place, size, self.dice)
