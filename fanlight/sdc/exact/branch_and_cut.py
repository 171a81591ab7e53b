"""The cheapest safe pattern by branching: where fractions leave a small gap, one tree closes it, with cuts found on the way.

Every node is a cheapest choice with fractions, some cells being withheld and some published. Cuts that it breaks, known
ones and stronger ones out of them, are put in before it is given up or split; a choice of whole cells is attacked, and is
safe or gives new cuts. Cuts hold everywhere, so that each serves the whole tree, where rounds of whole choices build a tree
anew for every few cuts (branch and cut: Fischetti and Salazar 2001, section 5).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from fanlight.optimise.relaxation import WHOLE, Relaxation, Relaxed, Stopped
from fanlight.sdc.clock import Clock
from fanlight.sdc.cuts.bridgeless import BridgelessCuts
from fanlight.sdc.cuts.capacity import Floats
from fanlight.sdc.cuts.cover import cover_inequalities
from fanlight.sdc.cuts.rows import Rows
from fanlight.sdc.exact.branching_variable import Pseudocosts
from fanlight.sdc.exact.deepening import some_of
from fanlight.sdc.exact.incumbent import Incumbent
from fanlight.sdc.suppression_problem import Mask

MOST = 50
"""Broken rows put in at once: those missed most make others needless."""
FIRST_ROUNDS, ROUNDS = 30, 6
"""How often rows are put in for the first choice with fractions, and for each later one."""
SURE, WORTH = 2, 0.002
"""Rounds in any case, and what part of the gap one of the others must close for the next."""
COVERED = 1e-2
"""By what part a choice must miss a stronger inequality for it to be taken in."""
SPARE = 0.05
"""A row is let go that a choice exceeds by this part."""
ANEW, CLOSER = (300, 1_000), 0.25
"""After how many nodes the tree is begun anew, and by what part of the first gap the best pattern must have come closer for
it: what splits do and which cuts matter is known by then."""
MARGIN, EXACT, MOST_OFF = 1e-3, 1e-12, 0.4
"""What a solver's cost may be off by: this, or this part of it, and never so much that whole costs are not told apart."""


@dataclass(order=True, slots=True)
class Node:
    """`bound`: no pattern here costs less. `low`: withheld, `high`: not published. `depth`: after so many splits. `split`:
    cell and way (1 withheld) that made it, and what was chosen of the cell before."""

    bound: float
    number: int
    low: Mask = field(compare=False)
    high: Mask = field(compare=False)
    depth: int = field(default=0, compare=False)
    split: tuple[int, int, float] | None = field(default=None, compare=False)


class BranchAndCut:
    """`face`: attacks a pattern, keeps it if it is safe and adds what it breaks to what is known otherwise: whether it is
    safe."""

    def __init__(
        self, incumbent: Incumbent, bridgeless: BridgelessCuts, face: Callable[[Mask], bool], clock: Clock
    ) -> None:
        self.incumbent, self.bridgeless, self.face, self.clock = incumbent, bridgeless, face, clock
        self.problem = incumbent.problem
        self.rows = Rows(incumbent.pool, bridgeless)
        self.relaxation = Relaxation(self.problem.cost)
        self.pseudocosts = Pseudocosts(self.problem.cost)
        self.nodes = 0
        self._numbers = 0
        self._begin()

    def _begin(self) -> None:
        every = np.ones(len(self.problem), dtype=np.bool_)
        self._open: list[Node] = [Node(0.0, 0, self.problem.forced.copy(), every)]
        self._current: Node | None = None
        self._best, self._root = self.incumbent.cost, -np.inf

    def _again(self) -> bool:
        """Whether so much was learned since the tree began that it is better begun anew: its first splits matter most."""
        return self.nodes in ANEW or self._best - self.incumbent.cost > CLOSER * (self._best - self._root)

    @property
    def ended(self) -> bool:
        return not self._open and self._current is None

    def run(self, until: float) -> None:
        """Goes on until no more than so many seconds are left, or nothing is."""
        try:
            while not self.ended and self.clock.left > until and not self.incumbent.done:
                if self._again():
                    self._begin()
                self._step()
        except Stopped:
            pass
        finally:
            self.incumbent.raise_bound(min(self._bound(), self.incumbent.cost))
            self.incumbent.tell()

    def _bound(self) -> float:
        """What no pattern cheaper than the best one costs less than."""
        nodes = [*self._open[:1], *([self._current] if self._current is not None else [])]
        return min((one.bound for one in nodes), default=float("inf"))

    @property
    def _enough(self) -> float:
        """A choice that costs more than this leads to no pattern that is better than the best."""
        cost = self.incumbent.cost
        return cost - 1 + min(MOST_OFF, max(MARGIN, EXACT * cost))

    def _step(self) -> None:
        """Settles one node or splits it: one half is next, the other waits."""
        if self._current is None:
            self._current = heapq.heappop(self._open)
        node = self._current
        kids = [] if node.bound > self._enough else self._settle(node)
        self._current = kids[0] if kids else None
        for one in kids[1:]:
            heapq.heappush(self._open, one)

    def _settle(self, node: Node) -> list[Node]:
        self.nodes += 1
        self.relaxation.thin(SPARE)
        low, high = node.low.copy(), node.high.copy()
        self.relaxation.bound(low, high)
        found = self._cheapest(FIRST_ROUNDS if node.split is None else ROUNDS)
        if found is not None and node.split is None:
            self._root = found.cost
        if found is not None and node.split is not None:
            self.pseudocosts.learn(node.split, found.cost - node.bound)
        while found is not None:
            self._fix(found, low, high)
            cell, way = self.pseudocosts.choose(
                self.relaxation, found, low, high, self._enough, self.clock.left, depth=node.depth
            )
            if way is None:
                return self._halves(node.depth, max(found.cost, node.bound), float(found.values[cell]), low, high, cell)
            # One of its ways leads nowhere: it goes the other.
            (low if way else high)[cell] = bool(way)
            self.relaxation.bound(low, high)
            found = self._cheapest(ROUNDS)
        return []

    def _halves(self, depth: int, bound: float, part: float, low: Mask, high: Mask, cell: int) -> list[Node]:
        first = int(part > 0.5)
        kids = []
        for way in (first, 1 - first):
            self._numbers += 1
            here = Node(bound, self._numbers, low.copy(), high.copy(), depth + 1, (cell, way, part))
            (here.low if way else here.high)[cell] = bool(way)
            kids.append(here)
        return kids

    def _fix(self, found: Relaxed, low: Mask, high: Mask) -> None:
        """Cells that no pattern cheaper than the best one takes otherwise than they are taken."""
        room = self._enough - found.cost
        high[~low & (found.values < WHOLE) & (found.reduced > room)] = False
        low[high & (found.values > 1 - WHOLE) & (-found.reduced > room)] = True
        self.relaxation.bound(low, high)

    def _cheapest(self, rounds: int) -> Relaxed | None:
        """The cheapest choice with fractions that breaks no row known, unless that would take too many rounds. None: no
        pattern here is better than the best."""
        last, done = -np.inf, 0
        while True:
            if self.clock.left <= 0:
                raise Stopped
            found = self.relaxation.solve(self.clock.left)
            if found is None or found.cost > self._enough:
                return None
            if not len(found.parts):
                pattern = found.values > 0.5
                # Rows that are broken first: what was found since may break it too.
                if not self._put(pattern.astype(float)):
                    if self.face(pattern):
                        return None
                    if not self._put(pattern.astype(float)):
                        # Missed by too little to be seen in parts of large numbers: some other cell, then.
                        self.incumbent.add(some_of(np.flatnonzero(~pattern)))
                        self._put(pattern.astype(float))
                continue
            done += 1
            little = found.cost < last + WORTH * (self.incumbent.cost - found.cost)
            if done > rounds or (done > SURE and little) or not self._tighten(found.values):
                return found
            last = found.cost

    def _tighten(self, chosen: Floats) -> int:
        """Puts rows in that a choice breaks: how many."""
        added = self._put(chosen, MOST)
        if added:
            return added
        self.bridgeless.single(chosen)
        mine = np.array([number for number in self.relaxation.held if number >= 0], dtype=np.int64)
        for cut in cover_inequalities(self.incumbent.pool.uneven(mine), chosen, least=COVERED):
            self.incumbent.add(cut)
        return self._put(chosen, MOST)

    def _put(self, chosen: Floats, most: int | None = None) -> int:
        broken = [number for number in self.rows.broken(chosen)[:most] if number not in self.relaxation]
        if broken:
            self.relaxation.add(broken, [self.rows.row(number) for number in broken])
        return len(broken)
