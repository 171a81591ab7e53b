"""What the search for the least withholding takes as proved, and what it leaves out for a while."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest

from fanlight.sdc.suppression.attack import Attacker
from fanlight.sdc.suppression.bridges import Bridges
from fanlight.sdc.suppression.clock import Clock
from fanlight.sdc.suppression.cuts import Cut, cut_of
from fanlight.sdc.suppression.problem import Demand, Problem, presolve
from fanlight.sdc.suppression.sea import Sea
from fanlight.sdc.suppression.standing import Standing
from fanlight.tables.cells import Equations
from fanlight.tables.cells.product import product_table
from fanlight.tables.cells.trees import axis


def square(*rows: list[int]) -> Problem:
    inner = np.array(rows, dtype=np.int64)
    axes = [axis(n, [f"{n}{i}" for i in range(k)]) for n, k in zip("xy", inner.shape, strict=True)]
    (part,) = presolve(product_table(axes, inner).with_requirements(3)).parts
    return part


def test_what_no_multipliers_prove_counts_as_not_reached_and_is_not_remembered_as_reached() -> None:
    part = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    attacker = Attacker(part)
    with patch.object(Sea, "_cut", lambda *_: None):
        verdict = attacker.attack(part.forced)
        assert verdict.failed
        assert sorted(verdict.unclear) == list(range(len(part.demands)))
        assert not verdict.open
        assert not any(attacker.memory.fractional)
        # Whole numbers settle it.
        assert sorted(attacker.attack(part.forced, whole=True).ragged) == list(range(len(part.demands)))
        assert not attacker.attack(np.ones(len(part), dtype=np.bool_), whole=True).failed


def test_one_programme_serves_both_directions() -> None:
    part = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    attacker = Attacker(part)
    assert sorted(attacker.attack(part.forced).short) == [0, 1]
    assert attacker.solves == 1
    for k, cut in attacker.attack(part.forced).short.items():
        assert cut.short(part.forced.astype(float)) > 0, part.demands[k]


@pytest.mark.parametrize("bottom", [7, 11, 13, 22, 143, 2520])
def test_multipliers_in_fractions_of_any_kind_are_read_exactly(bottom: int) -> None:
    """bottom a + b + c = 0 and b + d = 0, weighed so that a is held by c and d: the cell that both
    take out of the combination must not come back by a rounding."""
    problem = Problem(
        origin=np.arange(4),
        equations=Equations.of([([(0, bottom), (1, 1), (2, 1)], 0), ([(1, 1), (3, 1)], 0)]),
        down=np.full(4, 10**9),
        up=np.full(4, 10**9),
        forced=np.array([True, False, False, False]),
        cost=np.array([0, 1, 1, 1]),
        demands=(Demand(0, 1, 5),),
    )
    cut = cut_of(problem, problem.demands[0], np.array([-1 / bottom, 1 / bottom]))
    assert cut is not None
    assert cut.cells.tolist() == [2, 3]


def test_a_loose_cut_is_left_out_until_a_choice_breaks_it() -> None:
    part = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    standing = Standing(part, Attacker(part), Clock(10))
    free = np.flatnonzero(~part.forced)
    cheap, dear = free[np.argsort(part.cost[free], kind="stable")][[0, -1]]
    one = np.ones(1, dtype=np.int64)
    assert standing.add(Cut(np.array([dear]), one, 1))
    # A row that is no cut comes between: numbers of rows and of cuts differ.
    bridges = Bridges(part, standing.cover, lambda: 10.0)
    idle = part.forced.astype(float)
    idle[cheap] = 1.0
    assert bridges.add(idle)
    assert standing.add(Cut(np.array([cheap]), one, 1))
    both = standing.cover.fractions(10.0).values
    assert both is not None
    assert both[[cheap, dear]].tolist() == [1, 1]

    standing.loosen(np.where(np.arange(len(part)) == cheap, 2.0, 1.0), 0.5)
    without = standing.cover.whole(10.0).values
    assert without is not None
    assert without[[cheap, dear]].tolist() == [0, 1]
    assert standing.tighten(without) == 1
    assert standing.tighten(without) == 0
    again = standing.cover.whole(10.0).values
    assert again is not None
    assert again[[cheap, dear]].tolist() == [1, 1]
