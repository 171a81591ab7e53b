"""The attack on demands within one component: programmes over movements, kept warm from one demand to the next."""

from __future__ import annotations

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.movements import Floats
from fanlight.optimise.tolerances import MOVED, SHORT, WHOLE
from fanlight.sdc.attacker.components import Component
from fanlight.sdc.attacker.integer_witness import IntegerWitnesses
from fanlight.sdc.attacker.open_demands import FAR, OpenDemands
from fanlight.sdc.attacker.witness_store import Verdict, WitnessStore
from fanlight.sdc.cuts.capacity import Cut, cut_of
from fanlight.sdc.suppression_problem import Demand, Mask

MANY = 200
"""From so many small demands on, whole-number tables that serve several of them are looked for first."""


class AttackerSubproblem(OpenDemands):
    """The attack on demands within one component: cells of it that a pattern does not withhold stay where they are."""

    def __init__(self, witness_store: WitnessStore, component: Component) -> None:
        super().__init__(witness_store, component)
        self.integer_witnesses = IntegerWitnesses(self)

    def ask(self, withheld: Mask, here: Ints, verdict: Verdict) -> AttackerSubproblem:
        """Prepares the attack on the demands `here` (positions) under a pattern; what is found goes into `verdict`."""
        self.integer_witnesses.afresh()
        self.under(withheld, here, verdict)
        return self

    def run(self, enough: int) -> None:
        # Where one that is short is enough, the first asked mostly is: no need to look at all together.
        if enough != 1:
            self._screen()
            if self.small and len(self.todo) > MANY:
                self.integer_witnesses.first()
                self._screen(fractions=True)
        while self.todo:
            number = next(iter(self.todo))
            self._one(number, self.problem.demands[number])
            if enough and len(self.verdict.short) >= enough:
                return

    def run_whole(self, enough: int, *, hasty: bool = False) -> None:
        """Demands that fractions reach: do whole numbers? `hasty`: what takes long is left open."""
        self.integer_witnesses.run(enough, hasty=hasty)

    def _screen(self, *, fractions: bool = False) -> None:
        """Asks for many movements in one table, while that settles more than asking one by one would. `fractions`: what a
        table in fractions reaches is settled as well, as open."""
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
                settled = self.settle(moved)
                if fractions and not settled:
                    settled = self._open(moved, mine)
                if settled < max(2, len(mine) // 50):
                    break
        self.bound(self.room)

    def _largest(self, places: Ints, weights: Floats, *, primal: bool = True) -> Floats:
        self.witness_store.solves += 1
        moved = self.movements.largest(places, weights, seconds=self.witness_store.seconds, primal=primal)
        if not moved.solved:
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        self.duals, self.best = moved.duals, moved.best
        return moved.values

    def _open(self, values: Floats, asked: Ints) -> int:
        """Settles those that a table in fractions reaches as open."""
        amount = self.amount[asked]
        reached = asked[values[self.place[asked]] * self.sign[asked] >= amount - SHORT * np.maximum(1.0, amount)]
        support = self.component.cells[np.abs(values) > MOVED]
        for k in reached.tolist():
            self.witness_store.remember_fractions(k, support)
            self.verdict.open.append(k)
            del self.todo[k]
        return len(reached)

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
            self.bound(FAR)
            values = self._largest(place, weights, primal=False)
            held = self._misses(demand) and self._held(number, demand)
            self.bound(self.room)
            if held:
                return
            if self._misses(demand):
                self.verdict.unclear.append(number)
                return
        self.todo[number] = None
        if self.settle(values) and number not in self.todo:
            return
        del self.todo[number]
        support = self.component.cells[np.abs(values) > MOVED]
        self.witness_store.remember_fractions(number, support)
        self.verdict.open.append(number)

    def _misses(self, demand: Demand) -> bool:
        return self.best < demand.amount - SHORT * max(1.0, demand.amount)

    def _held(self, number: int, demand: Demand) -> bool:
        """Whether the multipliers prove that a demand is not reached. What keeps a cell from going up mostly keeps it from
        going down: the same multipliers, the other way."""
        duals = self.component.all_rows(self.duals, len(self.problem.equations))
        cut = self._cut(demand, duals)
        if cut is None:
            return False
        self.verdict.short[number] = cut
        other = self.witness_store.opposite[number]
        if other in self.todo:
            cut = self._cut(self.problem.demands[other], -duals)
            if cut is not None:
                self.verdict.short[other] = cut
                del self.todo[other]
        return True

    def _width(self, number: int, demand: Demand, place: Ints) -> None:
        settled = self._ends(number, demand, place)
        if not settled and self.cramped:
            self.bound(FAR)
            settled = self._ends(number, demand, place)
            self.bound(self.room)
        if not settled:
            self.verdict.fraction_only.append(number)

    def _ends(self, number: int, demand: Demand, place: Ints) -> bool:
        """Looks for the lowest and highest counts. Whether these are wide enough apart, or a cut says why they are not."""
        witnesses, duals, reach = [], [], 0
        for sign in (1, -1):
            values = self._largest(place, np.array([float(sign)]))
            duals.append(self.component.all_rows(self.duals, len(self.problem.equations)))
            whole = np.rint(values).astype(np.int64)
            if np.abs(values - whole).max(initial=0.0) > WHOLE or not self.valid(whole):
                found = self.movements.whole(int(place[0]), sign, None, seconds=self.witness_store.seconds)
                if found.status != "optimal" or not self.valid(found.moves):
                    raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
                whole = found.moves
            witnesses.append(self.witness_of(whole))
            reach += int(whole[place[0]]) * sign
        if reach >= demand.amount:
            self.witness_store.remember(number, tuple(witnesses))
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
