"""Cheapest choices under covering inequalities, and what a time limit means."""

from __future__ import annotations

from itertools import product

import numpy as np

from fanlight.optimise.cover import Cover
from fanlight.optimise.sweep import limit


def test_a_start_does_not_stand_in_for_the_cheapest_choice() -> None:
    dice = np.random.default_rng(5)
    for _ in range(40):
        n = 9
        costs = dice.integers(1, 12, n)
        rows = [(np.sort(dice.choice(n, 4, replace=False)), dice.integers(1, 5, 4)) for _ in range(5)]
        rows = [(cells, weights, int(dice.integers(1, weights.sum() + 1))) for cells, weights in rows]
        cover = Cover(costs, np.zeros(n, dtype=np.bool_))
        for cells, weights, least in rows:
            cover.add(cells, weights, least)
        fitting = [
            np.array(chosen)
            for chosen in product((0, 1), repeat=n)
            if all(weights @ np.array(chosen)[cells] >= least for cells, weights, least in rows)
        ]
        cheapest = min(int(costs @ chosen) for chosen in fitting)
        found = cover.whole(10.0, start=np.ones(n, dtype=np.bool_))
        assert found.status == "optimal"
        assert found.values is not None
        chosen = np.rint(found.values).astype(int)
        assert any((chosen == one).all() for one in fitting)
        assert int(costs @ chosen) == cheapest == round(found.bound)


class Model:
    def __init__(self) -> None:
        self.options: dict[str, float] = {}

    def getRunTime(self) -> float:  # noqa: N802
        return 100.0

    def setOptionValue(self, name: str, value: float) -> None:  # noqa: N802
        self.options[name] = value


def test_a_limit_is_counted_over_all_runs_or_within_one() -> None:
    """HiGHS counts the first way for linear programmes, the second for programmes in whole numbers."""
    model = Model()
    limit(model, 5.0, whole=False)
    assert model.options == {"time_limit": 105.0}
    limit(model, 5.0, whole=True)
    assert model.options == {"time_limit": 5.0}
    limit(model, -1.0, whole=True)
    assert model.options == {"time_limit": 0.01}
