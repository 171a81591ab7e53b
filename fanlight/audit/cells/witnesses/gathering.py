"""One whole-number table for many needs of a wide part: programmes in whole numbers over the cells near one.

In sparse tables fractions reach nearly everything and their corners are hardly ever whole, so asking for one need at a time takes
minutes. Here whatever lies near and needs a table moves along as far as it can. What is found is believed only where it
agrees with everything known (`Reach.add`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.system import Part
from fanlight.audit.cells.witnesses.neighbours import cut_out, neighbourhood
from fanlight.audit.cells.witnesses.reach import Reach
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.whole import least_cost

Floats = NDArray[np.float64]

WIDE, MANY = 2_000, 50
"""Parts of more cells than this are served so while they have so many needs."""
SIZES = (800, 1_250)
"""How many cells near one are looked at."""
GAP, NODES = 0.5, 200
"""How far from the best a programme may end, and after how many branches it does: any table will do."""
ROOM = 100
"""How many times as far as the one asked for a cell may move: without an end, programmes take longer."""
FAR = 2**50
"""Cells with bounds beyond this have none, as far as a solver's numbers go."""
DOWN = 0.4
"""What going down as far as it must is worth beside going up."""


class Needs(Protocol):
    """A search that has needs: of which columns tables are still asked, and how far these must go."""

    reach: Reach
    up: Ints
    down: Ints

    @property
    def left(self) -> float: ...
    def missing(self, columns: Ints) -> int: ...
    def needs(self, columns: Ints) -> Iterator[tuple[int, bool]]: ...
    def spared(self, column: int) -> bool: ...


def gather(search: Needs, part: Part) -> None:
    """Serves needs of a part until none is left that this serves, or the time ends."""
    if len(part.columns) <= WIDE or search.missing(part.columns) < MANY:
        return
    place = {int(column): at for at, column in enumerate(part.columns)}
    for size in SIZES:
        for column, largest in search.needs(part.columns):
            if search.left <= 0:
                return
            _serve(search, part, place[column], largest, size)


def _serve(search: Needs, part: Part, at: int, largest: bool, size: int) -> None:
    own = cut_out(part, neighbourhood(part.system, at, size))
    columns, reach = own.columns, search.reach
    base = reach.base[columns]
    low, high = _bounds(own.system.lower - base), _bounds(own.system.upper - base)
    rise, fall = search.up[columns] - base, search.down[columns] - base
    spared = np.array([search.spared(column) for column in columns.tolist()], dtype=np.bool_)
    rising = (search.up[columns] > reach.high[columns]) & (rise > 0) & ~spared
    falling = (search.down[columns] < reach.low[columns]) & (fall < 0)
    target = int(np.searchsorted(columns, part.columns[at]))
    aim = int(rise[target] if largest else fall[target])
    if not low[target] <= aim <= high[target]:
        return
    low, high = np.maximum(low, -ROOM * abs(aim)), np.minimum(high, ROOM * abs(aim))
    # Farther than it must, a cell would use up what others need.
    high = np.where(rising, np.minimum(high, rise), high)
    low = np.where(falling, np.maximum(low, fall), low)
    low[target] = high[target] = aim
    cost = np.where(falling, DOWN / np.maximum(-fall, 1), 0.0) - np.where(rising, 1.0 / np.maximum(rise, 1), 0.0)
    system = own.system
    none = np.zeros(len(system.values), dtype=np.int64)
    every = np.ones(len(columns), dtype=np.bool_)
    found = least_cost(
        system.starts, system.columns, system.factors, none, low, high, cost, every, search.left, gap=GAP, nodes=NODES
    )
    if found.point is not None:
        reach.add(columns, found.point, system)


def _bounds(moves: Ints) -> Floats:
    """Bounds of moves for a solver: none where they are beyond all counts."""
    ends = moves.astype(np.float64)
    ends[moves >= FAR], ends[moves <= -FAR] = np.inf, -np.inf
    return ends
