"""Sets of pools, least loss first.

A set grows by two codes pooled, or by one code more in a pool. Each waits under what it and all that grow from it lose at
least, so that none is left out as long as there is room.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from fanlight.sdc.planning.bands import order_of
from fanlight.sdc.planning.losses import Losses, Merge, shared_dimensions
from fanlight.tables.spec.table import TOTAL, Dimension

Merges = tuple[Merge, ...]
MOST = 20_000
"""Sets that wait at the most; more are not made, and then the best of all is not proved."""


class MergeSets:
    """`next_loss`: no set that waits loses less. `whole`: none was left out for want of room."""

    def __init__(self, losses: Sequence[Losses]) -> None:
        self.losses = losses
        self.dimensions = shared_dimensions(losses)
        self.wanted = {name: self._wanted(name) for name in self.dimensions}
        self.whole = True
        self._order = {
            name: {code: at for at, code in enumerate(dimension.codes)} for name, dimension in self.dimensions.items()
        }
        self._bands = {name: order_of(dimension) for name, dimension in self.dimensions.items()}
        self._loose = [self._loosely(one) for one in self.losses]
        self._places = {(id(one), name): self._placed(one, name) for one in losses for name in one.names}
        self._seen: set[Merges] = set()
        self._possible: dict[Merge, bool] = {}
        self._waiting: list[tuple[int, int, int, Merges]] = []
        self._push(self._begin(), float("inf"))

    @property
    def next_loss(self) -> float:
        return self._waiting[0][0] if self._waiting else float("inf")

    def pop(self) -> Merges | None:
        """The next set."""
        return heapq.heappop(self._waiting)[3] if self._waiting else None

    def grow(self, merges: Merges, limit: float) -> None:
        """Makes the sets that grow from one. What loses `limit` or more is of no use, nor is what grows from that."""
        for grown in self._grown(merges):
            self._push(grown, limit)

    def least(self, merges: Merges) -> float:
        """What is lost at least with these pools, and with all that grow from them.

        A table that does not take every code that others take has no pool for good: as one grows, it may be lost to the table.
        """
        loss = 0.0
        gained = {name: np.zeros(len(order)) for name, order in self._order.items()}
        for one, loose in zip(self.losses, self._loose, strict=True):
            lasting = [(name, codes) for name, codes in merges if name not in loose and one.takes(name, codes)]
            loss += one.at_least(lasting)
            for name in one.names:
                own, shared = self._places[id(one), name]
                gains = one.gains(name, lasting)[own]
                gained[name][shared] += np.maximum(gains, 0.0) if name in loose else gains
        return loss - sum(float(np.maximum(gains, 0.0).sum()) for gains in gained.values())

    def _placed(self, one: Losses, name: str) -> tuple[list[int], list[int]]:
        """Where a table's codes stand in its own dimension, and in the shared one."""
        order = self._order[name]
        found = [(at, order[code]) for at, code in enumerate(one.codes[one.names.index(name)]) if code in order]
        return [own for own, _ in found], [shared for _, shared in found]

    def _loosely(self, one: Losses) -> frozenset[str]:
        """Dimensions of which another table takes a code that this one does not."""
        return frozenset(
            name
            for name in one.names
            if not {code for other in self.losses for code in other.poolable(name)} <= one.poolable(name)
        )

    def _begin(self) -> Merges:
        """What must be pooled together in any case; codes of one dimension."""
        found: dict[str, list[set[str]]] = {}
        for one in self.losses:
            for group in one.options.pool_together:
                for dimension in one.raw.spec.dimensions:
                    if group <= set(dimension.codes):
                        found.setdefault(dimension.name, []).append(set(group))
        return tuple(
            sorted((name, self._ordered(name, group)) for name, groups in found.items() for group in _joined(groups))
        )

    def _push(self, merges: Merges, limit: float) -> None:
        if merges in self._seen:
            return
        if len(self._seen) >= MOST:
            self.whole = False
            return
        self._seen.add(merges)
        loss = math.floor(self.least(merges))
        if loss < limit:
            heapq.heappush(self._waiting, (loss, len(merges), sum(len(codes) for _, codes in merges), merges))

    def _grown(self, merges: Merges) -> Iterator[Merges]:
        pooled = {(name, code) for name, codes in merges for code in codes}
        for at, (name, codes) in enumerate(merges):
            for code in self._beside(name, codes):
                if (name, code) not in pooled:
                    more = (name, self._ordered(name, {*codes, code}))
                    if self._may(name, more[1]):
                        yield tuple(sorted((*merges[:at], more, *merges[at + 1 :])))
        for name, dimension in self.dimensions.items():
            for code in dimension.codes:
                if code == TOTAL or (name, code) in pooled or code not in self.wanted[name]:
                    continue
                for other in self._beside(name, (code,)):
                    pair = self._ordered(name, {code, other})
                    if (name, other) not in pooled and self._may(name, pair):
                        yield tuple(sorted((*merges, (name, pair))))

    def _beside(self, name: str, codes: Sequence[str]) -> Iterator[str]:
        """Codes that may join a pool: with the same parent; of periods and bands of numbers, those just before and after."""
        dimension = self.dimensions[name]
        if dimension.is_period:
            own = [category.code for category in dimension.categories]
            first, last = own.index(codes[0]), own.index(codes[-1])
            yield from own[max(0, first - 1) : first] + own[last + 1 : last + 2]
            return
        parent, bands = dimension.category(codes[0]).parent, self._bands[name]
        if codes[0] in bands:
            places = sorted(bands[code] for code in codes)
            for code, place in bands.items():
                if place in (places[0] - 1, places[-1] + 1):
                    yield code
            return
        for category in dimension.categories:
            if (
                category.parent == parent
                and category.code not in bands
                and category.code not in codes
                and not dimension.children(category.code)
            ):
                yield category.code

    def _may(self, name: str, codes: tuple[str, ...]) -> bool:
        """Whether some table takes this pool, and it is no figure that the table gives anyway."""
        if (name, codes) not in self._possible:
            dimension = self.dimensions[name]
            self._possible[name, codes] = not any(dimension.children(code) for code in codes) and any(
                one.takes(name, codes) and not _is_a_sum(one, name, codes) for one in self.losses
            )
        return self._possible[name, codes]

    def _ordered(self, name: str, codes: set[str]) -> tuple[str, ...]:
        return tuple(sorted(codes, key=self._order[name].__getitem__))

    def _wanted(self, name: str) -> frozenset[str]:
        """Codes with a figure that cannot be given as it is."""
        found: set[str] = set()
        for one in self.losses:
            for position, dimension in enumerate(one.raw.spec.dimensions):
                if dimension.name == name:
                    rest = tuple(at for at in range(len(one.shape)) if at != position)
                    held = np.asarray(one.protected.any(axis=rest)).reshape(-1)
                    found |= {code for code, is_held in zip(dimension.codes, held.tolist(), strict=True) if is_held}
        return frozenset(found - {TOTAL})


def _joined(groups: Sequence[set[str]]) -> list[set[str]]:
    found: list[set[str]] = []
    for group in groups:
        apart = [one for one in found if one.isdisjoint(group)]
        found = [*apart, set().union(group, *(one for one in found if not one.isdisjoint(group)))]
    return found


def _is_a_sum(one: Losses, name: str, codes: Sequence[str]) -> bool:
    """Whether the table has the pool's figures already: as a total, or as the category above."""
    for position, dimension in enumerate(one.raw.spec.dimensions):
        if dimension.name == name:
            parent = dimension.category(codes[0]).parent
            top = TOTAL if parent is None else parent
            return _family(dimension, parent) == set(codes) and _adds_up(one, position, top, codes)
    return False


def _family(dimension: Dimension, parent: str | None) -> set[str]:
    return {one.code for one in dimension.categories if one.parent == parent}


def _adds_up(one: Losses, position: int, top: str, codes: Sequence[str]) -> bool:
    if top not in one.codes[position]:
        return False
    counts: Mapping[tuple[str, ...], int] = one.raw.counts
    for key, count in counts.items():
        if key[position] == top:
            parts = [counts[(*key[:position], code, *key[position + 1 :])] for code in codes]
            if sum(parts) != count:
                return False
    return True
