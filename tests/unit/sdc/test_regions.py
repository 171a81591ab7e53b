"""What the method for large tables withholds is chosen anew region by region, and stays proved."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest

from fanlight.audit.cells import audit_cells, from_table
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.exact.warm_start import WarmStart, improved
from fanlight.sdc.heuristic import suppress_large


def made(seed: int) -> CellTable:
    dice = np.random.default_rng(seed)
    weights = np.multiply.outer(np.multiply.outer(1 / np.arange(1, 9), 1 / np.arange(1, 8) ** 0.6), np.ones(5))
    inner = dice.poisson(9 * weights.size * weights / weights.sum()).astype(np.int64)
    axes = [axis(n, [f"{n}{i}" for i in range(k)]) for n, k in zip("abc", inner.shape, strict=True)]
    return product_table(axes, inner).with_requirements(5)


@pytest.mark.parametrize("seed", [1, 2])
def test_less_is_withheld_and_the_audit_finds_it_safe(seed: int) -> None:
    """A pattern made without rounds near each cell, which leave nothing to save here."""
    table = made(seed)
    with patch("fanlight.sdc.heuristic.suppress.OUTSET", 0.0):
        large = suppress_large(table, seconds=30, processes=1)
    better = improved(table, WarmStart(large.withheld, large.witnesses), seconds=20)
    assert better is not None
    withheld, cost, tables = better
    assert cost == table.cost[withheld & ~table.primary].sum() < large.cost
    audit = audit_cells(
        public_of(table, withheld),
        from_table(table),
        ends="needed",
        claimed=(tables.starts, tables.cells, tables.deltas),
    )
    assert audit.verdict == "safe"
    best = suppress(table, seconds=30)
    assert best.lower_bound <= cost


def test_without_time_nothing_is_begun() -> None:
    table = made(1)
    large = suppress_large(table, seconds=30, processes=1)
    better = improved(table, WarmStart(large.withheld, large.witnesses), seconds=1e-3)
    assert better is None or better[1] <= large.cost
