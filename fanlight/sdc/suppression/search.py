"""The search for the cheapest safe pattern of one problem: cheapest choices under the cuts found so far, attacked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.optimise.cover import Cover
from fanlight.sdc.suppression.attack import Attacker
from fanlight.sdc.suppression.cuts import Cut, start_cuts
from fanlight.sdc.suppression.problem import Mask, Problem

Progress = Callable[[int, float], None]
"""Is told the cost of the best safe pattern so far (-1: none) and the bound."""


class Clock:
    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return self.ends - time.monotonic()


@dataclass
class Outcome:
    """`withheld` is None where no safe pattern was found in time. `stuck`: cells that no pattern protects."""

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
        self.attacker = Attacker(problem)
        self.seen: set[tuple[bytes, bytes, int]] = set()
        self.outcome = Outcome()
        self.asked = list(range(len(problem.demands)))

    def run(self) -> Outcome:
        for demand, cut in start_cuts(self.problem):
            self._add(cut, demand.cell)
        try:
            self._rounds()
        except NotProvedSafe:
            if self.outcome.withheld is None:
                raise
        self.outcome.solves = self.attacker.solves
        return self.outcome

    def _rounds(self) -> None:
        while self.clock.left > 0:
            self.attacker.seconds = max(1.0, self.clock.left)
            choice = self.cover.whole(self.clock.left)
            self.outcome.rounds += 1
            self.outcome.bound = max(self.outcome.bound, int(np.ceil(choice.bound - 1e-6)))
            if choice.values is None:
                break
            pattern = choice.values > 0.5
            verdict = self.attacker.attack(pattern, self.asked, whole=True)
            if not verdict.failed:
                self._keep(pattern)
                if choice.status == "optimal":
                    break
            for k, cut in verdict.short.items():
                self._add(cut, self.problem.demands[k].cell)
            for k in verdict.ragged:
                outside = np.flatnonzero(~pattern)
                self._add(Cut(outside, np.ones(len(outside), dtype=np.int64), 1), self.problem.demands[k].cell)
            self._tell()

    def _keep(self, pattern: Mask) -> None:
        cost = int(self.problem.cost[pattern].sum())
        if self.outcome.withheld is None or cost < self.outcome.cost:
            self.outcome.withheld, self.outcome.cost = pattern, cost

    def _add(self, cut: Cut, cell: int) -> None:
        """Takes a cut in; one that even everything withheld breaks says that `cell` cannot be protected."""
        if int(cut.weights.sum()) < cut.least:
            self.outcome.stuck.add(cell)
            self.asked = [k for k in self.asked if self.problem.demands[k].cell not in self.outcome.stuck]
        elif cut.key() not in self.seen:
            self.seen.add(cut.key())
            self.cover.add(cut.cells, cut.weights, cut.least)
            self.outcome.cuts += 1

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.outcome.cost if self.outcome.withheld is not None else -1, self.outcome.bound)
