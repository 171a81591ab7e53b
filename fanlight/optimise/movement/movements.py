"""How far cells can move together: one linear programme over movements, kept warm from one question to the next.

Columns are movements d with `matrix d = 0` and bounds that a pattern sets. HiGHS behind a small door.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.status import Status
from fanlight.optimise.sweep import Quiet, limit
from fanlight.optimise.tolerances import FEASIBLE

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

FIRST_TRY = 5.0
"""Seconds for a programme that goes on from the last one, before it is begun afresh."""


@dataclass(frozen=True, slots=True)
class Moved:
    """`solved`: whether this is a proved optimum; `best` its value, `values` the movements, `duals` per row."""

    solved: bool
    best: float
    values: Floats
    duals: Floats


@dataclass(frozen=True, slots=True)
class WholeMoved:
    """`status`: "optimal" (a table was found), "infeasible" (proved that there is none) or "stopped" (neither)."""

    status: Status
    moves: Places


class Movements:
    """Rows as compressed (starts, cells, factors); all right sides 0. `perturbed`: whether the solver may shift bounds and
    costs for a while: needed against stalling where bounds are large, and a detour where all are small."""

    def __init__(self, columns: int, starts: Places, cells: Places, factors: Places, *, perturbed: bool = True) -> None:
        self.columns, self.perturbed = columns, perturbed
        self.rows = len(starts) - 1
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("presolve", "off"),
            ("primal_feasibility_tolerance", FEASIBLE),
            ("dual_feasibility_tolerance", FEASIBLE),
        ):
            model.setOptionValue(name, value)
        model.addVars(columns, np.zeros(columns), np.zeros(columns))
        zeros = np.zeros(self.rows)
        model.addRows(
            self.rows,
            zeros,
            zeros,
            len(cells),
            starts[:-1].astype(np.int32),
            cells.astype(np.int32),
            factors.astype(float),
        )
        self.model = model
        self._perturb(perturbed=perturbed)
        self._matrix = (starts[:-1].astype(np.int32), cells.astype(np.int32), factors.astype(float))
        self._low = self._high = zeros
        self._every = np.arange(columns, dtype=np.int32)
        self._costed = np.zeros(0, dtype=np.int32)

    def bound(self, low: Floats, high: Floats) -> None:
        """Sets the bounds of all columns."""
        self._low, self._high = low, high
        self.model.changeColsBounds(self.columns, self._every, low, high)

    def largest(self, cells: Places, weights: Floats, *, seconds: float, primal: bool = True) -> Moved:
        """Maximises the weighted movement of some cells. `primal`: only the weights changed since the last question."""
        model = self.model
        model.changeColsCost(len(self._costed), self._costed, np.zeros(len(self._costed)))
        self._costed = np.asarray(cells, dtype=np.int32)
        model.changeColsCost(len(cells), self._costed, -weights)
        model.setOptionValue("simplex_strategy", 4 if primal else 1)
        until = time.monotonic() + seconds
        solved = self._run(min(seconds, FIRST_TRY))
        if not solved and time.monotonic() < until:
            # The basis of the last question can lead a solver astray: from the beginning, then.
            model.clearSolver()
            self._perturb(perturbed=True)
            solved = self._run(until - time.monotonic())
            self._perturb(perturbed=self.perturbed)
        solution = model.getSolution()
        return Moved(
            solved,
            -float(model.getInfo().objective_function_value),
            np.array(solution.col_value),
            np.array(solution.row_dual),
        )

    def _run(self, seconds: float) -> bool:
        limit(self.model, seconds, whole=False)
        self.model.run()
        return bool(self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _perturb(self, *, perturbed: bool) -> None:
        for name in ("primal_simplex_bound_perturbation_multiplier", "dual_simplex_cost_perturbation_multiplier"):
            self.model.setOptionValue(name, float(perturbed))

    def whole(self, cell: int, sign: int, amount: int | None, *, seconds: float) -> WholeMoved:
        """A whole-number movement within the bounds that takes `cell` at least `amount` in direction `sign`; without an
        amount, the farthest."""
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-6),
            ("mip_feasibility_tolerance", FEASIBLE),
            ("primal_feasibility_tolerance", FEASIBLE),
            ("time_limit", max(seconds, 0.01)),
        ):
            model.setOptionValue(name, value)
        low, high = self._low.copy(), self._high.copy()
        if amount is not None:
            if sign > 0:
                low[cell] = amount
            else:
                high[cell] = -amount
            if low[cell] > high[cell]:
                return WholeMoved("infeasible", np.zeros(0, dtype=np.int64))
        model.addVars(self.columns, low, high)
        zeros = np.zeros(self.rows)
        starts, cells, factors = self._matrix
        model.addRows(self.rows, zeros, zeros, len(cells), starts, cells, factors)
        model.changeColsIntegrality(self.columns, self._every, np.array([highspy.HighsVarType.kInteger] * self.columns))
        if amount is None:
            model.changeColCost(cell, -float(sign))
        model.run()
        found = model.getModelStatus()
        if found == highspy.HighsModelStatus.kOptimal:
            return WholeMoved("optimal", np.rint(np.array(model.getSolution().col_value)).astype(np.int64))
        if found == highspy.HighsModelStatus.kInfeasible:
            return WholeMoved("infeasible", np.zeros(0, dtype=np.int64))
        return WholeMoved("stopped", np.zeros(0, dtype=np.int64))
