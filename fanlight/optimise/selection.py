"""Which kinds of unit are needed to show what the figures allow, where units can be in too many sets of groups for all."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.figures.kinds import Groups, Kind
from fanlight.figures.system import Stated
from fanlight.optimise.columns import Columns, Floats, nearby
from fanlight.tables.knowledge.statements import Requirement

PRICE = 0.01
"""What it costs to move a withheld figure that has no requirement, where a figure that has one is worth 1."""


def kinds_needed(stated: Stated, groups: Groups) -> list[Kind]:
    """Kinds with which the true figures are made up, and withheld figures move as far as they must: where the others can stay
    as they are, and where they cannot."""
    return _Selection(stated, groups).kinds()


class _Selection:
    """Figures that count the same groups are one."""

    def __init__(self, stated: Stated, groups: Groups) -> None:
        _, first, place = np.unique(groups.counted, axis=1, return_index=True, return_inverse=True)
        place = place.ravel()
        n = len(first)
        ends = np.cumsum([len(stated.given), len(stated.withheld)])
        of_given, self.of_withheld, of_true = np.split(place, ends)
        self.stated = stated
        self.low, self.high = np.zeros(n), np.full(n, np.inf)
        for one, at in zip(stated.given, of_given.tolist(), strict=True):
            if one.relation != "<=":
                self.low[at] = max(self.low[at], one.value)
            if one.relation != ">=":
                self.high[at] = min(self.high[at], one.value)
        self.given = np.zeros(n, dtype=np.bool_)
        self.given[of_given] = True
        self.true_low, self.true_high = self.low.copy(), self.high.copy()
        for one, at in zip(stated.true, of_true.tolist(), strict=True):
            self.true_low[at] = self.true_high[at] = one.value
        counted = groups.counted[:, first]
        self.kept = np.flatnonzero(~counted[:, self.high == 0].any(axis=1))
        self.columns = Columns(counted[self.kept], groups.alike[self.kept], self.true_low, self.true_high)

    def kinds(self) -> list[Kind]:
        columns = self.columns
        columns.base()
        columns.take(list(nearby(columns.used)))
        for sign in (1.0, -1.0):
            self._moved(sign)
        return [tuple(self.kept[list(kind)].tolist()) for kind in columns.kinds]

    def _moved(self, sign: float) -> None:
        figures, aims = self._aims(sign)
        if not len(figures):
            return
        free = np.isin(np.arange(len(self.low)), figures)
        others = np.where(self.given | free, np.inf, PRICE)
        low, high = np.where(free, self.low, self.true_low), np.where(free, self.high, self.true_high)
        self.columns.reach(figures, aims, sign, low, high, np.full(len(low), np.inf))
        self._near()
        there = self.columns.reach(figures, aims, sign, low, high, others)
        self._near()
        for at in np.flatnonzero(~there).tolist():
            self.columns.reach(figures[at : at + 1], aims[at : at + 1], sign, low, high, others)
            self._near()

    def _near(self) -> None:
        self.columns.take(list(nearby(self.columns.used)))

    def _aims(self, sign: float) -> tuple[Ints, Floats]:
        """The figures that must be able to move up (down), and how far."""
        found: dict[int, float] = {}
        for one, at in zip(self.stated.withheld, self.of_withheld.tolist(), strict=True):
            for asked in one.requirements:
                aim = _aim(asked, sign, one.value)
                if aim is not None:
                    found[at] = max(found.get(at, aim), aim) if sign > 0 else min(found.get(at, aim), aim)
        figures = np.array(sorted(found), dtype=np.int64)
        return figures, np.array([found[at] for at in figures.tolist()])


def _aim(asked: Requirement, sign: float, value: int | None) -> float | None:
    if sign > 0:
        wide = None if asked.width is None or value is None else float(value + asked.width)
        return wide if asked.reach_up_to is None else float(asked.reach_up_to)
    return None if asked.reach_down_to is None else float(asked.reach_down_to)
