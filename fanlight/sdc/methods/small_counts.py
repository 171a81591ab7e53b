"""Small count rounding: inner counts below a base become 0 or the base; every total is made of them anew.

After the idea of Langsrud and Heldal, An Algorithm for Small Count Rounding of Tabular Data (2018): since every inner
count is then 0 or at least the base, so is every total, and all tables over the same inner counts agree.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.sdc.methods.perturbation import Perturbed, check_counts, utility
from fanlight.tables.cells import NO_BOUND, CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.product import ProductNames, filled
from fanlight.tables.cells.trees import Axis

ROUNDS = 200
"""How many times all scores are worked out anew while cells are chosen."""
SWAPS = 400
"""How many exchanges are tried afterwards at most."""

Floats = NDArray[np.float64]


def small_counts(table: CellTable, *, base: int) -> Perturbed:
    """Rounds inner counts from 1 to base - 1, chosen so that totals stay close: least squares over all cells, greedily,
    then by exchanges while they help. Needs a table with dimensions. Raises `BadInput`."""
    if base < 2:
        raise BadInput("The rounding base must be at least 2.", where=str(base))
    check_counts(table)
    if not isinstance(table.names, ProductNames):
        raise BadInput("Small count rounding needs a table with dimensions; a JJ file has none.")
    axes = table.names.axes
    shape = table.names.shape
    inner = table.values.reshape(shape)[tuple(slice(axis.leaves) for axis in axes)]
    small = (inner > 0) & (inner < base)
    over = [_stands_for(axis) for axis in axes]
    chosen = _choose(inner, small, base, over)
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
    )


def _ends(counts: Ints, base: int, of_zero: int, of_base: int) -> Ints:
    return np.where(counts == 0, of_zero, np.where(counts == base, of_base, counts))


def _stands_for(axis: Axis) -> Floats:
    """codes x leaves: 1 where a code counts a leaf (with the leaf's weight, for codes made up of others)."""
    identity = np.eye(axis.leaves, dtype=np.int64)
    return np.stack([filled((axis,), row) for row in identity], axis=1).astype(float)


def _scores(residual: Floats, over: list[Floats]) -> Floats:
    """Of each inner cell the sum of the residuals of all cells that count it."""
    found = residual
    for position, matrix in enumerate(over):
        found = np.moveaxis(np.tensordot(matrix.T, found, axes=(1, position)), 0, position)
    return found


def _spread(inner: Floats, over: list[Floats]) -> Floats:
    """All cells' sums of inner numbers."""
    found = inner
    for position, matrix in enumerate(over):
        found = np.moveaxis(np.tensordot(matrix, found, axes=(1, position)), 0, position)
    return found


def _choose(inner: Ints, small: NDArray[np.bool_], base: int, over: list[Floats]) -> Ints:
    """Which small counts go up to the base: as many as keep the grand total close."""
    chosen = np.zeros(inner.shape, dtype=np.int64)
    wanted = round(int(inner[small].sum()) / base)
    if not wanted:
        return chosen
    free = small.copy()
    lost = np.where(small, inner, 0).astype(float)
    batch = max(1, wanted // ROUNDS)
    while wanted:
        residual = _spread(lost - base * chosen, over)
        score = np.where(free, _scores(residual, over), -np.inf).ravel()
        take = np.argsort(-score, kind="stable")[: min(batch, wanted)]
        chosen.ravel()[take] = 1
        free.ravel()[take] = False
        wanted -= len(take)
    return _exchange(lost, small, chosen, base, over)


def _exchange(lost: Floats, small: NDArray[np.bool_], chosen: Ints, base: int, over: list[Floats]) -> Ints:
    """Exchanges one cell that went up for one that went down while the sum of squares falls."""
    error = float((_spread(lost - base * chosen, over) ** 2).sum())
    for _ in range(SWAPS):
        score = _scores(_spread(lost - base * chosen, over), over).ravel()
        up, down = np.flatnonzero(chosen.ravel()), np.flatnonzero(small.ravel() & (chosen.ravel() == 0))
        if not len(up) or not len(down):
            break
        worst = up[np.argsort(score[up], kind="stable")[:4]]
        best = down[np.argsort(-score[down], kind="stable")[:4]]
        better = None
        for one in worst.tolist():
            for other in best.tolist():
                trial = chosen.copy()
                trial.ravel()[one], trial.ravel()[other] = 0, 1
                new = float((_spread(lost - base * trial, over) ** 2).sum())
                if new < error - 1e-9:
                    error, better = new, trial
        if better is None:
            break
        chosen = better
    return chosen
