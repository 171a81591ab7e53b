"""Lets whole numbers reach what only fractions reach under a pattern: the pattern takes in the cheapest cells that do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.moves import MoveSolver, part_of, with_signs
from fanlight.sdc.attacker.components import Component
from fanlight.sdc.attacker.shared_witness import DIVE, SharedWitnesses
from fanlight.sdc.attacker.witness_store import WitnessStore
from fanlight.sdc.suppression_problem import Demand, Mask

SIZES = (1_000, 2_000)
"""How many cells near one are looked at, and how many where these do not do."""
ROOM = 100
"""How many times the amount asked for a cell may move."""


class Widening:
    """Programmes over cells of a whole problem; what they find is remembered. `left`: the seconds that there are."""

    def __init__(self, witness_store: WitnessStore, everywhere: Component, left: Callable[[], float]) -> None:
        self.witness_store, self.problem, self.left = witness_store, witness_store.problem, left
        self.sweeps = SharedWitnesses(everywhere, left)
        self.solver = MoveSolver(left)

    def widen(self, pattern: Mask, asked: Iterable[int]) -> Mask | None:
        """The pattern with cells added until whole-number tables are remembered for every demand asked (positions); None
        where one was not found in time, or not among the cells near it."""
        pattern = pattern.copy()
        for k in asked:
            if self.witness_store.witness(k, pattern) is not None:
                continue
            moves = self._table(self.problem.demands[k], pattern)
            if moves is None:
                return None
            self.witness_store.offer(moves.astype(float))
            pattern |= moves != 0
            if self.witness_store.witness(k, pattern) is None:
                return None
        return pattern

    def _table(self, demand: Demand, pattern: Mask) -> Ints | None:
        for size in SIZES:
            if self.left() <= 0 or demand.sign == 0:
                return None
            found = self._among(self.sweeps.near(demand.cell, size), demand, pattern)
            if found is not None:
                return found
        return None

    def _among(self, cells: Ints, demand: Demand, pattern: Mask) -> Ints | None:
        problem, most = self.problem, ROOM * demand.amount
        high = np.minimum(problem.up[cells], most).astype(float)
        low = -np.minimum(problem.down[cells], most).astype(float)
        at = int(np.searchsorted(cells, demand.cell))
        low[at] = high[at] = demand.sign * demand.amount
        # What is not withheld yet costs something in both directions.
        split = np.flatnonzero(~pattern[cells])
        price = (problem.cost[cells[split]] + 1.0) / demand.amount
        cost = np.zeros(len(cells))
        cost[split] = price
        part = with_signs(part_of(cells, self.sweeps.of_cell), split)
        upper = np.concatenate([high, -low[split]])
        lower = np.concatenate([low, np.zeros(len(split))])
        lower[split] = 0.0
        found = self.solver.cheapest(part, np.concatenate([cost, price]), lower, upper, dive=DIVE)
        if found is None:
            return None
        moves = np.zeros(len(problem), dtype=np.int64)
        moves[cells] = found[: len(cells)]
        moves[cells[split]] -= found[len(cells) :]
        return moves
