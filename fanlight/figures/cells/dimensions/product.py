"""From inner cells and axes to every cell of a table: the product of the axes' codes, with all their sums."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import TooLarge
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Equations, Ints
from fanlight.figures.cells.table import CellTable, frequency

MAX_CELLS = 6_000_000
"""More cells than this do not fit the methods on a small machine (about 1.5 kB a cell at work)."""


@dataclass(frozen=True)
class ProductNames:
    """Names of the cells of a product of axes, the last axis running fastest."""

    axes: tuple[Axis, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(axis.name for axis in self.axes)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(axis) for axis in self.axes)

    def __len__(self) -> int:
        return math.prod(self.shape)

    def __getitem__(self, cell: int) -> tuple[str, ...]:
        return tuple(
            axis.codes[int(at)] for axis, at in zip(self.axes, np.unravel_index(cell, self.shape), strict=True)
        )

    def cell(self, key: Sequence[str]) -> int:
        """The cell with these codes. Raises `KeyError`."""
        places = [at[code] for at, code in zip(self.positions, key, strict=True)]
        return int(np.ravel_multi_index(places, self.shape))

    @cached_property
    def positions(self) -> tuple[Mapping[str, int], ...]:
        return tuple({code: at for at, code in enumerate(axis.codes)} for axis in self.axes)


def check_size(axes: Sequence[Axis]) -> None:
    """Raises `TooLarge` where the product has more cells than the methods can hold."""
    cells = math.prod(len(axis) for axis in axes)
    if cells > MAX_CELLS:
        raise TooLarge(
            f"The table has {cells:,} cells with all its totals; at most {MAX_CELLS:,} fit.",
            where=" x ".join(f"{axis.name} ({len(axis)})" for axis in axes),
            next_step="Leave out a dimension, or use a coarser breakdown of one.",
        )


def equations_of(axes: Sequence[Axis]) -> Equations:
    """For every family of every axis and every combination of the other axes' codes: the whole is the sum of its parts."""
    shape = tuple(len(axis) for axis in axes)
    cells = np.arange(math.prod(shape), dtype=np.int64).reshape(shape)
    found = []
    for position, axis in enumerate(axes):
        lines = np.moveaxis(cells, position, -1).reshape(-1, len(axis))
        for whole, parts in axis.families:
            found.append(Equations.sums(lines[:, whole], lines[:, list(parts)]))
    return Equations.joined(found)


def filled(axes: Sequence[Axis], inner: Ints) -> Ints:
    """All cells' counts from the inner ones (an array over the axes' leaves), by the axes' families."""
    full = inner
    for position, axis in enumerate(axes):
        lines = np.moveaxis(full, position, 0)
        grown = np.zeros((len(axis), *lines.shape[1:]), dtype=np.int64)
        grown[: axis.leaves] = lines
        done = set(range(axis.leaves))
        waiting = list(axis.families)
        while waiting:
            later = []
            for whole, parts in waiting:
                if whole in done:
                    continue
                if set(parts) <= done:
                    grown[whole] = grown[list(parts)].sum(axis=0)
                    done.add(whole)
                else:
                    later.append((whole, parts))
            waiting = later
        full = np.moveaxis(grown, 0, position)
    return np.ascontiguousarray(full).ravel()


def inner_cells(axes: Sequence[Axis]) -> NDArray[np.bool_]:
    mask = np.ones((1,) * len(axes), dtype=np.bool_)
    for position, axis in enumerate(axes):
        own = (np.arange(len(axis)) < axis.leaves).reshape([-1 if i == position else 1 for i in range(len(axes))])
        mask = mask & own
    return mask.ravel()


def product_table(axes: Sequence[Axis], inner: Ints) -> CellTable:
    """A table of counts over the product of axes. Raises `TooLarge`."""
    check_size(axes)
    return frequency(ProductNames(tuple(axes)), filled(axes, inner), equations_of(axes), inner_cells(axes))
