"""Some whole-number table that agrees with what is known of a system of cells and sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells.equations import Equations, Ints, gathered
from fanlight.figures.system import Contradiction
from fanlight.optimise.cell_programme import first_table


def completed(
    equations: Equations, known: NDArray[np.bool_], values: Ints, lower: Ints, upper: Ints, seconds: float
) -> Ints:
    """Counts of all cells: those that are `known`, and whole numbers within the bounds that agree with them for the rest.

    Raises `Contradiction` where there are none, `NotProvedSafe` at the limit (seconds).
    """
    known, values = _by_subtraction(equations, known, values)
    if ((values < lower) | (values > upper))[known].any():
        raise _contradiction()
    open_terms = ~known[equations.cells]
    if not open_terms.any():
        if (equations.left(values) != equations.values).any():
            raise _contradiction()
        return np.where(known, values, lower)
    column = np.cumsum(~known) - 1
    counts = np.bincount(equations.rows[open_terms], minlength=len(equations))
    right = equations.values - equations.left(np.where(known, values, 0))
    if (right[counts == 0] != 0).any():
        raise _contradiction()
    kept = np.flatnonzero(counts)
    status, point = first_table(
        np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64),
        column[equations.cells[open_terms]].astype(np.int64),
        equations.factors[open_terms],
        right[kept],
        lower[~known],
        upper[~known],
        seconds,
    )
    if status == "infeasible":
        raise _contradiction()
    if point is not None:
        values[~known] = np.rint(point).astype(np.int64)
    if point is None or (equations.left(values) != equations.values).any():
        raise NotProvedSafe(
            "No whole table that agrees with everything published was found in time.", next_step="Raise the time limit."
        )
    return values


def _by_subtraction(equations: Equations, known: NDArray[np.bool_], values: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """What follows by subtraction alone: a sum with one unknown cell tells it."""
    known, values = known.copy(), np.where(known, values, 0).astype(np.int64)
    order = np.argsort(equations.cells, kind="stable")
    by_cell = np.concatenate([[0], np.cumsum(np.bincount(equations.cells, minlength=len(known)))]).astype(np.int64)
    waiting = np.arange(len(equations), dtype=np.int64)
    while len(waiting):
        terms = gathered(equations.starts, np.arange(len(equations.cells), dtype=np.int64), waiting)
        rows, cells, factors = equations.rows[terms], equations.cells[terms], equations.factors[terms]
        unknown = ~known[cells]
        count = np.bincount(rows[unknown], minlength=len(equations))
        rest = equations.values - np.bincount(
            rows, weights=np.where(unknown, 0, factors * values[cells]), minlength=len(equations)
        )
        single = unknown & (count[rows] == 1)
        fits = single & (np.abs(rest[rows]) % np.abs(factors) == 0)
        if not fits.any():
            break
        values[cells[fits]] = np.rint(rest[rows[fits]] / factors[fits]).astype(np.int64)
        known[cells[fits]] = True
        touched = gathered(by_cell, equations.rows[order], np.unique(cells[fits]))
        waiting = np.unique(touched)
    return known, values


def _contradiction() -> Contradiction:
    return Contradiction("No table agrees with everything that is known.")
