"""Planes: what they find keeps every sum and bound and goes as far as asked; of two flat axes they find whatever there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.optimise.movement.moves import MoveSolver
from fanlight.sdc.heuristic import plane as module
from fanlight.sdc.heuristic.partition import FAR, begin
from fanlight.sdc.heuristic.plane import Planes, serve_by_planes

TREE = {"a": "g", "b": "g", "c": "h", "d": "h", "e": "h", "g": "", "h": ""}
FLAT = (axis("word", "xyz"), axis("year", ("1", "2", "3", "4")))
AXES = (
    FLAT,
    (axis("kind", "abcde", [TREE]), axis("year", ("1", "2", "3"))),
    (axis("kind", "abcde", [TREE]), axis("word", "xyz"), axis("year", ("1", "2"))),
    (axis("w", "xy"), axis("v", "pqr"), axis("k", "abcde", [TREE]), axis("y", ("1", "2"))),
)


def made(axes: tuple, dice: np.random.Generator, most: int, *, given_often: float = 0.2) -> CellTable:
    shape = [one.leaves for one in axes]
    table = product_table(axes, dice.integers(0, most, shape))
    status = np.where(dice.random(len(table)) < given_often, Status.PUBLISH, Status.FREE).astype(np.int8)
    return replace(table, status=status)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(AXES), st.integers(0, 10**6), st.sampled_from([5, 300, 10**9]))
def test_what_is_found_keeps_every_sum_and_bound(axes: tuple, seed: int, most: int) -> None:
    dice = np.random.default_rng(seed)
    table = made(axes, dice, most)
    may = table.status == Status.FREE
    withheld = may & (dice.random(len(table)) < 0.3)
    found = Planes.of(table, MoveSolver())
    assert found is not None
    target = int(dice.choice(np.flatnonzero(may)))
    withheld[target] = True
    need = int(dice.integers(1, max(2, int(table.values[target]) // 2 + 2))) * int(dice.choice([-1, 1]))
    moved = found.cheapest(target, need, withheld, may)
    if moved is None:
        return
    cells, changes = moved
    after = table.values.copy()
    after[cells] += changes
    assert len(np.unique(cells)) == len(cells)
    assert (table.equations.left(after) == table.equations.values).all()
    assert (after >= table.lower).all()
    assert may[cells].all()
    change = after[target] - table.values[target]
    assert change >= need if need > 0 else change <= need


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_of_two_flat_axes_whatever_there_is_is_found(seed: int) -> None:
    """The plane is the whole table then, and its programme has whole corners."""
    dice = np.random.default_rng(seed)
    table = made(FLAT, dice, 6, given_often=0.4)
    may = table.status == Status.FREE
    if not may.any():
        return
    target = int(dice.choice(np.flatnonzero(may)))
    need = int(dice.integers(1, 4)) * int(dice.choice([-1, 1]))
    found = Planes.of(table, MoveSolver()).cheapest(target, need, may, may)  # type: ignore[union-attr]
    equations = table.equations
    matrix = csr_array((equations.factors, equations.cells, equations.starts), shape=(len(equations), len(table)))
    lower = np.where(may, -table.values, 0).astype(float)
    upper = np.where(may, np.inf, 0.0)
    lower[target], upper[target] = (need, upper[target]) if need > 0 else (lower[target], need)
    possible = bool((lower <= upper).all())
    if possible:
        answer = milp(
            np.zeros(len(table)),
            integrality=np.ones(len(table)),
            bounds=Bounds(lower, upper),
            constraints=LinearConstraint(matrix, 0, 0),
        )
        possible = answer.status == 0
    assert (found is not None) == possible


def test_a_sum_that_must_move_farther_than_a_programme_s_numbers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(7)
    plain = product_table(AXES[2], dice.integers(10**7, 10**8, [5, 3, 2]))
    total = len(plain) - 1
    primary = np.zeros(len(plain), dtype=np.bool_)
    primary[total - 1] = True
    far = np.where(primary, 3 * FAR + 1, 0)
    table = replace(plain, primary=primary, upl=far, lpl=far)
    progress = begin(table)
    serve_by_planes(table, progress, ~primary, MoveSolver(), late=lambda: False)
    assert (progress.up & progress.down).all()
    again = begin(table)
    serve_by_planes(table, again, ~primary, MoveSolver(), late=lambda: True)
    assert not again.moves
    # Of an axis with more codes than take part, the target's own and its sums do.
    monkeypatch.setattr(module, "SIDE", 4)
    small = begin(table)
    serve_by_planes(table, small, ~primary, MoveSolver(), late=lambda: False)
    assert (small.up & small.down).all()
