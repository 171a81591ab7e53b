"""The search for the cheapest safe pattern of one problem: cheapest choices under the cuts found so far, attacked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.optimise.cover import Cover
from fanlight.sdc.suppression.attack import Attacker, Verdict
from fanlight.sdc.suppression.cuts import Cut, Floats, start_cuts
from fanlight.sdc.suppression.fractions import FractionAttacker
from fanlight.sdc.suppression.pool import Pool
from fanlight.sdc.suppression.problem import Mask, Problem
from fanlight.sdc.suppression.repair import Repairer, clean

MAGNITUDES = 12
FIRST_ROUNDS = 4
DENSE = 50_000
RELAXED_ROUNDS = 200
STALLED = 12
LOOSE = 0.2
DEEPENED = 3
POLISHED = 12

Progress = Callable[[int, float], None]
"""Is told the cost of the best safe pattern so far (-1: none) and the bound."""


class Clock:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return self.ends - time.monotonic()


class _CannotBe(Exception):
    """A cut that cannot be satisfied was found."""


@dataclass
class Outcome:
    """`withheld` is None where no safe pattern was found in time. `stuck`: cells that no pattern protects; where there
    are any, nothing else was worked out."""

    withheld: Mask | None = None
    cost: int = 0
    bound: int = 0
    stuck: set[int] = field(default_factory=set)
    rounds: int = 0
    cuts: int = 0
    solves: int = 0


class Search:
    def __init__(self, problem: Problem, clock: Clock, progress: Progress | None = None) -> None:
        self.problem, self.clock, self.progress = problem, clock, progress
        self.cover = Cover(problem.cost, problem.forced)
        self.pool = Pool()
        self.attacker = Attacker(problem)
        self.outcome = Outcome()
        self.asked = list(range(len(problem.demands)))
        self.inside = np.ones(len(problem))
        # A little of every cell makes cuts deeper, and each programme dense: too slow for large problems.
        self.everywhere = 1e-5 if len(problem) * len(problem.demands) < DENSE else 0.0
        self.near = problem.forced.copy()
        # Magnitudes differ from cell to cell; counts under one threshold do not, and need no fractions.
        self.magnitudes = len({one.amount for one in problem.demands}) > MAGNITUDES

    @cached_property
    def repairer(self) -> Repairer:
        return Repairer(self.problem, self.attacker, lambda: self.clock.left)

    @cached_property
    def fractions(self) -> FractionAttacker:
        return FractionAttacker(self.problem)

    def run(self) -> Outcome:
        try:
            for _, cut in start_cuts(self.problem):
                self._add(cut)
            if self.magnitudes:
                self._first()
                self._relaxed()
            self._rounds()
        except _CannotBe:
            return Outcome(stuck=self._stuck())
        except NotProvedSafe:
            if self.outcome.withheld is None:
                raise
        self.outcome.cuts = len(self.pool)
        self.outcome.solves = self.attacker.solves
        return self.outcome

    def _stuck(self) -> set[int]:
        """Cells that are not protected even with everything withheld. The cuts made for them bind nothing else, so the
        search begins again without them."""
        everything = np.ones(len(self.problem), dtype=np.bool_)
        stuck: set[int] = set()
        asked = list(self.asked)
        while True:
            verdict = self.attacker.attack(everything, asked, whole=True)
            failed = {*verdict.short, *verdict.ragged}
            stuck |= {self.problem.demands[k].cell for k in failed}
            asked = [k for k in asked if self.problem.demands[k].cell not in stuck]
            if not failed:
                return stuck

    def _first(self) -> None:
        """A safe pattern early, and with it a point well inside."""
        for _ in range(FIRST_ROUNDS):
            if self._choose(None, mending=False) is None or self._done:
                return
        self._choose(None)

    def _relaxed(self) -> None:
        """Cuts of choices with fractions, taken between the cheapest one and one well inside: these cut deepest."""
        stalled, last = 0, -1.0
        if self.outcome.withheld is not None and not self.everywhere:
            self.inside = self.outcome.withheld.astype(float)
        # Where there is no time for a single round, nothing is known beyond what must be withheld.
        values = self.problem.forced.astype(float)
        until = self.clock.left * 0.75
        for _ in range(RELAXED_ROUNDS):
            if self.clock.left < until:
                break
            choice = self.cover.fractions(self.clock.left)
            if choice.status != "optimal" or choice.values is None:
                break
            values = np.clip(choice.values, 0.0, 1.0)
            self._bound(choice.bound)
            self._tell()
            stalled = stalled + 1 if choice.bound < last * (1 + 1e-5) else 0
            last = max(last, choice.bound)
            if stalled > STALLED or not self._between(values, 1e-4):
                break
        for number in np.flatnonzero(self.pool.slack(values) > LOOSE).tolist():
            self.cover.relax(number)

    def _between(self, values: Floats, least: float) -> int:
        """Adds cuts that `values` breaks, from points between it and the one inside, which moves towards it."""
        weight = 0.3
        while True:
            point = np.minimum(weight * values + (1 - weight) * self.inside + self.everywhere, 1.0)
            found = self.fractions.cuts(point)
            added = 0
            for cut in found.values():
                if cut.short(values) > least:
                    added += self._add(cut)
            if added or weight >= 1.0:
                return added
            self.inside = point
            weight = min(1.0, weight * 1.5 + 0.1)

    def _rounds(self) -> None:
        while self.clock.left > 0 and not self._done:
            choice = self._choose(None)
            if choice is None:
                return
            if self.magnitudes and self.outcome.withheld is not None:
                self._polish()

    @property
    def _done(self) -> bool:
        return self.outcome.withheld is not None and self.outcome.bound >= self.outcome.cost

    def _choose(self, allowed: Mask | None, *, mending: bool = True) -> Verdict | None:
        """One cheapest choice, attacked, and mended where that is worth it; only among cells `allowed`, where given.
        None where time ran out before."""
        problem, outcome = self.problem, self.outcome
        self.attacker.seconds = max(1.0, self.clock.left)
        limit = self.clock.left if not self.magnitudes else max(self.clock.left * 0.3, 5.0)
        choice = self.cover.whole(min(limit, self.clock.left), allowed=allowed, start=outcome.withheld)
        outcome.rounds += 1
        if allowed is None:
            self._bound(choice.bound)
        if choice.values is None:
            return None
        pattern = choice.values > 0.5
        cheap = int(problem.cost[pattern].sum())
        verdict = self.attacker.attack(pattern, self.asked, whole=True)
        if not verdict.failed:
            self._keep(pattern)
            self._tell()
            return verdict
        added = sum(self._add(cut) for cut in verdict.short.values())
        if verdict.ragged or not added:
            # Fewer cells withheld leave fewer tables: whatever is safe withholds something outside this pattern.
            outside = np.flatnonzero(~pattern)
            self._add(Cut(outside, np.ones(len(outside), dtype=np.int64), 1))
        if self.magnitudes and verdict.short and outcome.withheld is not None:
            self.inside = outcome.withheld.astype(float)
            for _ in range(DEEPENED):
                self._between(pattern.astype(float), 1e-6)
        if mending and self._worth_mending(verdict) and (outcome.withheld is None or cheap < outcome.cost):
            self._mend(pattern, verdict)
        self._tell()
        return verdict

    def _worth_mending(self, verdict: Verdict) -> bool:
        if self.magnitudes:
            return True
        late = self.outcome.withheld is None and self.clock.left < 0.6 * self.clock.seconds
        return late or (self.attacker.solves > 600 and len(verdict.short) <= 100)

    def _mend(self, pattern: Mask, verdict: Verdict) -> None:
        mended = self.repairer.mend(pattern, list(verdict.short))
        if mended is None:
            return
        before = self.clock.left
        if self.outcome.withheld is None and not self.attacker.attack(mended, self.asked, whole=True).failed:
            # A pattern at hand before it is made cheaper, which may take all the time that there is.
            self._keep(mended.copy())
        reserve = 2 * (before - self.clock.left)
        mended, cuts = clean(self.problem, self.attacker, mended, self.pool.cuts, lambda: self.clock.left - reserve)
        for cut in cuts:
            self._add(cut)
        self.near |= mended | pattern
        if not self.attacker.attack(mended, self.asked, whole=True).failed:
            self._keep(mended)

    def _polish(self) -> None:
        """The cheapest safe pattern among cells of patterns seen: much smaller, so quickly exhausted."""
        for _ in range(POLISHED):
            if self.clock.left <= 0 or self._done:
                return
            verdict = self._choose(self.near.copy())
            if verdict is None or not verdict.failed:
                return

    def _bound(self, bound: float) -> None:
        if np.isfinite(bound):
            self.outcome.bound = max(self.outcome.bound, int(np.ceil(bound - 1e-6)))

    def _keep(self, pattern: Mask) -> None:
        cost = int(self.problem.cost[pattern].sum())
        self.near |= pattern
        if self.outcome.withheld is None or cost < self.outcome.cost:
            self.outcome.withheld, self.outcome.cost = pattern, cost

    def _add(self, cut: Cut) -> bool:
        """Takes a cut in; one that even everything withheld breaks says that a cell cannot be protected."""
        if int(cut.weights.sum()) < cut.least:
            raise _CannotBe
        if not self.pool.add(cut):
            return False
        self.cover.add(cut.cells, cut.weights, cut.least)
        return True

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.outcome.cost if self.outcome.withheld is not None else -1, self.outcome.bound)
