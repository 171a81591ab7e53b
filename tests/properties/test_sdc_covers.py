"""Stronger inequalities out of cuts hold wherever the cuts do; and a pattern's slacks are kept while cells are given back."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.sdc.cuts.capacity import Cut, reduced
from fanlight.sdc.cuts.cover import cover_inequalities
from fanlight.sdc.cuts.pool import Balance, Pool

CELLS = 7


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    pool = Pool()
    for _ in range(draw(st.integers(1, 4))):
        cells = np.array(sorted(draw(st.sets(st.integers(0, CELLS - 1), min_size=1))))
        weights = np.array([draw(st.integers(1, 12)) for _ in cells])
        least = draw(st.integers(1, int(weights.sum())))
        pool.add(Cut(cells, np.minimum(weights, least), least))
    return pool


parts = st.lists(st.sampled_from([0.0, 0.2, 0.35, 0.5, 0.8, 0.95, 1.0]), min_size=CELLS, max_size=CELLS).map(np.array)
POINTS = [np.array(point, dtype=float) for point in product((0, 1), repeat=CELLS)]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(pools(), parts)
def test_they_hold_wherever_the_cuts_do_and_the_choice_misses_them(pool: Pool, chosen: np.ndarray) -> None:
    fitting = [point for point in POINTS if (pool.slack(point) >= -1e-12).all()]
    for cut in cover_inequalities(pool.uneven(), chosen, least=0.01):
        assert cut.short(chosen) > 0.01 - 1e-9
        assert cut.least > 0
        assert (cut.weights > 0).all()
        assert (cut.weights <= cut.least).all()
        assert all(cut.short(point) <= 1e-12 for point in fitting)


def test_half_of_a_large_cell_does_not_make_up_for_what_small_ones_lack() -> None:
    """5 of 5 + 2 + 2: the small cells have 4 together, so the large one is needed. With fractions 0.2 of it was enough."""
    pool = Pool()
    pool.add(Cut(np.array([0, 1, 2]), np.array([5, 2, 2]), 5))
    (cut,) = cover_inequalities(pool.uneven(), np.array([0.2, 1.0, 1.0]), least=0.01)
    assert (cut.cells.tolist(), cut.weights.tolist(), cut.least) == ([0], [1], 1)


def test_where_every_cell_is_enough_by_itself_there_is_nothing_to_be_had() -> None:
    pool = Pool()
    pool.add(Cut(np.array([0, 1, 2]), np.array([1, 1, 1]), 1))
    assert not len(pool.uneven())
    assert cover_inequalities(pool.uneven(), np.array([0.1, 0.1, 0.1]), least=0.01) == []


@pytest.mark.parametrize(
    ("weights", "least", "small"), [([4, 8], 10, ([1, 2], 3)), ([6, 9], 12, ([2, 3], 4)), ([], 3, ([], 3))]
)
def test_the_same_in_smaller_numbers(weights: list[int], least: int, small: tuple[list[int], int]) -> None:
    some, right = reduced(np.array(weights, dtype=np.int64), least)
    assert (some.tolist(), right) == small


@settings(max_examples=200, deadline=None, derandomize=True)
@given(pools(), pools(), st.permutations(range(CELLS)))
def test_what_a_cut_needs_is_told_while_cells_are_given_back(known: Pool, late: Pool, order: list[int]) -> None:
    pattern = np.ones(CELLS, dtype=np.bool_)
    balance = Balance(known.terms, late.cuts[:1], pattern)
    cuts = [*known.cuts, *late.cuts[:1]]
    waiting = list(late.cuts[1:])
    for cell in order:
        without = pattern.astype(float)
        without[cell] = 0.0
        needed = any(cut.short(without) > 1e-12 for cut in cuts if cell in cut.cells)
        assert balance.needed(cell) == needed
        if not needed:
            balance.drop(cell)
            assert not pattern[cell]
        if waiting and waiting[0].short(pattern.astype(float)) <= 0:
            cuts.append(waiting[0])
            balance.add(waiting.pop(0))


def test_some_of_many_cuts_are_the_same_cuts() -> None:
    pool = Pool()
    rows = [([0, 3], [2, 2], 2), ([1, 2, 4], [1, 2, 3], 3), ([5], [1], 1), ([2, 6], [2, 3], 4)]
    for cells, weights, least in rows:
        assert pool.add(Cut(np.array(cells), np.array(weights), least))
        assert not pool.add(Cut(np.array(cells), np.array(weights), least))
    some = pool.terms.only(np.array([3, 1]))
    assert some.least.tolist() == [4, 3]
    assert some.cells.tolist() == [2, 6, 1, 2, 4]
    assert some.weights.tolist() == [2, 3, 1, 2, 3]
    assert some.of.tolist() == [0, 0, 1, 1, 1]
    assert some.sums(some.weights).tolist() == [5, 6]
    assert pool.uneven().least.tolist() == [3, 4]
    assert pool.uneven(np.array([0, 3])).least.tolist() == [4]
