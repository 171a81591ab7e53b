"""Grids of counts, one for each group of fields: their cells, where neighbours agree, and whole tables that have them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.tables.earlier import FIRST
from fanlight.tables.predicate.axes import Axis, truth_of
from fanlight.tables.predicate.partition import Record
from fanlight.tables.predicate.predicate import fields_of


@dataclass(frozen=True, eq=False)
class Grid:
    names: tuple[str, ...]
    cells: Ints  # numbered, in the shape of the fields' classes


@dataclass(frozen=True, eq=False)
class Grids:
    """What the cells were before they were merged. `home`: of each cell one place in the grids that stands for it; `number`:
    of each place its cell (-1: none)."""

    axes: Mapping[str, Axis]
    parts: Sequence[Grid]
    tree: Sequence[tuple[int, int]]
    total: int
    home: Ints
    number: Ints

    def spread(self, counts: Ints) -> Ints:
        found = np.zeros(self.total, dtype=np.int64)
        found[self.home] = counts
        return found

    def records(self, counts: Ints) -> list[tuple[Record, int]]:
        """Kinds of record with their counts, of one whole table that has these counts in every grid."""
        joined = [(kind, count) for kind, count in self._kinds(0, counts)]
        done = {0}
        while len(done) < len(self.parts):
            first, second = next((a, b) if a in done else (b, a) for a, b in self.tree if (a in done) != (b in done))
            joined = _paired(joined, self._kinds(second, counts), self._shared(first, second))
            done.add(second)
        rest = dict.fromkeys(self.axes, 0)
        return [(self.named(rest | kind), count) for kind, count in joined]

    def named(self, kind: Mapping[str, int]) -> Record:
        return tuple((name, self.axes[name].samples[place]) for name, place in sorted(kind.items()))

    def _kinds(self, part: int, counts: Ints) -> list[tuple[dict[str, int], int]]:
        grid = self.parts[part]
        own = counts[grid.cells]
        return [
            (dict(zip(grid.names, map(int, place), strict=False)), int(own[tuple(place)]))
            for place in np.argwhere(own > 0)
        ]

    def _shared(self, first: int, second: int) -> tuple[str, ...]:
        return tuple(name for name in self.parts[first].names if name in self.parts[second].names)


def _paired(
    left: list[tuple[dict[str, int], int]], right: list[tuple[dict[str, int], int]], shared: tuple[str, ...]
) -> list[tuple[dict[str, int], int]]:
    """Both lists' kinds put together where they agree on `shared`: the north-west corner rule of the transport problem."""
    waiting: dict[tuple[int, ...], list[tuple[dict[str, int], int]]] = {}
    for kind, count in reversed(right):
        waiting.setdefault(tuple(kind[name] for name in shared), []).append((kind, count))
    found = []
    for kind, count in left:
        others = waiting.get(tuple(kind[name] for name in shared), [])
        while count:
            other, there = others.pop()
            taken = min(count, there)
            found.append((kind | other, taken))
            count -= taken
            if there > taken:
                others.append((other, there - taken))
    return found


def grids_over(groups: Sequence[frozenset[str]], sizes: Mapping[str, int]) -> list[Grid]:
    grids, start = [], 0
    for group in groups:
        names = tuple(sorted(group))
        shape = tuple(sizes[name] for name in names) or (1,)
        count = math.prod(shape)
        grids.append(Grid(names, np.arange(start, start + count, dtype=np.int64).reshape(shape)))
        start += count
    return grids


def ties_of(first: Grid, second: Grid, sizes: Mapping[str, int]) -> list[tuple[Ints, Ints]]:
    """For every combination of shared classes: the cells of one and of the other grid. Grids that share no field agree
    on how many records there are at all."""
    shared = [name for name in first.names if name in second.names]
    lines = [
        np.moveaxis(grid.cells, [grid.names.index(name) for name in shared], range(len(shared))).reshape(
            math.prod(sizes[name] for name in shared), -1
        )
        for grid in (first, second)
    ]
    return list(zip(*lines, strict=True))


def classes_of(
    linked: Mapping[str, frozenset[str]], grids: Sequence[Grid], axes: Mapping[str, Axis]
) -> Iterator[tuple[NDArray[np.bool_], Ints]]:
    """For each linked unit: which classes of its field are first disposals, and the places [what agrees, class, rest]."""
    for name, agreeing in linked.items():
        grid = min(
            (one for one in grids if agreeing | {name} <= set(one.names)), key=lambda one: (one.cells.size, one.names)
        )
        (first,) = (one for one in FIRST.values() if fields_of(one) == {name})
        truth = truth_of(first, axes[name])
        order = [grid.names.index(other) for other in (*sorted(agreeing), name)]
        cells = np.moveaxis(grid.cells, order, range(len(order)))
        yield truth, cells.reshape(math.prod(cells.shape[: len(agreeing)]), len(truth), -1)
