"""Primary cells that no pattern protects, found before time is spent on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.movements import Movements
from fanlight.optimise.tolerances import SHORT
from fanlight.sdc.suppression_problem import component_labels

Bools = NDArray[np.bool_]
FAR = 2**40
"""A movement is looked at up to here."""
MOST = 30_000
"""Cells that hang together, at most, for a programme over all of them."""


def cannot_move(table: CellTable) -> Bools:
    """Cells that stay where they are whatever is withheld, by their own bounds and by sums in which all others stay."""
    equations = table.equations
    can = (table.status != Status.PUBLISH) & ((table.lower < table.values) | (table.upper > table.values))
    while True:
        alive = can[equations.cells]
        counts = np.bincount(equations.rows[alive], minlength=len(equations))
        alone = alive & (counts[equations.rows] == 1)
        if not alone.any():
            return np.asarray(~can)
        can[equations.cells[alone]] = False


def unprotectable(table: CellTable) -> Ints:
    """Primary cells that bounds and single sums alone keep from moving as they must. Without a programme."""
    up = np.minimum(table.upper - table.values, FAR)
    down = np.minimum(table.values - table.lower, FAR)
    held = cannot_move(table) & ((table.upl > 0) | (table.lpl > 0) | (table.spl > 0))
    close = (table.upl > up) | (table.lpl > down) | (table.spl > up + down)
    return np.flatnonzero(table.primary & (held | close))


def unprotectable_among(table: CellTable, cells: Iterable[int], *, left: Callable[[], float]) -> list[int]:
    """Those of `cells` that must move further than fractions can take them with everything withheld that may be."""
    if left() <= 0:
        return []
    can = ~cannot_move(table)
    label = component_labels(table.equations, can)
    found: list[int] = []
    programmes: dict[int, tuple[Ints, Movements] | None] = {}
    for cell in cells:
        number = int(label[cell])
        if number not in programmes:
            own = np.flatnonzero(can & (label == number))
            programmes[number] = (own, _programme(table, own)) if len(own) <= MOST else None
        ready = programmes[number]
        if ready is None:
            continue
        at = np.searchsorted(ready[0], [cell])
        reach = []
        for sign in (1, -1):
            if left() <= 0:
                return found
            moved = ready[1].largest(at, np.array([float(sign)]), seconds=left())
            if not moved.solved:
                return found
            reach.append(moved.best + SHORT * max(1.0, abs(moved.best)))
        up, down = reach
        if up < table.upl[cell] or down < table.lpl[cell] or up + down < table.spl[cell]:
            found.append(cell)
    return found


def _programme(table: CellTable, own: Ints) -> Movements:
    place = np.full(len(table), -1, dtype=np.int64)
    place[own] = np.arange(len(own))
    e = table.equations
    keep = place[e.cells] >= 0
    rows, at = np.unique(e.rows[keep], return_inverse=True)
    starts = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=len(rows)))]).astype(np.int64)
    programme = Movements(len(own), starts, place[e.cells[keep]], e.factors[keep])
    # Huge bounds make a solver imprecise.
    room = 1_000.0 * max(1, int(max(table.upl.max(), table.lpl.max(), table.spl.max())))
    low = np.maximum((table.lower - table.values)[own].astype(float), -room)
    high = np.minimum(np.minimum(table.upper - table.values, FAR)[own].astype(float), room)
    programme.bound(low, high)
    return programme
