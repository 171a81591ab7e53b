"""Sets of pools of one dimension, least loss first, made one at a time, with a bound on the loss of all not made yet.

Best first: a set waits under what it loses at least, and the least is taken next. Where every low code has to be in a
pool, the first that is not yet in one is put into each pool that can take it; what the others lose at least is counted
ahead. A complete set is then extended by further pools in the order of their loss.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fanlight.sdc.pooling import groups, lost_share, named
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.pools import Pool
from fanlight.tables.cells.trees import Axis

UNORDERED = 8
"""Groups of up to so many codes without an order are merged in every possible way; larger ones by pairs, and by those
that follow one another from the smallest count to the largest."""
WAITING = 300_000
"""Sets that wait at most: beyond, memory runs out before time does."""
CANDIDATES = 300_000
"""Pools of an ordered group that are weighed, at most: the shortest runs."""

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One pool: its leaves (positions), whether they stand in an order, and what it loses in hundredths of a record."""

    loss: int
    leaves: Places
    ordered: bool


def _order(one: Candidate) -> tuple[int, int, Places]:
    return one.loss, len(one.leaves), one.leaves


class PoolSets:
    """Of one axis. `costs`: what each code's records count. `needed`: leaves that must be in a pool. `passes`: whether a
    pool may be used. `late`: whether time has run out; then nothing more is made, and `bound` holds for the rest."""

    def __init__(
        self,
        axis: Axis,
        costs: Ints,
        needed: Sequence[int],
        passes: Callable[[Places], bool],
        late: Callable[[], bool],
    ) -> None:
        self.axis, self.costs, self.passes, self.late = axis, costs, passes, late
        self.needed = frozenset(needed)
        self.left_out: float = float("inf")
        self._tie = itertools.count()
        self._waiting: list[tuple[int, int, int, tuple[Candidate, ...], int]] = []
        self._made: list[Candidate] = []
        self._source = self._candidates()
        self._push((), 0)

    @property
    def bound(self) -> float:
        """No set that was not made loses less."""
        return min(self.left_out, self._waiting[0][0] if self._waiting else float("inf"))

    @property
    def next_loss(self) -> float:
        """What the next set loses at least; infinite where there is none."""
        return self._waiting[0][0] if self._waiting else float("inf")

    def pop(self) -> tuple[int, tuple[Pool, ...]] | None:
        """The next set and its loss; None where there is none, or time ran out."""
        while self._waiting and not self.late():
            least, _, _, chosen, at = heapq.heappop(self._waiting)
            taken = {leaf for one in chosen for leaf in one.leaves}
            if at > 0 and len(taken) < sum(len(one.leaves) for one in chosen):
                # Its last pool overlaps: not a set, but the next pool in its place may be.
                self._instead(chosen, at)
                continue
            missing = self.needed - taken
            if missing:
                self._cover(chosen, taken, min(missing))
                continue
            if at > 0:
                self._instead(chosen, at)
            self._extend(chosen, at)
            return least, tuple(named(self.axis, one.leaves, one.ordered) for one in chosen)
        return None

    def _push(self, chosen: tuple[Candidate, ...], at: int) -> None:
        loss = sum(one.loss for one in chosen)
        missing = self.needed.difference(*(one.leaves for one in chosen))
        ahead = int(np.ceil(sum(self._share[leaf] for leaf in missing) - 1e-9)) if missing else 0
        if ahead >= 2**60:
            return
        if len(self._waiting) >= WAITING:
            self.left_out = min(self.left_out, loss + ahead)
            return
        heapq.heappush(self._waiting, (loss + ahead, len(chosen), next(self._tie), chosen, at))

    def _cover(self, chosen: tuple[Candidate, ...], taken: set[int], leaf: int) -> None:
        for one in self._holding[leaf]:
            if taken.isdisjoint(one.leaves):
                self._push((*chosen, one), 0)

    def _extend(self, chosen: tuple[Candidate, ...], at: int) -> None:
        """By the next pool in the order of loss. `at`: from which on; the ones before were tried."""
        one = self._candidate(at)
        if one is not None:
            self._push((*chosen, one), at + 1)

    def _instead(self, chosen: tuple[Candidate, ...], at: int) -> None:
        self._extend(chosen[:-1], at)

    def _candidate(self, at: int) -> Candidate | None:
        while len(self._made) <= at:
            found = next(self._source, None)
            if found is None:
                return None
            self._made.append(found)
        return self._made[at]

    @cached_property
    def _holding(self) -> dict[int, list[Candidate]]:
        """The usable pools that hold each leaf that must be in one."""
        found: dict[int, list[Candidate]] = {leaf: [] for leaf in self.needed}
        for at in itertools.count():
            one = self._candidate(at)
            if one is None or self.late():
                if one is not None:
                    self.left_out = min(self.left_out, one.loss)
                return found
            for leaf in self.needed.intersection(one.leaves):
                found[leaf].append(one)
        raise AssertionError

    @cached_property
    def _share(self) -> dict[int, float]:
        """What each leaf that must be in a pool loses there at least, the pool's loss shared among those it takes in."""
        return {
            leaf: min((one.loss / len(self.needed.intersection(one.leaves)) for one in held), default=float(2**61))
            for leaf, held in self._holding.items()
        }

    def _candidates(self) -> Iterator[Candidate]:
        """Every usable pool, least loss first."""
        sources = []
        for leaves, ordered in groups(self.axis):
            if ordered:
                sources.append(self._runs(leaves, True, 2))
            else:
                sources.append(self._unordered(leaves))
        for one in heapq.merge(*sources, key=_order):
            if self.late():
                self.left_out = min(self.left_out, one.loss)
                return
            if self.passes(one.leaves):
                yield one

    def _runs(self, leaves: Places, ordered: bool, least: int) -> Iterator[Candidate]:
        """Those that follow one another, `least` or more."""
        k = len(leaves)
        sums = np.concatenate([[0], np.cumsum(self.costs[list(leaves)])])
        losses: list[Ints] = []
        firsts: list[Ints] = []
        sizes: list[Ints] = []
        for size in range(least, k + 1):
            own = (sums[size:] - sums[:-size]) * lost_share(size, self.axis)
            if size > least and sum(len(one) for one in losses) + len(own) > CANDIDATES:
                # Longer runs lose at least as much as the least of these.
                self.left_out = min(self.left_out, int(own.min()))
                break
            losses.append(own)
            firsts.append(np.arange(len(own)))
            sizes.append(np.full(len(own), size))
        all_losses, first, size_of = (np.concatenate(one) for one in (losses, firsts, sizes))
        for at in np.lexsort((first, size_of, all_losses)).tolist():
            low, size = int(first[at]), int(size_of[at])
            yield Candidate(int(all_losses[at]), leaves[low : low + size], ordered)

    def _unordered(self, leaves: Places) -> Iterator[Candidate]:
        k = len(leaves)
        costs = self.costs[list(leaves)]
        if k > UNORDERED:
            one, other = np.triu_indices(k, 1)
            losses = (costs[one] + costs[other]) * lost_share(2, self.axis)
            self.left_out = min(self.left_out, int(np.sort(costs)[:3].sum()) * lost_share(3, self.axis))
            pairs = (
                Candidate(int(losses[at]), (leaves[int(one[at])], leaves[int(other[at])]), False)
                for at in np.argsort(losses, kind="stable").tolist()
            )
            by_size = tuple(leaves[at] for at in np.argsort(costs, kind="stable").tolist())
            yield from heapq.merge(pairs, self._runs(by_size, False, 3), key=_order)
            return
        found = []
        for bits in range(1, 1 << k):
            places = [i for i in range(k) if bits >> i & 1]
            if len(places) > 1:
                loss = int(costs[places].sum()) * lost_share(len(places), self.axis)
                found.append(Candidate(loss, tuple(leaves[i] for i in places), False))
        yield from sorted(found, key=_order)
