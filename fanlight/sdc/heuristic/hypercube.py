"""Witnesses without a programme: two codes of each axis, one up and one down, so that every sum stays (hypercubes).

The quick last step where time runs out: many cells at once, at random, for more loss than a programme would have. A code
that others make up moves together with one of its parts, down to a leaf; the top of an axis has no code beside it and
moves alone with its parts. After Repsilber's hypercube method (Preservation of confidentiality in aggregated data, 1994).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.heuristic.codes import Codes, Linked
from fanlight.sdc.heuristic.partition import Progress

Bools = NDArray[np.bool_]
TRIES = 200
QUICK, MOST = 1_000, 20_000
"""Cubes that a pile is chosen from, at most: where there is no time, and where there is."""
ENTRIES = 4_000_000
"""Entries of the arrays worked on at a time."""


def serve_by_hypercubes(table: CellTable, progress: Progress, may: Bools, *, late: Callable[[], bool]) -> None:
    """A witness for each open side of each withheld cell, or for a change of it at all, where chance finds one. `may`:
    cells that may be withheld besides. Changes `progress`. Does nothing for tables that are no product of axes of one
    tree each."""
    axes = axes_of(table)
    if axes is None:
        return
    shape = table.names.shape  # type: ignore[attr-defined]
    dice = np.random.default_rng(1)
    below = table.values - table.lower
    above = table.upper - table.values
    for try_ in range(TRIES):
        if late():
            return
        # Among cells that are withheld already at first, and then with others besides.
        free = progress.withheld | may if try_ % 4 else progress.withheld
        for side in (1, -1):
            done = progress.up if side > 0 else progress.down
            open_ = np.flatnonzero(progress.withheld & (~done | ~progress.moved))
            if not len(open_):
                continue
            need = np.maximum(np.where(done[open_], 1, (table.upl if side > 0 else table.lpl)[open_]), 1)
            for first in range(0, len(open_), max(1, ENTRIES // _entries(axes))):
                part = slice(first, first + max(1, ENTRIES // _entries(axes)))
                targets, far = open_[part], need[part]
                cells, signs, there = _cubes(shape, axes, targets, side, dice)
                room = np.where(signs > 0, above[cells], below[cells]) >= far[:, None]
                fits = there & ((signs == 0) | (free[cells] & room)).all(axis=1)
                for row in np.flatnonzero(fits).tolist():
                    if done[targets[row]] and progress.moved[targets[row]]:
                        continue
                    own = signs[row] != 0
                    order = np.argsort(cells[row][own], kind="stable")
                    progress.take(table, cells[row][own][order], signs[row][own][order] * far[row])


def serve_by_stacked_hypercubes(
    table: CellTable, progress: Progress, may: Bools, *, late: Callable[[], bool], most: int = MOST
) -> None:
    """As `serve_by_hypercubes`, for cells among small counts: several cubes through one cell, each as far as its counts allow,
    until together they take it far enough. First those that withhold least besides. Cells that nothing moves yet come first:
    they would be known exactly."""
    stacks = StackedHypercubes.of(table, most)
    if stacks is None:
        return
    rest = np.flatnonzero(progress.withheld & ~(progress.up & progress.down & progress.moved))
    for target in rest[np.argsort(progress.moved[rest], kind="stable")].tolist():
        for side in (1, -1):
            if late():
                return
            done = progress.up if side > 0 else progress.down
            if done[target] and progress.moved[target]:
                continue
            need = int((table.upl if side > 0 else table.lpl)[target]) if not done[target] else 1
            found = stacks.cheapest(target, side * max(need, 1), progress.withheld, may)
            if found is not None:
                progress.take(table, *found)


class StackedHypercubes:
    """Cubes piled up through one cell of a product of axes."""

    def __init__(self, table: CellTable, axes: Sequence[Codes | Linked], most: int = MOST) -> None:
        self.table, self.axes, self.most = table, axes, most
        self.dice = np.random.default_rng(2)
        self.below, self.above = table.values - table.lower, table.upper - table.values
        self._delta = np.zeros(len(table), dtype=np.int64)
        self._last: tuple[tuple[int, bool], tuple[Ints, Ints, Bools]] | None = None

    @classmethod
    def of(cls, table: CellTable, most: int = MOST) -> StackedHypercubes | None:
        """Piles chosen from at most so many cubes; None for a table that is no such product."""
        if not isinstance(table.names, ProductNames):
            return None
        axes = [(axis, Codes(axis)) for axis in table.names.axes]
        return cls(table, [one if one.plain else Linked(axis) for axis, one in axes], most)

    def cheapest(self, target: int, need: int, withheld: Bools, may: Bools) -> tuple[Ints, Ints] | None:
        """Cells and changes that take a cell as far as it needs (its sign says which way), or None: against cells beside
        it, or else with sums too, traded one level up."""
        for higher in (False, True):
            found = self._stack(target, need, withheld, may, higher)
            if found is not None:
                return found
        return None

    def _stack(self, target: int, need: int, withheld: Bools, may: Bools, higher: bool) -> tuple[Ints, Ints] | None:
        table = self.table
        cells, signs, moves = self._cubes(target, higher)
        fits = np.flatnonzero((~moves | withheld[cells] | may[cells]).all(axis=1))
        cells, signs, moves = cells[fits], signs[fits] * (1 if need > 0 else -1), moves[fits]
        left, free, delta = abs(need), withheld.copy(), self._delta
        touched: list[Ints] = []
        while left and len(cells):
            room = np.where(signs > 0, self.above[cells] - delta[cells], self.below[cells] + delta[cells])
            far = np.minimum(np.where(moves, room, left).min(axis=1), left)
            # By what is withheld besides for each count that a cube moves.
            loss = np.where(moves & ~free[cells], table.cost[cells] + 1, 0).sum(axis=1) / np.maximum(far, 1)
            row = int(np.argmin(np.where(far > 0, loss, np.inf)))
            if far[row] <= 0:
                break
            if not touched:
                # Most have no room: they are looked at once.
                some = np.flatnonzero(far > 0)
                cells, signs, moves, far = cells[some], signs[some], moves[some], far[some]
                row = int(np.searchsorted(some, row))
            at = cells[row][moves[row]]
            delta[at] += far[row] * signs[row][moves[row]]
            free[at] = True
            touched.append(at)
            left -= int(far[row])
        changed = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *touched]))
        deltas = delta[changed]
        delta[changed] = 0
        return None if left else (changed, deltas)

    def _cubes(self, target: int, higher: bool) -> tuple[Ints, Ints, Bools]:
        """Cubes through a cell, as cells, signs, and which cells move: the same for both its sides."""
        if self._last is None or self._last[0] != (target, higher):
            shape = self.table.names.shape  # type: ignore[attr-defined]
            cells, signs = _all_cubes(shape, self.axes, target, higher, self.dice, self.most)
            self._last = (target, higher), (cells, signs, signs != 0)
        return self._last[1]


def axes_of(table: CellTable) -> list[Codes] | None:
    """None for a table that is no product of axes of one tree each."""
    if not isinstance(table.names, ProductNames):
        return None
    axes = [Codes(axis) for axis in table.names.axes]
    return axes if all(one.plain for one in axes) else None


def _all_cubes(
    shape: tuple[int, ...],
    axes: Sequence[Codes | Linked],
    target: int,
    higher: bool,
    dice: np.random.Generator,
    most: int,
) -> tuple[Ints, Ints]:
    """Every cube through a cell that lifts it, as rows of cells and signs; `most` at random where they are more."""
    cells = np.zeros((1, 1), dtype=np.int64)
    signs = np.ones((1, 1), dtype=np.int64)
    for axis, place, size in zip(axes, np.unravel_index(target, shape), shape, strict=True):
        codes, ways = axis.trades(int(place), higher, dice)
        many = len(cells) * len(codes)
        if not many:
            return np.zeros((0, 1), dtype=np.int64), np.zeros((0, 1), dtype=np.int64)
        rows = np.arange(many)
        if many > most:
            rows = np.sort(dice.choice(many, most, replace=False, shuffle=False))
        old, new = rows // len(codes), rows % len(codes)
        cells = (cells[old][:, :, None] * size + codes[new][:, None, :]).reshape(len(rows), -1)
        signs = (signs[old][:, :, None] * ways[new][:, None, :]).reshape(len(rows), -1)
    return cells, signs


def _entries(axes: Sequence[Codes]) -> int:
    return int(np.prod([one.width for one in axes]))


def _cubes(
    shape: tuple[int, ...], axes: Sequence[Codes], targets: Ints, side: int, dice: np.random.Generator
) -> tuple[Ints, Ints, Bools]:
    """For each target the cells that move with it, and which way (0: no cell); and whether they keep every sum."""
    places = np.unravel_index(targets, shape)
    cells = np.zeros((len(targets), 1), dtype=np.int64)
    signs = np.full((len(targets), 1), side, dtype=np.int64)
    there = np.ones(len(targets), dtype=np.bool_)
    for axis, place, size in zip(axes, places, shape, strict=True):
        codes, ways, possible = axis.sample(np.asarray(place, dtype=np.int64), dice)
        cells = (cells[:, :, None] * size + codes[:, None, :]).reshape(len(targets), -1)
        signs = (signs[:, :, None] * ways[:, None, :]).reshape(len(targets), -1)
        there &= possible
    return cells, signs, there
