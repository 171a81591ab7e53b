"""The cheapest movement that takes several cells where they must go at once, between bounds that change from one question to
the next; and why there is none. HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.cell_programme import _ends, _fresh, _status
from fanlight.optimise.sweep import limit

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Step:
    """`moves`: a number a cell, None where there is none or time ran out. `none`: there is none."""

    moves: Floats | None
    none: bool = False


class Jointly:
    """Moves of n cells; every row's sum of factor * move is 0."""

    def __init__(self, starts: Ints, columns: Ints, factors: Ints, n: int) -> None:
        self.n, self.rows = n, (starts, columns, factors)
        self._pairs: dict[bool, Any] = {}

    def least(
        self,
        lower: Ints,
        upper: Ints,
        cells: Ints,
        aims: Ints,
        seconds: float,
        *,
        cost: Floats | None = None,
        whole: bool = False,
    ) -> Step:
        """The moves between bounds of the least cost (for each unit of movement; 1 where none is given) that take `cells` to
        their aims, all of one sign, or beyond."""
        if seconds <= 0:
            return Step(None)
        far = aims > upper[cells] if aims[0] > 0 else aims < lower[cells]
        if far.any():
            return Step(None, none=True)
        model, n = self._model(whole), self.n
        room = np.concatenate([np.maximum(_ends(upper), 0), np.maximum(-_ends(lower), 0)])
        floor = np.zeros(2 * n)
        there, back = (cells, cells + n) if aims[0] > 0 else (cells + n, cells)
        floor[there] = np.abs(aims)
        room[back] = 0.0
        index = np.arange(2 * n, dtype=np.int32)
        model.changeColsBounds(2 * n, index, floor, room)
        model.changeColsCost(2 * n, index, np.ones(2 * n) if cost is None else np.concatenate([cost, cost]))
        # Costs are at least 0: begun without a basis, a programme is dual feasible.
        model.clearSolver()
        limit(model, seconds, whole=whole)
        model.run()
        status = _status(model)
        if model.getInfo().primal_solution_status != 2 or status not in ("optimal", "stopped"):
            return Step(None, none=status == "infeasible")
        values = np.array(model.getSolution().col_value)
        return Step(values[:n] - values[n:])

    def _model(self, whole: bool) -> Any:
        if whole not in self._pairs:
            starts, columns, factors = self.rows
            both = np.stack([columns, columns + self.n], axis=1).ravel()
            signed = np.stack([factors, -factors], axis=1).ravel()
            free = np.zeros(2 * self.n)
            model = _fresh(2 * starts, both, signed, np.zeros(len(starts) - 1), free, free)
            if whole:
                index = np.arange(2 * self.n, dtype=np.int32)
                model.changeColsIntegrality(2 * self.n, index, np.array([highspy.HighsVarType.kInteger] * (2 * self.n)))
                model.setOptionValue("mip_rel_gap", 0.5)
            else:
                model.setOptionValue("presolve", "off")
            self._pairs[whole] = model
        return self._pairs[whole]

    def multipliers(self, lower: Ints, upper: Ints, cells: Ints, aims: Ints, seconds: float) -> Floats | None:
        """Where `cells` cannot go to their aims together: multipliers of the rows that show it, as a solver has them."""
        if seconds <= 0:
            return None
        starts, columns, factors = self.rows
        n, m, k = self.n, len(starts) - 1, len(cells)
        # One number more: which part of all aims is reached.
        own = np.stack([cells, np.full(k, n)], axis=1).ravel()
        more = np.stack([np.ones(k, dtype=np.int64), -aims], axis=1).ravel()
        right = np.zeros(m + k)
        model = _fresh(
            np.concatenate([starts, starts[-1] + 2 * np.arange(1, k + 1)]),
            np.concatenate([columns, own]),
            np.concatenate([factors, more]),
            right,
            np.append(_ends(lower), 0.0),
            np.append(_ends(upper), 1.0),
        )
        index = np.arange(m, m + k, dtype=np.int32)
        endless = np.full(k, highspy.kHighsInf)
        up = np.full(k, aims[0] > 0)
        model.changeRowsBounds(k, index, np.where(up, 0.0, -endless), np.where(up, endless, 0.0))
        model.changeColCost(n, -1.0)
        limit(model, seconds, whole=False)
        model.run()
        return np.array(model.getSolution().row_dual)[:m] if _status(model) == "optimal" else None
