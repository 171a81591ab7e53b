"""Inequalities that every pattern without idle cells satisfies: what is withheld must be able to move.

A cell that is withheld to protect others moves in some table that shows the pattern to be safe; one that moves in none is
given back, and the pattern is safe still and costs less. So some cheapest pattern has no cell that cannot move: for any
multipliers on the equations, where a cell is weighed with something, another one that is withheld is too ("bridgeless
inequalities", Fischetti and Salazar 2001, section 3). They are no conditions of safety, and no pattern is refused for them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.cover import Cover
from fanlight.optimise.movement.movements import Movements
from fanlight.sdc.cuts.capacity import Floats, denominator
from fanlight.sdc.suppression_problem import Problem

LEAST = 1e-3
"""A cell chosen by less than this part is not asked about, nor is what falls short by less."""
TINY = 1e-7
"""What a solver's movements may lack of what a cell is chosen by."""


class BridgelessCuts:
    """`found`: cells of a cost, each with cells of which one must be withheld where it is."""

    def __init__(self, problem: Problem, cover: Cover, left: Callable[[], float]) -> None:
        self.problem, self.cover, self.left = problem, cover, left
        e = problem.equations
        self.movements = Movements(len(problem), e.starts, e.cells, e.factors)
        self.asked = ~problem.forced & (problem.cost > 0)
        self.found: list[tuple[int, Ints]] = []
        self._seen: set[tuple[int, bytes]] = set()

    def add(self, chosen: Floats, until: float = 0.0) -> int:
        """Adds what a choice (0 to 1 per cell) breaks: how many inequalities. One equation at a time first; over
        several only where no single one is broken, until no more than so many seconds are left."""
        return self.single(chosen) or self._anywhere(chosen, until)

    def single(self, chosen: Floats) -> int:
        """Adds what a choice breaks of single equations."""
        e = self.problem.equations
        sums = np.bincount(e.rows, weights=chosen[e.cells], minlength=len(e))
        mine = chosen[e.cells]
        short = self.asked[e.cells] & (mine > LEAST) & (2 * mine > sums[e.rows] + LEAST)
        added = 0
        for term in np.flatnonzero(short).tolist():
            row = int(e.rows[term])
            cells = e.cells[e.starts[row] : e.starts[row + 1]]
            added += self._take(int(e.cells[term]), np.sort(cells[cells != e.cells[term]]))
        return added

    def _anywhere(self, chosen: Floats, until: float) -> int:
        """A cell chosen by a half must be able to move by a half where all move by no more than they are chosen by."""
        room = np.where(self.problem.forced, 1.0, chosen)
        self.movements.bound(-room, room)
        todo = dict.fromkeys(np.flatnonzero(self.asked & (chosen > LEAST)).tolist())
        added = 0
        while todo and self.left() > until:
            cell = next(iter(todo))
            del todo[cell]
            moved = self.movements.largest(np.array([cell]), np.ones(1), seconds=self.left())
            if not moved.solved:
                break
            for other in [o for o in todo if abs(moved.values[o]) >= chosen[o] - TINY]:
                del todo[other]
            if moved.best < chosen[cell] - LEAST:
                added += self._weighed(cell, moved.duals, chosen)
        return added

    def _weighed(self, cell: int, duals: Floats, chosen: Floats) -> bool:
        """Takes what multipliers say of a cell, if they weigh it and the choice breaks it. They count as whole numbers: a
        weight that is next to nothing is one."""
        e = self.problem.equations
        whole = np.rint(duals * denominator(duals)).astype(np.int64)
        weights = np.zeros(len(chosen), dtype=np.int64)
        np.add.at(weights, e.cells, e.factors * whole[e.rows])
        if not weights[cell]:
            return False
        weights[cell] = 0
        others = np.flatnonzero(weights)
        return bool(chosen[others].sum() < chosen[cell] - LEAST) and self._take(cell, others)

    def _take(self, cell: int, others: Ints) -> bool:
        if self.problem.forced[others].any():
            return False
        key = (cell, others.tobytes())
        if key in self._seen:
            return False
        self._seen.add(key)
        self.found.append((cell, others))
        weights = np.append(np.ones(len(others), dtype=np.int64), -1)
        self.cover.add(np.append(others, cell), weights, 0)
        return True
