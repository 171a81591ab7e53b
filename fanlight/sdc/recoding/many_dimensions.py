"""Sets of pools of several dimensions at once, least loss first, with a bound on the loss of all not made yet.

Each dimension gives its own sets in order. What one of each loses together is no sum, for figures of codes merged in two
dimensions are lost once: a set waits under what it loses at least, and is counted when its turn comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.sdc.recoding.one_dimension import PoolSets
from fanlight.sdc.recoding.queue import WAITING, LeastFirst
from fanlight.sdc.recoding.screening import Screening

Places = tuple[int, ...]
"""Which set of each dimension, in the order in which that gives them; the first of each is no pools."""


class CombinedPoolSets(LeastFirst[tuple[Places, bool]]):
    """Sets with pools of at least two dimensions. `each`: the sets of each dimension, none of whose codes must be in a
    pool. `late`: as in `PoolCovers`."""

    def __init__(self, screening: Screening, each: Sequence[PoolSets], late: Callable[[], bool]) -> None:
        super().__init__(each)
        self.screening, self.each, self.late = screening, each, late
        self._in_totals = [self._share_in_totals(axis) for axis in range(len(each))]
        self._made = [[none] for one in each if (none := one.pop()) is not None]
        if len(self._made) == len(each):
            self._grow((0,) * len(each))
        else:  # time ran out before the first
            self._leave_out(0)

    def pop(self) -> tuple[int, tuple[Pool, ...]] | None:
        """The next set and its loss; None where there is none, or time ran out."""
        while self._waiting and not self.late():
            least, size, (places, counted) = self._take()
            pools = tuple(pool for axis, at in enumerate(places) for pool in self._made[axis][at][1])
            if not counted:
                self._grow(places)
                if size < 2:
                    continue
                loss = self.screening.loss(self.screening.merged(pools))
                if loss > least:
                    self._wait(loss, size, (places, True))
                    continue
            return least, pools
        return None

    def _grow(self, places: Places) -> None:
        """Each set grows from one alone: the one with the set before it in the last dimension that has pools."""
        last = max((axis for axis, at in enumerate(places) if at), default=0)
        for axis in range(last, len(places)):
            grown = (*places[:axis], places[axis] + 1, *places[axis + 1 :])
            if self._make(grown, axis):
                self._push(grown, axis)

    def _make(self, places: Places, axis: int) -> bool:
        """Whether there is such a set of that dimension."""
        if len(self._made[axis]) > places[axis]:
            return True
        made = self.each[axis].pop() if len(self._made[axis]) < WAITING else None
        if made is not None:
            self._made[axis].append(made)
            return True
        if (rest := self.each[axis].next_loss) < float("inf"):  # time ran out, or there are too many
            self._leave_out(self._at_least(places, axis, int(rest)))
        return False

    def _push(self, places: Places, last: int) -> None:
        size = sum(at > 0 for at in places)
        least = self._at_least(places)
        if size < 2:
            # None of its own: it waits for what it grows into, by pools of a later dimension.
            first = [(*places[:axis], 1, *places[axis + 1 :]) for axis in range(last + 1, len(places))]
            pairs = [self._at_least(pair) for axis, pair in enumerate(first, last + 1) if self._make(pair, axis)]
            if not pairs:
                return
            least = min(pairs)
        self._wait(least, size, (places, False))

    def _at_least(self, places: Places, other: int = -1, loss: int = 0) -> int:
        """What any set loses that has these places or later ones (in the dimension `other` one that loses `loss`): all that
        one dimension loses, and of each other what it loses in totals over all the rest."""
        losses = [loss if axis == other else self._made[axis][at][0] for axis, at in enumerate(places)]
        sums = [own * part // whole for own, (part, whole) in zip(losses, self._in_totals, strict=True)]
        return max(own - part for own, part in zip(losses, sums, strict=True)) + sum(sums)

    def _share_in_totals(self, axis: int) -> tuple[int, int]:
        """The least share, of what a code loses, that is in totals over every other dimension: as a fraction."""
        costs = zip(self.screening.in_totals(axis).tolist(), self.screening.by_code(axis).tolist(), strict=True)
        pairs = [(part, whole) for part, whole in costs if whole]
        return min(pairs, key=lambda pair: pair[0] / pair[1], default=(0, 1))
