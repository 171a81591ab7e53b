"""The cheapest movement that takes one cell where it must go: one linear programme, kept warm. HiGHS."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.sweep import Quiet, limit

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class Detours:
    """Each cell's movement is up less down, both from 0; rows say that movements cancel out."""

    def __init__(self, up: Floats, down: Floats, starts: Places, cells: Places, factors: Places) -> None:
        n = self.cells = len(up)
        model: Any = Quiet()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off")):
            model.setOptionValue(name, value)
        model.addVars(2 * n, np.zeros(2 * n), np.concatenate([up, down]))
        rows = len(starts) - 1
        both = np.stack([cells, cells + n], axis=1).ravel().astype(np.int32)
        signed = np.stack([factors, -factors], axis=1).ravel().astype(float)
        model.addRows(rows, np.zeros(rows), np.zeros(rows), len(both), (2 * starts[:-1]).astype(np.int32), both, signed)
        self.model, self.up, self.down = model, up, down

    def cost(self, cells: Places, costs: Floats) -> None:
        """What a unit of movement of these cells costs, either way."""
        columns = np.concatenate([cells, cells + self.cells]).astype(np.int32)
        self.model.changeColsCost(len(columns), columns, np.concatenate([costs, costs]))

    def bound(self, up: Floats, down: Floats) -> None:
        """Sets how far each cell may move."""
        self.up, self.down = up, down
        every = np.arange(2 * self.cells, dtype=np.int32)
        self.model.changeColsBounds(2 * self.cells, every, np.zeros(2 * self.cells), np.concatenate([up, down]))

    def cheapest(self, cell: int, sign: int, amount: int, *, seconds: float) -> Floats | None:
        """Movements per cell; None where there are none or time ran out."""
        model, n = self.model, self.cells
        go, stay = (cell, cell + n) if sign > 0 else (cell + n, cell)
        model.changeColBounds(go, float(amount), float(amount))
        model.changeColBounds(stay, 0.0, 0.0)
        # Costs are at least 0, so the basis without any cell is dual feasible: begun there, a programme takes a tenth of
        # the time that it takes from the last one's basis.
        model.clearSolver()
        limit(model, seconds, whole=False)
        model.run()
        solved = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.array(model.getSolution().col_value) if solved else None
        model.changeColBounds(cell, 0.0, float(self.up[cell]))
        model.changeColBounds(cell + n, 0.0, float(self.down[cell]))
        return None if values is None else values[:n] - values[n:]
