"""A pattern as routes: for every demand the cells that one table moves to meet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.sdc.suppression_problem import Mask, Problem

NONE: Ints = np.zeros(0, dtype=np.int64)
"""The route of a demand that has none yet."""


class Routes:
    """Withheld is what is forced and what some route uses: a cell that the last route leaves is given back by itself."""

    def __init__(self, problem: Problem, every: Sequence[Ints]) -> None:
        """`every`: for each demand, in order, the cells of its route."""
        self.problem = problem
        self.every = list(every)
        self.uses = np.zeros(len(problem), dtype=np.int64)
        self.of_cell: list[set[int]] = [set() for _ in range(len(problem))]
        for k, cells in enumerate(self.every):
            self._count(k, cells, 1)

    @property
    def pattern(self) -> Mask:
        return np.asarray(self.problem.forced | (self.uses > 0))

    @property
    def cost(self) -> int:
        return int(self.problem.cost[self.uses > 0].sum())

    def users(self, cells: Ints) -> list[int]:
        """The demands whose routes use any of these cells."""
        return sorted(set[int]().union(*(self.of_cell[cell] for cell in cells.tolist())))

    def lay(self, routes: Mapping[int, Ints]) -> None:
        """Sets the routes of some demands."""
        for k, cells in routes.items():
            self._count(k, self.every[k], -1)
            self.every[k] = cells
            self._count(k, cells, 1)

    def lift(self, some: Sequence[int]) -> dict[int, Ints]:
        """Takes the routes of some demands away; these routes."""
        lifted = {k: self.every[k] for k in some}
        self.lay(dict.fromkeys(some, NONE))
        return lifted

    def _count(self, k: int, cells: Ints, by: int) -> None:
        self.uses[cells] += by
        for cell in cells.tolist():
            if by > 0:
                self.of_cell[cell].add(k)
            else:
                self.of_cell[cell].discard(k)
