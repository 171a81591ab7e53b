"""Demands within one component that are still open under a pattern, and the whole-number tables that serve them."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.movements import Floats, Movements
from fanlight.optimise.tolerances import WHOLE
from fanlight.sdc.attacker.components import Component
from fanlight.sdc.attacker.witness_store import Verdict, Witness, WitnessStore
from fanlight.sdc.suppression_problem import Mask

ROOM = 1000
"""Movements are first bounded by this many times the largest demand: huge bounds make a solver imprecise."""
SMALL = 100
"""Where no demand is larger, solvers need no perturbation."""
FAR = 2**40
"""Movements beyond this are not looked for, but for demands that are larger themselves."""


class OpenDemands:
    """The demands within one component: `todo` is what is open, `low` and `high` how far its cells can move."""

    def __init__(self, witness_store: WitnessStore, component: Component) -> None:
        self.witness_store, self.problem, self.component = witness_store, witness_store.problem, component
        self.sign, self.amount = witness_store.sign, witness_store.amount
        self.place = np.searchsorted(component.cells, witness_store.cell)
        e = component.equations
        self.small = int(self.amount.max(initial=1)) <= SMALL
        self.movements = Movements(len(component.cells), e.starts, e.cells, e.factors, perturbed=not self.small)
        self.room = ROOM * int(self.amount.max(initial=1))

    def under(self, withheld: Mask, here: Ints, verdict: Verdict) -> None:
        """Asks the demands `here` (positions) under a pattern; what is found goes into `verdict`."""
        self.verdict, self.withheld = verdict, withheld
        self.todo = dict.fromkeys(here.tolist())
        free = withheld[self.component.cells]
        self.down = np.where(free, self.problem.down[self.component.cells], 0)
        self.up = np.where(free, self.problem.up[self.component.cells], 0)
        self.bound(self.room)

    def bound(self, room: int) -> None:
        self.low, self.high = -np.minimum(self.down, room), np.minimum(self.up, room)
        self.movements.bound(self.low.astype(float), self.high.astype(float))

    @property
    def cramped(self) -> bool:
        """Whether cells can move farther than the programme lets them: then nothing is sure to be out of reach."""
        return max(int(self.down.max()), int(self.up.max())) > self.room < FAR

    def settle(self, values: Floats) -> int:
        """Takes a table as witness of all that it serves; 0 where it is not one in whole numbers."""
        whole = np.rint(values).astype(np.int64)
        if np.abs(values - whole).max(initial=0.0) > WHOLE or not self.valid(whole):
            return 0
        return self.serve(whole)

    def valid(self, whole: Ints) -> bool:
        return bool(
            (whole >= -self.down).all() and (whole <= self.up).all() and not self.component.equations.left(whole).any()
        )

    def serve(self, whole: Ints) -> int:
        todo = np.fromiter(self.todo, dtype=np.int64, count=len(self.todo))
        served = todo[(self.sign[todo] != 0) & (whole[self.place[todo]] * self.sign[todo] >= self.amount[todo])]
        if len(served):
            found = (self.witness_of(whole),)
            for k in served.tolist():
                self.witness_store.remember(k, found)
                del self.todo[k]
        return len(served)

    def witness_of(self, whole: Ints) -> Witness:
        moving = np.flatnonzero(whole)
        return Witness(self.component.cells[moving], whole[moving])
