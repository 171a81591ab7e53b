"""The search for the cheapest safe pattern of one problem: cheapest choices under the cuts found so far, attacked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.sdc.suppression.attack import Attacker
from fanlight.sdc.suppression.clock import Clock
from fanlight.sdc.suppression.cuts import Floats, start_cuts
from fanlight.sdc.suppression.deepening import Deepening, some_of
from fanlight.sdc.suppression.fractions import FractionAttacker
from fanlight.sdc.suppression.improving import Improving
from fanlight.sdc.suppression.memory import Verdict
from fanlight.sdc.suppression.problem import Mask, Problem
from fanlight.sdc.suppression.standing import CannotBe, Progress, Standing

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
RELAXING = 0.25
"""What part of what is left all choices with fractions may take at most: no answer depends on it for its proof."""
NEAR, CHOOSING_NEAR, CHOOSING = 0.1, 0.3, 0.08
"""What part of what is left one whole choice of magnitudes may take at most: more where the gap is `NEAR` or less, for
only whole choices close it; where it is wide, mending what a short one gives does more."""


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
        self.problem, self.clock = problem, clock
        self.attacker = Attacker(problem, left=lambda: clock.left)
        self.standing = Standing(problem, self.attacker, clock, progress)
        self.improving = Improving(problem, self.attacker, self.standing, clock)
        self.deepening = Deepening(problem, self.attacker, clock)
        self.rounds = 0
        self.inside = np.ones(len(problem))
        # A little of every cell makes cuts deeper, and each programme dense: too slow for large problems.
        self.everywhere = 1e-5 if len(problem) * len(problem.demands) < DENSE else 0.0
        # Magnitudes differ from cell to cell; counts under one threshold do not, and need no fractions.
        self.magnitudes = len({one.amount for one in problem.demands}) > MAGNITUDES

    @cached_property
    def fractions(self) -> FractionAttacker:
        return FractionAttacker(self.problem, lambda: self.clock.left)

    def run(self) -> Outcome:
        standing = self.standing
        try:
            for _, cut in start_cuts(self.problem):
                standing.add(cut)
            if self.magnitudes:
                self._first()
                self._relaxed()
            self._rounds()
        except CannotBe:
            return Outcome(stuck=self._stuck())
        except NotProvedSafe:
            if standing.withheld is None:
                raise
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """How things stand."""
        best = self.standing
        return Outcome(
            best.withheld, best.cost, best.bound, rounds=self.rounds, cuts=len(best.pool), solves=self.attacker.solves
        )

    def _stuck(self) -> set[int]:
        """Cells that are not protected even with everything withheld. The cuts made for them bind nothing else, so the
        search begins again without them."""
        everything = np.ones(len(self.problem), dtype=np.bool_)
        stuck: set[int] = set()
        asked = list(self.standing.asked)
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
            if self._choose(mending=False) is None or self.standing.done:
                return
        self._choose()
        if self.standing.withheld is not None:
            self.improving.reroute()

    def _relaxed(self) -> None:
        """Cuts of choices with fractions, taken between the cheapest one and one well inside: these cut deepest."""
        stalled, last = 0, -1.0
        if self.standing.withheld is not None and not self.everywhere:
            self.inside = self.standing.withheld.astype(float)
        # Where there is no time for a single round, nothing is known beyond what must be withheld.
        values = self.problem.forced.astype(float)
        until = self.clock.left * (1 - RELAXING)
        for _ in range(RELAXED_ROUNDS):
            if self.clock.left < until:
                break
            choice = self.standing.cover.fractions(self.clock.left)
            if choice.status != "optimal" or choice.values is None:
                break
            values = np.clip(choice.values, 0.0, 1.0)
            self.standing.raise_bound(choice.bound)
            self.standing.tell()
            stalled = stalled + 1 if choice.bound < last * (1 + 1e-5) else 0
            last = max(last, choice.bound)
            if stalled > STALLED or not self._between(values, 1e-4):
                break
        for number in np.flatnonzero(self.standing.pool.slack(values) > LOOSE).tolist():
            self.standing.cover.relax(number)

    def _between(self, values: Floats, least: float) -> int:
        """Adds cuts that `values` breaks, from points between it and the one inside, which moves towards it."""
        weight = 0.3
        while True:
            point = np.minimum(weight * values + (1 - weight) * self.inside + self.everywhere, 1.0)
            found = self.fractions.cuts(point)
            added = 0
            for cut in found.values():
                if cut.short(values) > least:
                    added += self.standing.add(cut)
            if added or weight >= 1.0:
                return added
            self.inside = point
            weight = min(1.0, weight * 1.5 + 0.1)

    def _rounds(self) -> None:
        while self.clock.left > 0 and not self.standing.done:
            if self._choose() is None:
                return
            if self.magnitudes and self.standing.withheld is not None:
                self.improving.vary()
                self.improving.reroute()

    def _choose(self, *, mending: bool = True) -> Verdict | None:
        """One cheapest choice, attacked, and mended where that is worth it. None where time ran out before."""
        problem, standing = self.problem, self.standing
        near = standing.withheld is not None and standing.cost - standing.bound <= NEAR * standing.cost
        part = 1.0 if not self.magnitudes else CHOOSING_NEAR if near else CHOOSING
        limit = max(self.clock.left * part, 5.0)
        choice = self.standing.cover.whole(min(limit, self.clock.left), start=standing.withheld)
        self.rounds += 1
        self.standing.raise_bound(choice.bound)
        if choice.values is None:
            return None
        pattern = choice.values > 0.5
        cheap = int(problem.cost[pattern].sum())
        verdict = self.attacker.attack(pattern, self.standing.asked, whole=True)
        if not verdict.failed:
            self.standing.keep(pattern)
            self.standing.tell()
            return verdict
        added = sum(self.standing.add(cut) for cut in verdict.short.values())
        deep = pattern, verdict
        if not self.magnitudes or standing.withheld is not None:
            wider, rest, cuts = self.deepening.deepen(pattern, verdict)
            deep = wider, rest
            for cut in cuts:
                self.standing.add(cut)
        if verdict.ragged or not added:
            for k in verdict.ragged[:RAGGED]:
                self.standing.add(self.deepening.beyond(pattern, k))
            if not verdict.ragged:
                self.standing.add(some_of(np.flatnonzero(~pattern)))
        if mending and self._worth_mending(verdict) and (standing.withheld is None or cheap < standing.cost):
            self.improving.mend(*((pattern, verdict) if self.magnitudes else deep))
        self.standing.tell()
        return verdict

    def _worth_mending(self, verdict: Verdict) -> bool:
        if self.magnitudes:
            return True
        late = self.standing.withheld is None and self.clock.left < 0.6 * self.clock.seconds
        return late or (self.attacker.solves > 600 and len(verdict.short) <= 100)
