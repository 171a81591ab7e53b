"""Small count rounding: inner counts below a base become 0 or the base; every total is made of them anew.

After the idea of Langsrud and Heldal, An Algorithm for Small Count Rounding of Tabular Data (2018): since every inner
count is then 0 or at least the base, so is every total, and all tables over the same inner counts agree.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.figures.cells import NO_BOUND, CellTable
from fanlight.figures.cells.dimensions.product import ProductNames, filled
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.perturbation.perturbation import Perturbed, check_counts, utility

ROUNDS = 200
"""How many times all scores are worked out anew while cells are chosen."""
SWAPS = 400
"""How many exchanges are tried afterwards at most."""

Floats = NDArray[np.float64]


def small_counts(table: CellTable, *, base: int, seconds: float = 60) -> Perturbed:
    """Rounds inner counts from 1 to base - 1, chosen so that totals stay close: least squares over all cells, greedily,
    then by exchanges while they help and `seconds` last (`relaxed` says so where they did not). Needs a table with dimensions. Raises `BadInput`."""
    if base < 2:
        raise BadInput("The rounding base must be at least 2.", where=str(base))
    check_counts(table)
    until = time.monotonic() + seconds
    if not isinstance(table.names, ProductNames):
        raise BadInput("Small count rounding needs a table with dimensions; a JJ file has none.")
    axes = table.names.axes
    shape = table.names.shape
    inner = table.values.reshape(shape)[tuple(slice(axis.leaves) for axis in axes)]
    small = (inner > 0) & (inner < base)
    over = [_stands_for(axis) for axis in axes]
    chosen, in_time = _choose(inner, small, base, over, until)
    rounded = np.where(small, 0, inner) + base * chosen
    counts = filled(axes, rounded)
    return Perturbed(
        method="small-counts",
        counts=counts,
        lower=np.where(table.inner, _ends(counts, base, 0, 1), 0),
        upper=np.where(table.inner, _ends(counts, base, base - 1, base), NO_BOUND),
        guarantee=(
            f"No published figure is from 1 to {base - 1}.",
            "All totals are the sums of the published figures, in this and in every table made from the same inner counts.",
            f"A figure of the finest breakdown of {base + 1} or more is the true count; 0 stands for a true count from 0 to "
            f"{base - 1}, and {base} for one from 1 to {base}.",
            "Not proved: what a reader learns from all figures together who knows that the totals were kept close.",
        ),
        utility=utility(table.values, counts),
        additive=True,
        relaxed="" if in_time else "The time ran out: with more of it totals might be closer.",
    )


def _ends(counts: Ints, base: int, of_zero: int, of_base: int) -> Ints:
    return np.where(counts == 0, of_zero, np.where(counts == base, of_base, counts))


def _stands_for(axis: Axis) -> Floats:
    """codes x leaves: 1 where a code counts a leaf (with the leaf's weight, for codes made up of others)."""
    identity = np.eye(axis.leaves, dtype=np.int64)
    return np.stack([filled((axis,), row) for row in identity], axis=1).astype(float)


def _spread(inner: Floats, over: list[Floats]) -> Floats:
    """A product over the axes: with what codes stand for, all cells' sums of inner numbers; with `_shared`, of each inner
    cell the sum over all cells that count it."""
    found = inner
    for position, matrix in enumerate(over):
        found = np.moveaxis(np.tensordot(matrix, found, axes=(1, position)), 0, position)
    return found


def _shared(over: list[Floats]) -> list[Floats]:
    """leaves x leaves: in how many codes of the axis two leaves meet."""
    return [matrix.T @ matrix for matrix in over]


def _choose(inner: Ints, small: NDArray[np.bool_], base: int, over: list[Floats], until: float) -> tuple[Ints, bool]:
    """Which small counts go up to the base: as many as keep the grand total close. And whether there was time for all."""
    chosen = np.zeros(inner.shape, dtype=np.int64)
    wanted = round(int(inner[small].sum()) / base)
    if not wanted:
        return chosen, True
    shared = _shared(over)
    free = small.copy()
    lost = np.where(small, inner, 0).astype(float)
    batch = max(1, wanted // ROUNDS)
    in_time = True
    while wanted:
        in_time = time.monotonic() < until
        score = np.where(free, _spread(lost - base * chosen, shared), -np.inf).ravel()
        take = np.argsort(-score, kind="stable")[: min(batch, wanted) if in_time else wanted]
        chosen.ravel()[take] = 1
        free.ravel()[take] = False
        wanted -= len(take)
    return chosen, _exchange(lost, small, chosen, base, shared, until) and in_time


def _exchange(
    lost: Floats, small: NDArray[np.bool_], chosen: Ints, base: int, shared: list[Floats], until: float
) -> bool:
    """Exchanges one cell that went up for one that went down while the sum of squares over all cells falls; in place.
    Says whether there was time for it.

    Where r are the cells' residuals and S their sums, scores are S'r, and an exchange of u for d changes the sum of
    squares by 2 base (score_u - score_d) + base^2 (K_uu + K_dd - 2 K_ud), where K = S'S is the product of `shared`.
    """
    shape = chosen.shape
    score = _spread(lost - base * chosen, shared).ravel()

    def column(cell: int) -> Floats:
        found = np.ones((1,) * len(shape))
        for position, (matrix, at) in enumerate(zip(shared, np.unravel_index(cell, shape), strict=True)):
            found = found * matrix[:, at].reshape([-1 if i == position else 1 for i in range(len(shape))])
        return found.ravel()

    flat, may = chosen.ravel(), small.ravel()
    for _ in range(SWAPS):
        if time.monotonic() >= until:
            return False
        up, down = np.flatnonzero(flat), np.flatnonzero(may & (flat == 0))
        if not len(up) or not len(down):
            return True
        worst = up[np.argsort(score[up], kind="stable")[:4]]
        best = down[np.argsort(-score[down], kind="stable")[:4]]
        columns = {cell: column(cell) for cell in (*worst.tolist(), *best.tolist())}
        least, pair = -1e-9, None
        for one in worst.tolist():
            for other in best.tolist():
                meet = columns[one][one] + columns[other][other] - 2 * columns[one][other]
                change = 2 * base * (score[one] - score[other]) + base * base * meet
                if change < least:
                    least, pair = change, (one, other)
        if pair is None:
            return True
        one, other = pair
        flat[one], flat[other] = 0, 1
        score += base * (columns[one] - columns[other])
    return True
