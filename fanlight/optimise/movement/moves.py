"""The cheapest change of some cells that keeps all sums, by HiGHS: the step of the methods for large tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.sweep import Quiet, limit

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Part:
    """Columns by rows, compressed by column; every row must sum to 0."""

    rows: int
    starts: NDArray[np.int32]
    index: NDArray[np.int32]
    factors: Floats


def part_of(cells: Ints, of_cell: tuple[Ints, Ints, Ints]) -> Part:
    """The equations that touch `cells`, all other cells staying as they are. `of_cell`: equations by cell."""
    starts, rows, factors = of_cell
    lengths = starts[cells + 1] - starts[cells]
    ends = np.cumsum(lengths)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts[cells] - (ends - lengths), lengths)
    unique, index = np.unique(rows[at], return_inverse=True)
    return Part(
        len(unique),
        np.concatenate([[0], ends]).astype(np.int32),
        index.astype(np.int32),
        factors[at].astype(np.float64),
    )


def with_signs(part: Part, split: Ints) -> Part:
    """The part with a negated twin for each column in `split`, so that a change can cost in both directions."""
    lengths = np.diff(part.starts)[split]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) + np.repeat(part.starts[split] - (ends - lengths), lengths)
    return Part(
        part.rows,
        np.concatenate([part.starts, part.starts[-1] + ends]).astype(np.int32),
        np.concatenate([part.index, part.index[at]]),
        np.concatenate([part.factors, -part.factors[at]]),
    )


PATIENCE = 10_000
"""Steps of the simplex method that one change may take with all its rounding: what takes longer is not small."""


class MoveSolver:
    """One solver for many small programmes; the same programme always has the same answer. `left`: the seconds that it has
    at most."""

    def __init__(self, left: Callable[[], float] = lambda: math.inf) -> None:
        self.left = left
        self.possible = False
        """Whether the last question had an answer in fractions."""
        self._highs: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off")):
            self._highs.setOptionValue(name, value)

    def cheapest(self, part: Part, costs: Floats, lower: Floats, upper: Floats, *, dive: int = 0) -> Ints | None:
        """The cheapest change of the columns within bounds that keeps every row, made whole by up to `dive` rounds of
        rounding; None where there is none, or none was found in whole numbers."""
        self._take(part, costs, lower, upper, np.zeros(part.rows))
        values = self._solved()
        self.possible = values is not None
        while values is not None:
            whole = np.rint(values)
            away = np.abs(values - whole)
            broken = np.flatnonzero(away > 1e-6)
            if not len(broken):
                return whole.astype(np.int64)
            if dive <= 0:
                return None
            dive -= 1
            values = self._rounded(broken[np.argsort(away[broken], kind="stable")], values)
        return None

    def held(
        self, part: Part, at: int, need: int, lower: Floats, upper: Floats, loose: NDArray[np.bool_]
    ) -> Floats | None:
        """Multipliers of the rows that hold column `at` back from moving by `need` (its sign says which way) within bounds
        where `loose` rows need not sum to 0; None where nothing holds it, or that was not found out."""
        costs = np.zeros(len(lower))
        costs[at] = -np.sign(need)
        lower, upper = lower.copy(), upper.copy()
        lower[at], upper[at] = max(lower[at], min(need, 0)), min(upper[at], max(need, 0))
        self._take(part, costs, lower, upper, np.where(loose, np.inf, 0.0))
        values = self._solved()
        if values is None or abs(values[at]) >= abs(need) - 1e-6:
            return None
        return np.array(self._highs.getSolution().row_dual)

    def _take(self, part: Part, costs: Floats, lower: Floats, upper: Floats, slack: Floats) -> None:
        lp: Any = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(costs), part.rows
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, lower, upper
        lp.row_lower_, lp.row_upper_ = -slack, slack
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = part.starts, part.index, part.factors
        self._highs.passModel(lp)
        self._left = PATIENCE
        self._bounds = lower.copy(), upper.copy()

    def _rounded(self, broken: Ints, values: Floats) -> Floats | None:
        """The best change with some of the broken columns fixed: those nearest to whole numbers, else the nearest
        alone, down or up."""
        few = broken[: max(1, len(broken) // 4)]
        found = self._fixed(few, np.rint(values[few]))
        if found is None and len(few) > 1:
            few = few[:1]
            found = self._fixed(few, np.rint(values[few]))
        if found is None:
            down = np.floor(values[few])
            found = self._fixed(few, down + (np.rint(values[few]) == down))
        return found

    def _fixed(self, columns: Ints, at: Floats) -> Floats | None:
        n = len(columns)
        index = columns.astype(np.int32)
        self._highs.changeColsBounds(n, index, at, at)
        found = self._solved()
        lower, upper = self._bounds
        if found is None:
            self._highs.changeColsBounds(n, index, lower[columns], upper[columns])
        else:
            lower[columns] = upper[columns] = at
        return found

    def _solved(self) -> Floats | None:
        if self._left <= 0:
            return None
        self._highs.setOptionValue("simplex_iteration_limit", self._left)
        limit(self._highs, self.left(), whole=False)
        self._highs.run()
        self._left -= self._highs.getInfo().simplex_iteration_count
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._highs.getSolution().col_value)
