"""More cuts from one cheapest choice: it is made dearer by what its cuts ask for, and attacked again."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.witness_store import Verdict
from fanlight.sdc.clock import Clock
from fanlight.sdc.cuts.capacity import Cut
from fanlight.sdc.suppression_problem import Mask, Problem, component_labels

DEEPENING = 0.05
"""What part of all the time one deepening may take: on large problems it would take it all."""
WIDENED = 16
"""How often a pattern that whole numbers do not reach is widened: each time costs a programme in whole numbers."""


def some_of(cells: Ints) -> Cut:
    return Cut(cells, np.ones(len(cells), dtype=np.int64), 1)


class Deepening:
    def __init__(self, problem: Problem, attacker: Attacker, clock: Clock) -> None:
        self.problem, self.attacker, self.clock = problem, attacker, clock

    def deepen(self, pattern: Mask, verdict: Verdict) -> tuple[Mask, Verdict, list[Cut]]:
        """Adds to the pattern what its cuts most cheaply ask for, and attacks it again, until nothing is short or the
        time for it ends. All cuts on the way are kept: those of a pattern that is nearly safe cut deepest."""
        pattern, cuts = pattern.copy(), list[Cut]()
        until = self.clock.left - DEEPENING * self.clock.seconds
        while verdict.short and self.clock.left > until:
            for cut in verdict.short.values():
                self._satisfy(cut, pattern)
            verdict = self.attacker.attack(pattern, list(verdict.short))
            cuts += verdict.short.values()
        return pattern, verdict, cuts

    def beyond(self, pattern: Mask, k: int) -> Cut:
        """Where whole numbers do not reach demand k, and fractions do, no multipliers say why. But fewer cells withheld
        leave fewer tables: a safe pattern withholds a cell that joins what moves with k here. The more cells this
        pattern can take in without reaching k, the fewer are left to choose that cell from."""
        problem = self.problem
        free = np.flatnonzero(~pattern)
        waiting = [free[np.argsort(problem.cost[free], kind="stable")]]
        wide, tries = pattern.copy(), 0
        while waiting and tries < WIDENED and self.clock.left > 0:
            some = waiting.pop()
            if not len(some):
                continue
            tries += 1
            wider = wide.copy()
            wider[some] = True
            if self.attacker.attack(wider, [k], whole=True).failed:
                wide = wider
            elif len(some) > 1:
                waiting += [some[len(some) // 2 :], some[: len(some) // 2]]
        label = component_labels(problem.equations, wide)
        moving = wide & (label == label[problem.demands[k].cell])
        joined = np.zeros(len(problem.equations), dtype=np.bool_)
        joined[problem.equations.rows[moving[problem.equations.cells]]] = True
        near = np.zeros(len(problem), dtype=np.bool_)
        near[problem.equations.cells[joined[problem.equations.rows]]] = True
        return some_of(np.flatnonzero(near & ~wide))

    def _satisfy(self, cut: Cut, pattern: Mask) -> None:
        """Withholds the cells that do most for a cut by what they cost, until it holds."""
        lack = cut.least - int(cut.weights[pattern[cut.cells]].sum())
        if lack <= 0:
            return
        free = ~pattern[cut.cells]
        cells, weights = cut.cells[free], cut.weights[free]
        for at in np.argsort((self.problem.cost[cells] + 0.01) / np.minimum(weights, lack), kind="stable").tolist():
            pattern[cells[at]] = True
            lack -= int(weights[at])
            if lack <= 0:
                return
