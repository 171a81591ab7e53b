"""What each figure of a table loses where it is withheld or pooled, as arrays over the table's codes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.sdc.options import PlanOptions
from fanlight.tables.knowledge.costs import Costs
from fanlight.tables.spec.table import TOTAL, Dimension, Key
from fanlight.tables.stages import RawTable

Mask = NDArray[np.bool_]
Merge = tuple[str, tuple[str, ...]]
"""Codes of one dimension, by its name, that are pooled under one figure; in the dimension's order."""


class Losses:
    """Of one table. `weights`: one whole number for each key, in the shape of the dimensions' codes: what is lost where the
    figure is withheld. `hidden`, `protected` (as an array): figures that cannot be given as they are."""

    def __init__(self, raw: RawTable, options: PlanOptions, costs: Costs, protected: frozenset[Key]) -> None:
        self.raw, self.options, self.costs, self.hidden = raw, options, costs, protected
        self._summed: dict[int, tuple[Ints, Ints]] = {}
        self._between: dict[tuple[int, int], NDArray[np.float64]] = {}
        self.codes = tuple(dimension.codes for dimension in raw.spec.dimensions)
        self.shape = tuple(map(len, self.codes))
        keys = list(raw.spec.keys())
        plain = [costs.of(raw.counts[key]) * self._times(key) for key in keys]
        self.weights = np.array(plain, dtype=np.int64).reshape(self.shape)
        if costs.sums_last:
            self.weights = self.weights + self._of_parts()
        self.protected = np.array([key in protected for key in keys], dtype=np.bool_).reshape(self.shape)

    def _times(self, key: Key) -> int:
        options = self.options
        times = max((options.priority.get(code, 1) for code in key), default=1)
        last = options.table_last or not options.protect_last.isdisjoint(key)
        return times * (self.costs.protect_last if last else 1)

    def _of_parts(self) -> Ints:
        """For each sum, what all the finest figures that it counts would lose; 0 for these themselves."""
        found = self.weights
        inner = np.ones((1,) * len(self.shape), dtype=np.bool_)
        for position, dimension in enumerate(self.raw.spec.dimensions):
            below = np.array([_leaves(dimension, code) for code in self.codes[position]], dtype=np.int64)
            found = np.moveaxis(np.tensordot(below, found, axes=(1, position)), 0, position)
            own = (below.sum(axis=1) == 1) & (np.diag(below) == 1)
            inner = inner & own.reshape([-1 if at == position else 1 for at in range(len(self.shape))])
        return np.where(inner, 0, found)

    @cached_property
    def figures(self) -> int:
        """How many figures of the finest breakdown the table has."""
        return math.prod(max(1, len(_finest(dimension))) for dimension in self.raw.spec.dimensions)

    def pooled(self, merges: Sequence[Merge]) -> Ints:
        """How many figures the pool that holds a key sums; 1 for a key that is in none."""
        size = np.ones(self.shape, dtype=np.int64)
        for name, members in merges:
            for position, dimension in enumerate(self.raw.spec.dimensions):
                if dimension.name == name and self.takes(name, members):
                    at = [self.codes[position].index(code) for code in members]
                    np.moveaxis(size, position, 0)[at] *= len(members)
        return size

    def takes(self, name: str, members: Sequence[str]) -> bool:
        """Whether these codes may be pooled in this table."""
        options = self.options
        if "pool" not in options.ways or (options.pool_over is not None and name not in options.pool_over):
            return False
        own = [dimension for dimension in self.raw.spec.dimensions if dimension.name == name]
        return bool(own) and set(members) <= set(own[0].codes) and options.never_pool.isdisjoint(members)

    def shares(self, size: Ints) -> NDArray[np.float64]:
        """The part of its weight that each key loses in a pool of so many figures."""
        sizes, place = np.unique(size, return_inverse=True)
        each = np.array([self.costs.share(int(one), self.figures) for one in sizes])
        return np.asarray(each[place.reshape(size.shape)])

    @property
    def rigid(self) -> bool:
        """Whether nothing but pools may keep a figure from being given."""
        return "suppress" not in self.options.ways

    def leaves_low(self, merges: Sequence[Merge]) -> bool:
        """Whether a figure that cannot be given as it is is in no pool."""
        return bool((self.protected & (self.pooled(merges) == 1)).any())

    def asks_for(self, codes: Sequence[str]) -> bool:
        """Whether an officer asks for a pool that holds these together."""
        return any(group <= set(codes) for group in self.options.pool_together)

    def hides_most(self, merges: Sequence[Merge], threshold: int, zeros: bool) -> bool:
        """Whether of some pool, which nobody asked for, most figures could not be given themselves: below `threshold`, or 0 where
        `zeros` are protected."""
        for name, codes in merges:
            if self.takes(name, codes) and not self.asks_for(codes):
                at = [self._places[self.names.index(name)][code] for code in codes]
                values = self._counts.take(at, self.names.index(name)).sum(axis=self.names.index(name))
                hidden = (values < threshold) & ((values > 0) | zeros)
                if 2 * int(hidden.sum()) > hidden.size:
                    return True
        return False

    @cached_property
    def _counts(self) -> Ints:
        return np.array([self.raw.counts[key] for key in self.raw.spec.keys()], dtype=np.int64).reshape(self.shape)

    def at_least(self, merges: Sequence[Merge]) -> int:
        """What is lost at least with these pools: by them, and by the figures left that cannot be given as they are."""
        own = [(name, codes) for name, codes in merges if self.takes(name, codes)]
        if len({name for name, _ in own}) < 2 and len(set(self.names)) == len(self.names):
            return int(self._in_one_dimension(own))
        size = self.pooled(own)
        lost = np.where(size > 1, self.shares(size), np.where(self.protected, 1.0, 0.0))
        return int((self.weights * lost).sum())

    def _in_one_dimension(self, merges: Sequence[Merge]) -> float:
        """The same for pools of one dimension, from sums over the others."""
        found = float(self._protected_loss)
        for name, codes in merges:
            position = self.names.index(name)
            rows, held = self._rows(position)
            at = [self._places[position][code] for code in codes]
            found += self.costs.share(len(codes), self.figures) * float(rows[at].sum()) - float(held[at].sum())
        return found

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(dimension.name for dimension in self.raw.spec.dimensions)

    @cached_property
    def _places(self) -> tuple[Mapping[str, int], ...]:
        return tuple({code: at for at, code in enumerate(codes)} for codes in self.codes)

    @cached_property
    def _protected_loss(self) -> int:
        return int(self.weights[self.protected].sum())

    def _rows(self, position: int) -> tuple[Ints, Ints]:
        """By code: what all its figures lose where they are withheld, and what the protected ones of them lose."""
        if position not in self._summed:
            other = tuple(at for at in range(len(self.shape)) if at != position)
            held = np.where(self.protected, self.weights, 0)
            self._summed[position] = self.weights.sum(axis=other), held.sum(axis=other)
        return self._summed[position]

    def gains(self, name: str, merges: Sequence[Merge] = ()) -> NDArray[np.float64]:
        """For each code of a dimension: what is lost less at the most when it is pooled besides `merges`, which the table takes.

        A protected figure loses less in a pool than withheld, and one that could be given loses more; that is shared between
        its codes that may be pooled. One that is pooled already loses no less for a wider pool.
        """
        position = self.names.index(name)
        others = [(other, codes) for other, codes in merges if other != name]
        found = self._gains_between(position, position)
        if len({other for other, _ in others}) > 1:
            rest = np.where(self.pooled(others) > 1, 0.0, self._gain)
            found = rest.sum(axis=tuple(at for at in range(len(self.shape)) if at != position))
        elif others:
            places = [self._places[self.names.index(other)][code] for other, codes in others for code in codes]
            found = found - self._gains_between(position, self.names.index(others[0][0]))[:, places].sum(axis=1)
        found = np.where(self._may_pool[position], found, 0.0)
        found[[self._places[position][code] for other, codes in merges if other == name for code in codes]] = 0.0
        return found

    @cached_property
    def _gain(self) -> NDArray[np.float64]:
        """Of each figure: what its being pooled saves, for each of its codes that may be pooled."""
        least = float(self.costs.pooled)
        ways = np.zeros(self.shape, dtype=np.int64)
        for position, may in enumerate(self._may_pool):
            ways = ways + may.reshape([-1 if at == position else 1 for at in range(len(self.shape))])
        return np.where(self.protected, (1 - least) * self.weights, -least * self.weights / np.maximum(ways, 1))

    @cached_property
    def _may_pool(self) -> tuple[Mask, ...]:
        """Of each dimension, the codes that may be pooled with another."""
        found = []
        for dimension in self.raw.spec.dimensions:
            may = np.array([code != TOTAL and self.takes(dimension.name, (code,)) for code in dimension.codes])
            found.append(may & (may.sum() > 1))
        return tuple(found)

    def poolable(self, name: str) -> frozenset[str]:
        """The codes of a dimension that may be pooled with another; none where the table has no such dimension."""
        if name not in self.names:
            return frozenset()
        position = self.names.index(name)
        return frozenset(code for code, may in zip(self.codes[position], self._may_pool[position], strict=True) if may)

    def _gains_between(self, one: int, other: int) -> NDArray[np.float64]:
        """What the figures of each pair of codes of two dimensions gain; of one dimension, those of each code."""
        if (one, other) not in self._between:
            summed = self._gain.sum(axis=tuple(at for at in range(len(self.shape)) if at not in (one, other)))
            self._between[one, other] = summed if one <= other else summed.T
        return self._between[one, other]


def _finest(dimension: Dimension) -> list[str]:
    return [one.code for one in dimension.categories if not dimension.children(one.code)]


def _leaves(dimension: Dimension, code: str) -> list[int]:
    """For each of the dimension's codes whether it is one of the finest under `code`."""
    finest = set(_finest(dimension))
    if code == TOTAL:
        found = finest
    else:
        found, waiting = set(), [code]
        while waiting:
            one = waiting.pop()
            waiting += dimension.children(one)
            found |= {one} & finest
    return [int(one in found) for one in dimension.codes]


def shared_dimensions(losses: Sequence[Losses]) -> Mapping[str, Dimension]:
    """The dimensions of all tables by name; of those with one name the one with most codes."""
    found: dict[str, Dimension] = {}
    for one in losses:
        for dimension in one.raw.spec.dimensions:
            if dimension.name not in found or len(dimension.codes) > len(found[dimension.name].codes):
                found[dimension.name] = dimension
    return found
