"""The pools that one dimension may have, least loss first, made one at a time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.recoding.pooling import groups, lost_share, share_of

UNORDERED = 8
"""Groups of up to so many codes without an order are merged in every possible way; larger ones by pairs, and by those
that follow one another from the smallest count to the largest."""
CANDIDATES = 300_000
"""Pools of a group that are weighed, at most: of one in an order the shortest runs, else the pairs that lose least."""

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One pool: its codes (positions), whether they stand in an order, and what it loses in hundredths of a record."""

    loss: int
    codes: Places
    ordered: bool


def _order(one: Candidate) -> tuple[int, int, Places]:
    return one.loss, len(one.codes), one.codes


class Candidates:
    """Of one axis. `costs`: what each code's records count. `passes`: whether a pool may be used. `late`: whether time has
    run out; then nothing more is made. `inner`: codes above the leaves are merged with their siblings too. `left_out`: what
    pools that are never made lose at least. `cut`: for some groups not every pool is one of them."""

    def __init__(
        self,
        axis: Axis,
        costs: Ints,
        passes: Callable[[Places], bool],
        late: Callable[[], bool],
        *,
        inner: bool = False,
    ) -> None:
        self.axis, self.costs, self.passes, self.late, self.inner = axis, costs, passes, late, inner
        self.left_out: float = float("inf")
        self.cut = False
        self._made: list[Candidate] = []
        self._holding: dict[int, list[Candidate]] = {}
        self._source = self._every()

    def at(self, place: int) -> Candidate | None:
        """The one that loses the `place`th least; None where there are no more, or time ran out."""
        while len(self._made) <= place:
            found = next(self._source, None)
            if found is None:
                return None
            self._made.append(found)
        return self._made[place]

    def all(self) -> Iterator[Candidate]:
        """Every one, until time runs out."""
        for place in itertools.count():
            one = self.at(place)
            if one is None:
                return
            if self.late():
                self.left_out = min(self.left_out, one.loss)
                return
            yield one

    def holding(self, code: int) -> list[Candidate]:
        """Those with that code."""
        if code not in self._holding:
            self._holding[code] = [one for one in self.all() if code in one.codes]
        return self._holding[code]

    def _every(self) -> Iterator[Candidate]:
        """Every usable pool, least loss first."""
        sources = []
        for codes, ordered in groups(self.axis, inner=self.inner):
            if ordered:
                sources.append(self._runs(codes, True, 2))
            else:
                sources.append(self._unordered(codes))
        for one in heapq.merge(*sources, key=_order):
            if self.late():
                self.left_out = min(self.left_out, one.loss)
                return
            if self.passes(one.codes):
                yield one

    def _runs(self, codes: Places, ordered: bool, least: int) -> Iterator[Candidate]:
        """Those that follow one another, `least` or more."""
        k = len(codes)
        sums = np.concatenate([[0], np.cumsum(self.costs[list(codes)])])
        losses: list[Ints] = []
        firsts: list[Ints] = []
        sizes: list[Ints] = []
        for size in range(least, k + 1):
            share = share_of(codes, self.axis) if size == k else lost_share(size, self.axis)
            own = (sums[size:] - sums[:-size]) * share
            if size > least and sum(len(one) for one in losses) + len(own) > CANDIDATES:
                # Longer runs lose at least as much as the least of these.
                self._cut(int(own.min()))
                break
            losses.append(own)
            firsts.append(np.arange(len(own)))
            sizes.append(np.full(len(own), size))
        all_losses, first, size_of = (np.concatenate(one) for one in (losses, firsts, sizes))
        for at in np.lexsort((first, size_of, all_losses)).tolist():
            low, size = int(first[at]), int(size_of[at])
            yield Candidate(int(all_losses[at]), codes[low : low + size], ordered)

    def _pairs(self, codes: Places) -> Iterator[Candidate]:
        """Of codes from the smallest to the largest, those that lose least."""
        costs = self.costs[list(codes)].tolist()
        share = lost_share(2, self.axis)
        waiting = [(costs[0] + costs[1], 0, 1)]
        for _ in range(CANDIDATES):
            if not waiting:
                return
            both, one, other = heapq.heappop(waiting)
            pair = codes[one], codes[other]
            yield Candidate(both * share, (min(pair), max(pair)), False)
            if other + 1 < len(codes):
                heapq.heappush(waiting, (costs[one] + costs[other + 1], one, other + 1))
            if other == one + 1 and other + 1 < len(codes):
                heapq.heappush(waiting, (costs[other] + costs[other + 1], other, other + 1))
        if waiting:
            self._cut(waiting[0][0] * share)

    def _cut(self, loss: int) -> None:
        self.cut = True
        self.left_out = min(self.left_out, loss)

    def _unordered(self, codes: Places) -> Iterator[Candidate]:
        k = len(codes)
        costs = self.costs[list(codes)]
        if k > UNORDERED:
            self._cut(int(np.sort(costs)[:3].sum()) * lost_share(3, self.axis))
            by_size = tuple(codes[at] for at in np.argsort(costs, kind="stable").tolist())
            yield from heapq.merge(self._pairs(by_size), self._runs(by_size, False, 3), key=_order)
            return
        found = []
        for bits in range(1, 1 << k):
            places = [i for i in range(k) if bits >> i & 1]
            if len(places) > 1:
                own = tuple(codes[i] for i in places)
                found.append(Candidate(int(costs[places].sum()) * share_of(own, self.axis), own, False))
        yield from sorted(found, key=_order)
