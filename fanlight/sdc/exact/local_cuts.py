"""Whole-number tables among what one pattern withholds, and, where a cell is held back there, an inequality that says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from fanlight.figures.cells.equations import Ints, gathered
from fanlight.optimise.movement.moves import part_of
from fanlight.optimise.tolerances import WEIGHT
from fanlight.sdc.attacker.backoff import Backoff
from fanlight.sdc.attacker.components import Component
from fanlight.sdc.attacker.shared_witness import SharedWitnesses
from fanlight.sdc.cuts.capacity import Cut, cut_of_rows
from fanlight.sdc.suppression_problem import Demand, Mask, Problem, among

FAR = 1_000_000
"""A cell is moved by no more than this."""
NEAR = 300
"""How many cells a table is looked for among at first."""
AROUND = 500
"""Among how many cells it is asked what holds one back: those beyond count as free to move, so that what is found holds of
all safe patterns."""


@dataclass(frozen=True)
class LocalResult:
    """`tables`: cells of the problem and their movements; `cuts`: what every safe pattern satisfies and this one does not."""

    tables: list[tuple[Ints, Ints]] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)


class LocalCuts:
    """Looks among the cells of one problem that a pattern withholds. `left`: the seconds that there are."""

    def __init__(self, problem: Problem, pattern: Mask, left: Callable[[], float]) -> None:
        self.problem, self.pattern, self.left = problem, pattern, left
        e = problem.equations
        self.cells = np.flatnonzero(pattern)
        place = np.full(len(problem), -1, dtype=np.int64)
        place[self.cells] = np.arange(len(self.cells))
        self.place = place
        self.rows = np.unique(e.rows[place[e.cells] >= 0])
        self.equations = among(e, place)
        self.low = -np.minimum(problem.down[self.cells], FAR)
        self.high = np.minimum(problem.up[self.cells], FAR)
        self.shared_witnesses = SharedWitnesses(Component(pattern, self.cells, self.rows, self.equations), left)

    def look(self, wanted: list[Demand], size: int = NEAR) -> LocalResult:
        """Tables that move the cells of these demands as far as they must, one for several where it can be, each among `size`
        cells; where not even fractions do, the cuts that say so. The same for the same demands."""
        seen = LocalResult()
        self.shared_witnesses.dice = np.random.default_rng(wanted[0].cell if wanted else 0)
        need = {1: np.zeros(len(self.cells), dtype=np.int64), -1: np.zeros(len(self.cells), dtype=np.int64)}
        for one in wanted:
            need[one.sign][self.place[one.cell]] = one.amount
        self.shared_witnesses.ask(self.low, self.high, need[1], need[-1])
        held, backoff = [], Backoff()
        for one in wanted:
            if self.left() <= 0:
                return seen
            if not need[one.sign][self.place[one.cell]]:
                continue
            if not backoff.due():
                held.append(one)
                continue
            found = self.shared_witnesses.table(int(self.place[one.cell]), one.sign, size, whole=False)
            backoff.found(found is not None)
            if found is not None:
                moving = found[1] != 0
                self.shared_witnesses.served(*found)
                seen.tables.append((self.cells[found[0][moving]], found[1][moving]))
            elif not self.shared_witnesses.solver.possible:
                held.append(one)
        # Where fractions reach all with more cells than were looked at, asking each what holds it says nothing.
        known, backoff = set(), Backoff()
        for one in held:
            if self.left() <= 0:
                return seen
            if not need[one.sign][self.place[one.cell]] or not backoff.due():
                continue
            cut = self._cut(one)
            backoff.found(cut is not None)
            if cut is not None and cut.key() not in known:
                known.add(cut.key())
                seen.cuts.append(cut)
        return seen

    def _cut(self, demand: Demand) -> Cut | None:
        """Why a demand is not reached, wherever cells beyond those near it move; None where that is not so."""
        near = self.shared_witnesses.near(int(self.place[demand.cell]), AROUND)
        starts, rows, _ = self.shared_witnesses.of_cell
        met, times = np.unique(gathered(starts, rows, near), return_counts=True)
        loose = times < self.equations.starts[met + 1] - self.equations.starts[met]
        at = int(np.searchsorted(near, self.place[demand.cell]))
        duals = self.shared_witnesses.solver.held(
            part_of(near, self.shared_witnesses.of_cell),
            at,
            demand.sign * demand.amount,
            self.low[near].astype(float),
            self.high[near].astype(float),
            loose,
        )
        if duals is None:
            return None
        used = np.abs(duals) > WEIGHT
        cut = cut_of_rows(self.problem, demand, self.rows[met[used]], (duals[used],))
        return None if cut is None or int(cut.weights[self.pattern[cut.cells]].sum()) >= cut.least else cut
