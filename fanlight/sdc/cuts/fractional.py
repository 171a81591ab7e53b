"""Cuts that a choice with fractions breaks: the attacker's programme with cells that can move by a part only."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import numpy as np

from fanlight.optimise.movement.movements import Floats, Movements
from fanlight.optimise.tolerances import MOVED
from fanlight.sdc.cuts.capacity import Cut, cut_of
from fanlight.sdc.suppression_problem import Problem


class FractionAttacker:
    """Attacks choices of one problem. A cell chosen by a half can move by half of what matters to the demand."""

    def __init__(self, problem: Problem, left: Callable[[], float]) -> None:
        self.problem, self.left = problem, left
        e = problem.equations
        self.movements = Movements(len(problem), e.starts, e.cells, e.factors)
        order = sorted(range(len(problem.demands)), key=lambda k: (-problem.demands[k].amount, k))
        self.groups = [(amount, list(some)) for amount, some in groupby(order, key=lambda k: problem.demands[k].amount)]
        self.solves = 0

    def cuts(self, chosen: Floats, *, least: float = 1e-3) -> dict[int, Cut]:
        """For demands that the choice falls short of by at least this part, a cut each."""
        problem = self.problem
        found: dict[int, Cut] = {}
        for amount, group in self.groups:
            self.movements.bound(-np.minimum(problem.down, amount) * chosen, np.minimum(problem.up, amount) * chosen)
            todo = {k: problem.demands[k] for k in group if problem.demands[k].sign != 0}
            while todo:
                k, demand = next(iter(todo.items()))
                del todo[k]
                moved = self.movements.largest(
                    np.array([demand.cell]), np.array([float(demand.sign)]), seconds=self.left()
                )
                self.solves += 1
                if not moved.solved:
                    return found
                if moved.best < amount * (1 - least):
                    cut = cut_of(problem, demand, moved.duals)
                    if cut is not None and cut.short(chosen) > least:
                        found[k] = cut
                for other in [o for o, d in todo.items() if moved.values[d.cell] * d.sign >= amount * (1 - MOVED)]:
                    del todo[other]
        return found
