"""The method for large tables, on tables small enough to see every whole-number table behind them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.sdc.heuristic import parallel, suppress_large
from fanlight.sdc.heuristic.neighbourhood import by_equations
from fanlight.sdc.heuristic.partition import Worker, begin

TREE = {"a": "g", "b": "g", "c": "h", "d": "h", "g": "", "h": ""}


def small(counts: list[int], *, tree: bool) -> CellTable:
    first = axis("off", "abcd", [TREE] if tree else [])
    axes = (first, axis("year", ("1", "2", "3")))
    return product_table(axes, np.array(counts, dtype=np.int64).reshape(4, 3)).with_requirements(3)


def ends(table: CellTable, withheld: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every cell's smallest and largest count over all whole-number tables that agree: inner cells one by one."""
    inner = np.flatnonzero(table.inner)
    hidden = [int(cell) for cell in inner if withheld[cell]]
    most = int(table.values[table.inner].sum())
    low, high = table.values.copy(), table.values.copy()
    rows = [table.equations.row(number) for number in range(len(table.equations))]
    margins = [cell for cell in range(len(table)) if not table.inner[cell]]
    # Each margin as a sum of inner cells, by running the equations until all are known.
    sums: dict[int, np.ndarray] = {int(cell): np.eye(len(table), dtype=np.int64)[cell] for cell in inner}
    while len(sums) < len(table):
        for cells, factors in rows:
            whole, parts = int(cells[factors == -1][0]), cells[factors == 1]
            if whole not in sums and all(int(part) in sums for part in parts):
                sums[whole] = sum(sums[int(part)] for part in parts)
    given = [cell for cell in margins if not withheld[cell]]
    caps = [min([int(table.values[m]) for m in given if sums[m][cell]], default=most + 3) for cell in hidden]
    for counts in itertools.product(*(range(cap + 1) for cap in caps)):
        full = table.values.copy()
        full[hidden] = counts
        if all(int(sums[m] @ full) == table.values[m] for m in given):
            for margin in margins:
                full[margin] = sums[margin] @ full
            low, high = np.minimum(low, full), np.maximum(high, full)
    return low, high


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([0, 0, 1, 2, 3, 4]), min_size=12, max_size=12), st.booleans())
def test_what_it_calls_protected_is_protected(counts: list[int], tree: bool) -> None:
    table = small(counts, tree=tree)
    found = suppress_large(table, seconds=20, processes=1)
    hidden = int((found.withheld & table.inner).sum())
    if hidden > 7:
        return
    low, high = ends(table, found.withheld)
    proved = table.primary.copy()
    proved[list(found.unproved)] = False
    assert (high[proved] >= table.values[proved] + table.upl[proved]).all()
    assert (low[proved] <= table.values[proved] - table.lpl[proved]).all()
    changed = found.withheld.copy()
    changed[list(found.still)] = False
    assert (high[changed] > low[changed]).all()
    assert found.withheld[table.primary].all()
    assert not found.withheld[table.status == Status.PUBLISH].any()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.booleans())
def test_every_witness_is_a_table_that_agrees(counts: list[int], tree: bool) -> None:
    table = small(counts, tree=tree)
    found = suppress_large(table, seconds=20, processes=1)
    for number in range(len(found.witnesses)):
        cells, deltas = found.witnesses.move(number)
        other = table.values.copy()
        other[cells] += deltas
        assert (other >= 0).all()
        assert (table.equations.left(other) == table.equations.values).all()
        assert found.withheld[cells].all()


def wide(seed: int) -> CellTable:
    dice = np.random.default_rng(seed)
    axes = (
        axis(
            "off",
            [f"o{i}" for i in range(12)],
            [{f"o{i}": f"g{i // 4}" for i in range(12)} | dict.fromkeys(("g0", "g1", "g2"), "")],
        ),
        axis("dist", [f"d{i}" for i in range(10)]),
        axis("year", [f"y{i}" for i in range(5)]),
    )
    return product_table(axes, dice.poisson(3, (12, 10, 5))).with_requirements(5)


def test_two_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "FEW", 10)
    table = wide(1)
    one, two = (suppress_large(table, seconds=120, processes=n) for n in (2, 2))
    assert np.array_equal(one.withheld, two.withheld)
    assert np.array_equal(one.witnesses.deltas, two.witnesses.deltas)
    assert not one.unproved
    assert not one.still


def test_each_secondary_cell_is_needed_by_a_witness() -> None:
    table = wide(2)
    found = suppress_large(table, seconds=120, processes=1)
    moved = np.zeros(len(table), dtype=np.bool_)
    moved[found.witnesses.cells] = True
    assert moved[found.withheld].all()


def test_without_time_everything_is_unproved_and_said_so() -> None:
    table = wide(3)
    found = suppress_large(table, seconds=0, processes=1)
    assert not found.finished
    assert set(found.unproved) == set(np.flatnonzero(table.primary).tolist())
    assert set(found.still) == set(np.flatnonzero(table.primary).tolist())


def test_a_pass_that_gives_nothing_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    table = wide(4)
    targets = np.flatnonzero(table.primary).tolist()
    assert len(targets) > 30
    asked: list[int] = []
    answers = {targets[3]}
    monkeypatch.setattr(Worker, "reach", lambda _, target, *__: asked.append(target) or target in answers)
    worker = Worker(table, begin(table), np.ones(len(table), dtype=np.bool_))
    worker.serve(targets, besides=True, late=lambda: False, reached=lambda _: None, fruitless=10)
    # Both sides of each: the fourth target ends the first run without a table, and another run begins.
    assert asked == [one for one in targets[:9] for _ in range(2)]
    asked.clear()
    worker.serve(targets, besides=True, late=lambda: False, reached=lambda _: None)
    assert asked == [one for one in targets for _ in range(2)]


@pytest.mark.parametrize("most", [50, 200])
def test_neighbourhoods_of_equations_have_no_more_cells_than_asked_for(most: int) -> None:
    table = wide(5)
    around = by_equations(table, most)
    every = np.ones(len(table), dtype=np.bool_)
    for cell in np.flatnonzero(table.primary)[:10].tolist():
        found = around.cells(cell, np.random.default_rng(0), 0, lambda cells: every[cells])
        assert cell in found
        assert len(found) == most
        assert (np.diff(found) > 0).all()
