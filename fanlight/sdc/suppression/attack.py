"""Whether a pattern lets every primary cell move as far as it must, and if not, which cut says so.

The protector's own check: the proof that counts is the audit's, which shares no code with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.optimise.movements import Floats, Movements
from fanlight.sdc.suppression.cuts import Cut, cut_of
from fanlight.sdc.suppression.problem import Demand, Mask, Problem, components
from fanlight.tables.cells.equations import Equations, Ints

ROOM = 1000
"""Movements are first bounded by this many times the largest demand: huge bounds make a solver imprecise."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A whole-number table as movements: `cells` that differ from the true counts, and by how much."""

    cells: Ints
    moves: Ints


@dataclass(frozen=True)
class Verdict:
    """`short`: demands (positions) that fractions cannot reach, each with its cut; `ragged`: those that fractions reach
    and whole numbers do not; `open`: those that fractions reach, where whole numbers were not asked for."""

    short: dict[int, Cut] = field(default_factory=dict)
    ragged: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(self.short or self.ragged)


TRIES = 4
"""How many corners are looked at for a whole-number table before a programme in whole numbers is asked."""
SMALL = 100
"""Where no demand is larger, solvers need no perturbation."""
KEPT = 6
"""How many witnesses are kept for a demand."""


class Attacker:
    """Attacks patterns of one problem, and remembers the tables that it has found: they serve every pattern that
    withholds the cells that move in them.

    `left`: how many seconds one programme may take at most before `NotProvedSafe` is raised (never less than one).
    """

    def __init__(self, problem: Problem, *, left: Callable[[], float] = lambda: 60.0) -> None:
        self.problem = problem
        self.left = left
        self.solves = 0
        demands = problem.demands
        self.cell = np.array([one.cell for one in demands], dtype=np.int64)
        self.sign = np.array([one.sign for one in demands], dtype=np.int64)
        self.amount = np.array([one.amount for one in demands], dtype=np.int64)
        self.known: list[list[tuple[Witness, ...]]] = [[] for _ in demands]
        self.fractional: list[list[Ints]] = [[] for _ in demands]

    def attack(
        self,
        withheld: Mask,
        asked: Iterable[int] | None = None,
        *,
        whole: bool = False,
        enough: int = 0,
        within: Sea | None = None,
    ) -> Verdict:
        """The verdict on the demands asked (positions; all by default). `whole`: with whole numbers, where fractions
        reach all; `enough`: stop once so many are short; `within`: a sea that
        holds all that is asked, where patterns that differ little are attacked one after another: its programme goes on
        from where it stands."""
        verdict = Verdict()
        wanted = np.zeros(len(self.problem.demands), dtype=np.bool_)
        for k in asked if asked is not None else range(len(wanted)):
            if self.witness(k, withheld) is not None:
                continue
            if any(withheld[cells].all() for cells in self.fractional[k]):
                verdict.open.append(k)
            else:
                wanted[k] = True
        if within is not None:
            if wanted.any():
                within.ask(withheld, np.flatnonzero(wanted), verdict).run(enough)
            return verdict
        for island in islands(self.problem, withheld) if wanted.any() else ():
            here = np.flatnonzero(wanted & island.mask[self.cell])
            if len(here):
                Sea(self, island).ask(withheld, here, verdict).run(enough)
            if enough and len(verdict.short) >= enough:
                return verdict
        if whole and not verdict.short and verdict.open:
            left = set(verdict.open)
            verdict.open.clear()
            for island in islands(self.problem, withheld):
                here = np.array([k for k in sorted(left) if island.mask[self.cell[k]]], dtype=np.int64)
                if len(here):
                    Sea(self, island).ask(withheld, here, verdict).run_whole(enough)
                if enough and len(verdict.ragged) >= enough:
                    return verdict
        return verdict

    @property
    def seconds(self) -> float:
        return max(1.0, self.left())

    @cached_property
    def everywhere(self) -> Sea:
        """A sea of all cells, for patterns that grow."""
        equations = self.problem.equations
        every, rows = np.arange(len(self.problem)), np.arange(len(equations))
        return Sea(self, Island(np.ones(len(every), dtype=np.bool_), every, rows, equations))

    def witness(self, k: int, withheld: Mask) -> tuple[Witness, ...] | None:
        """A remembered whole-number witness of demand k under this pattern."""
        for found in self.known[k]:
            if all(withheld[one.cells].all() for one in found):
                return found
        return None

    def support(self, k: int, withheld: Mask) -> Ints:
        """The cells that a remembered table moves to meet demand k under this pattern. Raises `KeyError`: none is."""
        found = self.witness(k, withheld)
        if found is not None:
            return np.concatenate([one.cells for one in found])
        for cells in self.fractional[k]:
            if withheld[cells].all():
                return cells
        raise KeyError(k)

    def used(self, pattern: Mask, asked: Iterable[int]) -> Mask:
        """The cells that remembered tables for the demands asked move under this pattern, and those forced: as safe as
        the pattern. Raises `KeyError`: for a demand no table is remembered."""
        cost, used = self.problem.cost, self.problem.forced.copy()
        for k in asked:
            best: Ints | None = None
            for found in self.known[k]:
                cells = np.concatenate([one.cells for one in found])
                if not pattern[cells].all():
                    continue
                more = cells[~used[cells]]
                if best is None or cost[more].sum() < cost[best].sum():
                    best = more
            if best is None:
                raise KeyError(k)
            used[best] = True
        return used

    def remember(self, k: int, found: tuple[Witness, ...]) -> None:
        self.known[k].insert(0, found)
        del self.known[k][KEPT:]


@dataclass(frozen=True, eq=False)
class Island:
    """Withheld cells joined by equations: `cells`, the rows of the problem among them, and their own equations."""

    mask: Mask
    cells: Ints
    rows: Ints
    equations: Equations


def islands(problem: Problem, withheld: Mask) -> list[Island]:
    """Groups of withheld cells that can only move together."""
    equations, n = problem.equations, len(withheld)
    label = components(equations, withheld)
    alive = withheld[equations.cells]
    cells, rows, factors = equations.cells[alive], equations.rows[alive], equations.factors[alive]
    order = np.argsort(label[cells], kind="stable")
    cells, rows, factors = cells[order], rows[order], factors[order]
    edges = np.flatnonzero(np.diff(label[cells], prepend=-1, append=-1)) if len(cells) else np.zeros(1, dtype=np.int64)
    place = np.zeros(n, dtype=np.int64)
    found = []
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        mask = np.zeros(n, dtype=np.bool_)
        mask[cells[low:high]] = True
        own_cells = np.flatnonzero(mask)
        place[own_cells] = np.arange(len(own_cells))
        # Within a label the order of rows is kept, so each row's terms stand together.
        change = np.flatnonzero(np.diff(rows[low:high], prepend=-1))
        own = Equations(
            np.append(change, high - low).astype(np.int64),
            place[cells[low:high]],
            factors[low:high],
            np.zeros(len(change), dtype=np.int64),
        )
        found.append(Island(mask, own_cells, rows[low:high][change], own))
    return found


class Sea:
    """The attack on demands within one island: cells of it that a pattern does not withhold stay where they are."""

    def __init__(self, attacker: Attacker, island: Island) -> None:
        self.attacker, self.problem, self.island = attacker, attacker.problem, island
        self.sign, self.amount = attacker.sign, attacker.amount
        self.place = np.searchsorted(island.cells, attacker.cell)
        e = island.equations
        small = int(self.amount.max(initial=1)) <= SMALL
        self.movements = Movements(len(island.cells), e.starts, e.cells, e.factors, perturbed=not small)
        self.room = ROOM * int(self.amount.max(initial=1))

    def ask(self, withheld: Mask, here: Ints, verdict: Verdict) -> Sea:
        """Prepares the attack on the demands `here` (positions) under a pattern; what is found goes into `verdict`."""
        self.verdict, self.withheld = verdict, withheld
        self.todo = dict.fromkeys(here.tolist())
        free = withheld[self.island.cells]
        self.down = np.where(free, self.problem.down[self.island.cells], 0)
        self.up = np.where(free, self.problem.up[self.island.cells], 0)
        self._bound(self.room)
        return self

    def _bound(self, room: int) -> None:
        self.low, self.high = -np.minimum(self.down, room), np.minimum(self.up, room)
        self.movements.bound(self.low.astype(float), self.high.astype(float))

    def run(self, enough: int) -> None:
        # Where one that is short is enough, the first asked mostly is: no need to look at all together.
        if enough != 1:
            self._screen()
        while self.todo:
            number = next(iter(self.todo))
            self._one(number, self.problem.demands[number])
            if enough and len(self.verdict.short) >= enough:
                return

    def run_whole(self, enough: int) -> None:
        """Demands that fractions reach: do whole numbers?"""
        while self.todo:
            number = next(iter(self.todo))
            demand = self.problem.demands[number]
            self._whole(number, demand, self.place[[number]])
            if enough and len(self.verdict.ragged) >= enough:
                return

    def _screen(self) -> None:
        """Asks for many movements in one table, while that settles more than asking one by one would."""
        for sign in (1, -1):
            while True:
                mine = np.array([k for k in self.todo if self.sign[k] == sign], dtype=np.int64)
                if len(mine) < 8:
                    break
                cap = int(self.amount[mine].max())
                low, high = -np.minimum(self.down, self.room), np.minimum(self.up, self.room)
                places = self.place[mine]
                if sign > 0:
                    high[places] = np.minimum(high[places], cap)
                else:
                    low[places] = np.maximum(low[places], -cap)
                self.movements.bound(low.astype(float), high.astype(float))
                moved = self._largest(places, np.full(len(mine), float(sign)), primal=False)
                if self._settle(moved) < max(2, len(mine) // 50):
                    break
        self._bound(self.room)

    def _largest(self, places: Ints, weights: Floats, *, primal: bool = True) -> Floats:
        self.attacker.solves += 1
        moved = self.movements.largest(places, weights, seconds=self.attacker.seconds, primal=primal)
        if not moved.solved:
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        self.duals, self.best = moved.duals, moved.best
        return moved.values

    def _settle(self, values: Floats) -> int:
        """Takes a table as witness of all that it serves; 0 where it is not one in whole numbers."""
        whole = np.rint(values).astype(np.int64)
        if np.abs(values - whole).max(initial=0.0) > 1e-5 or not self._valid(whole):
            return 0
        return self._serve(whole)

    def _valid(self, whole: Ints) -> bool:
        return bool(
            (whole >= -self.down).all() and (whole <= self.up).all() and not self.island.equations.left(whole).any()
        )

    def _serve(self, whole: Ints) -> int:
        todo = np.fromiter(self.todo, dtype=np.int64, count=len(self.todo))
        served = todo[(self.sign[todo] != 0) & (whole[self.place[todo]] * self.sign[todo] >= self.amount[todo])]
        if len(served):
            witness = self._witness(whole)
            for k in served.tolist():
                self.attacker.remember(k, (witness,))
                del self.todo[k]
        return len(served)

    def _witness(self, whole: Ints) -> Witness:
        moving = np.flatnonzero(whole)
        return Witness(self.island.cells[moving], whole[moving])

    def _one(self, number: int, demand: Demand) -> None:
        del self.todo[number]
        place = self.place[[number]]
        if demand.sign == 0:
            self._width(number, demand, place)
            return
        values = self._largest(place, np.array([float(demand.sign)]))
        if self.best < demand.amount - self._slack(demand):
            cut = self._cut(demand, self._all_rows(self.duals))
            if cut is not None:
                self.verdict.short[number] = cut
                return
            self._bound(2**40)
            values = self._largest(place, np.array([float(demand.sign)]), primal=False)
            cut = (
                self._cut(demand, self._all_rows(self.duals))
                if self.best < demand.amount - self._slack(demand)
                else None
            )
            self._bound(self.room)
            if cut is not None:
                self.verdict.short[number] = cut
                return
        self.todo[number] = None
        if self._settle(values) and number not in self.todo:
            return
        del self.todo[number]
        support = self.island.cells[np.abs(values) > 1e-7]
        self.attacker.fractional[number].insert(0, support)
        del self.attacker.fractional[number][KEPT:]
        self.verdict.open.append(number)

    @staticmethod
    def _slack(demand: Demand) -> float:
        return 1e-6 * max(1.0, demand.amount)

    def _whole(self, number: int, demand: Demand, place: Ints) -> None:
        """Fractions reach it: do whole numbers?"""
        for attempt in range(TRIES):
            if self._corner(number, demand, place, attempt):
                return
        whole = self.movements.whole(int(place[0]), demand.sign, demand.amount, seconds=self.attacker.seconds)
        self.attacker.solves += 1
        if whole.status == "infeasible":
            del self.todo[number]
            self.verdict.ragged.append(number)
            return
        if whole.status != "optimal" or not self._valid(whole.moves):
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        self._serve(whole.moves)
        if number in self.todo:
            raise NotProvedSafe("A solver's table does not do what it said.", next_step="Report this as a fault.")

    def _corner(self, number: int, demand: Demand, place: Ints, attempt: int) -> bool:
        """Tries a corner of what is possible once the demand is met: most corners are whole."""
        weights = np.random.default_rng(attempt).uniform(-0.001, 0.001, len(self.island.cells))
        low, high = self.low.copy(), self.high.copy()
        low[place] = high[place] = demand.amount * demand.sign
        self.movements.bound(low.astype(float), high.astype(float))
        moved = self.movements.largest(np.arange(len(weights)), weights, seconds=self.attacker.seconds, primal=False)
        self.movements.bound(self.low.astype(float), self.high.astype(float))
        self.attacker.solves += 1
        return moved.solved and self._settle(moved.values) > 0 and number not in self.todo

    def _width(self, number: int, demand: Demand, place: Ints) -> None:
        witnesses, duals, reach = [], [], 0
        for sign in (1, -1):
            values = self._largest(place, np.array([float(sign)]))
            duals.append(self._all_rows(self.duals))
            whole = np.rint(values).astype(np.int64)
            if np.abs(values - whole).max(initial=0.0) > 1e-5 or not self._valid(whole):
                found = self.movements.whole(int(place[0]), sign, None, seconds=self.attacker.seconds)
                if found.status != "optimal" or not self._valid(found.moves):
                    raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
                whole = found.moves
            witnesses.append(self._witness(whole))
            reach += int(whole[place[0]]) * sign
        if reach >= demand.amount:
            self.attacker.remember(number, tuple(witnesses))
            return
        cut = self._cut(demand, (duals[0], duals[1]))
        if cut is not None:
            self.verdict.short[number] = cut
        else:
            self.verdict.ragged.append(number)

    def _cut(self, demand: Demand, duals: Floats | tuple[Floats, Floats]) -> Cut | None:
        """The duals' cut, where this pattern breaks it."""
        cut = cut_of(self.problem, demand, duals)
        if cut is None or int(cut.weights[self.withheld[cut.cells]].sum()) >= cut.least:
            return None
        return cut

    def _all_rows(self, duals: Floats) -> Floats:
        full = np.zeros(len(self.problem.equations))
        full[self.island.rows] = duals
        return full
