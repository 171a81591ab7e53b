"""From a pattern that is almost safe to a safe one: withhold the cheapest more, then give back what is not needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.detours import Detours
from fanlight.optimise.tolerances import MOVED
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.components import Component, connected_components
from fanlight.sdc.attacker.open_demands import ROOM
from fanlight.sdc.attacker.subproblem import AttackerSubproblem
from fanlight.sdc.cuts.capacity import Cut
from fanlight.sdc.cuts.pool import Balance, Terms
from fanlight.sdc.suppression_problem import Demand, Mask, Problem

AVOIDED = 10


class Repairer:
    """Mends patterns of one problem."""

    def __init__(self, problem: Problem, attacker: Attacker, left: Callable[[], float]) -> None:
        self.problem, self.attacker, self.left = problem, attacker, left
        room = ROOM * max((one.amount for one in problem.demands), default=1)
        e = problem.equations
        self.detours = Detours(
            np.minimum(problem.up, room).astype(float),
            np.minimum(problem.down, room).astype(float),
            e.starts,
            e.cells,
            e.factors,
        )
        self.reach = np.minimum(np.maximum(problem.up, 1), np.maximum(problem.down, 1)).astype(float)

    def mend(self, pattern: Mask, short: list[int], *, avoid: Ints | None = None, until: float = 0.0) -> Mask | None:
        """The pattern with the cells added that the short demands (positions) most cheaply need; None where time ran out,
        or no more than `until` seconds are left. `avoid`: cells that count for more than they cost."""
        pattern = pattern.copy()
        demands = self.problem.demands
        every = np.arange(len(self.problem), dtype=np.int64)
        last, added = -1, 0
        for k in sorted(short, key=lambda k: (-demands[k].amount, k)):
            demand = demands[k]
            if until and self.left() < until:
                return None
            if added and not self.attacker.attack(pattern, [k], enough=1, within=self.attacker.everywhere).failed:
                continue
            if demand.amount != last:
                last = demand.amount
                unit = (self.problem.cost + 0.01) / np.minimum(self.reach, last)
                if avoid is not None:
                    unit[avoid] *= AVOIDED
                self.detours.cost(every, np.where(pattern, 1e-5, unit))
            moves = self.detour(demand)
            if moves is None:
                return None
            self.attacker.witness_store.offer(moves)
            more = np.flatnonzero((np.abs(moves) > MOVED) & ~pattern)
            pattern[more] = True
            added += len(more)
            self.detours.cost(more, np.full(len(more), 1e-5))
        return pattern

    def detour(self, demand: Demand) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None:
        if demand.sign != 0:
            return self.detours.cheapest(demand.cell, demand.sign, demand.amount, seconds=self.left())
        down = min(int(self.problem.down[demand.cell]), demand.amount)
        found = self.detours.cheapest(demand.cell, 1, demand.amount, seconds=self.left())
        return found if found is not None else self.detours.cheapest(demand.cell, -1, down, seconds=self.left())


def remove_redundant(
    problem: Problem,
    attacker: Attacker,
    pattern: Mask,
    known: Terms,
    left: Callable[[], float],
    late: Sequence[Cut] = (),
) -> tuple[Mask, list[Cut]]:
    """A safe pattern without the cells that it does not need, and cuts met on the way.

    Cells are given back dearest first, where all stays safe: what a known cut needs, or a `late` one, is kept without asking.
    """
    pattern = pattern.copy()
    balance = Balance(known, late, pattern)
    found: list[Cut] = []
    lonely = pattern & ~problem.forced
    for component in connected_components(problem, pattern):
        lonely &= ~component.mask
        extra = component.cells[~problem.forced[component.cells]]
        extra = extra[np.argsort(-problem.cost[extra], kind="stable")]
        _Cleaner(problem, attacker, component, balance, found).run(extra, left)
    pattern[lonely] = False
    return pattern, found


class _Cleaner:
    """Gives back cells of one component; `balance.pattern` changes."""

    def __init__(
        self, problem: Problem, attacker: Attacker, component: Component, balance: Balance, found: list[Cut]
    ) -> None:
        self.problem, self.attacker, self.component, self.balance, self.found = (
            problem,
            attacker,
            component,
            balance,
            found,
        )
        self.subproblem = AttackerSubproblem(attacker.witness_store, component)
        self.demands = np.flatnonzero(component.mask[attacker.witness_store.cell]).tolist()
        self.users: dict[int, set[int]] = {}

    def run(self, extra: Ints, left: Callable[[], float]) -> None:
        pattern = self.balance.pattern
        if not self.demands:
            pattern[extra] = False
            return
        candidates = [cell for cell in extra.tolist() if not self.balance.needed(cell)]
        if not candidates:
            return
        if self.attacker.attack(pattern, self.demands, within=self.subproblem).failed:
            return
        for k in self.demands:
            self._support(k)
        for cell in candidates:
            if left() <= 0:
                return
            if not self.balance.needed(cell):
                self._try(cell)

    def _try(self, cell: int) -> None:
        pattern = self.balance.pattern
        asked = self._nearest(cell, self.users.get(cell, set()))
        if asked:
            pattern[cell] = False
            verdict = self.attacker.attack(pattern, asked, enough=1, within=self.subproblem)
            pattern[cell] = True
            if verdict.failed:
                for cut in verdict.short.values():
                    self.found.append(cut)
                    self.balance.add(cut)
                return
        self.balance.drop(cell)
        for k in asked:
            self._support(k)

    def _nearest(self, cell: int, asked: set[int]) -> list[int]:
        """Demands in an equation with the cell first: they fail first."""
        near = set(self.problem.beside(np.array([cell])).tolist())
        return sorted(asked, key=lambda k: (int(self.attacker.witness_store.cell[k]) not in near, k))

    def _support(self, k: int) -> None:
        cells = self.attacker.witness_store.support(k, self.balance.pattern)
        for cell in cells[~self.problem.forced[cells]].tolist():
            self.users.setdefault(cell, set()).add(k)
