"""A whole table from what is known: by subtraction where that is enough, else by whole numbers within the bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells import NO_BOUND, Equations
from fanlight.figures.cells.equations import Ints
from fanlight.optimise import completion
from fanlight.optimise.completion import Contradiction, completed

SQUARE = Equations.of(
    [
        ([(6, -1), (0, 1), (1, 1), (2, 1)], 0),
        ([(7, -1), (3, 1), (4, 1), (5, 1)], 0),
        ([(8, -1), (0, 1), (3, 1)], 0),
        ([(9, -1), (1, 1), (4, 1)], 0),
        ([(10, -1), (2, 1), (5, 1)], 0),
    ]
)
"""Two rows of three, with the sums of rows (6, 7) and of columns (8, 9, 10)."""


def whole(inner: list[int]) -> Ints:
    a = np.array(inner, dtype=np.int64).reshape(2, 3)
    return np.concatenate([a.ravel(), a.sum(axis=1), a.sum(axis=0)])


def complete(
    known: dict[int, int],
    *,
    equations: Equations = SQUARE,
    lower: int = 0,
    upper: int = int(NO_BOUND),
    seconds: float = 10,
) -> Ints:
    n = int(equations.cells.max()) + 1
    is_known = np.array([cell in known for cell in range(n)])
    values = np.array([known.get(cell, 0) for cell in range(n)], dtype=np.int64)
    return completed(equations, is_known, values, np.full(n, lower), np.full(n, upper), seconds)


def no_programme(*_: object) -> None:
    raise AssertionError("Subtraction is enough here.")


def test_what_follows_by_subtraction_needs_no_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "first_table", no_programme)
    true = whole([1, 2, 3, 4, 5, 6])
    found = complete({cell: int(true[cell]) for cell in (0, 1, 6, 8, 9, 10)})
    assert found.tolist() == true.tolist()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6), st.frozensets(st.integers(0, 10)))
def test_any_part_of_a_table_is_completed_to_one_that_agrees(inner: list[int], told: frozenset[int]) -> None:
    true = whole(inner)
    found = complete({cell: int(true[cell]) for cell in told}, upper=60)
    assert (SQUARE.left(found) == SQUARE.values).all()
    assert [int(found[cell]) for cell in told] == [int(true[cell]) for cell in told]
    assert ((found >= 0) & (found <= 60)).all()


def test_whole_numbers_where_halves_would_do() -> None:
    """Three cells of which each two make up an even sum less than their double: one table only, and it is whole."""
    pairs = Equations.of([([(0, 1), (1, 1)], 3), ([(1, 1), (2, 1)], 4), ([(0, 1), (2, 1)], 5)])
    assert complete({}, equations=pairs).tolist() == [2, 1, 3]
    with pytest.raises(Contradiction):
        complete({}, equations=Equations.of([([(0, 1), (1, 1)], 3), ([(1, 1), (2, 1)], 4), ([(0, 1), (2, 1)], 4)]))


@pytest.mark.parametrize(
    "known",
    [
        {0: 1, 1: 2, 2: 3, 6: 7},
        {0: 5, 8: 4},
        {6: 5, 7: 5, 8: 3, 9: 3, 10: 3},
    ],
    ids=["a sum that does not hold", "a part above its sum", "rows and columns that differ"],
)
def test_what_contradicts_itself_is_said_to(known: dict[int, int]) -> None:
    with pytest.raises(Contradiction):
        complete(known)


def test_bounds_are_kept() -> None:
    with pytest.raises(Contradiction):
        complete({6: 10}, upper=3)
    assert complete({6: 9, 7: 9}, lower=3, upper=9).tolist() == whole([3] * 6).tolist()


def test_a_factor_that_does_not_divide_leaves_no_whole_table() -> None:
    odd = Equations.of([([(0, 2), (1, -1)], 0)])
    with pytest.raises(Contradiction):
        complete({1: 3}, equations=odd)
    assert complete({1: 6}, equations=odd).tolist() == [3, 6]


def test_without_time_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "first_table", lambda *_: ("stopped", None))
    with pytest.raises(NotProvedSafe, match="in time"):
        complete({6: 10, 7: 4})
