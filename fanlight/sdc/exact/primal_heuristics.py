"""Better patterns for one search: a choice that is not safe is mended, and the best pattern's tables are rerouted."""

from __future__ import annotations

from functools import cached_property

from fanlight.figures.cells.equations import Ints
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.witness_store import Verdict, cells_of
from fanlight.sdc.clock import Clock
from fanlight.sdc.exact.incumbent import Incumbent
from fanlight.sdc.improve.repair import Repairer, remove_redundant
from fanlight.sdc.improve.rerouting import Rerouting
from fanlight.sdc.improve.routes import Routes
from fanlight.sdc.improve.variation import Variation
from fanlight.sdc.improve.widening import Widening
from fanlight.sdc.suppression_problem import Mask, Problem

MENDING, CLEANING, REROUTING, VARYING = 0.1, 0.1, 0.25, 0.1
"""What part of all the time one mending (where a pattern is at hand), one clean-up, one search by rerouting and one by
variation may take at most. No answer depends on these for its proof, only how early a good one is there."""
IDLE, IDLE_VARIED = 300, 40
"""Draws of routes, and of variations, without a better pattern, after which they end."""
FEW = 20
"""With fewer draws in all its time, rerouting is too slow for a problem to be tried again."""
FRUITLESS = 0.05
"""What part of all the time it may go on without a better pattern."""
STRETCH = 0.02
"""After what part of all the time better routes are proved in whole numbers, at the latest."""


class PrimalHeuristics:
    def __init__(self, problem: Problem, attacker: Attacker, incumbent: Incumbent, clock: Clock) -> None:
        self.problem, self.attacker, self.incumbent, self.clock = problem, attacker, incumbent, clock
        self._best: list[Ints] = []
        self._best_cost = self._rounds = 0
        self._slow = False

    @cached_property
    def rerouting(self) -> Rerouting:
        return Rerouting(self.problem, self.repairer, lambda: self.clock.left)

    @cached_property
    def widening(self) -> Widening:
        return Widening(self.attacker.witness_store, self.attacker.everything, lambda: self.clock.left)

    @cached_property
    def variation(self) -> Variation:
        return Variation(self.problem, self.attacker, self.repairer, lambda: self.clock.left)

    @cached_property
    def repairer(self) -> Repairer:
        return Repairer(self.problem, self.attacker, lambda: self.clock.left)

    def mend(self, pattern: Mask, verdict: Verdict) -> None:
        """Makes a choice safe, then cheaper by giving back what is not needed."""
        incumbent, clock = self.incumbent, self.clock
        known = incumbent.withheld is not None
        until = max(0.0, clock.left - MENDING * clock.seconds) if known else 0.0
        mended = self.repairer.mend(pattern, list(verdict.short), until=until)
        if mended is None:
            return
        before = clock.left
        if incumbent.withheld is None:
            # A pattern at hand before it is made cheaper, which may take all the time that there is.
            early = self._early(mended)
            if early is not None:
                incumbent.keep(early)
        reserve = 2 * (before - clock.left)
        until = max(reserve, clock.left - CLEANING * clock.seconds)
        mended, cuts = remove_redundant(
            self.problem, self.attacker, mended, incumbent.pool.terms, lambda: clock.left - until
        )
        for cut in cuts:
            incumbent.add(cut)
        if incumbent.safe(mended):
            incumbent.keep(mended)

    def _early(self, mended: Mask) -> Mask | None:
        """A safe pattern early: where it takes long to find whole numbers for some cells, others are withheld besides."""
        self.clock.near()
        found = self.attacker.attack(mended, self.incumbent.asked, whole=True, hasty=True)
        if found.failed or not found.open:
            return None if found.failed else mended.copy()
        wide = self.widening.widen(mended, found.open)
        if wide is None or self.attacker.attack(wide, self.incumbent.asked, whole=True, hasty=True).open:
            return mended.copy() if self.incumbent.safe(mended) else None
        return wide

    def reroute(self) -> None:
        """Looks for cheaper routes, for a part of the time or until many draws gave none: first from routes laid without
        regard to the best pattern, then from the best one, then in turn from new beginnings and from the best."""
        incumbent, clock, rerouting = self.incumbent, self.clock, self.rerouting
        assert incumbent.withheld is not None
        if self._slow:
            return
        until = max(0.0, clock.left - REROUTING * clock.seconds)
        before = rerouting.draws
        self._rounds += 1
        fresh = self._rounds % 2 == 1
        if not fresh or not rerouting.begin():
            self._return()
        idle, last, stretch = 0, clock.left, clock.left
        while clock.left > max(until, last - FRUITLESS * clock.seconds) and idle < IDLE and not incumbent.done:
            idle += 1
            if rerouting.draw():
                idle, last = 0, clock.left
            if clock.left < stretch - STRETCH * clock.seconds:
                self._prove()
                stretch = clock.left
        self._prove()
        self._slow = idle < IDLE and rerouting.draws - before < FEW and not incumbent.done

    def vary(self) -> None:
        """Looks for cheaper patterns by giving back part of the best one, for a part of the time or until many draws gave
        none."""
        incumbent, clock = self.incumbent, self.clock
        until = max(0.0, clock.left - VARYING * clock.seconds)
        idle = 0
        while clock.left > until and idle < IDLE_VARIED and not incumbent.done:
            assert incumbent.withheld is not None
            idle += 1
            found, cuts = self.variation.of(incumbent.withheld, incumbent.pool.terms, lambda: clock.left - until)
            for cut in cuts:
                incumbent.add(cut)
            if found is not None and incumbent.safe(found):
                incumbent.keep(found)
                incumbent.tell()
                idle = 0

    def _prove(self) -> None:
        """Keeps the rerouted pattern if whole numbers meet every demand too; else goes on from the last that was safe."""
        incumbent, rerouting = self.incumbent, self.rerouting
        if rerouting.best >= incumbent.cost:
            return
        pattern = Routes(self.problem, rerouting.found).pattern
        if incumbent.safe(pattern):
            incumbent.keep(pattern)
            incumbent.tell()
            self._best, self._best_cost = rerouting.found, rerouting.best
        else:
            self._return()

    def _return(self) -> None:
        """Goes on from the best pattern: from its routes, or from new ones within it where it was not found by routes."""
        incumbent, rerouting = self.incumbent, self.rerouting
        assert incumbent.withheld is not None
        if self._best and self._best_cost <= incumbent.cost:
            rerouting.take(self._best)
        else:
            rerouting.settle(incumbent.withheld, [cells_of(one) for one in incumbent.tables])
