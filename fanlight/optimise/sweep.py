"""One set of whole-number counts under linear rows, many objectives: HiGHS kept warm from one to the next.

Statuses are read strictly: whatever is not "optimal", "infeasible" or "unbounded" is "stopped", which proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np

from fanlight.optimise.status import Status
from fanlight.optimise.tolerances import FEASIBLE

Row = tuple[Sequence[tuple[int, int]], Literal["=", ">=", "<="], int]


@dataclass(frozen=True, slots=True)
class Answer:
    """`values` per column and `duals` per row (change of the optimum for one more on the right-hand side), both None
    unless the solver has them; `objective` is meaningful when optimal."""

    status: Status
    objective: float = 0.0
    values: tuple[float, ...] | None = None
    duals: tuple[float, ...] | None = None


class Quiet(highspy.Highs):
    """HiGHS greets on standard output when its callbacks are enabled, before an option can be set from outside."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def limit(model: Any, seconds: float, *, whole: bool) -> None:
    """Sets how long the next run may take: HiGHS counts a limit over all runs of one model where numbers are fractions,
    and within the run where some are whole."""
    model.setOptionValue("time_limit", max(seconds, 0.01) + (0.0 if whole else model.getRunTime()))


class Sweep:
    """Columns 0..n-1 are at least 0, without upper bound; rows are (terms, relation, right-hand side)."""

    def __init__(self, columns: int, rows: Sequence[Row]) -> None:
        self.columns = columns
        self.rows = rows
        self._relaxed = self._model(whole=False)
        self._whole: Any = None

    def relaxed(self, objective: Mapping[int, float], *, maximise: bool, seconds: float) -> Answer:
        """The optimum over fractions."""
        return self._solve(self._relaxed, objective, maximise, seconds, duals=True)

    def whole(self, objective: Mapping[int, float], *, maximise: bool, seconds: float) -> Answer:
        """The optimum over whole numbers, with no gap allowed."""
        if self._whole is None:
            self._whole = self._model(whole=True)
        return self._solve(self._whole, objective, maximise, seconds, duals=False)

    def at_least(self, objective: Mapping[int, float], wanted: int, *, seconds: float) -> Answer:
        """Some whole-number point at which the objective is `wanted` or more, with the smallest sum of columns."""
        rows = [*self.rows, (tuple((column, int(c)) for column, c in objective.items()), ">=", wanted)]
        other = Sweep(self.columns, [(terms, relation, value) for terms, relation, value in rows])
        return other.whole(dict.fromkeys(range(self.columns), 1.0), maximise=False, seconds=seconds)

    def _model(self, *, whole: bool) -> Any:
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-6),
            ("primal_feasibility_tolerance", FEASIBLE),
            ("mip_feasibility_tolerance", FEASIBLE),
        ):
            model.setOptionValue(name, value)
        if not whole:
            # A new objective leaves the last vertex feasible: the primal simplex goes on from there.
            model.setOptionValue("presolve", "off")
            model.setOptionValue("simplex_strategy", 4)
        n = self.columns
        model.addVars(n, np.zeros(n), np.full(n, highspy.kHighsInf))
        for terms, relation, value in self.rows:
            low = -highspy.kHighsInf if relation == "<=" else float(value)
            high = highspy.kHighsInf if relation == ">=" else float(value)
            index = np.array([column for column, _ in terms], dtype=np.int32)
            coefficients = np.array([float(c) for _, c in terms])
            model.addRow(low, high, len(index), index, coefficients)
        if whole:
            kinds = np.array([highspy.HighsVarType.kInteger] * n)
            model.changeColsIntegrality(n, np.arange(n, dtype=np.int32), kinds)
        return model

    def _solve(
        self, model: Any, objective: Mapping[int, float], maximise: bool, seconds: float, *, duals: bool
    ) -> Answer:
        if seconds <= 0:
            return Answer("stopped")
        costs = np.zeros(self.columns)
        for column, cost in objective.items():
            costs[column] = cost
        model.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), costs)
        model.changeObjectiveSense(highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize)
        limit(model, seconds, whole=model is self._whole)
        model.run()
        status = self._status(model)
        if status != "optimal":
            return Answer(status)
        solution = model.getSolution()
        return Answer(
            "optimal",
            float(model.getInfo().objective_function_value),
            tuple(solution.col_value),
            tuple(solution.row_dual) if duals else None,
        )

    @staticmethod
    def _status(model: Any) -> Status:
        found = model.getModelStatus()
        kinds = highspy.HighsModelStatus
        if found == kinds.kOptimal:
            return "optimal"
        if found == kinds.kInfeasible:
            return "infeasible"
        if found == kinds.kUnbounded:
            return "unbounded"
        return "stopped"
