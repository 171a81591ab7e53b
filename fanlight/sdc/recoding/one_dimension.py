"""Sets of pools of one dimension, least loss first, made one at a time, with a bound on the loss of all not made yet.

Best first: a set waits under what it loses at least, and the least is taken next. Where every low code has to be in a
pool, the first that is not yet in one is put into each pool that can take it; what the others lose at least is counted
ahead. A complete set is then extended by further pools in the order of their loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.optimise.tolerances import SLACK
from fanlight.sdc.recoding.candidates import Candidate, Candidates
from fanlight.sdc.recoding.pooling import named
from fanlight.sdc.recoding.queue import LeastFirst


class PoolSets(LeastFirst[tuple[tuple[Candidate, ...], int]]):
    """Of the pools that one axis may have. `needed`: leaves that must be in a pool. When time has run out nothing more is
    made, and `bound` holds for the rest."""

    def __init__(self, candidates: Candidates, needed: Sequence[int] = ()) -> None:
        super().__init__([candidates])
        self.candidates, self.needed = candidates, frozenset(needed)
        self._push((), 0)

    def pop(self) -> tuple[int, tuple[Pool, ...]] | None:
        """The next set and its loss; None where there is none, or time ran out."""
        while self._waiting and not self.candidates.late():
            least, _, (chosen, at) = self._take()
            taken = {code for one in chosen for code in one.codes}
            if at > 0 and len(taken) < sum(len(one.codes) for one in chosen):
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
            return least, named(self.candidates.axis, [(one.codes, one.ordered) for one in chosen])
        return None

    def _push(self, chosen: tuple[Candidate, ...], at: int) -> None:
        loss = sum(one.loss for one in chosen)
        missing = self.needed.difference(*(one.codes for one in chosen))
        ahead = int(np.ceil(sum(self._share[leaf] for leaf in missing) - SLACK)) if missing else 0
        if ahead >= 2**60:
            return
        self._wait(loss + ahead, len(chosen), (chosen, at))

    def _cover(self, chosen: tuple[Candidate, ...], taken: set[int], leaf: int) -> None:
        for one in self._holding[leaf]:
            if taken.isdisjoint(one.codes):
                self._push((*chosen, one), 0)

    def _extend(self, chosen: tuple[Candidate, ...], at: int) -> None:
        """By the next pool in the order of loss. `at`: from which on; the ones before were tried."""
        one = self.candidates.at(at)
        if one is not None:
            self._push((*chosen, one), at + 1)

    def _instead(self, chosen: tuple[Candidate, ...], at: int) -> None:
        self._extend(chosen[:-1], at)

    @cached_property
    def _holding(self) -> dict[int, list[Candidate]]:
        """The usable pools that hold each leaf that must be in one."""
        found: dict[int, list[Candidate]] = {leaf: [] for leaf in self.needed}
        for one in self.candidates.all():
            for leaf in self.needed.intersection(one.codes):
                found[leaf].append(one)
        return found

    @cached_property
    def _share(self) -> dict[int, float]:
        """What each leaf that must be in a pool loses there at least, the pool's loss shared among those it takes in."""
        return {
            leaf: min((one.loss / len(self.needed.intersection(one.codes)) for one in held), default=float(2**61))
            for leaf, held in self._holding.items()
        }
