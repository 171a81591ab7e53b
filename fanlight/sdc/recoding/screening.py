"""What a set of pools loses and leaves low, from sums alone: most sets are put aside so, and their tables never made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.pools import Pool, pools_of
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.recoding.candidates import Places
from fanlight.sdc.recoding.pooling import UNIT, share_of
from fanlight.sdc.suppression_problem import Mask

Merged = Sequence[Sequence[Places]]
"""The codes (positions) of each pool, of each dimension."""


@dataclass(frozen=True, eq=False)
class Screening:
    """`counts` and `costs`: of every cell, in the shape of the table. `threshold`, `zeros`: counts below it are low, 0 too."""

    axes: tuple[Axis, ...]
    counts: Ints
    costs: Ints
    threshold: int
    zeros: bool

    @classmethod
    def at(cls, table: CellTable, names: ProductNames, threshold: int, *, zeros: bool) -> Screening:
        shape = names.shape
        return cls(names.axes, table.values.reshape(shape), table.cost.reshape(shape), threshold, zeros)

    def merged(self, pools: Sequence[Pool]) -> Merged:
        places = [{code: at for at, code in enumerate(axis.codes)} for axis in self.axes]
        return [
            [tuple(at[code] for code in pool.parts) for pool in pools_of(pools, axis.name)]
            for axis, at in zip(self.axes, places, strict=True)
        ]

    def loss(self, merged: Merged) -> int:
        """What merging alone loses, in hundredths of a record."""
        share = np.zeros((1,) * self.counts.ndim, dtype=np.int64)
        for position, (axis, pools) in enumerate(zip(self.axes, merged, strict=True)):
            own = np.zeros(len(axis), dtype=np.int64)
            for codes in pools:
                own[list(codes)] = share_of(codes, axis)
            share = np.maximum(share, self._along(own, position))
        return int((self.costs * share).sum())

    def lost(self, merged: Merged) -> tuple[int, int]:
        """How many figures that keep a row are low, and what withholding them alone loses, in hundredths of a record."""
        counts, costs = self.counts, self.costs
        share = np.zeros((1,) * counts.ndim, dtype=np.int64)
        for position, (axis, pools) in enumerate(zip(self.axes, merged, strict=True)):
            kept = _kept(axis, pools)
            lost = [*([0] * len(kept)), *(share_of(codes, axis) for codes in pools)]
            share = np.maximum(share, self._along(np.array(lost, dtype=np.int64), position))
            counts = _with_sums(counts, position, kept, pools)
            costs = _with_sums(costs, position, kept, pools)
        low = self._low(counts)
        share = np.broadcast_to(share, counts.shape)
        weight = costs * (UNIT - share)
        return int(low.sum()), int(weight[low].sum())

    def low(self, merged: Merged) -> Ints:
        """Of each low figure that keeps a row (m of them), its leaf in each of d dimensions, m x d; -1: a sum, or a pool."""
        counts = self.counts
        leaf_of = []
        for position, (axis, pools) in enumerate(zip(self.axes, merged, strict=True)):
            kept = _kept(axis, pools)
            leaf_of.append(np.array([*(at if at < axis.leaves else -1 for at in kept), *([-1] * len(pools))]))
            counts = _with_sums(counts, position, kept, pools)
        places = np.nonzero(self._low(counts))
        return np.stack([own[at] for own, at in zip(leaf_of, places, strict=True)], axis=1)

    def by_code(self, position: int) -> Ints:
        """What the records of each code of a dimension cost, over all figures that they are in."""
        return _of_rows(np.moveaxis(self.costs, position, 0))

    def in_totals(self, position: int) -> Ints:
        """The same over figures alone that are totals over every other dimension: no pool of those takes them in."""
        tops = [slice(None) if at == position else slice(len(axis) - 1, None) for at, axis in enumerate(self.axes)]
        return _of_rows(np.moveaxis(self.costs[tuple(tops)], position, 0))

    def _along(self, own: Ints, position: int) -> Ints:
        shape = [1] * self.counts.ndim
        shape[position] = len(own)
        return own.reshape(shape)

    def _low(self, counts: Ints) -> Mask:
        return np.asarray((counts < self.threshold) & ((counts > 0) | self.zeros))


def _of_rows(values: Ints) -> Ints:
    return np.asarray(values.reshape(len(values), -1).sum(axis=1), dtype=np.int64)


def _kept(axis: Axis, pools: Sequence[Places]) -> list[int]:
    gone = {code for codes in pools for code in codes}
    return [at for at in range(len(axis)) if at not in gone]


def _with_sums(values: Ints, position: int, kept: list[int], pools: Sequence[Places]) -> Ints:
    """The codes that are kept, and those of the pools after them."""
    if not pools:
        return values
    parts = [values.take(kept, position)]
    parts += [values.take(list(codes), position).sum(axis=position, keepdims=True) for codes in pools]
    return np.concatenate(parts, axis=position)
