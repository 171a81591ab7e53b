"""Cheaper patterns by rerouting: some demands' tables are given up and looked for again, each where it costs least now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.tolerances import MOVED
from fanlight.sdc.improve.repair import Repairer
from fanlight.sdc.improve.routes import NONE, Routes
from fanlight.sdc.suppression_problem import Mask, Problem

Floats = NDArray[np.float64]

AWAY = 0.03
"""By what part of the best cost a draw may leave the routes dearer than the best, once nothing cheaper is near."""
ASTRAY = 20
"""Draws in a row without a better pattern after which dearer ones are taken as well."""
LOST = 60
"""Draws in a row without a better pattern after which the search goes back to the best."""
AVOIDED = 10.0
"""For how many times its cost a cell given up counts, in half of the draws' new routes."""
SHARED, WITHIN, OUTSIDE = 0.01, 0.3, 1e4
"""What part of its cost a cell counts for that other routes use (divided by their number), and, where ways within a safe
pattern are looked for, one that routes of it use already and one outside it."""
UNLIKE = 0.3
"""How much the prices of one beginning differ from another's."""


class Rerouting:
    """Draws the same routes in every run, as far as time lets it. The routes are tables with fractions: a pattern of
    theirs is safe once it is attacked in whole numbers."""

    def __init__(self, problem: Problem, repairer: Repairer, left: Callable[[], float]) -> None:
        self.problem, self.repairer, self.left = problem, repairer, left
        self.dice = np.random.default_rng(0)
        self.draws = self.beginnings = 0
        self.price = problem.cost + 0.01
        self.take([NONE] * len(problem.demands))

    def take(self, every: Sequence[Ints]) -> None:
        """Goes on from these routes, one a demand."""
        self.routes = Routes(self.problem, every)
        self.best, self.found, self.idle = self.routes.cost, list(every), 0

    def begin(self) -> bool:
        """Lays all routes anew, each time at somewhat different prices; False where time ended or one was not found."""
        true = self.price
        if self.beginnings:
            self.price = true * np.exp(self.dice.normal(0, UNLIKE, len(true)))
        self.beginnings += 1
        self.routes = Routes(self.problem, [NONE] * len(self.problem.demands))
        laid = self._relay(list(range(len(self.problem.demands))), np.inf, NONE)
        self.price = true
        if laid:
            self.take(self.routes.every)
        return laid

    def settle(self, pattern: Mask, tables: Sequence[Ints]) -> None:
        """Begins at a safe pattern, each demand by a short way within it. `tables`: for every demand the cells of
        one that serves it under the pattern, for where programmes find none or time ends: often large, for it serves
        many."""
        demands = self.problem.demands
        routes = Routes(self.problem, [NONE] * len(demands))
        unit = self.price / self.repairer.reach
        for k in sorted(range(len(demands)), key=lambda k: (-demands[k].amount, k)):
            moves = None
            if self.left() > 0:
                moves = self._solve(k, unit * np.where(routes.pattern, WITHIN, np.where(pattern, 1.0, OUTSIDE)))
            cells = tables[k] if moves is None else np.flatnonzero(np.abs(moves) > MOVED)
            routes.lay({k: cells if pattern[cells].all() else tables[k]})
        self.take(routes.every)

    def draw(self) -> bool:
        """One draw; whether the routes are cheaper than all before."""
        if self.idle >= LOST:
            self.take(self.found)
        routes, problem = self.routes, self.problem
        used = np.flatnonzero((routes.uses > 0) & (problem.cost > 0))
        if not len(used):
            return False
        self.draws += 1
        self.idle += 1
        weight = problem.cost[used].astype(float)
        dropped = self._around(int(self.dice.choice(used, p=weight / weight.sum())))
        most = self.best * (1 + AWAY) if self.idle > ASTRAY else routes.cost
        lifted = routes.lift(routes.users(dropped))
        if not self._relay(list(lifted), most, dropped[self.dice.random(len(dropped)) < 0.5]):
            routes.lay(lifted)
            return False
        if routes.cost >= self.best:
            return False
        self.best, self.found, self.idle = routes.cost, list(routes.every), 0
        return True

    def _around(self, centre: int) -> Ints:
        """The cells to be given up: one, those of one equation with it, or those of all its equations."""
        problem, wide = self.problem, int(self.dice.integers(3))
        near = np.zeros(len(problem), dtype=np.bool_)
        near[centre] = True
        if wide:
            starts, rows, _ = problem.of_cell
            mine = rows[starts[centre] : starts[centre + 1]].tolist()
            for row in mine if wide > 1 else [mine[self.dice.integers(len(mine))]]:
                near[problem.equations.row(row)[0]] = True
        return np.flatnonzero(near & (self.routes.uses > 0) & (problem.cost > 0))

    def _relay(self, some: list[int], most: float, avoid: Ints) -> bool:
        """New routes for these demands, one after the other; False where they come to more than `most`, one is not found
        or time ended. `avoid`: cells that count for more than they cost."""
        routes, problem = self.routes, self.problem
        amounts = np.array([problem.demands[k].amount for k in some], dtype=float)
        order = np.argsort(-amounts * self.dice.uniform(0.5, 1.5, len(amounts)), kind="stable")
        for at in order.tolist():
            if self.left() <= 0 or routes.cost > most:
                return False
            cells = self._route(some[at], avoid)
            if cells is None:
                return False
            routes.lay({some[at]: cells})
        return routes.cost <= most

    def _route(self, k: int, avoid: Ints) -> Ints | None:
        problem, amount = self.problem, self.problem.demands[k].amount
        pattern = self.routes.pattern
        unit = self.price / np.minimum(self.repairer.reach, amount)
        unit[avoid] *= AVOIDED
        unit[pattern] *= SHARED / (1 + self.routes.uses[pattern])
        moves = self._solve(k, unit)
        if moves is None:
            return None
        cells = np.flatnonzero(np.abs(moves) > MOVED)
        fresh = cells[~pattern[cells]]
        if not len(fresh) or self.dice.random() < 0.5:
            return cells
        # Priced by how much really moves, what moves much becomes cheap, and what moves little dear.
        unit[fresh] = self.price[fresh] / np.minimum(np.abs(moves[fresh]), amount)
        again = self._solve(k, unit)
        if again is None:
            return cells
        other = np.flatnonzero(np.abs(again) > MOVED)
        return other if problem.cost[other[~pattern[other]]].sum() <= problem.cost[fresh].sum() else cells

    def _solve(self, k: int, unit: Floats) -> Floats | None:
        """The cheapest movements that meet a demand, at these prices of a unit; None where there are none in time."""
        self.repairer.detours.cost(np.arange(len(unit), dtype=np.int64), unit)
        return self.repairer.detour(self.problem.demands[k])
