"""Cheapest choices with fractions again and again, for a search by branching: HiGHS kept warm, with the few rows that matter.

Columns are between 0 and 1, rows say that weighed columns reach a sum. Which rows there are the caller knows: each is
held under its number, and one that has room to spare can be let go and put in again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.sweep import Quiet, limit

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

ANY_STEPS = 2**31 - 1
WHOLE = 1e-6
"""A part of a column less than this is none."""
MORE = 200
"""So many more rows than were left the last time, and those that do not matter are looked for again."""


class Stopped(Exception):
    """The solver had no answer in time."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The cheapest choice: its cost, its value per column, and what a column more of each costs (reduced costs)."""

    cost: float
    values: Floats
    reduced: Floats

    @property
    def parts(self) -> Places:
        """The columns that are chosen in part."""
        return np.flatnonzero(np.minimum(self.values, 1.0 - self.values) > WHOLE)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The least cost with a column at 0, and at 1 (infinite: no choice there); `settled`: whether this is it, and not only a
    number to compare with."""

    costs: tuple[float, float]
    settled: tuple[bool, bool]


class Relaxation:
    def __init__(self, costs: Places) -> None:
        self.columns = len(costs)
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off")):
            model.setOptionValue(name, value)
        model.addVars(self.columns, np.zeros(self.columns), np.ones(self.columns))
        self._every = np.arange(self.columns, dtype=np.int32)
        model.changeColsCost(self.columns, self._every, costs.astype(float))
        self.model = model
        self.held: list[int] = []
        """The numbers of the rows, in the solver's order."""
        self._least: list[float] = []
        self._known: set[int] = set()
        self._enough = 0

    def __contains__(self, number: int) -> bool:
        return number in self._known

    def add(self, numbers: Sequence[int], rows: Sequence[tuple[Places, Floats, float]]) -> None:
        """Rows, each with columns, their weights and the least that they reach."""
        sizes = [len(columns) for columns, _, _ in rows]
        least = np.array([one for _, _, one in rows])
        self.model.addRows(
            len(rows),
            least,
            np.full(len(rows), highspy.kHighsInf),
            sum(sizes),
            (np.cumsum(sizes) - sizes).astype(np.int32),
            np.concatenate([columns for columns, _, _ in rows]).astype(np.int32),
            np.concatenate([weights for _, weights, _ in rows]),
        )
        self.held += numbers
        self._least += least.tolist()
        self._known.update(numbers)

    def bound(self, low: Flags, high: Flags) -> None:
        """Sets which columns are 1 at least, and which 1 at most (others are 0)."""
        self.model.changeColsBounds(self.columns, self._every, low.astype(float), high.astype(float))

    def solve(self, seconds: float) -> Relaxed | None:
        """The cheapest choice; None: there is none. Raises `Stopped`: not known in time."""
        model = self.model
        if not self._run(seconds):
            # A basis can lead the solver astray: from the beginning, then.
            model.clearSolver()
            if not self._run(seconds):
                raise Stopped
        if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        solution = model.getSolution()
        values = np.clip(np.array(solution.col_value), 0.0, 1.0)
        return Relaxed(float(model.getInfo().objective_function_value), values, np.array(solution.col_dual))

    def _run(self, seconds: float) -> bool:
        """Whether the solver came to an end."""
        limit(self.model, seconds, whole=False)
        self.model.run()
        kinds = highspy.HighsModelStatus
        return self.model.getModelStatus() in (kinds.kOptimal, kinds.kInfeasible)

    def glimpse(self, column: int, back: tuple[int, int], steps: int, enough: float, seconds: float) -> Glimpse:
        """What a column costs at 0 and at 1, as far as a few steps of the solver tell, or to the end where that seems to be
        more than `enough`. `back`: the column's bounds afterwards."""
        model = self.model
        costs, settled = [], []
        basis = model.getBasis()
        kinds = highspy.HighsModelStatus
        for value in (0.0, 1.0):
            model.changeColBounds(column, value, value)
            model.setOptionValue("simplex_iteration_limit", steps)
            model.run()
            if model.getModelStatus() == kinds.kIterationLimit and model.getInfo().objective_function_value > enough:
                model.setOptionValue("simplex_iteration_limit", ANY_STEPS)
                self._run(seconds)
            status = model.getModelStatus()
            costs.append(float("inf") if status == kinds.kInfeasible else model.getInfo().objective_function_value)
            settled.append(status in (kinds.kInfeasible, kinds.kOptimal))
            model.changeColBounds(column, float(back[0]), float(back[1]))
            model.setBasis(basis)
        model.setOptionValue("simplex_iteration_limit", ANY_STEPS)
        return Glimpse((costs[0], costs[1]), (settled[0], settled[1]))

    def thin(self, spare: float) -> None:
        """Lets go of the rows that the last choice exceeds by more than this and that do not hold it, where there are many
        more rows than the last time."""
        if len(self.held) < self._enough:
            return
        basis, reached = self.model.getBasis(), np.array(self.model.getSolution().row_value)
        if len(reached) != len(self.held) or not basis.valid:
            return
        loose = highspy.HighsBasisStatus.kBasic
        rows = list(basis.row_status)
        gone = {
            k
            for k, (status, value, least) in enumerate(zip(rows, reached.tolist(), self._least, strict=True))
            if status == loose and value > least + spare
        }
        self._enough = len(rows) - len(gone) + MORE
        self.model.deleteRows(len(gone), np.array(sorted(gone), dtype=np.int32))
        keep = [k for k in range(len(rows)) if k not in gone]
        self.held = [self.held[k] for k in keep]
        self._least = [self._least[k] for k in keep]
        self._known = set(self.held)
        basis.row_status = [rows[k] for k in keep]
        self.model.setBasis(basis)
