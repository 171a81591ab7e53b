"""Inequalities from cheapest choices with fractions: they raise the bound far before a whole choice is asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.clock import Clock
from fanlight.sdc.cuts.bridgeless import BridgelessCuts
from fanlight.sdc.cuts.capacity import Floats
from fanlight.sdc.cuts.cover import cover_inequalities
from fanlight.sdc.cuts.fractional import FractionAttacker
from fanlight.sdc.exact.deepening import Deepening
from fanlight.sdc.exact.incumbent import Incumbent

DENSE = 50_000
"""Up to so many cells times demands, every cell is let in a little where cuts are looked for."""
ROUNDS, STALLED = 200, 12
"""Rounds of choices with fractions at most, and those without a better bound after which they end: a whole choice is
then the stronger question."""
LOOSE = 0.2
"""A cut that the last choice with fractions exceeds by this part is left out until a choice breaks it again."""
PART = 0.25
"""What part of what is left all choices with fractions may take at most: no answer depends on it for its proof."""
COVERED = 1e-3
"""A stronger inequality out of a known one is taken in where a choice misses it by this part."""
HALF = 0.5
"""A cell chosen by more than this is in the pattern that a choice with fractions is made into."""


class RelaxationRounds:
    """What one search knows of choices with fractions. Everything found goes into its `incumbent`."""

    def __init__(self, incumbent: Incumbent, attacker: Attacker, deepening: Deepening, clock: Clock) -> None:
        self.problem, self.incumbent, self.clock = incumbent.problem, incumbent, clock
        self.attacker, self.deepening = attacker, deepening
        self.ended = False
        """Whether fractions have no more to say than they said, or no more worth the time."""
        self.inside = np.ones(len(self.problem))
        # A little of every cell makes cuts deeper, and each programme dense: too slow for large problems.
        self.everywhere = 1e-5 if len(self.problem) * len(self.problem.demands) < DENSE else 0.0
        # Where the programmes are small, points in between give fewer and deeper cuts.
        self.patterns = not self.everywhere

    @cached_property
    def fractions(self) -> FractionAttacker:
        return FractionAttacker(self.problem, lambda: self.clock.left)

    @cached_property
    def bridgeless(self) -> BridgelessCuts:
        return BridgelessCuts(self.problem, self.incumbent.cover, lambda: self.clock.left)

    def run(self) -> None:
        """Cheapest choices under what is known, broken three ways: as patterns, between them and a point well inside
        (these cut deepest), and by what cannot move."""
        incumbent = self.incumbent
        if incumbent.withheld is not None and not self.everywhere:
            self.inside = incumbent.withheld.astype(float)
        # Where there is no time for a single round, nothing is known beyond what must be withheld.
        values = self.problem.forced.astype(float)
        stalled, last = 0, -1.0
        until = self.clock.left * (1 - PART)
        for _ in range(ROUNDS):
            if self.clock.left < until:
                break
            choice = incumbent.cover.fractions(self.clock.left)
            if choice.status != "optimal" or choice.values is None:
                self.ended = True
                break
            values = np.clip(choice.values, 0.0, 1.0)
            incumbent.raise_bound(choice.bound)
            incumbent.tell()
            stalled = stalled + 1 if choice.bound < last * (1 + 1e-5) else 0
            last = max(last, choice.bound)
            self.ended = stalled > STALLED or not self._add(values, until)
            if self.ended:
                break
        incumbent.loosen(values, LOOSE)

    def _add(self, values: Floats, until: float) -> int:
        """How many inequalities were added that `values` breaks."""
        added = sum(
            self.incumbent.add(cut) for cut in cover_inequalities(self.incumbent.pool.uneven(), values, least=COVERED)
        )
        if added:
            return added
        added = self._pattern(values) if self.patterns else 0
        self.patterns = added > 0
        added += self.incumbent.tighten(values)
        added += self.bridgeless.add(values, until)
        return added or self._between(values, 1e-4)

    def _pattern(self, values: Floats) -> int:
        """Adds cuts that the pattern near a choice breaks, and those on the way to a safe one."""
        pattern = (values > HALF) | self.problem.forced
        verdict = self.attacker.attack(pattern, self.incumbent.asked)
        _, _, cuts = self.deepening.deepen(pattern, verdict)
        return sum(self.incumbent.add(cut) for cut in [*verdict.short.values(), *cuts])

    def _between(self, values: Floats, least: float) -> int:
        """Adds cuts that `values` breaks, from points between it and the one inside, which moves towards it."""
        weight = 0.3
        while True:
            point = np.minimum(weight * values + (1 - weight) * self.inside + self.everywhere, 1.0)
            found = self.fractions.cuts(point)
            added = 0
            for cut in found.values():
                if cut.short(values) > least:
                    added += self.incumbent.add(cut)
            if added or weight >= 1.0:
                return added
            self.inside = point
            weight = min(1.0, weight * 1.5 + 0.1)
