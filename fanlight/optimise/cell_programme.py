"""How far whole-number tables can move from one of them: HiGHS kept warm over many objectives, on arrays.

The unknowns are moves away from a table that agrees with everything known, so a row says that moves cancel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.status import Status
from fanlight.optimise.sweep import Quiet, limit
from fanlight.optimise.tolerances import FEASIBLE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FAR = 2**59


@dataclass(frozen=True, eq=False)
class Moved:
    """`point`: one number a column. `bound`: the objective can be no better (LP: its optimum; stopped search: the best
    bound so far). `duals`: per row, for LPs. What is not there is None."""

    status: Status
    bound: float | None = None
    point: Floats | None = None
    duals: Floats | None = None


def _ends(bounds: Ints) -> Floats:
    ends = bounds.astype(np.float64)
    ends[bounds >= FAR], ends[bounds <= -FAR] = highspy.kHighsInf, -highspy.kHighsInf
    return ends


def _fresh(starts: Ints, columns: Ints, factors: Ints, right: Floats, lower: Floats, upper: Floats) -> Any:
    model: Any = Quiet()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.999),
        ("primal_feasibility_tolerance", FEASIBLE),
        ("mip_feasibility_tolerance", FEASIBLE),
    ):
        model.setOptionValue(name, value)
    n, m = len(lower), len(right)
    none = np.zeros(0, dtype=np.int32)
    model.addCols(n, np.zeros(n), lower, upper, 0, none, none, np.zeros(0))
    if m:
        model.addRows(
            m,
            right,
            right,
            len(columns),
            starts[:-1].astype(np.int32),
            columns.astype(np.int32),
            factors.astype(np.float64),
        )
    return model


class CellProgramme:
    """Moves d of n columns: every row's sum of factor * d is 0; `lower <= d <= upper` (bounds beyond 2**59: none)."""

    def __init__(self, starts: Ints, columns: Ints, factors: Ints, lower: Ints, upper: Ints) -> None:
        self.n, self.m = len(lower), len(starts) - 1
        self.rows = (starts, columns, factors)
        self.lower, self.upper = _ends(lower), _ends(upper)
        self._warm: Any = None
        self._at = -1
        self._capped: Any = None
        self._paired: dict[bool, Any] = {}

    def end(self, column: int, *, largest: bool, seconds: float) -> Moved:
        """The LP's optimum for one column, from the last optimum's basis."""
        if seconds <= 0:
            return Moved("stopped")
        if self._warm is None:
            self._warm = _fresh(*self.rows, np.zeros(self.m), self.lower, self.upper)
            # A new objective leaves the last vertex feasible: the primal simplex goes on from there.
            self._warm.setOptionValue("presolve", "off")
            self._warm.setOptionValue("simplex_strategy", 4)
        model = self._warm
        if self._at >= 0:
            model.changeColCost(self._at, 0.0)
        model.changeColCost(column, -1.0 if largest else 1.0)
        self._at = column
        limit(model, seconds, whole=False)
        model.run()
        status = _status(model)
        if status != "optimal":
            return Moved(status)
        solution = model.getSolution()
        value = float(model.getInfo().objective_function_value)
        duals = np.array(solution.row_dual) * (-1.0 if largest else 1.0)
        return Moved("optimal", -value if largest else value, np.array(solution.col_value), duals)

    def together(self, columns: Ints, aims: Ints, seconds: float) -> Moved:
        """Moves that take as many of these columns as possible towards their aims (of one sign, in all), none beyond."""
        if seconds <= 0:
            return Moved("stopped")
        if self._capped is None:
            self._capped = _fresh(*self.rows, np.zeros(self.m), self.lower, self.upper)
            self._capped.setOptionValue("presolve", "off")
        model, index = self._capped, columns.astype(np.int32)
        lower, upper = self.lower[columns], self.upper[columns]
        up = aims > 0
        model.changeColsBounds(
            len(index),
            index,
            np.where(up, lower, np.maximum(lower, aims)),
            np.where(up, np.minimum(upper, aims), upper),
        )
        model.changeColsCost(len(index), index, np.where(up, -1.0, 1.0))
        limit(model, seconds, whole=False)
        model.run()
        status = _status(model)
        point = np.array(model.getSolution().col_value) if status == "optimal" else None
        model.changeColsBounds(len(index), index, lower, upper)
        model.changeColsCost(len(index), index, np.zeros(len(index)))
        return Moved(status, None, point)

    def shortest(self, column: int, aim: int, seconds: float, *, whole: bool) -> Moved:
        """The least moves (sum of their sizes) that move one column by `aim`: over fractions, or whole numbers."""
        if seconds <= 0:
            return Moved("stopped")
        model = self._pairs(whole)
        there, back = (column, self.n + column) if aim > 0 else (self.n + column, column)
        room = (self.upper[column], -self.lower[column])
        if abs(aim) > room[0 if aim > 0 else 1]:
            return Moved("infeasible")
        model.changeColBounds(there, float(abs(aim)), float(abs(aim)))
        model.changeColBounds(back, 0.0, 0.0)
        limit(model, seconds, whole=whole)
        model.run()
        moved = self._read(model, whole)
        model.changeColBounds(column, 0.0, room[0])
        model.changeColBounds(self.n + column, 0.0, room[1])
        if moved.point is None:
            return moved
        return Moved(moved.status, moved.bound, moved.point[: self.n] - moved.point[self.n :])

    def _pairs(self, whole: bool) -> Any:
        """The model with every move as a difference of two numbers from 0: their sum is its size."""
        if whole not in self._paired:
            starts, columns, factors = self.rows
            both = np.stack([columns, columns + self.n], axis=1).ravel()
            signed = np.stack([factors, -factors], axis=1).ravel()
            room = np.concatenate([np.maximum(self.upper, 0), np.maximum(-self.lower, 0)])
            model = _fresh(2 * starts, both, signed, np.zeros(self.m), np.zeros(2 * self.n), room)
            index = np.arange(2 * self.n, dtype=np.int32)
            model.changeColsCost(2 * self.n, index, np.ones(2 * self.n))
            if whole:
                model.changeColsIntegrality(2 * self.n, index, np.array([highspy.HighsVarType.kInteger] * (2 * self.n)))
            else:
                model.setOptionValue("presolve", "off")
            self._paired[whole] = model
        return self._paired[whole]

    def whole_end(self, column: int, *, largest: bool, seconds: float) -> Moved:
        """The optimum of one column over whole numbers."""
        if seconds <= 0:
            return Moved("stopped")
        model = _fresh(*self.rows, np.zeros(self.m), self.lower, self.upper)
        model.changeColCost(column, -1.0 if largest else 1.0)
        self._make_whole(model)
        model.setOptionValue("time_limit", float(seconds))
        model.run()
        moved = self._read(model, True)
        if largest and moved.bound is not None:
            return Moved(moved.status, -moved.bound, moved.point)
        return moved

    def _make_whole(self, model: Any) -> None:
        kinds = np.array([highspy.HighsVarType.kInteger] * self.n)
        model.changeColsIntegrality(self.n, np.arange(self.n, dtype=np.int32), kinds)

    def _read(self, model: Any, whole: bool) -> Moved:
        status = _status(model)
        info = model.getInfo()
        known = info.primal_solution_status == 2
        point = np.array(model.getSolution().col_value) if known else None
        if status == "optimal":
            bound = float(info.mip_dual_bound if whole else info.objective_function_value)
            return Moved("optimal", bound, point)
        if status == "stopped" and whole and np.isfinite(info.mip_dual_bound):
            return Moved(status, float(info.mip_dual_bound), point)
        return Moved(status, None, point)


def first_table(
    starts: Ints, columns: Ints, factors: Ints, values: Ints, lower: Ints, upper: Ints, seconds: float
) -> tuple[Status, Floats | None]:
    """Some whole-number table: numbers between the bounds that keep every row."""
    if seconds <= 0:
        return "stopped", None
    n = len(lower)
    model = _fresh(starts, columns, factors, values.astype(np.float64), _ends(lower), _ends(upper))
    kinds = np.array([highspy.HighsVarType.kInteger] * n)
    model.changeColsIntegrality(n, np.arange(n, dtype=np.int32), kinds)
    model.setOptionValue("time_limit", float(seconds))
    model.run()
    status = _status(model)
    return status, (np.array(model.getSolution().col_value) if status == "optimal" else None)


def _status(model: Any) -> Status:
    found = model.getModelStatus()
    kinds = highspy.HighsModelStatus
    if found == kinds.kOptimal:
        return "optimal"
    if found == kinds.kInfeasible:
        return "infeasible"
    return "unbounded" if found in (kinds.kUnbounded, kinds.kUnboundedOrInfeasible) else "stopped"
