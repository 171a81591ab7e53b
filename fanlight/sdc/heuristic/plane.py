"""Changes of a plane of two axes, taken together with one change of every other axis: for sums that must move far.

A cube moves one code of each axis against another and carries no more than its smallest cell. Here two axes have all
their codes: whatever keeps their sums, times a change of each other axis that keeps its own, keeps all sums of the
table. A programme of some thousand cells then finds what would take tens of thousands of the table's.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.moves import Floats, MoveSolver, Part, with_signs
from fanlight.sdc.heuristic.codes import Codes
from fanlight.sdc.heuristic.hypercube import axes_of
from fanlight.sdc.heuristic.partition import DIVE, FAR, SLOPES, Bools, Progress

SIDE = 60
"""Codes of an axis of the plane, at most."""
PAIRS, WAYS = 3, 3
"""How many pairs of axes are tried for a cell, and how many changes of the others with each."""
DRAWS = 4
"""How often the changes of another axis are drawn: which parts they go down by is chance."""


def serve_by_planes(
    table: CellTable, progress: Progress, may: Bools, solver: MoveSolver, *, late: Callable[[], bool]
) -> None:
    """A witness for each open side of each withheld cell, where a plane has one. `may`: cells that may be withheld
    besides. Changes `progress`. Does nothing for tables that are no product of axes of one tree each."""
    planes = Planes.of(table, solver)
    if planes is None:
        return
    for target in np.flatnonzero(progress.withheld & ~(progress.up & progress.down)).tolist():
        for side, done, levels in ((1, progress.up, table.upl), (-1, progress.down, table.lpl)):
            if late():
                return
            if not done[target]:
                found = planes.cheapest(target, side * int(levels[target]), progress.withheld, may)
                if found is not None:
                    progress.take(table, *found)


class Planes:
    """Of a product of axes of one tree each, at least two."""

    def __init__(self, table: CellTable, axes: Sequence[Codes], solver: MoveSolver) -> None:
        assert isinstance(table.names, ProductNames)
        self.table, self.axes, self.solver, self.shape = table, axes, solver, table.names.shape
        self.strides = [math.prod(self.shape[at + 1 :]) for at in range(len(self.shape))]
        self.below, self.above = table.values - table.lower, table.upper - table.values
        self.dice = np.random.default_rng(3)

    @classmethod
    def of(cls, table: CellTable, solver: MoveSolver) -> Planes | None:
        """None for a table that is no such product."""
        axes = axes_of(table)
        return None if axes is None or len(axes) < 2 else cls(table, axes, solver)

    def cheapest(self, target: int, need: int, withheld: Bools, may: Bools) -> tuple[Ints, Ints] | None:
        """Cells and changes that take a cell as far as it needs (its sign says which way), or None."""
        best: tuple[Ints, Ints] | None = None
        pairs = sorted(
            itertools.combinations(range(len(self.axes)), 2), key=lambda pair: -math.prod(self.shape[at] for at in pair)
        )
        for pair in pairs[:PAIRS]:
            for offsets, signs in self._others(target, pair, need):
                found = self._plane(target, need, pair, offsets, signs, withheld, may)
                if found is not None and (best is None or self._loss(found, withheld) < self._loss(best, withheld)):
                    best = found
        return best

    def _others(self, target: int, pair: tuple[int, int], need: int) -> Iterator[tuple[Ints, Ints]]:
        """Changes of all other axes together, as distances from the target and signs: those first whose cells have the most
        room beside it."""
        codes = np.unravel_index(target, self.shape)
        found = [(math.inf, np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64))]
        for at in range(len(self.axes)):
            if at in pair:
                continue
            ways = []
            for draw in range(DRAWS):
                # Those that go up to the top once: only what they go down by is chance.
                places, signs = self.axes[at].trades(int(codes[at]), draw == 0, self.dice)
                for row_places, row_signs in zip(places, signs, strict=True):
                    own = row_signs != 0
                    away = (row_places[own] - int(codes[at])) * self.strides[at]
                    ways.append((self._room(target + away, row_signs[own], need), away, row_signs[own]))
            best = sorted(ways, key=lambda way: -way[0])[:WAYS]
            found = [
                (min(room, more), (away[:, None] + own[None, :]).ravel(), (signs[:, None] * own_signs[None, :]).ravel())
                for room, away, signs in found
                for more, own, own_signs in best
            ]
        for _, away, signs in sorted(found, key=lambda way: -way[0])[:WAYS]:
            yield away, signs

    def _room(self, cells: Ints, signs: Ints, need: int) -> float:
        up = signs * need > 0
        return float(np.where(up, self.above[cells], self.below[cells])[cells != cells[0]].min(initial=2**62))

    def _plane(
        self,
        target: int,
        need: int,
        pair: tuple[int, int],
        offsets: Ints,
        signs: Ints,
        withheld: Bools,
        may: Bools,
    ) -> tuple[Ints, Ints] | None:
        codes = np.unravel_index(target, self.shape)
        sides = [self._side(target, at, int(codes[at])) for at in pair]
        one, other = ((side - int(codes[at])) * self.strides[at] for side, at in zip(sides, pair, strict=True))
        cells = target + (one[:, None] + other[None, :]).ravel()[:, None] + offsets[None, :]
        ours = withheld[cells]
        allowed = (ours | may[cells]).all(axis=1)
        up = np.where(signs > 0, self.above[cells], self.below[cells]).min(axis=1)
        down = np.where(signs > 0, self.below[cells], self.above[cells]).min(axis=1)
        # Far moves go in steps of several units: the solver's numbers have so many digits.
        unit = -(-abs(need) // FAR)
        upper = np.where(allowed, np.minimum(up // unit, FAR), 0).astype(np.float64)
        lower = -np.where(allowed, np.minimum(down // unit, FAR), 0).astype(np.float64)
        at = int(np.flatnonzero(cells[:, 0] == target + offsets[0])[0])
        steps = -(-abs(need) // unit) * (1 if need > 0 else -1)
        if not lower[at] <= steps <= upper[at]:
            return None
        lower[at], upper[at] = (steps, upper[at]) if steps > 0 else (lower[at], steps)
        loss = np.where(ours, 0, self.table.cost[cells] + 1).sum(axis=1).astype(np.float64)
        moved = self._cheapest(self._sums(pair, sides), loss, lower, upper, abs(steps))
        if moved is None:
            return None
        own = np.flatnonzero(moved)
        found, changes = cells[own].ravel(), (moved[own][:, None] * unit * signs[None, :]).ravel()
        order = np.argsort(found)
        return found[order], changes[order]

    def _side(self, target: int, at: int, code: int) -> Ints:
        """The codes of an axis that take part: the target's own, its sums, and those with the largest cells beside it."""
        if self.shape[at] <= SIDE:
            return np.arange(self.shape[at])
        line = target + (np.arange(self.shape[at]) - code) * self.strides[at]
        first = [code, *self.axes[at].sums(code)]
        order = [*first, *np.argsort(-self.table.values[line], kind="stable").tolist()]
        return np.array(sorted(list(dict.fromkeys(order))[:SIDE]), dtype=np.int64)

    def _sums(self, pair: tuple[int, int], sides: Sequence[Ints]) -> Part:
        """What must stay in the plane: for every code of one axis the sums of the other."""
        one, other = (self._families(at, side) for at, side in zip(pair, sides, strict=True))
        n, m = len(sides[0]), len(sides[1])
        rows: list[Ints] = []
        columns: list[Ints] = []
        factors: list[Floats] = []
        count = 0
        for terms, wide, step, across in ((one, m, 1, m), (other, n, m, 1)):
            for family in terms:
                for place, factor in family:
                    rows.append(count + np.arange(wide))
                    columns.append(place * across + np.arange(wide) * step)
                    factors.append(np.full(wide, float(factor)))
                count += wide
        column, row = np.concatenate(columns), np.concatenate(rows)
        order = np.lexsort((row, column))
        starts = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=n * m))])
        return Part(count, starts.astype(np.int32), row[order].astype(np.int32), np.concatenate(factors)[order])

    def _families(self, at: int, side: Ints) -> list[list[tuple[int, int]]]:
        """Of each sum of an axis, where its codes stand in `side`, and with which factor."""
        place = {code: number for number, code in enumerate(side.tolist())}
        terms = [[(whole, -1), *((part, 1) for part in parts)] for whole, parts in self.axes[at].families]
        return [[(place[code], factor) for code, factor in one if code in place] for one in terms]

    def _cheapest(self, part: Part, loss: Floats, lower: Floats, upper: Floats, far: int) -> Ints | None:
        """The change of the plane that withholds least, by charging each of its cells as it moved last."""
        split = np.flatnonzero(loss > 0)
        twins = with_signs(part, split)
        # A cell that costs moves up in its own column and down in its twin.
        low, high = (
            np.concatenate([own, np.maximum(other[split], 0.0)]) for own, other in ((lower, -upper), (upper, -lower))
        )
        low[split], high[split] = np.maximum(lower[split], 0.0), np.maximum(upper[split], 0.0)
        weight, best = loss[split] / far, None
        for _ in range(SLOPES):
            cost = np.concatenate([np.zeros(len(loss)), weight])
            cost[split] = weight
            found = self.solver.cheapest(twins, cost, low, high, dive=DIVE)
            if found is None:
                return best
            moved = found[: len(loss)].copy()
            moved[split] -= found[len(loss) :]
            if best is not None and loss[moved != 0].sum() >= loss[best != 0].sum():
                return best
            best = moved
            weight = np.where(moved[split] != 0, loss[split] / np.maximum(np.abs(moved[split]), 1), weight)
        return best

    def _loss(self, found: tuple[Ints, Ints], withheld: Bools) -> int:
        return int(self.table.cost[found[0][~withheld[found[0]]]].sum())
