"""Counts drawn at random over a tree and two flat dimensions."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis


def counts(seed: int, mean: float) -> CellTable:
    """270 cells with a threshold from 3 to 5. With a mean below 1 mostly zeros and ones: fractions reach much there that whole
    numbers reach with difficulty."""
    dice = np.random.default_rng(seed)
    groups = {f"o{i}": f"g{i // 3}" for i in range(6)} | {"g0": "", "g1": ""}
    axes = (
        axis("off", [f"o{i}" for i in range(6)], [groups]),
        axis("dist", [f"d{i}" for i in range(5)]),
        axis("year", [f"y{i}" for i in range(4)]),
    )
    return product_table(axes, dice.poisson(mean, (6, 5, 4))).with_requirements(int(dice.integers(3, 6)))
