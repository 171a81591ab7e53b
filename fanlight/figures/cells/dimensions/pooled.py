"""A table with pools as codes of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput, option
from fanlight.figures.cells.dimensions.pools import Pool, check_dimensions, pooled_axis, pools_of
from fanlight.figures.cells.dimensions.product import ProductNames, check_size, equations_of, filled, inner_cells
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.table import CellTable, frequency


def pooled_table(table: CellTable, pools: Sequence[Pool]) -> tuple[CellTable, NDArray[np.bool_]]:
    """A table over a product of codes with its pools as codes of their own, and which of its cells have no row.

    Costs, statuses, bounds and requirements are as a fresh table's: set them afterwards. Raises `BadInput`, `TooLarge`.
    """
    if not isinstance(table.names, ProductNames):
        raise BadInput(
            "Pools need a table with dimensions; a JJ file has none.",
            next_step=f"Leave out {option('pools')}, or give the table as CSV.",
        )
    old = table.names.axes
    check_dimensions(pools, [one.name for one in old], "the pools")
    axes = tuple(pooled_axis(one, pools_of(pools, one.name), "the pools") for one in old)
    check_size(axes)
    inner = table.values.reshape(table.names.shape)[tuple(slice(one.leaves) for one in old)]
    grown = frequency(ProductNames(axes), filled(axes, inner), equations_of(axes), inner_cells(axes))
    return grown, merged_cells(axes, pools)


def merged_cells(axes: Sequence[Axis], pools: Sequence[Pool]) -> NDArray[np.bool_]:
    """Cells of a code that is merged away in any dimension: they have no row."""
    mask = np.zeros((1,) * len(axes), dtype=np.bool_)
    for position, one in enumerate(axes):
        gone = {code for pool in pools_of(pools, one.name) for code in pool.parts}
        own = np.array([code in gone for code in one.codes])
        mask = mask | own.reshape([-1 if at == position else 1 for at in range(len(axes))])
    return np.broadcast_to(mask, tuple(len(one) for one in axes)).ravel()
