"""Whole-number tables for what fractions reach within one component: those that serve many demands at once, those of few
cells, and in the end the proof that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.movements import Floats, WholeMoved
from fanlight.optimise.tolerances import MOVED
from fanlight.sdc.attacker.backoff import Backoff
from fanlight.sdc.attacker.shared_witness import SharedWitnesses
from fanlight.sdc.attacker.smallest_witness import SmallestWitnesses, opposite
from fanlight.sdc.suppression_problem import Demand

if TYPE_CHECKING:
    from fanlight.sdc.attacker.subproblem import AttackerSubproblem

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


class IntegerWitnesses:
    """Looks for whole-number tables for what a subproblem has still to do."""

    def __init__(self, subproblem: AttackerSubproblem) -> None:
        self.subproblem = subproblem
        self.wide = subproblem.small and len(subproblem.component.cells) > WIDE
        self._smallest_witnesses: SmallestWitnesses | None = None
        self._shared_witnesses: SharedWitnesses | None = None
        self._stepped = False

    def afresh(self) -> None:
        """The subproblem is asked under another pattern."""
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
        subproblem = self.subproblem
        if self.wide:
            self._sweep(FIRST, whole=False)
            for size in THEN[:1] if hasty else THEN:
                self._sweep(size, whole=True)
            if hasty:
                subproblem.verdict.open.extend(subproblem.todo)
                subproblem.todo.clear()
                return
        self._steps_first()
        if self.wide:
            self._sweep(LAST, whole=True)
        while subproblem.todo:
            number = next(iter(subproblem.todo))
            demand = subproblem.problem.demands[number]
            self._whole(number, demand, subproblem.place[[number]])
            if enough and len(subproblem.verdict.fraction_only) >= enough:
                return

    def _sweep(self, size: int, *, whole: bool) -> None:
        """Looks for tables that serve many demands, among about so many cells."""
        subproblem = self.subproblem
        if self._shared_witnesses is None:
            self._shared_witnesses = SharedWitnesses(subproblem.component, lambda: subproblem.witness_store.seconds)
        up, down = (np.zeros(len(subproblem.component.cells), dtype=np.int64) for _ in range(2))
        asked = np.fromiter(subproblem.todo, dtype=np.int64, count=len(subproblem.todo))
        for need, sign in ((up, 1), (down, -1)):
            mine = asked[subproblem.sign[asked] == sign]
            need[subproblem.place[mine]] = subproblem.amount[mine]
        self._shared_witnesses.ask(subproblem.low, subproblem.high, up, down)
        backoff = Backoff()
        for k in asked.tolist():
            if k in subproblem.todo and subproblem.sign[k] and (whole or backoff.due()):
                subproblem.witness_store.solves += 1
                found = self._shared_witnesses.table(
                    int(subproblem.place[k]), int(subproblem.sign[k]), size, whole=whole
                )
                backoff.found(found is not None)
                if found is None:
                    continue
                moves = np.zeros(len(subproblem.component.cells), dtype=np.int64)
                moves[found[0]] = found[1]
                if subproblem.valid(moves):
                    subproblem.serve(moves)
                    self._shared_witnesses.served(*found)

    def _steps_first(self) -> None:
        worth = self.subproblem.witness_store.steps
        for number in list(self.subproblem.todo):
            if worth.poor:
                return
            if number in self.subproblem.todo:
                waiting = len(self.subproblem.todo)
                self._step(number, self.subproblem.problem.demands[number])
                worth.tried += 1
                worth.settled += waiting - len(self.subproblem.todo)

    def _step(self, number: int, demand: Demand) -> None:
        """Tries the least that has to move for a demand: few cells, and so mostly whole, or nearly so. What is the least for
        one cell is a step for all that it moves, either way."""
        if demand.sign == 0:
            return
        if self._smallest_witnesses is None:
            self._smallest_witnesses = SmallestWitnesses(self.subproblem.component)
            self._stepped = False
        if not self._stepped:
            self._smallest_witnesses.bound(self.subproblem.low, self.subproblem.high)
            self._stepped = True
        self.subproblem.witness_store.solves += 1
        place = int(self.subproblem.place[number])
        moves = self._smallest_witnesses.least(
            place, demand.sign, demand.amount, seconds=self.subproblem.witness_store.seconds
        )
        if moves is None:
            return
        if not self.subproblem.settle(moves):
            self._made_whole(place, demand, moves)
        elif self.subproblem.small:
            turned = opposite(
                moves, self.subproblem.down, self.subproblem.up, int(self.subproblem.amount.max(initial=1))
            )
            if turned is not None:
                self.subproblem.settle(turned)

    def _made_whole(self, place: int, demand: Demand, moves: Floats) -> None:
        """Looks for a whole-number table that moves only what the fractions move: a small programme."""
        moving = np.abs(moves) > MOVED
        self.subproblem.movements.bound(
            np.where(moving, self.subproblem.low, 0).astype(float),
            np.where(moving, self.subproblem.high, 0).astype(float),
        )
        found = self.subproblem.movements.whole(
            place, demand.sign, demand.amount, seconds=self.subproblem.witness_store.seconds
        )
        self.subproblem.movements.bound(self.subproblem.low.astype(float), self.subproblem.high.astype(float))
        self.subproblem.witness_store.solves += 1
        if found.status == "optimal" and self.subproblem.valid(found.moves):
            self.subproblem.serve(found.moves)

    def _whole(self, number: int, demand: Demand, place: Ints) -> None:
        """Fractions reach it: do whole numbers?"""
        for size in NEAR if self.subproblem.small else ():
            if size < len(self.subproblem.component.cells) and self._nearby(number, demand, int(place[0]), size):
                return
        for attempt in range(TRIES):
            if self._corner(number, demand, place, attempt):
                return
        whole = self._among_all(int(place[0]), demand)
        if whole.status == "infeasible":
            del self.subproblem.todo[number]
            self.subproblem.verdict.fraction_only.append(number)
            return
        if whole.status != "optimal" or not self.subproblem.valid(whole.moves):
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        self.subproblem.serve(whole.moves)
        if number in self.subproblem.todo:
            raise NotProvedSafe("A solver's table does not do what it said.", next_step="Report this as a fault.")

    def _among_all(self, place: int, demand: Demand) -> WholeMoved:
        self.subproblem.witness_store.solves += 1
        whole = self.subproblem.movements.whole(
            place, demand.sign, demand.amount, seconds=self.subproblem.witness_store.seconds
        )
        if whole.status == "infeasible" and self.subproblem.cramped:
            self.subproblem.bound(FAR)
            whole = self.subproblem.movements.whole(
                place, demand.sign, demand.amount, seconds=self.subproblem.witness_store.seconds
            )
            self.subproblem.bound(self.subproblem.room)
        return whole

    def _nearby(self, number: int, demand: Demand, place: int, size: int) -> bool:
        """Looks for a whole-number table that moves only cells near the demand's: a small programme."""
        near = self.subproblem.component.near(place, self.subproblem.low < self.subproblem.high, size)
        low, high = np.zeros_like(self.subproblem.low), np.zeros_like(self.subproblem.high)
        low[near], high[near] = self.subproblem.low[near], self.subproblem.high[near]
        self.subproblem.movements.bound(low.astype(float), high.astype(float))
        found = self.subproblem.movements.whole(
            place, demand.sign, demand.amount, seconds=self.subproblem.witness_store.seconds
        )
        self.subproblem.movements.bound(self.subproblem.low.astype(float), self.subproblem.high.astype(float))
        self.subproblem.witness_store.solves += 1
        return (
            found.status == "optimal"
            and self.subproblem.settle(found.moves.astype(float)) > 0
            and number not in self.subproblem.todo
        )

    def _corner(self, number: int, demand: Demand, place: Ints, attempt: int) -> bool:
        """Tries a corner of what is possible once the demand is met: most corners are whole."""
        weights = np.random.default_rng(attempt).uniform(-0.001, 0.001, len(self.subproblem.component.cells))
        low, high = self.subproblem.low.copy(), self.subproblem.high.copy()
        low[place] = high[place] = demand.amount * demand.sign
        self.subproblem.movements.bound(low.astype(float), high.astype(float))
        moved = self.subproblem.movements.largest(
            np.arange(len(weights)), weights, seconds=self.subproblem.witness_store.seconds, primal=False
        )
        self.subproblem.movements.bound(self.subproblem.low.astype(float), self.subproblem.high.astype(float))
        self.subproblem.witness_store.solves += 1
        return moved.solved and self.subproblem.settle(moved.values) > 0 and number not in self.subproblem.todo
