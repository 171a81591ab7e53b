"""Names that the product gives to pools are published as they stand."""

from __future__ import annotations

import pytest

from fanlight.figures.cells.dimensions.trees import axis
from fanlight.sdc.recoding.pooling import named
from fanlight.tables.text.formulas import runs_as_formula


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("codes", [["-1", "c", "d"], ["+44", "-1", "b"], ["-1", "-0.5", "2"], ["a", "-1", "+44"]])
def test_no_pool_s_name_would_run_as_a_formula(codes: list[str], ordered: bool) -> None:
    assert not any(runs_as_formula(code) for code in codes)
    for leaves in ([0, 1], [0, 1, 2]):
        (pool,) = named(axis("d", codes), [(leaves, ordered)])
        assert not runs_as_formula(pool.code)
        assert pool.parts == tuple(codes[leaf] for leaf in leaves)
        assert codes[0] in pool.code
