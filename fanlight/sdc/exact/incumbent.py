"""How one search stands: its best safe pattern, the bound on the cost of any, and the cuts that every safe pattern
satisfies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fanlight.optimise.cover import Cover, whole_bound
from fanlight.optimise.tolerances import SLACK
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.witness_store import Witness
from fanlight.sdc.clock import Clock
from fanlight.sdc.cuts.capacity import Cut, Floats
from fanlight.sdc.cuts.pool import Pool
from fanlight.sdc.suppression_problem import Mask, Problem

Progress = Callable[[int, float], None]
"""Is told the cost of the best safe pattern so far (-1: none) and the bound."""


class CannotBe(Exception):
    """A cut that cannot be satisfied was found."""


class Incumbent:
    """`withheld`: the best safe pattern (None: none yet), `cost` its cost, `tables` whole-number
    witnesses of it for each demand; `bound`: no safe pattern costs less."""

    def __init__(self, problem: Problem, attacker: Attacker, clock: Clock, progress: Progress | None = None) -> None:
        self.problem, self.attacker, self.clock, self.progress = problem, attacker, clock, progress
        self.asked = list(range(len(problem.demands)))
        self.cover = Cover(problem.cost, problem.forced, clock.nodes)
        self.pool = Pool()
        self._rows: list[int] = []
        self._loose: set[int] = set()
        self.withheld: Mask | None = None
        self.tables: list[tuple[Witness, ...]] = []
        self.cost = self.bound = 0

    @property
    def done(self) -> bool:
        return self.withheld is not None and self.bound >= self.cost

    def raise_bound(self, bound: float) -> None:
        self.bound = max(self.bound, whole_bound(bound))

    def safe(self, pattern: Mask) -> bool:
        """Whether whole-number tables meet every demand under the pattern."""
        return not self.attacker.attack(pattern, self.asked, whole=True).failed

    def keep(self, pattern: Mask) -> None:
        """Takes a safe pattern if it is the best so far. What no table moves that shows it to be safe is left out: a
        cell that nothing moves would be withheld and yet be known."""
        tables = self.attacker.witness_store.tables(pattern, self.asked)
        used = self.problem.forced.copy()
        for one in {id(one): one for found in tables for one in found}.values():
            used[one.cells] = True
        cost = int(self.problem.cost[used].sum())
        if self.withheld is None or cost < self.cost:
            self.withheld, self.cost, self.tables = used, cost, tables
            self.clock.found()

    def add(self, cut: Cut) -> bool:
        """Takes a cut in; False where it is here already. Raises `CannotBe` for one that even everything withheld
        breaks: it says that a cell cannot be protected."""
        if int(cut.weights.sum()) < cut.least:
            raise CannotBe
        if not self.pool.add(cut):
            return False
        self._rows.append(self.cover.add(cut.cells, cut.weights, cut.least))
        return True

    def loosen(self, chosen: Floats, part: float) -> None:
        """Leaves out the cuts that a choice exceeds by more than this part, until a choice breaks them (`tighten`)."""
        for number in np.flatnonzero(self.pool.slack(chosen) > part).tolist():
            self.cover.relax(self._rows[number])
            self._loose.add(number)

    def tighten(self, chosen: Floats) -> int:
        """Takes those in again that were left out and that a choice breaks: how many."""
        if not self._loose:
            return 0
        slack = self.pool.slack(chosen)
        broken = [number for number in self._loose if slack[number] < -SLACK]
        for number in broken:
            self.cover.restore(self._rows[number], self.pool.cuts[number].least)
            self._loose.remove(number)
        return len(broken)

    def tell(self) -> None:
        if self.progress is not None:
            self.progress(self.cost if self.withheld is not None else -1, self.bound)
