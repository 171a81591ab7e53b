"""Kinds of unit as they are needed, where there are too many to write them all down.

A unit is in some of the finest groups, and each figure counts it once where one of them is its own. A few
such kinds are enough to make up a table: the linear programme over those that are there has a price for each figure, and a
kind that gains by these prices comes in, until none is found. They are looked for a group more at a time, so that one may
be missed: what is found proves what is possible, and never what is not.

Source: column generation, Gilmore and Gomory (Operations Research 9(6), 1961).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.figures.kinds import Kind
from fanlight.optimise.sweep import Quiet

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

ROUNDS, AT_ONCE, LONGEST = 60, 80, 3
"""Rounds of one programme, kinds that come in in one, and groups that a kind grows by: by work, never by the clock."""
GAIN, NONE = 1e-6, 1e-7


class Columns:
    """`counted[g, f]`: whether figure f counts group g. `alike[g]`: groups of one number can be one unit's. `low`, `high`: what
    each figure is between."""

    def __init__(self, counted: Mask, alike: Ints, low: Floats, high: Floats) -> None:
        self.counted, self.alike = counted, alike
        self.low, self.high = low, high
        self.kinds: list[Kind] = []
        self._touched: list[Mask] = []
        self._seen: set[bytes] = set()
        self._begin()
        self.take((group,) for group in range(len(counted)))

    def take(self, kinds: Iterable[Kind], most: int | None = None) -> int:
        """How many came in, up to `most`: none that counts for the same figures as one that is there."""
        came = 0
        for kind in kinds:
            touched = np.asarray(self.counted[list(kind)].any(axis=0))
            key = touched.tobytes()
            if key in self._seen or not touched.any():
                continue
            self._seen.add(key)
            index = np.flatnonzero(touched).astype(np.int32)
            ones = np.ones(len(index))
            self._model.addCol(float(self._weights @ touched), 0.0, highspy.kHighsInf, len(index), index, ones)
            self.kinds.append(kind)
            self._touched.append(touched)
            came += 1
            if came == most:
                break
        return came

    def base(self) -> bool:
        """Takes in kinds until units of them agree with every figure, in fractions; False where that was not reached."""
        self._costs(np.zeros(len(self.low)), np.ones(len(self.low)))
        self._bounded(self.low, self.high)
        return self._rounds(enough=-NONE)

    def reach(self, figures: Ints, aims: Floats, sign: float, low: Floats, high: Floats, price: Floats) -> Mask:
        """Takes in kinds by which these figures move up (`sign` 1) or down (-1) to their aims and no further, all together as
        far as they go, while every other figure stays between `low` and `high`, or leaves them at its price (infinite: never).
        Returns which of the figures came to their aims."""
        low, high = low.copy(), high.copy()
        low[figures], high[figures] = (0.0, aims) if sign > 0 else (aims, np.inf)
        price = price.copy()
        price[figures] = np.inf
        weights = np.zeros(len(low))
        weights[figures] = sign
        self._costs(weights, price)
        self._bounded(low, high)
        if not self._rounds(enough=float(sign * aims.sum()) - NONE) and not self._optimal():
            return np.zeros(len(figures), dtype=np.bool_)
        values = np.array(self._model.getSolution().row_value)[figures]
        missing = np.array(self._model.getSolution().col_value)[: self._first].reshape(2, -1)[:, figures]
        return np.asarray(sign * (values - missing[0] + missing[1] - aims) >= -GAIN)

    @property
    def used(self) -> list[Kind]:
        """The kinds of which the last programme has units."""
        values = np.array(self._model.getSolution().col_value)[self._first :]
        return [self.kinds[at] for at in np.flatnonzero(values > NONE).tolist()]

    def _optimal(self) -> bool:
        return bool(self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _rounds(self, enough: float) -> bool:
        """False where no kind is found that gains before there is enough."""
        for _ in range(ROUNDS):
            self._model.run()
            if not self._optimal():
                return False
            if self._model.getInfo().objective_function_value >= enough:
                return True
            prices = self._weights - np.array(self._model.getSolution().row_dual)
            if not self.take(self._priced(prices), AT_ONCE):
                return False
        return False

    def _priced(self, prices: Floats) -> list[Kind]:
        """Kinds that gain, best first: from each group, from the kinds in use, and from these with a group fewer, a group more
        at a time."""
        kinds = [*((group,) for group in range(len(self.counted))), *nearby(self.used)]
        touched = np.array([self.counted[list(kind)].any(axis=0) for kind in kinds])
        found: dict[Kind, float] = {}
        alive = np.arange(len(kinds))
        for _ in range(LONGEST):
            for at, gain in zip(alive.tolist(), (touched[alive] @ prices).tolist(), strict=True):
                if gain > GAIN:
                    found.setdefault(kinds[at], gain)
            more = np.where(touched[alive], 0.0, prices) @ self.counted.T.astype(np.float64)
            own = np.array([self.alike[kinds[at][0]] for at in alive.tolist()])
            more[own[:, None] != self.alike[None, :]] = -np.inf
            best = more.argmax(axis=1)
            better = more[np.arange(len(alive)), best] > GAIN
            for at, group in zip(alive[better].tolist(), best[better].tolist(), strict=True):
                kinds[at] = tuple(sorted({*kinds[at], group}))
                touched[at] |= self.counted[group]
            alive = alive[better]
            if not len(alive):
                break
        return sorted(found, key=lambda kind: (-found[kind], kind))

    def _begin(self) -> None:
        """A row for each figure, and two columns: what is missing, and what is too much."""
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("presolve", "off"),
            ("simplex_strategy", 4),
        ):
            model.setOptionValue(name, value)
        m = len(self.low)
        none, rows = np.zeros(0, dtype=np.int32), np.tile(np.arange(m, dtype=np.int32), 2)
        model.addRows(m, self.low, self.high, 0, np.zeros(m, dtype=np.int32), none, np.zeros(0))
        ends, signs = np.full(2 * m, highspy.kHighsInf), np.repeat([1.0, -1.0], m)
        starts = np.arange(2 * m, dtype=np.int32)
        model.addCols(2 * m, -np.ones(2 * m), np.zeros(2 * m), ends, 2 * m, starts, rows, signs)
        model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._model, self._first, self._weights = model, 2 * m, np.zeros(m)

    def _costs(self, weights: Floats, price: Floats) -> None:
        """`price`: of one unit more or fewer in a figure than its bounds allow."""
        self._weights = weights
        own = np.array(self._touched, dtype=np.float64).reshape(len(self.kinds), len(weights)) @ weights
        closed = np.tile(np.isinf(price), 2)
        paid = np.where(closed, 0.0, -np.tile(price, 2))
        ends = np.where(closed, 0.0, highspy.kHighsInf)
        index = np.arange(len(paid) + len(own), dtype=np.int32)
        self._model.changeColsCost(len(index), index, np.concatenate([paid, own]))
        self._model.changeColsBounds(len(paid), index[: len(paid)], np.zeros(len(paid)), ends)

    def _bounded(self, low: Floats, high: Floats) -> None:
        high = np.where(np.isinf(high), highspy.kHighsInf, high)
        self._model.changeRowsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)


def nearby(kinds: Iterable[Kind]) -> Iterator[Kind]:
    """Each of these, and each with a group fewer."""
    for kind in kinds:
        yield kind
        if len(kind) > 1:
            yield from (tuple(one for one in kind if one != group) for group in kind)
