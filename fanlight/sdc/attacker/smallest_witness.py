"""The least that has to move for a demand: tables of few cells, most of them in whole numbers."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.detours import Detours
from fanlight.optimise.movement.movements import Floats
from fanlight.sdc.attacker.components import Component


class SmallestWitnesses:
    """Least movements within one component, whose cells all count alike."""

    def __init__(self, component: Component) -> None:
        e, none = component.equations, np.zeros(len(component.cells))
        self._detours = Detours(none, none, e.starts, e.cells, e.factors)
        self._detours.cost(np.arange(len(none)), np.ones(len(none)))

    def bound(self, low: Ints, high: Ints) -> None:
        """Sets how far each cell may move down (`low`, at most 0) and up."""
        self._detours.bound(high.astype(float), -low.astype(float))

    def least(self, place: int, sign: int, amount: int, *, seconds: float) -> Floats | None:
        """Movements a cell; None where there are none or time ran out."""
        return self._detours.cheapest(place, sign, amount, seconds=seconds)


def opposite(moves: Floats, down: Ints, up: Ints, most: int) -> Floats | None:
    """The smallest whole step that these whole movements are made of, taken the other way as often as cells can move
    (`down`, `up`: each cell's room), at most `most` times; None where it cannot be taken."""
    step = np.rint(moves).astype(np.int64)
    step = -step // max(1, int(np.gcd.reduce(step)))
    rising, falling = step > 0, step < 0
    times = min(
        int((up[rising] // step[rising]).min(initial=most)), int((down[falling] // -step[falling]).min(initial=most))
    )
    return (step * times).astype(float) if times else None
