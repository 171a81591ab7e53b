"""The cheapest pattern agrees with an enumeration of all patterns and all tables, and is safe by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.sdc.methods.suppress_exact import suppress
from fanlight.tables.cells import NO_BOUND, CellTable, Equations, Status
from fanlight.tables.cells.product import product_table
from fanlight.tables.cells.table import PlainNames
from fanlight.tables.cells.trees import axis
from tests.oracle_suppression import best, safe

GENTLE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def check(table: CellTable) -> None:
    cost, stuck = best(table)
    found = suppress(table, seconds=60)
    assert sorted(found.unprotectable) == stuck
    wanted = [c for c in np.flatnonzero(table.primary).tolist() if c not in stuck]
    withheld = set(np.flatnonzero(found.withheld).tolist())
    assert safe(table, withheld, wanted)
    assert found.cost == cost
    assert found.optimal
    assert found.lower_bound == cost
    assert not found.withheld[table.status == Status.PUBLISH].any()
    assert found.withheld[table.status == Status.WITHHOLD].all()
    again = suppress(table, seconds=60)
    assert (again.withheld == found.withheld).all()


counts = st.integers(0, 5)


@st.composite
def flat(draw: st.DrawFn) -> CellTable:
    shape = draw(st.sampled_from([(2, 2), (2, 3)]))
    inner = np.array([draw(counts) for _ in range(shape[0] * shape[1])], dtype=np.int64).reshape(shape)
    axes = [axis(f"d{i}", [f"c{j}" for j in range(size)]) for i, size in enumerate(shape)]
    table = product_table(axes, inner)
    status = table.status.copy()
    for cell in draw(st.sets(st.integers(0, len(table) - 1), max_size=2)):
        status[cell] = draw(st.sampled_from([Status.PUBLISH, Status.WITHHOLD]))
    if shape == (2, 3):
        # The enumeration stays small: the sums of the three columns are given.
        status[8:] = Status.PUBLISH
    table = replace(table, status=status)
    return table.with_requirements(
        draw(st.integers(2, 4)), zeros_shown=draw(st.booleans()), zeros_protected=draw(st.booleans())
    )


@GENTLE
@given(flat())
def test_two_dimensions_with_forced_cells(table: CellTable) -> None:
    check(table)


@st.composite
def cube(draw: st.DrawFn) -> CellTable:
    inner = np.array([draw(st.integers(0, 3)) for _ in range(8)], dtype=np.int64).reshape(2, 2, 2)
    axes = [axis(name, ["a", "b"]) for name in "xyz"]
    table = product_table(axes, inner)
    status = table.status.copy()
    # Only inner cells and two totals may be withheld: the enumeration stays small.
    chosen = draw(st.sets(st.sampled_from(np.flatnonzero(~table.inner).tolist()), max_size=2))
    status[[c for c in np.flatnonzero(~table.inner).tolist() if c not in chosen]] = Status.PUBLISH
    return replace(table, status=status).with_requirements(draw(st.integers(2, 3)))


@GENTLE
@given(cube())
def test_three_dimensions(table: CellTable) -> None:
    check(table)


@st.composite
def tree(draw: st.DrawFn) -> CellTable:
    parents = draw(
        st.sampled_from(
            [
                [{"P": "", "a": "P", "b": "P", "c": ""}],
                [{"P": "", "Q": "", "a": "P", "b": "P", "c": "Q"}],
                [{"P": "", "a": "P", "b": "P", "c": ""}, {"R": "", "a": "", "b": "R", "c": "R"}],
            ]
        )
    )
    inner = np.array([draw(st.integers(0, 3)) for _ in range(6)], dtype=np.int64).reshape(3, 2)
    table = product_table([axis("h", ["a", "b", "c"], parents), axis("y", ["1", "2"])], inner)
    status = table.status.copy()
    outer = np.flatnonzero(~table.inner).tolist()
    chosen = draw(st.sets(st.sampled_from(outer), max_size=3))
    status[[c for c in outer if c not in chosen]] = Status.PUBLISH
    return replace(table, status=status).with_requirements(draw(st.integers(2, 3)))


@GENTLE
@given(tree())
def test_trees_and_two_trees_over_one_dimension(table: CellTable) -> None:
    check(table)


@st.composite
def free_form(draw: st.DrawFn) -> CellTable:
    """Equations without any product: factors beyond 1, cells below zero, ranges, widths, own costs, linked parts."""
    n = draw(st.integers(3, 7))
    values = np.array([draw(st.integers(-3, 5)) for _ in range(n)], dtype=np.int64)
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        cells = draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=4, unique=True))
        terms = [(c, draw(st.sampled_from([1, 1, 1, -1, -1, 2]))) for c in cells]
        rows.append((terms, sum(f * int(values[c]) for c, f in terms)))
    lower = np.array([int(v) - draw(st.integers(0, 4)) for v in values], dtype=np.int64)
    upper = np.array(
        [NO_BOUND if draw(st.booleans()) and n < 5 else int(v) + draw(st.integers(0, 4)) for v in values],
        dtype=np.int64,
    )
    primary = np.zeros(n, dtype=np.bool_)
    levels = np.zeros((3, n), dtype=np.int64)
    for cell in draw(st.sets(st.integers(0, n - 1), min_size=1, max_size=3)):
        primary[cell] = True
        levels[:, cell] = [draw(st.integers(0, 2)), draw(st.integers(0, 2)), draw(st.integers(0, 3))]
    return CellTable(
        names=PlainNames(("cell",), [(str(i),) for i in range(n)]),
        values=values,
        equations=Equations.of(rows),
        cost=np.array([draw(st.integers(0, 9)) for _ in range(n)], dtype=np.int64),
        status=np.array([draw(st.sampled_from([0, 0, 0, 0, 1, 2])) for _ in range(n)], dtype=np.int8),
        lower=lower,
        upper=upper,
        primary=primary,
        lpl=levels[0],
        upl=levels[1],
        spl=levels[2],
        inner=np.ones(n, dtype=np.bool_),
    )


@settings(GENTLE, max_examples=200)
@given(free_form())
def test_equations_of_any_kind(table: CellTable) -> None:
    check(table)


@pytest.mark.parametrize("reverse", [False, True])
def test_costs_decide(reverse: bool) -> None:
    """One low cell in a 2 x 2 table: of the ways to protect it, the one that the costs make cheapest."""
    inner = np.array([[1, 20], [30, 40]], dtype=np.int64)
    table = product_table([axis("x", ["a", "b"]), axis("y", ["c", "d"])], inner).with_requirements(3)
    cost = np.ones(len(table), dtype=np.int64)
    cost[table.inner == reverse] = 50
    found = suppress(replace(table, cost=cost), seconds=10)
    inside = int((found.withheld & table.inner).sum())
    assert found.optimal
    assert (inside == 4) is not reverse
