"""Tables near the true one, made without a programme: counts exchanged between a few cells of the finest breakdown.

In a table over a product of codes, records move between a leaf and another one of some dimensions, with the opposite move
between the corners that this leaves uneven. What changes is a product of the dimensions' own changes, so that whether
every cell stays in its range is seen from the few cells that it touches.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import ProductNames, filled
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.moves import Moves

TRIES = 24
"""Exchanges looked at for one cell."""


def exchanges(
    table: CellTable,
    lower: Ints,
    upper: Ints,
    cells: Ints,
    deltas: Ints,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Moves:
    """For as many `cells` as time and luck allow (the same every time) a move that changes the cell by its delta and keeps
    every cell between `lower` and `upper`. Nothing for a table without dimensions."""
    if not isinstance(table.names, ProductNames):
        return Moves.of(())
    until = clock() + seconds
    axes, shape = table.names.axes, table.names.shape
    counted = [np.stack([filled((axis,), row) for row in np.eye(axis.leaves, dtype=np.int64)], axis=1) for axis in axes]
    room = np.stack([table.values - lower, upper - table.values]).reshape(2, *shape)
    chance = np.random.default_rng(0)
    found = []
    for cell, delta in zip(cells.tolist(), deltas.tolist(), strict=True):
        if clock() >= until:
            break
        codes = [int(at) for at in np.unravel_index(cell, shape)]
        for number in range(TRIES):
            move = _drawn(counted, room, codes, delta, chance, turning=None if number < TRIES // 2 else 0.5)
            if move is None:
                continue
            places, steps = move
            where = np.ravel_multi_index(np.ix_(*places), shape).ravel()
            change = steps.ravel()
            new = table.values[where] + change
            if (new >= lower[where]).all() and (new <= upper[where]).all():
                found.append((where, change))
                break
    return Moves.of(found)


def _drawn(
    counted: list[Ints],
    room: Ints,
    codes: list[int],
    delta: int,
    chance: np.random.Generator,
    turning: float | None,
) -> tuple[list[Ints], Ints] | None:
    """The codes of each dimension whose cells change, and by how much each does. `turning`: how likely a dimension has
    another leaf take what this one gives (None: wherever it can)."""
    at = [int(chance.choice(np.flatnonzero(own[code]))) for own, code in zip(counted, codes, strict=True)]
    places, steps = [], np.array(delta)
    for position, (own, code) in enumerate(zip(counted, codes, strict=True)):
        line = own[:, at[position]]
        others = np.flatnonzero(own[code] == 0)
        if len(others) and (turning is None or chance.random() < turning):
            # The other leaf must be able to give what this one takes.
            beside = room[(0 if delta > 0 else 1, *at[:position], others, *at[position + 1 :])]
            fit = others[beside >= abs(delta)]
            if not len(fit):
                return None
            line = line - own[:, int(chance.choice(fit))]
        places.append(np.flatnonzero(line))
        steps = np.multiply.outer(steps, line[places[-1]])
    return places, steps
