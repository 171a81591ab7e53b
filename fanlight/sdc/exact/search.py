"""The search for the cheapest safe pattern of one problem: cheapest choices under the cuts found so far, attacked."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.witness_store import Verdict
from fanlight.sdc.clock import Clock, WorkClock
from fanlight.sdc.cuts.capacity import Floats, start_cuts
from fanlight.sdc.exact.branch_and_cut import BranchAndCut
from fanlight.sdc.exact.deepening import Deepening, some_of
from fanlight.sdc.exact.incumbent import CannotBe, Incumbent, Progress
from fanlight.sdc.exact.local_cut_rounds import LocalCutRounds, LocalCutWorkers
from fanlight.sdc.exact.primal_heuristics import PrimalHeuristics
from fanlight.sdc.exact.relaxation_rounds import RelaxationRounds
from fanlight.sdc.suppression_problem import Mask, Problem

MAGNITUDES = 12
"""More different amounts asked for than these are amounts of magnitudes, not of counts under a threshold or two."""
FEW, WIDE = 50, 500
"""So few demands among so many cells are served as those of magnitudes are: whole choices alone come to a good pattern late."""
SEVERAL = 1_000
"""From so many demands on, a search for counts begins near each cell."""
BEGINNING = 0.2
"""What part of the time that may take at most: with more, the first safe pattern of 10,000 events in a minute can come too late."""
PROCESSES = 2
FIRST_ROUNDS = 4
"""Cheapest choices of magnitudes before one is mended: the first are far from safe, and so are their mendings dear."""
FRACTION_ONLY = 3
"""Demands that only whole numbers miss: cuts made for so many in one round, for each costs many programmes."""
NEAR = 0.1
"""A gap of magnitudes of this part of the cost or less is closed by branching."""
CHOOSING = 0.08
"""What part of what is left one whole choice of magnitudes may take at most: where the gap is wide, mending what a short
one gives does more."""
FIRST_STRETCH, STRETCH = 0.1, 0.05
"""For what part of all the time a tree goes on before better patterns are looked for: at first, and again."""


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
        self.incumbent = Incumbent(problem, self.attacker, clock, progress)
        self.heuristics = PrimalHeuristics(problem, self.attacker, self.incumbent, clock)
        self.deepening = Deepening(problem, self.attacker, clock)
        self.relaxation = RelaxationRounds(self.incumbent, self.attacker, self.deepening, clock)
        self.rounds = 0
        self.begun_near: LocalCutRounds | None = None
        """What a search that begins near each cell began with."""
        # Magnitudes differ from cell to cell; counts under one threshold do not, and need no fractions. A few cells alone in
        # a wide table have many ways that cost about the same, as magnitudes have.
        alone = len(problem.demands) <= FEW and len(problem) >= WIDE
        self.magnitudes = alone or len({one.amount for one in problem.demands}) > MAGNITUDES

    def run(self) -> Outcome:
        incumbent = self.incumbent
        try:
            for _, cut in start_cuts(self.problem):
                incumbent.add(cut)
            if self.magnitudes:
                self._first()
                self.relaxation.run()
            elif self.begun_near is None and len(self.problem.demands) >= SEVERAL:
                self._begin_near()
            self._rounds()
        except CannotBe:
            return Outcome(stuck=self._stuck())
        except NotProvedSafe:
            if incumbent.withheld is None:
                raise
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """How things stand."""
        best = self.incumbent
        return Outcome(
            best.withheld, best.cost, best.bound, rounds=self.rounds, cuts=len(best.pool), solves=self.attacker.solves
        )

    def _stuck(self) -> set[int]:
        """Cells that are not protected even with everything withheld. The cuts made for them bind nothing else, so the
        search begins again without them."""
        everything = np.ones(len(self.problem), dtype=np.bool_)
        stuck: set[int] = set()
        asked = list(self.incumbent.asked)
        while True:
            verdict = self.attacker.attack(everything, asked, whole=True)
            failed = {*verdict.short, *verdict.fraction_only}
            stuck |= {self.problem.demands[k].cell for k in failed}
            asked = [k for k in asked if self.problem.demands[k].cell not in stuck]
            if not failed:
                return stuck

    def _begin_near(self) -> None:
        """Rounds of choices that are looked at near each cell: most of what there is to know of counts is found so."""
        with LocalCutWorkers(self.problem, PROCESSES, lambda *_: None) as workers:
            rounds = LocalCutRounds(self.problem, workers, self.clock.now)
            rounds.run(self.clock.now() + BEGINNING * self.clock.left)
        self.begun_near = rounds
        for cut in rounds.cuts.values():
            self.incumbent.add(cut)
        self.incumbent.raise_bound(rounds.bound)
        for cells, moves in rounds.tables:
            self.attacker.witness_store.learn(cells, moves)
        self._face(rounds.pattern)

    def _first(self) -> None:
        """A safe pattern early, and with it a point well inside."""
        for _ in range(FIRST_ROUNDS):
            if self._choose(mending=False) is None or self.incumbent.done:
                return
        self._choose()
        if self.incumbent.withheld is not None:
            self.heuristics.reroute()

    @property
    def _going(self) -> bool:
        return self.clock.left > 0 and not self.incumbent.done

    def _rounds(self) -> None:
        while self._going and not (self.magnitudes and self._near):
            if self._choose() is None:
                return
            if self.magnitudes and self.incumbent.withheld is not None:
                self._better()
                if not self.relaxation.ended and not self.incumbent.done:
                    self.relaxation.run()
        if self._going:
            self._branch()

    @property
    def _near(self) -> bool:
        best = self.incumbent
        return best.withheld is not None and best.cost - best.bound <= NEAR * best.cost

    def _better(self) -> bool:
        """Whether a better pattern was found."""
        before = self.incumbent.cost
        self.heuristics.vary()
        self.heuristics.reroute()
        return self.incumbent.cost < before

    def _branch(self) -> None:
        """One tree to the end, and better patterns in between: the fewer of them are found, the more seldom."""
        clock, stretch = self.clock, STRETCH * self.clock.seconds
        tree = BranchAndCut(
            self.incumbent, self.relaxation.bridgeless, lambda pattern: not self._face(pattern).failed, clock
        )
        # Small ones end here.
        tree.run(clock.left - FIRST_STRETCH * clock.seconds)
        while self._going and self._better():
            pass
        while self._going:
            tree.run(clock.left - stretch)
            if self._going and not self._better():
                stretch *= 2

    def _choose(self, *, mending: bool = True) -> Verdict | None:
        """One cheapest choice, attacked, and mended where that is worth it. None where time ran out before."""
        incumbent, left = self.incumbent, self.clock.left
        patience = CHOOSING if self.magnitudes else 1.0
        choice = incumbent.cover.whole(min(max(left * patience, 5.0), left), start=incumbent.withheld)
        self.rounds += 1
        incumbent.raise_bound(choice.bound)
        if choice.status == "infeasible" and incumbent.withheld is None:
            raise CannotBe
        if choice.status == "stopped" and isinstance(self.clock.now, WorkClock):
            self.clock.now.end()
        if choice.values is None:
            return None
        return self._face(choice.values > 0.5, choice.values, mending=mending)

    def _face(self, pattern: Mask, values: Floats | None = None, *, mending: bool = True) -> Verdict:
        """A pattern is attacked, and kept if it is safe; else what it breaks is taken in (also of what was left out for a
        while, where it comes with the `values` of a choice), and it is mended where that is worth it."""
        problem, incumbent = self.problem, self.incumbent
        cheap = int(problem.cost[pattern].sum())
        verdict = self.attacker.attack(pattern, incumbent.asked, whole=True)
        if not verdict.failed:
            incumbent.keep(pattern)
            incumbent.tell()
            return verdict
        added = sum(incumbent.add(cut) for cut in verdict.short.values())
        added += incumbent.tighten(values) if values is not None else 0
        if self.magnitudes and incumbent.withheld is not None:
            added += self.relaxation.bridgeless.add(pattern.astype(float))
        deep = pattern, verdict
        if not self.magnitudes or incumbent.withheld is not None:
            wider, rest, cuts = self.deepening.deepen(pattern, verdict)
            deep = wider, rest
            for cut in cuts:
                incumbent.add(cut)
        if verdict.fraction_only or not added:
            for k in verdict.fraction_only[:FRACTION_ONLY]:
                incumbent.add(self.deepening.beyond(pattern, k))
            if not verdict.fraction_only:
                incumbent.add(some_of(np.flatnonzero(~pattern)))
        if mending and self._worth_mending(verdict) and (incumbent.withheld is None or cheap < incumbent.cost):
            self.heuristics.mend(*((pattern, verdict) if self.magnitudes else deep))
        incumbent.tell()
        return verdict

    def _worth_mending(self, verdict: Verdict) -> bool:
        if self.magnitudes:
            return True
        late = self.incumbent.withheld is None and self.clock.left < 0.6 * self.clock.seconds
        return late or (self.attacker.solves > 600 and len(verdict.short) <= 100)
