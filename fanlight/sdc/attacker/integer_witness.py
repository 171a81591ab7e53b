"""Whole-number tables for what fractions reach within one component: those that serve many demands at once, those of few
cells, and in the end the proof that there is none."""

from __future__ import annotations

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.movements import Floats, WholeMoved
from fanlight.optimise.tolerances import MOVED
from fanlight.sdc.attacker.backoff import Backoff
from fanlight.sdc.attacker.open_demands import FAR, OpenDemands
from fanlight.sdc.attacker.shared_witness import SharedWitnesses
from fanlight.sdc.attacker.smallest_witness import SmallestWitnesses, opposite
from fanlight.sdc.suppression_problem import Demand

TRIES = 4
"""How many corners are looked at for a whole-number table before a programme in whole numbers is asked."""
NEAR = (100, 400)
"""How many cells near one are looked at for a whole-number table before all are."""
WIDE = 2_000
"""Islands of more cells than this are swept: the least that has to move is slow to find there, and serves few."""
FIRST, THEN, LAST = 300, (1_250, 1_750), 2_500
"""How many cells a sweep looks at in fractions that it rounds, then in whole numbers, and for the last few: a programme of
more than about 2,000 cells takes a second and more."""


class IntegerWitnesses:
    """Looks for whole-number tables for what of the demands is still open."""

    def __init__(self, open_demands: OpenDemands) -> None:
        self.open_demands = open_demands
        self.wide = open_demands.small and len(open_demands.component.cells) > WIDE
        self._smallest_witnesses: SmallestWitnesses | None = None
        self._shared_witnesses: SharedWitnesses | None = None
        self._stepped = False

    def afresh(self) -> None:
        """The demands are asked under another pattern."""
        self._stepped = False

    def first(self) -> None:
        """Tables that serve several demands each: cheaper than to ask for each whether fractions reach it."""
        if self.wide:
            self._sweep(FIRST, whole=False)
        else:
            self._steps_first()

    def run(self, enough: int, *, hasty: bool = False) -> None:
        """Settles all that is to do: as served, or as what whole numbers do not reach, until these are `enough` (0: all).
        `hasty`: in wide components what takes long is left open."""
        open_demands = self.open_demands
        if self.wide:
            self._sweep(FIRST, whole=False)
            for size in THEN[:1] if hasty else THEN:
                self._sweep(size, whole=True)
            if hasty:
                open_demands.verdict.open.extend(open_demands.todo)
                open_demands.todo.clear()
                return
        self._steps_first()
        if self.wide:
            self._sweep(LAST, whole=True)
        while open_demands.todo:
            number = next(iter(open_demands.todo))
            demand = open_demands.problem.demands[number]
            self._whole(number, demand, open_demands.place[[number]])
            if enough and len(open_demands.verdict.fraction_only) >= enough:
                return

    def _sweep(self, size: int, *, whole: bool) -> None:
        """Looks for tables that serve many demands, among about so many cells."""
        open_demands = self.open_demands
        if self._shared_witnesses is None:
            self._shared_witnesses = SharedWitnesses(open_demands.component, lambda: open_demands.witness_store.seconds)
        up, down = (np.zeros(len(open_demands.component.cells), dtype=np.int64) for _ in range(2))
        asked = np.fromiter(open_demands.todo, dtype=np.int64, count=len(open_demands.todo))
        for need, sign in ((up, 1), (down, -1)):
            mine = asked[open_demands.sign[asked] == sign]
            need[open_demands.place[mine]] = open_demands.amount[mine]
        self._shared_witnesses.ask(open_demands.low, open_demands.high, up, down)
        backoff = Backoff()
        for k in asked.tolist():
            if k in open_demands.todo and open_demands.sign[k] and (whole or backoff.due()):
                open_demands.witness_store.solves += 1
                found = self._shared_witnesses.table(
                    int(open_demands.place[k]), int(open_demands.sign[k]), size, whole=whole
                )
                backoff.found(found is not None)
                if found is None:
                    continue
                moves = np.zeros(len(open_demands.component.cells), dtype=np.int64)
                moves[found[0]] = found[1]
                if open_demands.valid(moves):
                    open_demands.serve(moves)
                    self._shared_witnesses.served(*found)

    def _steps_first(self) -> None:
        worth = self.open_demands.witness_store.steps
        for number in list(self.open_demands.todo):
            if worth.poor:
                return
            if number in self.open_demands.todo:
                waiting = len(self.open_demands.todo)
                self._step(number, self.open_demands.problem.demands[number])
                worth.tried += 1
                worth.settled += waiting - len(self.open_demands.todo)

    def _step(self, number: int, demand: Demand) -> None:
        """Tries the least that has to move for a demand: few cells, and so mostly whole, or nearly so. What is the least for
        one cell is a step for all that it moves, either way."""
        if demand.sign == 0:
            return
        if self._smallest_witnesses is None:
            self._smallest_witnesses = SmallestWitnesses(self.open_demands.component)
            self._stepped = False
        if not self._stepped:
            self._smallest_witnesses.bound(self.open_demands.low, self.open_demands.high)
            self._stepped = True
        self.open_demands.witness_store.solves += 1
        place = int(self.open_demands.place[number])
        moves = self._smallest_witnesses.least(
            place, demand.sign, demand.amount, seconds=self.open_demands.witness_store.seconds
        )
        if moves is None:
            return
        if not self.open_demands.settle(moves):
            self._made_whole(place, demand, moves)
        elif self.open_demands.small:
            turned = opposite(
                moves, self.open_demands.down, self.open_demands.up, int(self.open_demands.amount.max(initial=1))
            )
            if turned is not None:
                self.open_demands.settle(turned)

    def _made_whole(self, place: int, demand: Demand, moves: Floats) -> None:
        """Looks for a whole-number table that moves only what the fractions move: a small programme."""
        moving = np.abs(moves) > MOVED
        self.open_demands.movements.bound(
            np.where(moving, self.open_demands.low, 0).astype(float),
            np.where(moving, self.open_demands.high, 0).astype(float),
        )
        found = self.open_demands.movements.whole(
            place, demand.sign, demand.amount, seconds=self.open_demands.witness_store.seconds
        )
        self.open_demands.movements.bound(self.open_demands.low.astype(float), self.open_demands.high.astype(float))
        self.open_demands.witness_store.solves += 1
        if found.status == "optimal" and self.open_demands.valid(found.moves):
            self.open_demands.serve(found.moves)

    def _whole(self, number: int, demand: Demand, place: Ints) -> None:
        """Fractions reach it: do whole numbers?"""
        for size in NEAR if self.open_demands.small else ():
            if size < len(self.open_demands.component.cells) and self._nearby(number, demand, int(place[0]), size):
                return
        for attempt in range(TRIES):
            if self._corner(number, demand, place, attempt):
                return
        whole = self._among_all(int(place[0]), demand)
        if whole.status == "infeasible":
            del self.open_demands.todo[number]
            self.open_demands.verdict.fraction_only.append(number)
            return
        if whole.status != "optimal" or not self.open_demands.valid(whole.moves):
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        self.open_demands.serve(whole.moves)
        if number in self.open_demands.todo:
            raise NotProvedSafe("A solver's table does not do what it said.", next_step="Report this as a fault.")

    def _among_all(self, place: int, demand: Demand) -> WholeMoved:
        self.open_demands.witness_store.solves += 1
        whole = self.open_demands.movements.whole(
            place, demand.sign, demand.amount, seconds=self.open_demands.witness_store.seconds
        )
        if whole.status == "infeasible" and self.open_demands.cramped:
            self.open_demands.bound(FAR)
            whole = self.open_demands.movements.whole(
                place, demand.sign, demand.amount, seconds=self.open_demands.witness_store.seconds
            )
            self.open_demands.bound(self.open_demands.room)
        return whole

    def _nearby(self, number: int, demand: Demand, place: int, size: int) -> bool:
        """Looks for a whole-number table that moves only cells near the demand's: a small programme."""
        near = self.open_demands.component.near(place, self.open_demands.low < self.open_demands.high, size)
        low, high = np.zeros_like(self.open_demands.low), np.zeros_like(self.open_demands.high)
        low[near], high[near] = self.open_demands.low[near], self.open_demands.high[near]
        self.open_demands.movements.bound(low.astype(float), high.astype(float))
        found = self.open_demands.movements.whole(
            place, demand.sign, demand.amount, seconds=self.open_demands.witness_store.seconds
        )
        self.open_demands.movements.bound(self.open_demands.low.astype(float), self.open_demands.high.astype(float))
        self.open_demands.witness_store.solves += 1
        return (
            found.status == "optimal"
            and self.open_demands.settle(found.moves.astype(float)) > 0
            and number not in self.open_demands.todo
        )

    def _corner(self, number: int, demand: Demand, place: Ints, attempt: int) -> bool:
        """Tries a corner of what is possible once the demand is met: most corners are whole."""
        weights = np.random.default_rng(attempt).uniform(-0.001, 0.001, len(self.open_demands.component.cells))
        low, high = self.open_demands.low.copy(), self.open_demands.high.copy()
        low[place] = high[place] = demand.amount * demand.sign
        self.open_demands.movements.bound(low.astype(float), high.astype(float))
        moved = self.open_demands.movements.largest(
            np.arange(len(weights)), weights, seconds=self.open_demands.witness_store.seconds, primal=False
        )
        self.open_demands.movements.bound(self.open_demands.low.astype(float), self.open_demands.high.astype(float))
        self.open_demands.witness_store.solves += 1
        return moved.solved and self.open_demands.settle(moved.values) > 0 and number not in self.open_demands.todo
