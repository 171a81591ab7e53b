"""Cheapest choices with fractions, with rows that come and go."""

from __future__ import annotations

import numpy as np
import pytest

from fanlight.optimise.relaxation import Relaxation, Stopped

Row = tuple[np.ndarray, np.ndarray, float]


def problem(seed: int, *, columns: int = 12, rows: int = 30) -> tuple[Relaxation, list[Row]]:
    dice = np.random.default_rng(seed)
    relaxation = Relaxation(dice.integers(1, 20, columns))
    made: list[Row] = []
    for _ in range(rows):
        here = np.sort(dice.choice(columns, 4, replace=False))
        made.append((here, dice.random(4) + 0.1, 0.4))
    relaxation.add(list(range(rows)), made)
    return relaxation, made


@pytest.mark.parametrize("seed", range(5))
def test_rows_that_do_not_matter_go_and_come_back_without_a_difference(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanlight.optimise.relaxation.MORE", 0)
    relaxation, rows = problem(seed)
    first = relaxation.solve(10.0)
    assert first is not None
    relaxation.thin(0.01)
    gone = [k for k in range(len(rows)) if k not in relaxation]
    assert gone
    for k in gone:
        columns, weights, least = rows[k]
        assert weights @ first.values[columns] > least
    again = relaxation.solve(10.0)
    assert again is not None
    assert again.cost == pytest.approx(first.cost)
    relaxation.add(gone, [rows[k] for k in gone])
    assert sorted(relaxation.held) == list(range(len(rows)))
    low, high = np.zeros(12, dtype=np.bool_), np.ones(12, dtype=np.bool_)
    low[3], high[5] = True, False
    relaxation.bound(low, high)
    fresh, _ = problem(seed)
    fresh.bound(low, high)
    one, other = relaxation.solve(10.0), fresh.solve(10.0)
    assert one is not None
    assert other is not None
    assert one.cost == pytest.approx(other.cost)
    assert one.values[3] == 1
    assert one.values[5] == 0


def test_a_glimpse_leaves_no_trace_and_says_what_is_settled() -> None:
    relaxation, _ = problem(1)
    first = relaxation.solve(10.0)
    assert first is not None
    column = int(np.argmax(np.minimum(first.values, 1 - first.values)))
    assert 0 < first.values[column] < 1
    seen = relaxation.glimpse(column, (0, 1), 10_000, np.inf, 10.0)
    assert seen.settled == (True, True)
    for value in (0, 1):
        low, high = np.zeros(12, dtype=np.bool_), np.ones(12, dtype=np.bool_)
        (low if value else high)[column] = bool(value)
        relaxation.bound(low, high)
        found = relaxation.solve(10.0)
        assert found is not None
        assert found.cost == pytest.approx(seen.costs[value])
        assert found.cost >= first.cost - 1e-9
    relaxation.bound(np.zeros(12, dtype=np.bool_), np.ones(12, dtype=np.bool_))
    last = relaxation.solve(10.0)
    assert last is not None
    assert last.cost == pytest.approx(first.cost)


def test_what_seems_to_cost_enough_is_settled_whatever_the_steps() -> None:
    relaxation, _ = problem(2)
    first = relaxation.solve(10.0)
    assert first is not None
    column = int(np.argmax(np.minimum(first.values, 1 - first.values)))
    for steps in (0, 1, 2, 1000):
        seen = relaxation.glimpse(column, (0, 1), steps, first.cost - 1.0, 10.0)
        assert seen.settled == (True, True)


def test_no_choice_and_no_time_are_told_apart() -> None:
    relaxation = Relaxation(np.array([1, 1]))
    relaxation.add([0], [(np.array([0, 1]), np.array([1.0, 1.0]), 1.5)])
    relaxation.bound(np.zeros(2, dtype=np.bool_), np.array([True, False]))
    assert relaxation.solve(10.0) is None
    seen = relaxation.glimpse(0, (0, 1), 100, 5.0, 10.0)
    assert seen.costs == (np.inf, np.inf)
    large, _ = problem(3, columns=400, rows=3_000)
    with pytest.raises(Stopped):
        large.solve(0.0)
