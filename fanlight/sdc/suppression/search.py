"""The search for the cheapest safe pattern of one problem: cheapest choices under the cuts found so far, attacked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.optimise.cover import Cover
from fanlight.sdc.suppression.attack import Attacker
from fanlight.sdc.suppression.clock import Clock
from fanlight.sdc.suppression.cuts import Cut, Floats, start_cuts
from fanlight.sdc.suppression.deepening import Deepening, some_of
from fanlight.sdc.suppression.fractions import FractionAttacker
from fanlight.sdc.suppression.memory import Verdict
from fanlight.sdc.suppression.pool import Pool
from fanlight.sdc.suppression.problem import Mask, Problem
from fanlight.sdc.suppression.repair import Repairer, clean
from fanlight.sdc.suppression.variation import Variation

MAGNITUDES = 12
"""More different amounts asked for than these are amounts of magnitudes, not of counts under a threshold or two."""
FIRST_ROUNDS = 4
"""Cheapest choices of magnitudes before one is mended: the first are far from safe, and so are their mendings dear."""
DENSE = 50_000
"""Up to so many cells times demands, every cell is let in a little where cuts are looked for."""
RELAXED_ROUNDS, STALLED = 200, 12
"""Rounds of choices with fractions at most, and those without a better bound after which they end: a whole choice is
then the stronger question."""
LOOSE = 0.2
"""A cut that the last choice with fractions exceeds by this part is left out until a choice breaks it again."""
RAGGED = 3
"""Demands that only whole numbers miss: cuts made for so many in one round, for each costs many programmes."""
IDLE = 40
"""Draws near the best pattern without a better one, until whole choices are asked again."""
RELAXING, CLEANING, VARYING = 0.25, 0.25, 0.1
"""What part of the time the choices with fractions may take at most (of what is left), one clean-up and one search near
the best pattern (of all of it). No answer depends on these for its proof, only how early a good one is there."""

Progress = Callable[[int, float], None]
"""Is told the cost of the best safe pattern so far (-1: none) and the bound."""


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
        self.attacker = Attacker(problem, left=lambda: clock.left)
        self.deepening = Deepening(problem, self.attacker, clock)
        self.outcome = Outcome()
        self.asked = list(range(len(problem.demands)))
        self.inside = np.ones(len(problem))
        # A little of every cell makes cuts deeper, and each programme dense: too slow for large problems.
        self.everywhere = 1e-5 if len(problem) * len(problem.demands) < DENSE else 0.0
        # Magnitudes differ from cell to cell; counts under one threshold do not, and need no fractions.
        self.magnitudes = len({one.amount for one in problem.demands}) > MAGNITUDES

    @cached_property
    def repairer(self) -> Repairer:
        return Repairer(self.problem, self.attacker, lambda: self.clock.left)

    @cached_property
    def variation(self) -> Variation:
        return Variation(self.problem, self.attacker, self.repairer, lambda: self.clock.left)

    @cached_property
    def fractions(self) -> FractionAttacker:
        return FractionAttacker(self.problem, lambda: self.clock.left)

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
            if self._choose(mending=False) is None or self._done:
                return
        self._choose()

    def _relaxed(self) -> None:
        """Cuts of choices with fractions, taken between the cheapest one and one well inside: these cut deepest."""
        stalled, last = 0, -1.0
        if self.outcome.withheld is not None and not self.everywhere:
            self.inside = self.outcome.withheld.astype(float)
        # Where there is no time for a single round, nothing is known beyond what must be withheld.
        values = self.problem.forced.astype(float)
        until = self.clock.left * (1 - RELAXING)
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
            if self._choose() is None:
                return
            if self.magnitudes and self.outcome.withheld is not None:
                self._vary(self.outcome.withheld)

    @property
    def _done(self) -> bool:
        return self.outcome.withheld is not None and self.outcome.bound >= self.outcome.cost

    def _choose(self, *, mending: bool = True) -> Verdict | None:
        """One cheapest choice, attacked, and mended where that is worth it. None where time ran out before."""
        problem, outcome = self.problem, self.outcome
        limit = self.clock.left if not self.magnitudes else max(self.clock.left * 0.3, 5.0)
        choice = self.cover.whole(min(limit, self.clock.left), start=outcome.withheld)
        outcome.rounds += 1
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
        deep = pattern, verdict
        if not self.magnitudes or outcome.withheld is not None:
            wider, rest, cuts = self.deepening.deepen(pattern, verdict)
            deep = wider, rest
            for cut in cuts:
                self._add(cut)
        if verdict.ragged or not added:
            for k in verdict.ragged[:RAGGED]:
                self._add(self.deepening.beyond(pattern, k))
            if not verdict.ragged:
                self._add(some_of(np.flatnonzero(~pattern)))
        if mending and self._worth_mending(verdict) and (outcome.withheld is None or cheap < outcome.cost):
            self._mend(*((pattern, verdict) if self.magnitudes else deep))
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
        until = max(reserve, self.clock.left - CLEANING * self.clock.seconds)
        mended, cuts = clean(self.problem, self.attacker, mended, self.pool.cuts, lambda: self.clock.left - until)
        for cut in cuts:
            self._add(cut)
        if not self.attacker.attack(mended, self.asked, whole=True).failed:
            self._keep(mended)

    def _vary(self, best: Mask) -> None:
        """Looks for cheaper patterns near the best one, for a part of the time or until many draws gave none."""
        until = self.clock.left - VARYING * self.clock.seconds
        idle = 0
        while self.clock.left > max(until, 0.0) and idle < IDLE and not self._done:
            idle += 1
            found, cuts = self.variation.of(best, self.pool.cuts)
            for cut in cuts:
                self._add(cut)
            if found is not None and not self.attacker.attack(found, self.asked, whole=True).failed:
                self._keep(found)
                self._tell()
                best, idle = found, 0

    def _bound(self, bound: float) -> None:
        if np.isfinite(bound):
            self.outcome.bound = max(self.outcome.bound, int(np.ceil(bound - 1e-6)))

    def _keep(self, pattern: Mask) -> None:
        """Takes a safe pattern if it is the best so far. What no table moves that shows it to be safe is left out: a
        cell that nothing moves would be withheld and yet be known."""
        pattern = self.attacker.memory.used(pattern, self.asked)
        cost = int(self.problem.cost[pattern].sum())
        if self.outcome.withheld is None or cost < self.outcome.cost:
            self.outcome.withheld, self.outcome.cost = pattern, cost
            self.clock.found()

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
