"""What figures of units in several categories say of one another line by line: a relaxation, which leaves out what only whole
units show. So its bounds hold for every table of real units, and nothing within them is proved to be possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import NO_BOUND
from fanlight.figures.cells.equations import Ints
from fanlight.figures.kinds import Groups, Kinds
from fanlight.figures.system import System
from fanlight.tables.knowledge.statements import Requirement

OPEN = 2**40
"""No count is as much: an upper end that nothing bounds, of which many can be summed."""
ROUNDS, MOST = 50, 3_000
"""Rounds of narrowing, and figures beyond which none are compared with all others."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """Of each withheld figure of a system: no table has less than `lower` or more than `upper` (`NO_BOUND`: no bound)."""

    lower: Ints
    upper: Ints

    def breaks(self, at: int, one: Requirement) -> bool:
        """Whether withheld figure number `at` cannot move as far as it must."""
        low, high = int(self.lower[at]), int(self.upper[at])
        return (
            (one.reach_up_to is not None and high < one.reach_up_to)
            or (one.reach_down_to is not None and low > one.reach_down_to)
            or (one.width is not None and high - low < one.width)
        )


def bounds_of(system: System) -> Bounds | None:
    """None where the system's counts are no kinds of unit in groups.

    A figure is no more than one that counts all of its groups, and no more than figures that count them together; where no
    unit can be in two parts of a sum, the parts make it up.
    """
    finest = system.finest
    if not isinstance(finest, Kinds) or finest.groups is None:
        return None
    return _Narrowing(system, finest.groups).run()


class _Narrowing:
    """Figures that count the same groups are one; groups in which there is nobody are left out."""

    def __init__(self, system: System, groups: Groups) -> None:
        n = len(system.given)
        none = [at for at, one in enumerate(system.given) if one.value == 0 and one.relation != ">="]
        alive = ~groups.counted[:, none].any(axis=1)
        counted, first, place = np.unique(groups.counted[alive], axis=1, return_index=True, return_inverse=True)
        self.counted, self.alike = counted, groups.alike[alive]
        place = place.ravel()
        self.withheld = place[n : n + len(system.withheld)]
        self.true = place[n + len(system.withheld) :]
        self.lower = np.zeros(len(first), dtype=np.int64)
        self.upper = np.where(counted.any(axis=0), OPEN, 0)
        for one, at in zip(system.given, place[:n].tolist(), strict=True):
            if one.relation != "<=":
                self.lower[at] = max(self.lower[at], one.value)
            if one.relation != ">=":
                self.upper[at] = min(self.upper[at], one.value)
        self.lines = list(dict.fromkeys(self._lines(system)))

    def _lines(self, system: System) -> Iterator[tuple[int, tuple[int, ...], bool]]:
        """(whole, parts, whether no unit is in two of them), of parts that count the groups of the whole together."""
        for whole, parts in system.lines:
            own = tuple(int(self.true[part]) for part in parts)
            sets = self.counted[:, own]
            if np.array_equal(sets.any(axis=1), self.counted[:, self.true[whole]]):
                units = [np.unique(self.alike[column]) for column in sets.T]
                every = np.concatenate([np.zeros(0, dtype=np.int64), *units])
                yield int(self.true[whole]), own, len(np.unique(every)) == len(every)

    def run(self) -> Bounds:
        within = self._within()
        for _ in range(ROUNDS):
            before = self.lower.copy(), self.upper.copy()
            if within is not None:
                self.upper = np.where(within, self.upper[None, :], OPEN).min(axis=1)
                self.lower = np.where(within, self.lower[:, None], 0).max(axis=0)
            for whole, parts, apart in self.lines:
                self._line(whole, np.array(parts, dtype=np.int64), apart)
            if np.array_equal(before[0], self.lower) and np.array_equal(before[1], self.upper):
                break
        upper = self.upper[self.withheld]
        return Bounds(self.lower[self.withheld], np.where(upper >= OPEN, NO_BOUND, upper).astype(np.int64))

    def _within(self) -> NDArray[np.bool_] | None:
        """Of each two figures, whether all groups of the first are the second's too."""
        if self.counted.shape[1] > MOST:
            return None
        own = self.counted.astype(np.float32)
        return np.asarray(own.T @ (1 - own) < 0.5)

    def _line(self, whole: int, parts: Ints, apart: bool) -> None:
        lower, upper = self.lower, self.upper
        least, most = lower[parts], upper[parts]
        upper[whole] = min(upper[whole], most.sum())
        lower[parts] = np.maximum(least, lower[whole] - (most.sum() - most))
        if apart:
            lower[whole] = max(lower[whole], least.sum())
            if upper[whole] < OPEN:
                upper[parts] = np.minimum(most, upper[whole] - (least.sum() - least))
