"""What suppression has to solve, taken out of a table: the cells that can help, the equations between them, and how far
each primary cell must be able to move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import NO_BOUND, CellTable, Equations, Status
from fanlight.figures.cells.equations import Ints

ENDLESS = np.int64(2**58)
"""A distance from here on counts as endless."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Demand:
    """Cell `cell` must be able to move by `amount` in direction `sign` (+1 up, -1 down); with sign 0 its lowest and
    highest possible counts must lie `amount` apart."""

    cell: int
    sign: int
    amount: int


@dataclass(frozen=True, eq=False)
class Problem:
    """n cells that can move, numbered afresh, and m equations with value 0 between their movements.

    `origin`: each one's cell in the table. `down`, `up`: how far readers think possible at most (`ENDLESS`: any).
    `forced`: withheld in any case. `cost`: what withholding loses (0 where forced). `demands`: what must be reached.
    """

    origin: Ints
    equations: Equations
    down: Ints
    up: Ints
    forced: Mask
    cost: Ints
    demands: tuple[Demand, ...]

    def __len__(self) -> int:
        return len(self.origin)

    @cached_property
    def of_cell(self) -> tuple[Ints, Ints, Ints]:
        """Equations by cell: starts, rows, factors."""
        order = np.argsort(self.equations.cells, kind="stable")
        counts = np.bincount(self.equations.cells, minlength=len(self))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return starts, self.equations.rows[order], self.equations.factors[order]

    def beside(self, cells: Ints) -> Ints:
        """The cells that share an equation with any of these, these among them where they are in one; ascending."""
        starts, rows, _ = self.of_cell
        e = self.equations
        none = np.zeros(0, dtype=np.int64)
        mine = np.unique(np.concatenate([none, *(rows[starts[c] : starts[c + 1]] for c in cells.tolist())]))
        return np.unique(np.concatenate([none, *(e.cells[e.starts[r] : e.starts[r + 1]] for r in mine.tolist())]))

    def within(self, cells: Ints, forced: Mask, asked: Sequence[int]) -> Problem:
        """The problem of some demands (positions) with these cells alone (ascending): all others stay where they are.
        `forced`: which of the cells are withheld in any case."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        demands = (self.demands[k] for k in asked)
        return Problem(
            origin=cells,
            equations=among(self.equations, place),
            down=self.down[cells],
            up=self.up[cells],
            forced=forced,
            cost=np.where(forced, 0, self.cost[cells]).astype(np.int64),
            demands=tuple(Demand(int(place[d.cell]), d.sign, d.amount) for d in demands),
        )


@dataclass(frozen=True)
class Presolved:
    """The problem's independent parts, and what is settled already.

    `withheld`: cells withheld in any case, per table cell. `stuck`: primary cells that cannot move as required whatever
    is withheld, found without a solver.
    """

    parts: tuple[Problem, ...]
    withheld: Mask
    stuck: tuple[int, ...] = field(default=())


def presolve(table: CellTable) -> Presolved:
    """Splits a table into independent problems; drops cells that can never move, and parts without a demand."""
    forced = (table.status == Status.WITHHOLD) | (table.primary & (table.status != Status.PUBLISH))
    down = np.minimum(table.values - table.lower, ENDLESS)
    up = np.where(table.upper >= NO_BOUND, ENDLESS, np.minimum(table.upper - table.values, ENDLESS))
    can = (table.status != Status.PUBLISH) & ((down > 0) | (up > 0))
    can = _without_lonely(table.equations, can)
    demands = list(_demands(table))
    # A primary cell that must be published is not protected, whatever its requirement.
    given = np.flatnonzero(table.primary & (table.status == Status.PUBLISH)).tolist()
    stuck = sorted({*given, *(one.cell for one in demands if not can[one.cell] or not _within(one, down, up))})
    unprotectable = set(stuck)
    label = component_labels(table.equations, can)
    wanted = {int(label[one.cell]) for one in demands if one.cell not in unprotectable}
    parts = []
    for number in sorted(wanted):
        cells = np.flatnonzero(can & (label == number))
        parts.append(_part(table, cells, down, up, forced, [d for d in demands if d.cell not in unprotectable]))
    return Presolved(tuple(parts), forced.copy(), tuple(stuck))


def _within(one: Demand, down: Ints, up: Ints) -> bool:
    if one.sign == 0:
        return bool(down[one.cell] + up[one.cell] >= one.amount)
    return bool((up if one.sign > 0 else down)[one.cell] >= one.amount)


def _demands(table: CellTable) -> Iterator[Demand]:
    for cell in np.flatnonzero(table.primary):
        at = int(cell)
        if table.upl[at] > 0:
            yield Demand(at, 1, int(table.upl[at]))
        if table.lpl[at] > 0:
            yield Demand(at, -1, int(table.lpl[at]))
        if table.spl[at] > table.upl[at] + table.lpl[at]:
            yield Demand(at, 0, int(table.spl[at]))


def _without_lonely(equations: Equations, can: Mask) -> Mask:
    """Cells left when one that stands alone in an equation, and so cannot move, is dropped, again and again."""
    can = can.copy()
    while True:
        alive = can[equations.cells]
        counts = np.bincount(equations.rows[alive], minlength=len(equations))
        lonely = alive & (counts[equations.rows] == 1)
        if not lonely.any():
            return can
        can[equations.cells[lonely]] = False


def component_labels(equations: Equations, mask: Mask) -> Ints:
    """A number for every cell, the same for cells of the mask that equations join (the lowest cell among them)."""
    label = np.arange(len(mask), dtype=np.int64)
    alive = mask[equations.cells]
    cells, rows = equations.cells[alive], equations.rows[alive]
    while len(cells):
        least = np.full(len(equations), len(mask), dtype=np.int64)
        np.minimum.at(least, rows, label[cells])
        new = label.copy()
        np.minimum.at(new, cells, least[rows])
        # A cell's number may have gone down itself meanwhile: follow it.
        new = new[new]
        if np.array_equal(new, label):
            break
        label = new
    return label


def among(equations: Equations, place: Ints) -> Equations:
    """What equations say of movements of the cells that have a place (-1: none), numbered by it."""
    keep = place[equations.cells] >= 0
    rows, first = np.unique(equations.rows[keep], return_inverse=True)
    counts = np.bincount(first, minlength=len(rows))
    return Equations(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        place[equations.cells[keep]],
        equations.factors[keep],
        np.zeros(len(rows), dtype=np.int64),
    )


def _part(table: CellTable, cells: Ints, down: Ints, up: Ints, forced: Mask, demands: list[Demand]) -> Problem:
    place = np.full(len(table), -1, dtype=np.int64)
    place[cells] = np.arange(len(cells))
    return Problem(
        origin=cells,
        equations=among(table.equations, place),
        down=down[cells],
        up=up[cells],
        forced=forced[cells],
        cost=np.where(forced[cells], 0, table.cost[cells]).astype(np.int64),
        demands=tuple(Demand(int(place[d.cell]), d.sign, d.amount) for d in demands if place[d.cell] >= 0),
    )
