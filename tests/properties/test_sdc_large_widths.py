"""The method for large tables where ends must lie apart, where only zeros protect, and where nothing does."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.sdc.exact import search
from fanlight.sdc.exact import suppress as suppress_exact
from fanlight.sdc.exact.local_cut_rounds import StartingPattern
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.exact.warm_start import WarmStart
from fanlight.sdc.heuristic import suppress_large
from tests.properties.test_sdc_large import ends, small


def with_width(table: CellTable, cell: int, spl: int, *, up: int, lpl: int = 0, upl: int = 0) -> CellTable:
    """Only this cell has a requirement, and readers know that it is at most `up` above its count."""
    n = len(table)
    one = np.zeros(n, dtype=np.int64)
    one[cell] = 1
    upper = table.upper.copy()
    upper[cell] = table.values[cell] + up
    status = np.where(one == 1, Status.WITHHOLD, Status.FREE).astype(np.int8)
    return replace(
        table, primary=one == 1, spl=one * spl, lpl=one * lpl, upl=one * upl, upper=upper, status=status
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=12, max_size=12),
    st.integers(0, 11),
    st.integers(1, 4),
    st.integers(0, 3),
)
def test_a_width_is_reached_or_named(counts: list[int], at: int, spl: int, up: int) -> None:
    plain = small(counts, tree=False)
    cell = int(np.flatnonzero(plain.inner)[at])
    table = with_width(plain, cell, spl, up=up)
    found = suppress_large(table, seconds=20, processes=1)
    exact = suppress(table, seconds=20)
    assert found.unprotectable == exact.unprotectable
    if found.unprotectable or found.unproved:
        return
    moved = found.witnesses.cells == cell
    deltas = np.concatenate([[0], found.witnesses.deltas[moved]])
    assert deltas.max() - deltas.min() >= spl
    for number in range(len(found.witnesses)):
        cells, moves = found.witnesses.move(number)
        other = table.values.copy()
        other[cells] += moves
        assert ((other >= table.lower) & (other <= table.upper)).all()
        assert (table.equations.left(other) == table.equations.values).all()
        assert found.withheld[cells].all()
    if int((found.withheld & table.inner).sum()) <= 6:
        low, high = ends(replace(table, upper=np.full(len(table), 10**6)), found.withheld)
        assert high[cell] - low[cell] >= spl


def test_a_width_that_only_both_sides_together_reach() -> None:
    """The cell of 4 can go up by 2 at most and down by 3 at most, for its neighbour in the row is at most 7."""
    plain = product_table((axis("place", "ab"), axis("year", ("1", "2"))), np.array([[4, 4], [9, 9]]))
    table = with_width(replace(plain, upper=np.where(plain.inner, 7, plain.upper)), 0, 5, up=2)
    table = replace(table, upper=np.where(plain.values == 9, 99, table.upper), status=np.where(plain.inner, table.status, Status.PUBLISH).astype(np.int8))  # fmt: skip
    found = suppress_large(table, seconds=20, processes=1)
    assert (found.unproved, found.unprotectable) == ((), ())
    too_much = suppress_large(replace(table, spl=table.spl + (table.spl > 0)), seconds=20, processes=1)
    assert too_much.unprotectable == (0,)


def test_zeros_are_withheld_where_nothing_else_protects_and_only_there() -> None:
    plain = product_table((axis("place", "abc"), axis("year", ("1", "2"))), np.array([[3, 9], [0, 8], [7, 0]]))
    status = np.where(plain.inner, Status.FREE, Status.PUBLISH).astype(np.int8)
    table = replace(plain.with_requirements(5), status=status)
    found = suppress_large(table, seconds=20, processes=1)
    assert (found.unproved, found.unprotectable) == ((), ())
    assert found.withheld[plain.inner].all()
    held = suppress_large(plain.with_requirements(5), seconds=20, processes=1)
    assert not held.withheld[plain.values == 0].any()


def test_what_nothing_protects_is_named_at_once() -> None:
    plain = product_table((axis("place", "abc"), axis("year", ("1", "2"))), np.array([[3, 9], [5, 8], [7, 2]]))
    status = np.where(plain.inner, Status.FREE, Status.PUBLISH).astype(np.int8)
    status[1] = Status.PUBLISH
    table = replace(plain.with_requirements(5), status=status)
    found = suppress_large(table, seconds=1e6, processes=1)
    assert found.unprotectable == (0,)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 5, 9]), min_size=12, max_size=12), st.integers(0, 2**7 - 1))
def test_it_names_what_the_exact_method_names(counts: list[int], given_sums: int) -> None:
    plain = small(counts, tree=False)
    status = plain.status.copy()
    sums = np.flatnonzero(~plain.inner)[:7]
    status[sums[[bool(given_sums >> i & 1) for i in range(len(sums))]]] = Status.PUBLISH
    table = replace(plain, status=status)
    found, exact = suppress_large(table, seconds=20, processes=1), suppress(table, seconds=20)
    # What only whole numbers forbid is not named: it is unproved.
    assert set(found.unprotectable) <= set(exact.unprotectable)
    if exact.unprotectable and not found.unprotectable:
        assert set(exact.unprotectable) <= set(found.unproved)
    if not exact.unprotectable:
        assert not found.unproved
        assert exact.cost <= found.cost


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=12, max_size=12), st.booleans())
def test_the_exact_search_goes_on_from_another_methods_pattern(counts: list[int], tree: bool) -> None:
    table = small(counts, tree=tree)
    seen: list[int] = []

    def rescue(seconds: float, near: StartingPattern | None) -> WarmStart:
        found = suppress_large(table, seconds=seconds, processes=1, begun=near)
        seen.append(found.cost)
        return WarmStart(found.withheld, found.witnesses)

    plain = suppress(table, seconds=20)
    late = suppress(table, seconds=20, first=1e-9, rescue=rescue)
    assert late.optimal
    assert (late.cost, late.begun) == (plain.cost, bool(seen))
    assert all(late.cost <= cost for cost in seen)
    assert late.tables is not None
    high, low = np.zeros(len(table), dtype=np.int64), np.zeros(len(table), dtype=np.int64)
    for number in range(len(late.tables)):
        cells, moves = late.tables.move(number)
        other = table.values.copy()
        other[cells] += moves
        assert (other >= 0).all()
        assert (table.equations.left(other) == table.equations.values).all()
        assert late.withheld[cells].all()
        high[cells], low[cells] = np.maximum(high[cells], moves), np.minimum(low[cells], moves)
    kept = table.primary.copy()
    kept[list(late.unprotectable)] = False
    assert (high[kept] >= table.upl[kept]).all()
    assert (-low[kept] >= table.lpl[kept]).all()


@pytest.mark.parametrize("seed", range(4))
def test_many_magnitudes_are_begun_from_another_methods_pattern_at_once(seed: int) -> None:
    dice = np.random.default_rng(seed)
    axes = [axis(name, [f"{name}{i}" for i in range(size)]) for name, size in (("x", 4), ("y", 5))]
    table = product_table(axes, dice.integers(200, 900, (4, 5)))
    primary = np.zeros(len(table), dtype=np.bool_)
    primary[dice.permutation(np.flatnonzero(table.inner))[:7]] = True
    far = np.where(primary, table.values // 6 + 101, 0)
    table = replace(table, primary=primary, lpl=np.minimum(far, table.values), upl=np.where(primary, far + 11, 0))
    plain = suppress(table, seconds=20)
    seen: list[int] = []

    def rescue(seconds: float, _near: StartingPattern | None) -> WarmStart:
        found = suppress_large(table, seconds=min(seconds, 2), processes=1)
        assert not found.unproved
        seen.append(found.cost)
        return WarmStart(found.withheld, found.witnesses)

    assert not suppress(table, seconds=20, rescue=rescue).begun
    with patch.object(suppress_exact, "HARD", 0), patch.object(search, "MAGNITUDES", 2):
        late = suppress(table, seconds=20, rescue=rescue)
    assert late.begun
    assert late.optimal
    assert late.cost == plain.cost <= seen[0]


def test_a_pattern_that_is_not_quite_safe_is_mended_and_gone_on_from() -> None:
    """The other method got to nothing at all: what must be withheld is all that it has."""
    table = small([1, 4, 4, 4, 2, 4, 4, 4, 1, 4, 4, 4], tree=False)
    nothing = suppress_large(table, seconds=0, processes=1)
    assert nothing.unproved
    late = suppress(
        table, seconds=20, first=1e-9, rescue=lambda _seconds, _near: WarmStart(nothing.withheld, nothing.witnesses)
    )
    assert late.optimal
    assert late.cost == suppress(table, seconds=20).cost
