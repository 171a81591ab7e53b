"""The attack on demands within one island: programmes over movements, kept warm from one demand to the next."""

from __future__ import annotations

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.optimise.movements import Floats, Movements, WholeMoved
from fanlight.sdc.suppression.cuts import Cut, cut_of
from fanlight.sdc.suppression.islands import Island
from fanlight.sdc.suppression.memory import Memory, Verdict, Witness
from fanlight.sdc.suppression.problem import Demand, Mask
from fanlight.sdc.suppression.steps import Steps, opposite
from fanlight.tables.cells.equations import Ints

ROOM = 1000
"""Movements are first bounded by this many times the largest demand: huge bounds make a solver imprecise."""
FAR = 2**40
"""Movements beyond this are not looked for, but for demands that are larger themselves."""
TRIES = 4
"""How many corners are looked at for a whole-number table before a programme in whole numbers is asked."""
MANY = 200
"""From so many small demands on, the least that has to move is asked for first: it serves several of them."""
NEAR = (100, 400)
"""How many cells near one are looked at for a whole-number table before all are."""
SMALL = 100
"""Where no demand is larger, solvers need no perturbation."""


class Sea:
    """The attack on demands within one island: cells of it that a pattern does not withhold stay where they are."""

    def __init__(self, memory: Memory, island: Island) -> None:
        self.memory, self.problem, self.island = memory, memory.problem, island
        self.sign, self.amount = memory.sign, memory.amount
        self.place = np.searchsorted(island.cells, memory.cell)
        e = island.equations
        self.small = int(self.amount.max(initial=1)) <= SMALL
        self.movements = Movements(len(island.cells), e.starts, e.cells, e.factors, perturbed=not self.small)
        self.room = ROOM * int(self.amount.max(initial=1))
        self._steps: Steps | None = None

    def ask(self, withheld: Mask, here: Ints, verdict: Verdict) -> Sea:
        """Prepares the attack on the demands `here` (positions) under a pattern; what is found goes into `verdict`."""
        self.verdict, self.withheld = verdict, withheld
        self._stepped = False
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
            if self.small and len(self.todo) > MANY:
                self._steps_first()
        while self.todo:
            number = next(iter(self.todo))
            self._one(number, self.problem.demands[number])
            if enough and len(self.verdict.short) >= enough:
                return

    def run_whole(self, enough: int) -> None:
        """Demands that fractions reach: do whole numbers?"""
        self._steps_first()
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
        self.memory.solves += 1
        moved = self.movements.largest(places, weights, seconds=self.memory.seconds, primal=primal)
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
                self.memory.remember(k, (witness,))
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
        weights = np.array([float(demand.sign)])
        values = self._largest(place, weights)
        if self._misses(demand):
            if self._held(number, demand):
                return
            self._bound(FAR)
            values = self._largest(place, weights, primal=False)
            held = self._misses(demand) and self._held(number, demand)
            self._bound(self.room)
            if held:
                return
            if self._misses(demand):
                self.verdict.unclear.append(number)
                return
        self.todo[number] = None
        if self._settle(values) and number not in self.todo:
            return
        del self.todo[number]
        support = self.island.cells[np.abs(values) > 1e-7]
        self.memory.remember_fractions(number, support)
        self.verdict.open.append(number)

    def _misses(self, demand: Demand) -> bool:
        return self.best < demand.amount - 1e-6 * max(1.0, demand.amount)

    def _held(self, number: int, demand: Demand) -> bool:
        """Whether the multipliers prove that a demand is not reached. What keeps a cell from going up mostly keeps it from
        going down: the same multipliers, the other way."""
        duals = self.island.all_rows(self.duals, len(self.problem.equations))
        cut = self._cut(demand, duals)
        if cut is None:
            return False
        self.verdict.short[number] = cut
        other = self.memory.opposite[number]
        if other in self.todo:
            cut = self._cut(self.problem.demands[other], -duals)
            if cut is not None:
                self.verdict.short[other] = cut
                del self.todo[other]
        return True

    def _steps_first(self) -> None:
        for number in list(self.todo):
            if number in self.todo:
                self._step(number, self.problem.demands[number])

    def _step(self, number: int, demand: Demand) -> None:
        """Tries the least that has to move for a demand: few cells, and so mostly whole, or nearly so. What is the least for
        one cell is a step for all that it moves, either way."""
        if demand.sign == 0:
            return
        if self._steps is None:
            self._steps = Steps(self.island)
            self._stepped = False
        if not self._stepped:
            self._steps.bound(self.low, self.high)
            self._stepped = True
        self.memory.solves += 1
        place = int(self.place[number])
        moves = self._steps.least(place, demand.sign, demand.amount, seconds=self.memory.seconds)
        if moves is None:
            return
        if not self._settle(moves):
            self._made_whole(place, demand, moves)
        elif self.small:
            turned = opposite(moves, self.down, self.up, int(self.amount.max(initial=1)))
            if turned is not None:
                self._settle(turned)

    def _made_whole(self, place: int, demand: Demand, moves: Floats) -> None:
        """Looks for a whole-number table that moves only what the fractions move: a small programme."""
        moving = np.abs(moves) > 1e-7
        self.movements.bound(np.where(moving, self.low, 0).astype(float), np.where(moving, self.high, 0).astype(float))
        found = self.movements.whole(place, demand.sign, demand.amount, seconds=self.memory.seconds)
        self.movements.bound(self.low.astype(float), self.high.astype(float))
        self.memory.solves += 1
        if found.status == "optimal" and self._valid(found.moves):
            self._serve(found.moves)

    def _whole(self, number: int, demand: Demand, place: Ints) -> None:
        """Fractions reach it: do whole numbers?"""
        for size in NEAR if self.small else ():
            if size < len(self.island.cells) and self._nearby(number, demand, int(place[0]), size):
                return
        for attempt in range(TRIES):
            if self._corner(number, demand, place, attempt):
                return
        whole = self._among_all(int(place[0]), demand)
        if whole.status == "infeasible":
            del self.todo[number]
            self.verdict.ragged.append(number)
            return
        if whole.status != "optimal" or not self._valid(whole.moves):
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        self._serve(whole.moves)
        if number in self.todo:
            raise NotProvedSafe("A solver's table does not do what it said.", next_step="Report this as a fault.")

    def _among_all(self, place: int, demand: Demand) -> WholeMoved:
        self.memory.solves += 1
        whole = self.movements.whole(place, demand.sign, demand.amount, seconds=self.memory.seconds)
        if whole.status == "infeasible" and self._cramped:
            self._bound(FAR)
            whole = self.movements.whole(place, demand.sign, demand.amount, seconds=self.memory.seconds)
            self._bound(self.room)
        return whole

    def _nearby(self, number: int, demand: Demand, place: int, size: int) -> bool:
        """Looks for a whole-number table that moves only cells near the demand's: a small programme."""
        near = self.island.near(place, self.low < self.high, size)
        low, high = np.zeros_like(self.low), np.zeros_like(self.high)
        low[near], high[near] = self.low[near], self.high[near]
        self.movements.bound(low.astype(float), high.astype(float))
        found = self.movements.whole(place, demand.sign, demand.amount, seconds=self.memory.seconds)
        self.movements.bound(self.low.astype(float), self.high.astype(float))
        self.memory.solves += 1
        return found.status == "optimal" and self._settle(found.moves.astype(float)) > 0 and number not in self.todo

    def _corner(self, number: int, demand: Demand, place: Ints, attempt: int) -> bool:
        """Tries a corner of what is possible once the demand is met: most corners are whole."""
        weights = np.random.default_rng(attempt).uniform(-0.001, 0.001, len(self.island.cells))
        low, high = self.low.copy(), self.high.copy()
        low[place] = high[place] = demand.amount * demand.sign
        self.movements.bound(low.astype(float), high.astype(float))
        moved = self.movements.largest(np.arange(len(weights)), weights, seconds=self.memory.seconds, primal=False)
        self.movements.bound(self.low.astype(float), self.high.astype(float))
        self.memory.solves += 1
        return moved.solved and self._settle(moved.values) > 0 and number not in self.todo

    @property
    def _cramped(self) -> bool:
        """Whether cells can move farther than the programme lets them: then nothing is sure to be out of reach."""
        return max(int(self.down.max()), int(self.up.max())) > self.room < FAR

    def _width(self, number: int, demand: Demand, place: Ints) -> None:
        settled = self._ends(number, demand, place)
        if not settled and self._cramped:
            self._bound(FAR)
            settled = self._ends(number, demand, place)
            self._bound(self.room)
        if not settled:
            self.verdict.ragged.append(number)

    def _ends(self, number: int, demand: Demand, place: Ints) -> bool:
        """Looks for the lowest and highest counts. Whether these are wide enough apart, or a cut says why they are not."""
        witnesses, duals, reach = [], [], 0
        for sign in (1, -1):
            values = self._largest(place, np.array([float(sign)]))
            duals.append(self.island.all_rows(self.duals, len(self.problem.equations)))
            whole = np.rint(values).astype(np.int64)
            if np.abs(values - whole).max(initial=0.0) > 1e-5 or not self._valid(whole):
                found = self.movements.whole(int(place[0]), sign, None, seconds=self.memory.seconds)
                if found.status != "optimal" or not self._valid(found.moves):
                    raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
                whole = found.moves
            witnesses.append(self._witness(whole))
            reach += int(whole[place[0]]) * sign
        if reach >= demand.amount:
            self.memory.remember(number, tuple(witnesses))
            return True
        cut = self._cut(demand, (duals[0], duals[1]))
        if cut is not None:
            self.verdict.short[number] = cut
        return cut is not None

    def _cut(self, demand: Demand, duals: Floats | tuple[Floats, Floats]) -> Cut | None:
        """The duals' cut, where this pattern breaks it."""
        cut = cut_of(self.problem, demand, duals)
        if cut is None or int(cut.weights[self.withheld[cut.cells]].sum()) >= cut.least:
            return None
        return cut
