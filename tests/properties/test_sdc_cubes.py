"""Witnesses by hypercubes: every change keeps every sum, stays within bounds and moves only what may move."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.sdc.heuristic.hypercube import StackedHypercubes, serve_by_hypercubes, serve_by_stacked_hypercubes
from fanlight.sdc.heuristic.partition import begin

TREE = {"a": "g", "b": "g", "c": "h", "d": "h", "g": "", "h": ""}
DEEP = {"1": "p", "2": "p", "3": "q", "p": "r", "q": "r", "r": ""}


def table_of(counts: list[int], *, trees: bool, depth: int) -> CellTable:
    axes = [
        axis("off", "abcd", [TREE] if trees else []),
        axis("age", "123", [DEEP] if trees else []),
        *([axis("sex", "mf")] if depth == 3 else []),
    ]
    sizes = (4, 3, 2)[:depth]
    return product_table(axes, np.array(counts[: int(np.prod(sizes))], dtype=np.int64).reshape(sizes))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=24, max_size=24), st.booleans(), st.sampled_from([2, 3]), st.booleans())
def test_every_cube_and_pile_keeps_every_sum(counts: list[int], trees: bool, depth: int, cubes: bool) -> None:
    table = table_of(counts, trees=trees, depth=depth).with_requirements(4)
    may = (table.status == Status.FREE) & ~table.primary & (table.values > 0)
    progress = begin(table)
    if cubes:
        serve_by_hypercubes(table, progress, may, late=lambda: False)
    serve_by_stacked_hypercubes(table, progress, may, late=lambda: False)
    up, down = begin(table).up, begin(table).down
    for cells, deltas in progress.moves:
        other = table.values.copy()
        other[cells] += deltas
        assert len(np.unique(cells)) == len(cells)
        assert (table.equations.left(other) == table.equations.values).all()
        assert (other >= table.lower).all()
        assert (other <= table.upper).all()
        assert (may | begin(table).withheld)[cells].all()
        assert progress.withheld[cells].all()
        up[cells] |= deltas >= table.upl[cells]
        down[cells] |= deltas <= -table.lpl[cells]
    assert (progress.up == up).all()
    assert (progress.down == down).all()


def test_a_table_of_like_counts_is_served_whole() -> None:
    counts = [3] * 5 + [9] * 19
    table = table_of(counts, trees=False, depth=3).with_requirements(4)
    progress = begin(table)
    may = (table.status == Status.FREE) & ~table.primary
    serve_by_hypercubes(table, progress, may, late=lambda: False)
    assert progress.moves
    assert (progress.up & progress.down).all()
    assert progress.moved[progress.withheld].all()


def test_cells_among_small_counts_are_served_by_several_cubes() -> None:
    # No cell beside it can fall by 3, so that no single cube lifts a count of 1 to 4.
    table = table_of([1, *[2] * 11], trees=False, depth=2).with_requirements(4)
    progress = begin(table)
    may = (table.status == Status.FREE) & ~table.primary
    serve_by_hypercubes(table, progress, may, late=lambda: False)
    target = table.names.cell(("a", "1"))  # type: ignore[attr-defined]
    assert table.values[target] == 1
    assert not progress.up[target]
    serve_by_stacked_hypercubes(table, progress, may, late=lambda: False)
    assert progress.up[target]


def test_a_pile_takes_the_cubes_that_withhold_least_for_each_count_that_they_move() -> None:
    """A cell must rise by 30. Beside it stand a row of 30 and a dear one of 400, and rows of 3 that are cheap each and dear
    together."""
    axes = [axis("x", ["a", "b", "c", *(f"s{i}" for i in range(9))]), axis("y", ["1", "2"])]
    inner = np.array([[5, 40], [30, 31], [400, 500], *([[3, 20]] * 9)], dtype=np.int64)
    table = product_table(axes, inner)
    target = table.names.cell(("a", "1"))  # type: ignore[attr-defined]
    stacks = StackedHypercubes.of(table)
    assert stacks is not None
    withheld = np.zeros(len(table), dtype=np.bool_)
    withheld[target] = True
    may = (table.status == Status.FREE) & (np.arange(len(table)) < 24 + 12)
    found = stacks.cheapest(target, 30, withheld, may)
    assert found is not None
    cells, deltas = found
    moved = {table.name(int(cell)): int(delta) for cell, delta in zip(cells, deltas, strict=True) if delta}
    assert moved == {"a, 1": 30, "a, 2": -30, "b, 1": -30, "b, 2": 30}
    down = stacks.cheapest(target, -5, withheld, may)
    assert down is not None
    assert int(down[1][down[0] == target][0]) == -5
    assert stacks.cheapest(target, -6, withheld, may) is None
