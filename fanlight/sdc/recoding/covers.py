"""Sets of pools under which no figure that keeps a row is low, of any number of dimensions, least loss first.

A low figure keeps no row where one of its codes is merged, so of all low ones that with the fewest codes to merge is
taken, and each of its codes put into each pool that can take it: every set without low figures grows so. What the other
low figures lose at least is counted ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.recoding.candidates import Candidate, Candidates
from fanlight.sdc.recoding.pooling import groups, lost_share, named
from fanlight.sdc.recoding.queue import LeastFirst
from fanlight.sdc.recoding.screening import Merged, Screening

Chosen = tuple[tuple[int, Candidate], ...]
"""Pools, each with the position of its dimension."""
NEVER = 2**60
SEEN = 2_000_000
"""Sets that are remembered, at most: beyond, memory runs out before time does."""
AHEAD = 1_000
"""Low figures that are counted ahead, at most."""


class PoolCovers(LeastFirst[Chosen]):
    """`each`: the pools of each dimension. `late`: whether time has run out; then `bound` holds for what was not made."""

    def __init__(self, screening: Screening, each: Sequence[Candidates], late: Callable[[], bool]) -> None:
        super().__init__(each)
        self.screening, self.each, self.late = screening, each, late
        self._prices = [self._price(position) for position in range(len(each))]
        self._seen: set[frozenset[tuple[int, tuple[int, ...]]]] = set()
        self._given: tuple[int, Chosen] | None = None
        self._push(())

    @property
    def next_loss(self) -> float:
        """Of a set that was given more may be made."""
        return min(super().next_loss, self._given[0] if self._given is not None else float("inf"))

    def pop(self) -> tuple[int, tuple[Pool, ...]] | None:
        """The next set and its loss; None where there is none, or time ran out."""
        while not self.late():
            if self._given is not None:
                # It was asked for another: more pools, of any code.
                (least, chosen), self._given = self._given, None
                self._with_each(least, chosen, ((at, one) for at, own in enumerate(self.each) for one in own.all()))
            if not self._waiting:
                return None
            least, _, chosen = self._take()
            low = self.screening.low(self._merged(chosen))
            if not len(low):
                self._given = least, chosen
                return least, self._named(chosen)
            figure = low[np.argmin((low >= 0).sum(axis=1))]
            self._with_each(
                least,
                chosen,
                (
                    (at, one)
                    for at, leaf in enumerate(figure.tolist())
                    if leaf >= 0
                    for one in self.each[at].holding(leaf)
                ),
            )
        return None

    def _named(self, chosen: Chosen) -> tuple[Pool, ...]:
        each = [[(one.codes, one.ordered) for at, one in chosen if at == own] for own in range(len(self.each))]
        return tuple(pool for own, groups in zip(self.each, each, strict=True) for pool in named(own.axis, groups))

    def _with_each(self, least: int, chosen: Chosen, more: Iterable[tuple[int, Candidate]]) -> None:
        taken = {(at, code) for at, one in chosen for code in one.codes}
        for at, one in more:
            if self.late():
                self._leave_out(least)
                return
            if not any((at, code) in taken for code in one.codes):
                self._push((*chosen, (at, one)))

    def _push(self, chosen: Chosen) -> None:
        key = frozenset((at, one.codes) for at, one in chosen)
        if key in self._seen:
            return
        merged = self._merged(chosen)
        ahead = self._ahead(self.screening.low(merged))
        if ahead >= NEVER:
            return
        least = self.screening.loss(merged) + ahead
        if len(self._seen) >= SEEN:
            self._leave_out(least)
            return
        self._seen.add(key)
        self._wait(least, len(chosen), chosen)

    def _merged(self, chosen: Chosen) -> Merged:
        return [[one.codes for at, one in chosen if at == position] for position in range(len(self.each))]

    def _price(self, position: int) -> Ints:
        """What a leaf loses at least when it is merged, in figures that no pool of another dimension takes in."""
        axis = self.each[position].axis
        price = np.full(axis.leaves, NEVER, dtype=np.int64)
        may = [leaf for leaves, _ in groups(axis) for leaf in leaves]
        price[may] = self.screening.in_totals(position)[may] * lost_share(2, axis)
        return price

    def _ahead(self, low: Ints) -> int:
        """What merging the low figures loses at least: each is paid for by its codes, none of which pays more than it
        loses."""
        left = [own.tolist() for own in self._prices]
        paid = 0
        for figure in low[:AHEAD].tolist():
            codes = [(at, leaf) for at, leaf in enumerate(figure) if leaf >= 0]
            least = min((left[at][leaf] for at, leaf in codes), default=NEVER)
            if least >= NEVER // 2:
                return NEVER
            if least:
                paid += least
                for at, leaf in codes:
                    left[at][leaf] -= least
        return paid
