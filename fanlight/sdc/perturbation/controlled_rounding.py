"""Controlled rounding: every figure a multiple of a base, and the rounded figures still add up.

Zero-restricted where that can be: each figure becomes one of the two multiples beside it, and a multiple stays. For
tables of two dimensions there is always such a rounding (Cox, 1987); for others there need not be.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput, NotProvedSafe
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.whole import Least, least_cost
from fanlight.sdc.perturbation.perturbation import Perturbed, check_counts, utility


def controlled_rounding(table: CellTable, *, base: int, seconds: float = 60) -> Perturbed:
    """The additive rounding to `base` with the least sum of changes.

    Where no zero-restricted one exists or none is found in time, inner figures stay beside their true count and totals
    may move one base farther; where that does not do either, as far as they must. (Of a JJ file, which does not say what
    is inner, every figure may.) `relaxed` says which. Raises `BadInput` for a base below 2 or sums that are no multiple
    of it, `NotProvedSafe` where nothing was found in time.
    """
    if base < 2:
        raise BadInput("The rounding base must be at least 2.", where=str(base))
    check_counts(table)
    if (table.equations.values % base).any():
        raise BadInput("A sum of the table has a fixed right-hand side that is no multiple of the base.")
    until = time.monotonic() + seconds
    found = _restricted(table, base, seconds * 0.6)
    proved, farther = found.status == "infeasible", 0
    if found.point is None:
        found, farther = _farther(table, base, (until - time.monotonic()) * 0.6, 1), 1
    if found.point is None:
        found, farther = _farther(table, base, until - time.monotonic(), None), 2
    if found.point is None:
        raise NotProvedSafe(
            "No additive rounding was found in time.", next_step="Raise the time limit, or round with small-counts."
        )
    counts = found.point
    if (table.equations.left(counts) != table.equations.values).any() or (counts % base).any():
        raise NotProvedSafe("The solver's rounding does not add up.", next_step="Raise the time limit.")
    return _described(table, counts, base, farther, proved=proved, optimal=found.status == "optimal")


def _described(table: CellTable, counts: Ints, base: int, farther: int, *, proved: bool, optimal: bool) -> Perturbed:
    """With what readers know of each figure: less than the base around it, or of one that may lie farther as much as
    the guarantee says."""
    found_utility = utility(table.values, counts)
    free = _free(table) & bool(farther)
    far = np.where(free, found_utility.max_difference, base - 1)
    moving = "totals" if table.inner[free].sum() == 0 else "figures"
    relaxed = ""
    if farther:
        relaxed = (
            "No additive rounding keeps every figure at a multiple beside its true count"
            + ("" if proved else " (none was found in time)")
            + f": {moving} may lie further away, {'by one base' if farther == 1 else 'as far as they must'}."
        )
    beside = "" if not farther else "figure of the finest breakdown" if moving == "totals" else ""
    return Perturbed(
        method="round",
        counts=counts,
        lower=np.maximum(counts - far, 0),
        upper=counts + far,
        guarantee=(
            f"Every published figure is a multiple of {base}, and all totals are the sums of the published figures.",
            *(
                [
                    f"Every {beside or 'figure'} lies less than {base} from the true count, so a reader knows no more of "
                    f"it than {2 * base - 1} possible counts (fewer near 0) from this figure alone."
                ]
                if beside or not farther
                else []
            ),
            *([] if farther else [f"A true count that is a multiple of {base} is given as it is."]),
            *(
                [f"{moving.capitalize()} lie up to {found_utility.max_difference} from the true ones."]
                if farther
                else []
            ),
            "Not proved: what a reader learns from all figures together who knows that the sum of changes is the least.",
        ),
        utility=found_utility,
        additive=True,
        relaxed=relaxed,
        optimal=optimal,
    )


def _free(table: CellTable) -> NDArray[np.bool_]:
    """What may lie farther: totals, or everything where the table does not say what is inner."""
    return ~table.inner if (~table.inner).any() else np.ones(len(table), dtype=np.bool_)


def _restricted(table: CellTable, base: int, seconds: float) -> Least:
    """Up (1) or down (0) for every count that is not a multiple."""
    down, rest = np.divmod(table.values, base)
    equations = table.equations
    right = equations.values // base - equations.left(down)
    cost = (base - 2 * rest).astype(float)
    found = least_cost(
        equations.starts,
        equations.cells,
        equations.factors,
        right,
        np.zeros(len(table)),
        (rest > 0).astype(float),
        cost,
        np.ones(len(table), dtype=np.bool_),
        seconds,
    )
    return Least(found.status, None if found.point is None else base * (down + found.point))


def _farther(table: CellTable, base: int, seconds: float, steps: int | None) -> Least:
    """What is not free beside its true count; what is free a multiple as near as can be, at most `steps` beyond those
    beside it (None: however far)."""
    n = len(table)
    down, rest = np.divmod(table.values, base)
    free = _free(table)
    which = np.flatnonzero(free)
    k = len(which)
    equations = table.equations
    # Columns: steps z of every cell, then for each free cell how far its count lies above and below the true one:
    # base * z - above + below = rest.
    starts = np.concatenate([equations.starts, equations.starts[-1] + 3 * np.arange(1, k + 1)])
    columns = np.concatenate(
        [equations.cells, np.stack([which, n + np.arange(k), n + k + np.arange(k)], axis=1).ravel()]
    )
    factors = np.concatenate([equations.factors, np.tile(np.array([base, -1, 1]), k)])
    right = np.concatenate([equations.values // base - equations.left(down), rest[which]])
    lower, upper = np.zeros(n + 2 * k), np.full(n + 2 * k, np.inf)
    upper[:n] = np.where(free, np.inf if steps is None else (rest > 0) + steps, rest > 0)
    lower[:n] = np.where(free, -down if steps is None else -np.minimum(down, steps), 0)
    cost = np.concatenate([np.where(free, 0, base - 2 * rest), np.ones(2 * k)]).astype(float)
    whole = np.concatenate([np.ones(n, dtype=np.bool_), np.zeros(2 * k, dtype=np.bool_)])
    found = least_cost(starts, columns, factors, right, lower, upper, cost, whole, seconds)
    point: Ints | None = None if found.point is None else base * (down + found.point[:n])
    return Least(found.status, point)
