"""A safe pattern of a large problem made cheaper region by region: each time what is withheld in one small region is chosen
anew, exactly, while everything outside stays as it is.

Only demands whose tables move a cell of the region that costs something are asked again; all others keep their tables,
whose cells stay withheld. So the whole stays safe with every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.detours import Detours
from fanlight.optimise.tolerances import SHORT
from fanlight.sdc.attacker.witness_store import Witness, cells_of
from fanlight.sdc.clock import Clock
from fanlight.sdc.exact.search import Search
from fanlight.sdc.improve.routes import Routes
from fanlight.sdc.suppression_problem import Mask, Problem

SIZES = ((40, 300), (120, 900), (300, 2500))
"""How many demands and cells a region has at most, pass by pass: a pass goes on to the next where nothing more is found."""
SECONDS = 3.0
"""What one region may take."""
SIDE, DEAR = 4, 20.0
"""How many cells of every equation a short table is looked for among, and how much one that costs something counts there."""
FAR = 4.0
"""How many times the amount asked for a cell may move in a short table."""


class Regions:
    def __init__(self, problem: Problem, tables: list[tuple[Witness, ...]], left: Callable[[], float]) -> None:
        """`tables`: for every demand whole-number witnesses of a safe pattern."""
        self.problem, self.tables, self.left = problem, list(tables), left
        self.routes = Routes(problem, [cells_of(one) for one in tables])
        self.dice = np.random.default_rng(0)
        self.short = np.zeros(len(tables), dtype=np.bool_)
        self.of_cell: dict[int, list[int]] = {}
        for k, demand in enumerate(problem.demands):
            if demand.sign:
                self.of_cell.setdefault(demand.cell, []).append(k)

    def run(self, told: Callable[[], None] = lambda: None, enough: int = 0) -> None:
        """Goes through the regions until time ends, the largest give nothing, or it costs no more than `enough`. `told` after every
        gain."""
        for most, wide in SIZES:
            gained = True
            while gained:
                gained = False
                for centre in self._costly():
                    if self.left() <= 0 or self.routes.cost <= enough:
                        return
                    if self.routes.uses[centre] and self._choose_anew(int(centre), most, wide):
                        gained = True
                        told()

    def _costly(self) -> Ints:
        """What is withheld at a cost, in a chance order in which dear cells come early."""
        used = np.flatnonzero((self.routes.uses > 0) & (self.problem.cost > 0))
        return used[np.argsort(-self.problem.cost[used] * self.dice.random(len(used)), kind="stable")]

    def _shorten(self, k: int) -> None:
        """A shorter table for a demand: the least that has to move near its cell, of what is withheld; what costs something
        moves only where nothing else does."""
        self.short[k] = True
        problem, demand = self.problem, self.problem.demands[k]
        if demand.sign == 0 or not self.tables[k]:
            return
        pattern = self.routes.pattern
        near = self._ball(demand.cell, pattern)
        ball = problem.within(near, np.ones(len(near), dtype=np.bool_), [k])
        e, most = ball.equations, FAR * demand.amount
        detours = Detours(
            np.minimum(ball.up, most).astype(float),
            np.minimum(ball.down, most).astype(float),
            e.starts,
            e.cells,
            e.factors,
        )
        detours.cost(np.arange(len(near)), np.where(problem.cost[near] > 0, DEAR, 1.0))
        place = ball.demands[0].cell
        moves = detours.cheapest(place, demand.sign, demand.amount, seconds=SECONDS)
        if moves is None:
            return
        whole = np.rint(moves).astype(np.int64)
        if (
            np.abs(moves - whole).max() > SHORT
            or e.left(whole).any()
            or (whole > ball.up).any()
            or (-whole > ball.down).any()
            or whole[place] * demand.sign < demand.amount
        ):
            return
        moving = np.flatnonzero(whole)
        self._take(near[moving], whole[moving])

    def _take(self, cells: Ints, moves: Ints) -> None:
        """A short table for whatever it serves that has none, itself and turned around."""
        for turned in (moves, -moves):
            if (turned > self.problem.up[cells]).any() or (-turned > self.problem.down[cells]).any():
                continue
            witness = Witness(cells, turned)
            for cell, move in zip(cells.tolist(), turned.tolist(), strict=True):
                for k in self.of_cell.get(cell, ()):
                    demand = self.problem.demands[k]
                    if demand.sign * move >= demand.amount and len(self.routes.every[k]) > len(cells):
                        self.tables[k] = (witness,)
                        self.short[k] = True
                        self.routes.lay({k: cells})

    def _ball(self, cell: int, pattern: Mask) -> Ints:
        """What is withheld around a cell and can move with it: some cells beside it, the cells that lie beside two of these,
        and those that lie beside three of those: corners of squares and cubes."""
        starts, rows, _ = self.problem.of_cell
        e = self.problem.equations
        chosen = np.zeros(len(self.problem), dtype=np.bool_)
        chosen[cell] = True
        ring: list[int] = []
        for row in rows[starts[cell] : starts[cell + 1]].tolist():
            line = e.cells[e.starts[row] : e.starts[row + 1]]
            line = line[pattern[line] & ~chosen[line]]
            free = line[self.problem.cost[line] == 0]
            line = free if len(free) >= SIDE else line
            ring += self.dice.permutation(line)[:SIDE].tolist()
        for touching in (2, 3):
            chosen[ring] = True
            beside = np.concatenate([rows[starts[c] : starts[c + 1]] for c in ring]) if ring else rows[:0]
            hits = np.zeros(len(self.problem), dtype=np.int64)
            for row in beside.tolist():
                hits[e.cells[e.starts[row] : e.starts[row + 1]]] += 1
            ring = np.flatnonzero((hits >= touching) & pattern & ~chosen).tolist()
        chosen[ring] = True
        return np.flatnonzero(chosen)

    def _choose_anew(self, centre: int, most: int, wide: int) -> bool:
        begun = self.routes.cost
        demands = self.problem.demands
        for k in sorted(self.routes.of_cell[centre], key=lambda k: (-demands[k].amount, k)):
            if not self.short[k] and self.left() > 0:
                self._shorten(k)
        if self.routes.cost < begun:
            return True
        asked = self._asked(centre, most)
        if not asked or len(asked) > 2 * most:
            return False
        before = self.routes.cost
        lifted = self.routes.lift(asked)
        others = self.problem.forced | (self.routes.uses > 0)
        outside = self.routes.cost
        cells = self._cells(asked, lifted, others, wide)
        place = np.full(len(self.problem), -1, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        part = self.problem.within(cells, others[cells], asked)
        search = Search(part, Clock(min(SECONDS, self.left())))
        for at, k in enumerate(asked):
            search.attacker.witness_store.remember(at, tuple(Witness(place[w.cells], w.moves) for w in self.tables[k]))
        now = part.forced.copy()
        for own in lifted.values():
            now[place[own]] = True
        search.incumbent.keep(now)
        with suppress(NotProvedSafe):
            search.run()
        incumbent = search.incumbent
        if outside + incumbent.cost >= before:
            self.routes.lay(lifted)
            return False
        for k, found in zip(asked, incumbent.tables, strict=True):
            self.tables[k] = tuple(Witness(cells[w.cells], w.moves) for w in found)
        self.routes.lay({k: cells_of(self.tables[k]) for k in asked})
        return True

    def _asked(self, centre: int, most: int) -> list[int]:
        """The demands that use what is withheld at a cost at the centre, and near it, up to so many."""
        problem, routes = self.problem, self.routes
        asked: set[int] = set(routes.of_cell[centre])
        for cell in self._rings(centre):
            if routes.uses[cell] and problem.cost[cell]:
                more = asked | routes.of_cell[cell]
                if len(more) > most:
                    break
                asked = more
        return sorted(asked)

    def _rings(self, centre: int) -> Iterator[int]:
        """Cells by nearness: those that share an equation first, two steps at most."""
        seen = np.zeros(len(self.problem), dtype=np.bool_)
        seen[centre] = True
        ring = np.array([centre])
        for _ in range(2):
            ring = self.problem.beside(ring)
            ring = ring[~seen[ring]]
            seen[ring] = True
            yield from ring.tolist()

    def _cells(self, asked: list[int], lifted: dict[int, Ints], others: Mask, wide: int) -> Ints:
        """The region: what the tables to be replaced move, and near it what is withheld anyhow, then the cheapest."""
        problem = self.problem
        chosen = np.zeros(len(problem), dtype=np.bool_)
        for cells in lifted.values():
            chosen[cells] = True
        chosen[[problem.demands[k].cell for k in asked]] = True
        near = self.problem.beside(np.flatnonzero(chosen))
        near = near[~chosen[near]]
        price = np.where(others[near], 0, problem.cost[near])
        room = max(0, wide - int(chosen.sum()))
        chosen[near[np.argsort(price, kind="stable")[:room]]] = True
        return np.flatnonzero(chosen)
