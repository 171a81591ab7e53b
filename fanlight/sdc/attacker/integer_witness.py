"""Whole-number tables for what fractions reach within one island: those that serve many demands at once, those of few
cells, and in the end the proof that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.optimise.movements import Floats, WholeMoved
from fanlight.sdc.attacker.backoff import Fruit
from fanlight.sdc.attacker.shared_witness import Sweeps
from fanlight.sdc.attacker.smallest_witness import Steps, opposite
from fanlight.sdc.suppression_problem import Demand
from fanlight.tables.cells.equations import Ints

if TYPE_CHECKING:
    from fanlight.sdc.attacker.subproblem import Sea

FAR = 2**40
"""Movements beyond this are not looked for, but for demands that are larger themselves."""
TRIES = 4
"""How many corners are looked at for a whole-number table before a programme in whole numbers is asked."""
NEAR = (100, 400)
"""How many cells near one are looked at for a whole-number table before all are."""
WIDE = 2_000
"""Islands of more cells than this are swept: the least that has to move is slow to find there, and serves few."""
FIRST, THEN, LAST = 300, (1_250, 1_750), 2_500
"""How many cells a sweep looks at in fractions that it rounds, then in whole numbers, and for the last few: a programme of
more than about 2,000 cells takes a second and more."""


class Wholes:
    """Looks for whole-number tables for what a sea has still to do."""

    def __init__(self, sea: Sea) -> None:
        self.sea = sea
        self.wide = sea.small and len(sea.island.cells) > WIDE
        self._steps: Steps | None = None
        self._sweeps: Sweeps | None = None
        self._stepped = False

    def afresh(self) -> None:
        """The sea is asked under another pattern."""
        self._stepped = False

    def first(self) -> None:
        """Tables that serve several demands each: cheaper than to ask for each whether fractions reach it."""
        if self.wide:
            self._sweep(FIRST, whole=False)
        else:
            self._steps_first()

    def run(self, enough: int, *, hasty: bool = False) -> None:
        """Settles all that is to do: as served, or as what whole numbers do not reach, until these are `enough` (0: all).
        `hasty`: in wide islands what takes long is left open."""
        sea = self.sea
        if self.wide:
            self._sweep(FIRST, whole=False)
            for size in THEN[:1] if hasty else THEN:
                self._sweep(size, whole=True)
            if hasty:
                sea.verdict.open.extend(sea.todo)
                sea.todo.clear()
                return
        self._steps_first()
        if self.wide:
            self._sweep(LAST, whole=True)
        while sea.todo:
            number = next(iter(sea.todo))
            demand = sea.problem.demands[number]
            self._whole(number, demand, sea.place[[number]])
            if enough and len(sea.verdict.ragged) >= enough:
                return

    def _sweep(self, size: int, *, whole: bool) -> None:
        """Looks for tables that serve many demands, among about so many cells."""
        sea = self.sea
        if self._sweeps is None:
            self._sweeps = Sweeps(sea.island, lambda: sea.memory.seconds)
        up, down = (np.zeros(len(sea.island.cells), dtype=np.int64) for _ in range(2))
        asked = np.fromiter(sea.todo, dtype=np.int64, count=len(sea.todo))
        for need, sign in ((up, 1), (down, -1)):
            mine = asked[sea.sign[asked] == sign]
            need[sea.place[mine]] = sea.amount[mine]
        self._sweeps.ask(sea.low, sea.high, up, down)
        fruit = Fruit()
        for k in asked.tolist():
            if k in sea.todo and sea.sign[k] and (whole or fruit.ripe()):
                sea.memory.solves += 1
                found = self._sweeps.table(int(sea.place[k]), int(sea.sign[k]), size, whole=whole)
                fruit.found(found is not None)
                if found is None:
                    continue
                moves = np.zeros(len(sea.island.cells), dtype=np.int64)
                moves[found[0]] = found[1]
                if sea.valid(moves):
                    sea.serve(moves)
                    self._sweeps.served(*found)

    def _steps_first(self) -> None:
        worth = self.sea.memory.steps
        for number in list(self.sea.todo):
            if worth.poor:
                return
            if number in self.sea.todo:
                waiting = len(self.sea.todo)
                self._step(number, self.sea.problem.demands[number])
                worth.tried += 1
                worth.settled += waiting - len(self.sea.todo)

    def _step(self, number: int, demand: Demand) -> None:
        """Tries the least that has to move for a demand: few cells, and so mostly whole, or nearly so. What is the least for
        one cell is a step for all that it moves, either way."""
        if demand.sign == 0:
            return
        if self._steps is None:
            self._steps = Steps(self.sea.island)
            self._stepped = False
        if not self._stepped:
            self._steps.bound(self.sea.low, self.sea.high)
            self._stepped = True
        self.sea.memory.solves += 1
        place = int(self.sea.place[number])
        moves = self._steps.least(place, demand.sign, demand.amount, seconds=self.sea.memory.seconds)
        if moves is None:
            return
        if not self.sea.settle(moves):
            self._made_whole(place, demand, moves)
        elif self.sea.small:
            turned = opposite(moves, self.sea.down, self.sea.up, int(self.sea.amount.max(initial=1)))
            if turned is not None:
                self.sea.settle(turned)

    def _made_whole(self, place: int, demand: Demand, moves: Floats) -> None:
        """Looks for a whole-number table that moves only what the fractions move: a small programme."""
        moving = np.abs(moves) > 1e-7
        self.sea.movements.bound(
            np.where(moving, self.sea.low, 0).astype(float), np.where(moving, self.sea.high, 0).astype(float)
        )
        found = self.sea.movements.whole(place, demand.sign, demand.amount, seconds=self.sea.memory.seconds)
        self.sea.movements.bound(self.sea.low.astype(float), self.sea.high.astype(float))
        self.sea.memory.solves += 1
        if found.status == "optimal" and self.sea.valid(found.moves):
            self.sea.serve(found.moves)

    def _whole(self, number: int, demand: Demand, place: Ints) -> None:
        """Fractions reach it: do whole numbers?"""
        for size in NEAR if self.sea.small else ():
            if size < len(self.sea.island.cells) and self._nearby(number, demand, int(place[0]), size):
                return
        for attempt in range(TRIES):
            if self._corner(number, demand, place, attempt):
                return
        whole = self._among_all(int(place[0]), demand)
        if whole.status == "infeasible":
            del self.sea.todo[number]
            self.sea.verdict.ragged.append(number)
            return
        if whole.status != "optimal" or not self.sea.valid(whole.moves):
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        self.sea.serve(whole.moves)
        if number in self.sea.todo:
            raise NotProvedSafe("A solver's table does not do what it said.", next_step="Report this as a fault.")

    def _among_all(self, place: int, demand: Demand) -> WholeMoved:
        self.sea.memory.solves += 1
        whole = self.sea.movements.whole(place, demand.sign, demand.amount, seconds=self.sea.memory.seconds)
        if whole.status == "infeasible" and self.sea.cramped:
            self.sea.bound(FAR)
            whole = self.sea.movements.whole(place, demand.sign, demand.amount, seconds=self.sea.memory.seconds)
            self.sea.bound(self.sea.room)
        return whole

    def _nearby(self, number: int, demand: Demand, place: int, size: int) -> bool:
        """Looks for a whole-number table that moves only cells near the demand's: a small programme."""
        near = self.sea.island.near(place, self.sea.low < self.sea.high, size)
        low, high = np.zeros_like(self.sea.low), np.zeros_like(self.sea.high)
        low[near], high[near] = self.sea.low[near], self.sea.high[near]
        self.sea.movements.bound(low.astype(float), high.astype(float))
        found = self.sea.movements.whole(place, demand.sign, demand.amount, seconds=self.sea.memory.seconds)
        self.sea.movements.bound(self.sea.low.astype(float), self.sea.high.astype(float))
        self.sea.memory.solves += 1
        return (
            found.status == "optimal" and self.sea.settle(found.moves.astype(float)) > 0 and number not in self.sea.todo
        )

    def _corner(self, number: int, demand: Demand, place: Ints, attempt: int) -> bool:
        """Tries a corner of what is possible once the demand is met: most corners are whole."""
        weights = np.random.default_rng(attempt).uniform(-0.001, 0.001, len(self.sea.island.cells))
        low, high = self.sea.low.copy(), self.sea.high.copy()
        low[place] = high[place] = demand.amount * demand.sign
        self.sea.movements.bound(low.astype(float), high.astype(float))
        moved = self.sea.movements.largest(
            np.arange(len(weights)), weights, seconds=self.sea.memory.seconds, primal=False
        )
        self.sea.movements.bound(self.sea.low.astype(float), self.sea.high.astype(float))
        self.sea.memory.solves += 1
        return moved.solved and self.sea.settle(moved.values) > 0 and number not in self.sea.todo
