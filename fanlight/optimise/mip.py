"""Choices as a mixed-integer programme: HiGHS behind a small door.

A time limit, or any status but a proved optimum or proved infeasibility, is `STOPPED`: never an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import highspy
import numpy as np

from fanlight.optimise.sweep import Quiet

FAULTS = frozenset(
    {
        highspy.HighsModelStatus.kNotset,
        highspy.HighsModelStatus.kPresolveError,
        highspy.HighsModelStatus.kSolveError,
        highspy.HighsModelStatus.kPostsolveError,
        highspy.HighsModelStatus.kUnknown,
    }
)
"""Statuses that say that the solver failed, not that the time ended."""


class Status(Enum):
    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Solution:
    """`chosen[i]` says whether binary i is 1; meaningful only when optimal."""

    status: Status
    objective: float = 0.0
    chosen: tuple[bool, ...] = ()


class Choices:
    """Binaries with values to maximise, under linear rows. The same rows in the same order give the same answer."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.fixed: dict[int, bool] = {}
        self.rows: list[tuple[tuple[tuple[int, float], ...], float, float]] = []

    def binary(self, value: float = 0.0) -> int:
        self.values.append(value)
        return len(self.values) - 1

    def fix(self, column: int, chosen: bool) -> None:
        self.fixed[column] = chosen

    def row(self, terms: Sequence[tuple[int, float]], low: float = -np.inf, high: float = np.inf) -> None:
        self.rows.append((tuple(terms), low, high))

    def solve(self, seconds: float, values: Sequence[float] | None = None) -> Solution:
        """Maximises `values` (those of the binaries by default) within a time limit in seconds."""
        if seconds <= 0:
            return Solution(Status.STOPPED)
        if not self.values:
            # Nothing to choose: HiGHS calls that an empty model.
            fits = all(low <= 0 <= high for _, low, high in self.rows)
            return Solution(Status.OPTIMAL if fits else Status.INFEASIBLE)
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        model.setOptionValue("output_flag", False)
        for name, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5)):
            model.setOptionValue(name, value)
        model.setOptionValue("time_limit", float(seconds))
        count = len(self.values)
        lower = np.array([1.0 if self.fixed.get(i) else 0.0 for i in range(count)])
        upper = np.array([0.0 if self.fixed.get(i) is False else 1.0 for i in range(count)])
        model.addVars(count, lower, upper)
        columns = np.arange(count, dtype=np.int32)
        model.changeColsCost(count, columns, np.array(self.values if values is None else values, dtype=float))
        model.changeColsIntegrality(count, columns, np.array([highspy.HighsVarType.kInteger] * count))
        model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for terms, low, high in self.rows:
            index = np.array([column for column, _ in terms], dtype=np.int32)
            coefficients = np.array([coefficient for _, coefficient in terms], dtype=float)
            model.addRow(
                -highspy.kHighsInf if low == -np.inf else low,
                highspy.kHighsInf if high == np.inf else high,
                len(index),
                index,
                coefficients,
            )
        model.run()
        found = model.getModelStatus()
        if found in FAULTS:
            # Seen: the reductions before the search end in an error now and then; without them the same model is solved.
            model.clearSolver()
            model.setOptionValue("presolve", "off")
            model.run()
            found = model.getModelStatus()
        if found == highspy.HighsModelStatus.kOptimal:
            solution = model.getSolution()
            chosen = tuple(value > 0.5 for value in solution.col_value)
            return Solution(Status.OPTIMAL, float(model.getInfo().objective_function_value), chosen)
        if found == highspy.HighsModelStatus.kInfeasible:
            return Solution(Status.INFEASIBLE)
        return Solution(Status.STOPPED)
