"""Witnesses without a programme: two codes of each axis, one up and one down, so that every sum stays (hypercubes).

The quick last step where time runs out: many cells at once, at random, for more loss than a programme would have. A code
that others make up moves together with one of its parts, down to a leaf; the top of an axis has no code beside it and
moves alone with its parts. After Repsilber's hypercube method (Preservation of confidentiality in aggregated data, 1994).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fanlight.sdc.methods.large.part import Progress
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.product import ProductNames
from fanlight.tables.cells.trees import Axis

Bools = NDArray[np.bool_]
TRIES = 200
ENTRIES = 4_000_000
"""Entries of the arrays worked on at a time."""


def serve_by_cubes(table: CellTable, progress: Progress, may: Bools, *, late: Callable[[], bool]) -> None:
    """A witness for each open side of each withheld cell, or for a change of it at all, where chance finds one. `may`:
    cells that may be withheld besides. Changes `progress`. Does nothing for tables that are no product of axes of one
    tree each."""
    names = table.names
    if not isinstance(names, ProductNames):
        return
    axes = [_Codes(axis) for axis in names.axes]
    if not all(one.plain for one in axes):
        return
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
                cells, signs, there = _cubes(names.shape, axes, targets, side, dice)
                room = np.where(signs > 0, above[cells], below[cells]) >= far[:, None]
                fits = there & ((signs == 0) | (free[cells] & room)).all(axis=1)
                for row in np.flatnonzero(fits).tolist():
                    if done[targets[row]] and progress.moved[targets[row]]:
                        continue
                    own = signs[row] != 0
                    order = np.argsort(cells[row][own], kind="stable")
                    progress.take(table, cells[row][own][order], signs[row][own][order] * far[row])


def _entries(axes: Sequence[_Codes]) -> int:
    return int(np.prod([one.width for one in axes]))


def _cubes(
    shape: tuple[int, ...], axes: Sequence[_Codes], targets: Ints, side: int, dice: np.random.Generator
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


class _Codes:
    """An axis of one tree as arrays. `width`: the most codes that move together."""

    def __init__(self, axis: Axis) -> None:
        size = len(axis)
        wholes = [whole for whole, _ in axis.families]
        parts_of = [parts for _, parts in axis.families]
        self.plain = len(set(wholes)) == len(wholes) and sum(map(len, parts_of)) == len(
            {p for ps in parts_of for p in ps}
        )
        self.starts = np.zeros(size + 1, dtype=np.int64)
        below: list[tuple[int, ...]] = [()] * size
        self.parent = np.full(size, -1, dtype=np.int64)
        self.place = np.zeros(size, dtype=np.int64)
        for whole, parts in axis.families:
            below[whole] = parts
            self.parent[list(parts)] = whole
            self.place[list(parts)] = np.arange(len(parts))
        self.starts[1:] = np.cumsum([len(parts) for parts in below])
        self.below = np.array([part for parts in below for part in parts], dtype=np.int64)
        depth = 1
        at = np.arange(size)
        while len(at := np.unique(self.parent[at][self.parent[at] >= 0])):
            depth += 1
        self.depth = depth
        self.width = 2 * depth

    def sample(self, codes: Ints, dice: np.random.Generator) -> tuple[Ints, Ints, Bools]:
        """For each code a change of the axis that keeps its sums: codes, and 1, -1 or 0 (none); and whether there is one:
        an only part has no code beside it."""
        top = self.parent[codes] < 0
        parents = np.where(top, 0, self.parent[codes])
        first, many = self.starts[parents], self.starts[parents + 1] - self.starts[parents]
        offset = 1 + (dice.random(len(codes)) * np.maximum(many - 1, 1)).astype(np.int64)
        beside = self.below[np.where(top, 0, first + (self.place[codes] + offset) % np.maximum(many, 1))]
        up, up_ways = self._chain(codes, dice)
        down, down_ways = self._chain(beside, dice)
        down_ways = np.where(top[:, None], 0, -down_ways)
        return np.concatenate([up, down], axis=1), np.concatenate([up_ways, down_ways], axis=1), top | (many > 1)

    def _chain(self, codes: Ints, dice: np.random.Generator) -> tuple[Ints, Ints]:
        """Each code with one of its parts, one of that one's, and so on to a leaf."""
        found = np.zeros((len(codes), self.depth), dtype=np.int64)
        ways = np.zeros((len(codes), self.depth), dtype=np.int64)
        at, alive = codes.copy(), np.ones(len(codes), dtype=np.bool_)
        for level in range(self.depth):
            found[:, level] = np.where(alive, at, 0)
            ways[:, level] = alive
            many = np.where(alive, self.starts[at + 1] - self.starts[at], 0)
            pick = self.starts[at] + (dice.random(len(at)) * np.maximum(many, 1)).astype(np.int64)
            alive = alive & (many > 0)
            at = np.where(alive, self.below[np.minimum(pick, len(self.below) - 1)], at)
        return found, ways
