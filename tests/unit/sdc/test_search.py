"""What the search for the least withholding takes as proved, and what it leaves out for a while."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest

from fanlight.figures.cells import CellTable, Equations, Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.table import PlainNames
from fanlight.optimise.cover import Cover
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.subproblem import AttackerSubproblem
from fanlight.sdc.clock import Clock
from fanlight.sdc.cuts.bridgeless import BridgelessCuts
from fanlight.sdc.cuts.capacity import Cut, cut_of, start_cuts
from fanlight.sdc.exact.incumbent import Incumbent
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.suppression_problem import Demand, Problem, presolve


def square(*rows: list[int]) -> Problem:
    inner = np.array(rows, dtype=np.int64)
    axes = [axis(n, [f"{n}{i}" for i in range(k)]) for n, k in zip("xy", inner.shape, strict=True)]
    (part,) = presolve(product_table(axes, inner).with_requirements(3)).parts
    return part


def test_what_no_multipliers_prove_counts_as_not_reached_and_is_not_remembered_as_reached() -> None:
    part = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    attacker = Attacker(part)
    with patch.object(AttackerSubproblem, "_cut", lambda *_: None):
        verdict = attacker.attack(part.forced)
        assert verdict.failed
        assert sorted(verdict.unclear) == list(range(len(part.demands)))
        assert not verdict.open
        assert not any(attacker.witness_store.fractional)
        # Whole numbers settle it.
        assert sorted(attacker.attack(part.forced, whole=True).fraction_only) == list(range(len(part.demands)))
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


@pytest.mark.parametrize("amount", [5, 10**9, 10**12, 10**15, 2**53])
@pytest.mark.parametrize("bottom", [11, 13, 999_983, 7 / 3])
def test_a_cut_in_large_numbers_is_none_that_a_safe_pattern_breaks(amount: int, bottom: float) -> None:
    """All cells can move without end but b, which nothing else follows: c alone, or d with a, is enough for a."""
    problem = Problem(
        origin=np.arange(4),
        equations=Equations.of([([(0, 1), (1, 1), (2, 1)], 0), ([(1, 1), (3, 1)], 0)]),
        down=np.full(4, 2**58),
        up=np.array([2**58, amount // 2, 2**58, 2**58]),
        forced=np.array([True, False, False, False]),
        cost=np.array([0, 1, 1, 1]),
        demands=(Demand(0, 1, amount), Demand(0, -1, amount)),
    )
    cover = Cover(problem.cost, problem.forced)
    for demand in problem.demands:
        for duals in ([-1.0, 1 / bottom], [-1.0, 0.0], [-1 / bottom, 1.0], [-1.0, 1.0]):
            cut = cut_of(problem, demand, np.array(duals))
            if cut is None:
                continue
            assert cut.weights.min() > 0
            assert cut.weights.max() <= cut.least
            for pattern in ([1, 0, 1, 0], [1, 1, 1, 0], [1, 1, 1, 1]):
                assert sum(int(w) for w in cut.weights[np.array(pattern)[cut.cells] > 0]) >= cut.least
            # The programme takes every row in, whatever its size.
            assert cover.add(cut.cells, cut.weights, cut.least) == cover.model.getNumRow() - 1
    assert cover.model.getNumRow() >= 2
    assert cover.whole(10.0).status == "optimal"


def test_the_first_cuts_ask_every_sum_of_a_protected_cell_for_others() -> None:
    part = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    low = part.demands[0].cell
    starts, rows, _ = part.of_cell
    lines = {
        tuple(sorted(cell for cell in part.equations.row(int(row))[0].tolist() if cell != low))
        for row in rows[starts[low] : starts[low + 1]]
    }
    assert len(lines) == 2
    assert {one.sign for one in part.demands} == {1, -1}
    for sign in (1, -1):
        found = {tuple(cut.cells.tolist()) for demand, cut in start_cuts(part) if demand.sign == sign}
        assert found <= lines
    # Both directions ask the same here: each cut stands once.
    assert {tuple(cut.cells.tolist()) for _, cut in start_cuts(part)} == lines


def test_a_loose_cut_is_left_out_until_a_choice_breaks_it() -> None:
    part = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    incumbent = Incumbent(part, Attacker(part), Clock(10))
    free = np.flatnonzero(~part.forced)
    cheap, dear = free[np.argsort(part.cost[free], kind="stable")][[0, -1]]
    one = np.ones(1, dtype=np.int64)
    assert incumbent.add(Cut(np.array([dear]), one, 1))
    # A row that is no cut comes between: numbers of rows and of cuts differ.
    bridgeless = BridgelessCuts(part, incumbent.cover, lambda: 10.0)
    idle = part.forced.astype(float)
    idle[cheap] = 1.0
    assert bridgeless.add(idle)
    assert incumbent.add(Cut(np.array([cheap]), one, 1))
    both = incumbent.cover.fractions(10.0).values
    assert both is not None
    assert both[[cheap, dear]].tolist() == [1, 1]

    incumbent.loosen(np.where(np.arange(len(part)) == cheap, 2.0, 1.0), 0.5)
    without = incumbent.cover.whole(10.0).values
    assert without is not None
    assert without[[cheap, dear]].tolist() == [0, 1]
    assert incumbent.tighten(without) == 1
    assert incumbent.tighten(without) == 0
    again = incumbent.cover.whole(10.0).values
    assert again is not None
    assert again[[cheap, dear]].tolist() == [1, 1]


def free_form(
    size: int, rows: list[list[tuple[int, int]]], up: dict[int, int], cost: list[int] | None = None
) -> CellTable:
    """Cells of value 0 that can move far, sums of theirs, and how far some must be able to go up."""
    none = np.zeros(size, dtype=np.int64)
    upl = none.copy()
    upl[list(up)] = list(up.values())
    return CellTable(
        names=PlainNames(("cell",), [(str(i),) for i in range(size)]),
        values=none,
        equations=Equations.of([(row, 0) for row in rows]),
        cost=np.array(cost or [1] * size, dtype=np.int64),
        status=np.zeros(size, dtype=np.int8),
        lower=np.full(size, -(2**40)),
        upper=np.full(size, 2**40),
        primary=upl > 0,
        lpl=none,
        upl=upl,
        spl=none,
        inner=np.ones(size, dtype=np.bool_),
    )


@pytest.mark.parametrize("factor", [10, 10**6, 2 * 10**7])
def test_a_weight_next_to_nothing_is_one(factor: int) -> None:
    """Beside a factor this large a cell counts in a combination by less than any tolerance: left out of what must be
    withheld, it made a bound of 44."""
    rows = [[(0, 1), (1, -1), (5, -1)], [(1, factor), (2, -1), (3, -1)], [(5, 1), (6, -1)], [(3, 1), (4, -1)]]
    table = free_form(7, rows, {0: 1, 3: 10**6}, [0, 5, 3, 0, 1, 20, 20])
    with patch("fanlight.sdc.exact.search.MAGNITUDES", 0):
        found = suppress(table, seconds=20)
    assert (found.cost, found.lower_bound, found.optimal) == (6, 6, True)


def test_what_cannot_be_protected_is_named_beside_many_amounts() -> None:
    """Cells 0 to 12 hang on one another and on 13 + 14, which another sum holds at 0."""
    rows = [[(i, 1), (i + 1, 1)] for i in range(12)] + [[(12, 1), (13, 1), (14, 1)], [(13, 1), (14, 1)]]
    rows += [[(15 + 2 * j, 1), (16 + 2 * j, 1), (14, 1)] for j in range(13)]
    found = suppress(free_form(41, rows, {0: 1} | {15 + 2 * j: 2 + j for j in range(13)}), seconds=10)
    assert found.unprotectable == (0,)


@pytest.mark.parametrize("width", [False, True])
@pytest.mark.parametrize("factor", [999, 1001, 5000])
def test_what_must_move_far_is_looked_for_there(factor: int, width: bool) -> None:
    table = free_form(2, [[(0, factor), (1, -1)]], {0: 1})
    if width:
        # Counts one apart, whichever: nothing is asked of either end.
        table = replace(table, upl=table.lpl, spl=table.upl)
    found = suppress(table, seconds=10)
    assert (found.unprotectable, found.cost, found.optimal) == ((), 1, True)


def test_a_bound_is_not_raised_by_what_floating_point_adds() -> None:
    part = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    incumbent = Incumbent(part, Attacker(part), Clock(10))
    incumbent.raise_bound(32_985_322_493.000004)
    assert incumbent.bound == 32_985_322_493
    incumbent.raise_bound(40_000_000_000.4)
    assert incumbent.bound == 40_000_000_001


def test_whole_movements_are_remembered_for_every_demand_that_they_meet() -> None:
    part = square([2, 2, 30], [40, 50, 60], [70, 80, 90])
    witness_store = Attacker(part).witness_store
    everything = np.ones(len(part), dtype=np.bool_)
    down, up = (one for one in range(len(part)) if part.demands and one in {d.cell for d in part.demands})
    moves = np.zeros(len(part))
    # One count moves along the row, and back along another: every sum stays.
    below = [
        (a, b)
        for a in range(len(part))
        for b in range(len(part))
        if a != b and not part.equations.left(_trade(len(part), down, up, a, b)).any()
    ]
    moves[:] = _trade(len(part), down, up, *below[0])
    witness_store.offer(moves)
    met = [k for k, one in enumerate(part.demands) if moves[one.cell] * one.sign >= one.amount > 0]
    assert met
    assert [k for k in range(len(part.demands)) if witness_store.witness(k, everything) is not None] == met
    for wrong in (moves / 2, moves * 1000, moves + (np.arange(len(part)) == down)):
        fresh = Attacker(part).witness_store
        fresh.offer(wrong)
        assert all(fresh.witness(k, everything) is None for k in range(len(part.demands)))


def _trade(cells: int, down: int, up: int, a: int, b: int) -> np.ndarray:
    moves = np.zeros(cells, dtype=np.int64)
    moves[[down, up, a, b]] = -1, 1, 1, -1
    return moves


def test_a_few_cells_alone_in_a_wide_table_are_protected_for_the_least() -> None:
    """Three cells of 875: by whole choices alone the best pattern after 8 s cost 98."""
    dice = np.random.default_rng(0)
    axes = [axis(name, [f"{name}{at}" for at in range(size)]) for name, size in (("a", 25), ("b", 35))]
    table = product_table(axes, dice.integers(1, 41, (25, 35)))
    cells = dice.choice(np.flatnonzero(table.inner & (table.values > 10)), 3, replace=False)
    level = np.zeros(len(table), dtype=np.int64)
    level[cells] = 4, 3, 10
    status = np.where(level > 0, Status.WITHHOLD, Status.FREE).astype(np.int8)
    found = suppress(replace(table, primary=level > 0, status=status, lpl=level, upl=level), seconds=40)
    assert (found.cost, found.lower_bound) == (43, 43)
