"""Which cells may move to protect a cell: its neighbourhood in the table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.attacker.neighbourhood import CellNeighbourhood
from fanlight.sdc.suppression_problem import component_labels

Bools = NDArray[np.bool_]
Free = Callable[[Ints], Bools]
LIMITS = ((24, 14, 12), (20, 8, 8), (12, 7, 7), (20, 6, 4), (20, 5, 3))
"""For each step of `narrow`, how many codes of an axis take part: the axis with the most has the first limit, and so
on, the last limit for all further axes."""
FEWEST = 4
"""Codes of an axis that are left in any case: with fewer, too little is there to trade with."""
CELLS = (1_500, 420, 330)
"""Without axes: how many cells, for each step of `narrow`."""
AMONG = ((1_200, 300), (600, 200))
"""Among what is withheld: how many cells of that, and how many beside it, for each step of `narrow`."""
WIDEST = 4_000
"""How many at most: a programme of so many takes a second."""


class Neighbourhood(Protocol):
    def blocks(self) -> Ints:
        """For each cell a number; cells that trade with one another most have the same."""

    def cells(self, cell: int, dice: np.random.Generator, narrow: int, free: Free) -> Ints:
        """The neighbourhood, sorted: `cell` itself and others, fewer with each step of `narrow`. `free`: of cells,
        which may move."""


def neighbourhood(table: CellTable) -> Neighbourhood:
    return _InProduct(table.names) if isinstance(table.names, ProductNames) else _ByEquations(table)


def by_equations(table: CellTable, most: int = CELLS[0]) -> Neighbourhood:
    """Neighbourhoods without regard to axes: slower, and wider than those, of at most so many cells."""
    return _ByEquations(table, most)


class Withheld:
    """What is withheld around a cell, and a few cells beside that: in a table of which much is withheld anyhow a way among
    that is long and costs nothing."""

    def __init__(self, table: CellTable, withheld: Bools, may: Bools) -> None:
        """`withheld`, `may`: which cells are, and which could be, at any time."""
        self.withheld, self.may = withheld, may
        self.neighbourhood = CellNeighbourhood(len(table), table.equations, table.of_cell)

    def blocks(self) -> Ints:
        return np.zeros(len(self.withheld), dtype=np.int64)

    def cells(self, cell: int, dice: np.random.Generator, narrow: int, free: Free) -> Ints:
        size, more = AMONG[min(narrow, len(AMONG) - 1)]
        beside = self.may & ~self.withheld
        return self.neighbourhood.near(cell, size, dice, among=self.withheld, beside=beside, more=more)


class _InProduct:
    """In a product of axes: codes that stand beside the cell's own, axis by axis.

    With its siblings a cell can trade along each axis while every total stays; a code that stands for others moves
    with some of those.
    """

    def __init__(self, names: ProductNames) -> None:
        self.shape = names.shape
        self.axes = [_Beside(axis) for axis in names.axes]
        self.strides = [math.prod(self.shape[position + 1 :]) for position in range(len(self.shape))]

    def blocks(self) -> Ints:
        number = np.zeros((1,) * len(self.axes), dtype=np.int64)
        for position, beside in enumerate(self.axes):
            own = np.array(beside.family, dtype=np.int64)
            own = own.reshape([-1 if i == position else 1 for i in range(len(self.axes))])
            number = number * len(beside.axis.families) + own
        return number.ravel()

    def cells(self, cell: int, dice: np.random.Generator, narrow: int, free: Free) -> Ints:
        codes = [int(code) for code in np.unravel_index(cell, self.shape)]
        pools = [beside.codes(code, dice) for beside, code in zip(self.axes, codes, strict=True)]
        order = sorted(range(len(pools)), key=lambda i: -len(pools[i]))
        chosen: list[Sequence[int]] = list(pools)
        limits = LIMITS[min(narrow, len(LIMITS) - 1)]
        most = dict(zip(order, [*limits, *limits[-1:] * len(order)], strict=False))
        sizes = {position: min(len(pools[position]), most[position]) for position in order}
        # With more axes than the limits are made for, the widest gives way until there are no more cells than they allow.
        while math.prod(sizes.values()) > math.prod(limits) and max(sizes.values()) > FEWEST:
            sizes[max(order, key=lambda i: (sizes[i], -i))] -= 1
        for position in order:
            beside = cell + (np.array(pools[position]) - codes[position]) * self.strides[position]
            chosen[position] = _some(pools[position], free(beside), sizes[position], dice)
        grids = np.ix_(*(np.array(sorted(part), dtype=np.int64) for part in chosen))
        return np.ravel_multi_index(np.broadcast_arrays(*grids), self.shape).ravel().astype(np.int64)


class _Beside:
    """The codes beside each code of an axis."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.family = [len(axis.families)] * len(axis)
        self.below: dict[int, tuple[int, ...]] = dict(axis.families)
        for number, (_, parts) in enumerate(axis.families):
            for part in parts:
                self.family[part] = min(self.family[part], number)
        for number, (whole, _) in enumerate(axis.families):
            if self.family[whole] == len(axis.families):
                self.family[whole] = number
                self.top = whole

    def codes(self, code: int, dice: np.random.Generator) -> list[int]:
        whole, parts = self.axis.families[self.family[code]]
        siblings = list(parts) if code != self.top else []
        if code < self.axis.leaves:
            return [code, *(s for s in siblings if s != code), whole]
        found = [code, *self._under(code, dice)]
        others = [s for s in siblings if s != code]
        for other in dice.permutation(len(others))[:2]:
            found += [others[other], *self._under(others[other], dice)]
        return list(dict.fromkeys(found))

    def _under(self, code: int, dice: np.random.Generator) -> list[int]:
        parts = self.below.get(code, ())
        taken = [parts[i] for i in dice.permutation(len(parts))[:6]]
        return [one for part in taken for one in (part, *self._under(part, dice))][:12]


def _some(pool: Sequence[int], free: Bools, limit: int, dice: np.random.Generator) -> Sequence[int]:
    """At most `limit` of the pool, its first code always: those first where the cell beside can move."""
    if len(pool) <= limit:
        return pool
    order = 1 + np.lexsort((dice.random(len(pool) - 1), ~free[1:]))
    return [pool[0], *(pool[at] for at in order[: limit - 1].tolist())]


class _ByEquations:
    """In any table: cells that share sums with the cell, those first whose sums are touched already."""

    def __init__(self, table: CellTable, most: int = CELLS[0]) -> None:
        self.most = most
        self.free = table.status != Status.PUBLISH
        self.parts = component_labels(table.equations, self.free)
        self.neighbourhood = CellNeighbourhood(len(table), table.equations, table.of_cell)

    def blocks(self) -> Ints:
        return self.parts

    def cells(self, cell: int, dice: np.random.Generator, narrow: int, free: Free) -> Ints:
        limit = CELLS[min(narrow, len(CELLS) - 1)] if narrow else self.most
        return self.neighbourhood.near(cell, limit, dice, among=self.free)
