"""Patterns near a safe one: part of it is given back, mended some other way, and made cheaper again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.cuts.capacity import Cut
from fanlight.sdc.cuts.pool import Terms
from fanlight.sdc.improve.repair import Repairer, remove_redundant
from fanlight.sdc.suppression_problem import Mask, Problem

WORTH = 1.2
"""A mended pattern that costs more than this many times the best is not worth the clean-up."""


class Variation:
    """Draws the same patterns in every run."""

    def __init__(self, problem: Problem, attacker: Attacker, repairer: Repairer, left: Callable[[], float]) -> None:
        self.problem, self.attacker, self.repairer, self.left = problem, attacker, repairer, left
        self.dice = np.random.default_rng(0)

    def of(self, pattern: Mask, known: Terms, left: Callable[[], float] | None = None) -> tuple[Mask | None, list[Cut]]:
        """Another pattern, not yet proved in whole numbers, and cuts met on the way; None: nothing worth a proof.

        `known`: the cuts so far. `left`: seconds left for the clean-up.
        """
        problem = self.problem
        extra = np.flatnonzero(pattern & ~problem.forced)
        total = int(problem.cost[extra].sum())
        if not total:
            return None, []
        centre = int(self.dice.choice(extra, p=problem.cost[extra] / total))
        dropped = np.intersect1d(extra, problem.beside(np.array([centre])))
        other = pattern.copy()
        other[dropped] = False
        verdict = self.attacker.attack(other, range(len(problem.demands)))
        cuts = list(verdict.short.values())
        mended = self.repairer.mend(other, list(verdict.short), avoid=dropped[self.dice.random(len(dropped)) < 0.5])
        if mended is None or int(problem.cost[mended].sum()) > WORTH * total:
            return None, cuts
        cleaned, more = remove_redundant(problem, self.attacker, mended, known, left or self.left, late=cuts)
        return (cleaned if int(problem.cost[cleaned].sum()) < total else None), [*cuts, *more]
