"""Cheapest choices under covering inequalities that come a few at a time: HiGHS behind a small door."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.status import Status
from fanlight.optimise.sweep import Quiet, limit

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


LEAN = (
    ("mip_heuristic_effort", 0.0),
    ("mip_heuristic_run_feasibility_jump", False),
    ("mip_heuristic_run_root_reduced_cost", False),
    ("mip_heuristic_run_rins", False),
    ("mip_heuristic_run_rens", False),
    ("mip_detect_symmetry", False),
    ("mip_allow_restart", False),
)
"""A choice is asked for again and again, with the best pattern known as its start: looking for others takes longer than
it saves."""

LARGE = 2**40
"""Rows with a larger right side are divided by it: HiGHS takes no factor of 10^15 or more."""


def _unit(least: int) -> float:
    return float(least) if least > LARGE else 1.0


def whole_bound(bound: float) -> int:
    """What no choice of whole costs is cheaper than, by a solver's bound, which is as exact as a number in floating point
    (minus infinity: nothing is known)."""
    return int(np.ceil(bound - max(1e-6, min(0.4, 1e-12 * abs(bound))))) if np.isfinite(bound) else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """`values` per column (0 to 1); `bound`: no choice costs less. `status` "stopped": `values` may be missing (None)
    and `bound` is still true."""

    status: Status
    values: Floats | None
    cost: float
    bound: float


class Cover:
    """Columns 0..n-1 between 0 and 1 with costs to minimise; rows say that weights of chosen columns reach a sum.
    `nodes`: what a choice of whole columns may branch into at most (None: any number)."""

    def __init__(self, costs: Places, always: NDArray[np.bool_], nodes: int | None = None) -> None:
        self.columns = len(costs)
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            *LEAN,
            *(() if nodes is None else (("mip_max_nodes", nodes),)),
        ):
            model.setOptionValue(name, value)
        model.addVars(self.columns, always.astype(float), np.ones(self.columns))
        self._every = np.arange(self.columns, dtype=np.int32)
        model.changeColsCost(self.columns, self._every, costs.astype(float))
        self.model = model
        self._costs = costs.astype(float)
        self._whole = False

    def _switch(self, *, whole: bool) -> None:
        if whole != self._whole:
            kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
            self.model.changeColsIntegrality(self.columns, self._every, np.array([kind] * self.columns))
            self._whole = whole

    def add(self, cells: Places, weights: Places, least: int) -> int:
        """Adds a row; its number, from 0."""
        unit = _unit(least)
        self.model.addRow(
            least / unit, highspy.kHighsInf, len(cells), cells.astype(np.int32), weights.astype(float) / unit
        )
        return int(self.model.getNumRow()) - 1

    def fractions(self, seconds: float) -> Choice:
        """The cheapest choice with fractions allowed."""
        return self._run(seconds, whole=False)

    def relax(self, row: int) -> None:
        """Leaves a row out until it is restored."""
        self.model.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)

    def restore(self, row: int, least: int) -> None:
        """Takes a row in again that was left out."""
        self.model.changeRowBounds(row, least / _unit(least), highspy.kHighsInf)

    def whole(self, seconds: float, *, start: NDArray[np.bool_] | None = None) -> Choice:
        """The cheapest choice of whole columns. `start`: a choice that satisfies all rows."""
        if start is not None:
            self._switch(whole=True)
            self.model.setSolution(self.columns, self._every, start.astype(float))
        return self._run(seconds, whole=True)

    def _until(self, moment: float) -> None:
        limit(self.model, moment - time.monotonic(), whole=self._whole)
        self.model.run()

    def _stale(self) -> bool:
        """Whether the columns do not have the value that is said of them."""
        if self.model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        info = self.model.getInfo()
        value = self._costs @ np.rint(np.array(self.model.getSolution().col_value))
        return bool(abs(value - info.objective_function_value) > 0.5)

    def _run(self, seconds: float, *, whole: bool) -> Choice:
        model = self.model
        self._switch(whole=whole)
        until = time.monotonic() + seconds
        self._until(until)
        if whole and self._stale():
            # Seen with a start given: the optimum's value, with the start's columns. So once more from nothing.
            model.clearSolver()
            self._until(until)
        status = model.getModelStatus()
        info = model.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Choice("infeasible", None, np.inf, np.inf)
        known = info.primal_solution_status == 2
        values = np.array(model.getSolution().col_value) if known else None
        cost = float(info.objective_function_value) if known else np.inf
        if status == highspy.HighsModelStatus.kOptimal:
            return Choice("optimal", values, cost, float(info.mip_dual_bound) if whole else cost)
        return Choice("stopped", values, cost, float(info.mip_dual_bound) if whole else -np.inf)
