"""The cheapest pattern agrees with an enumeration of all patterns and all tables, and is safe by it."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from itertools import product
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.figures.cells import NO_BOUND, CellTable, Equations, Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.table import PlainNames
from fanlight.optimise.cover import Cover
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.witness_store import cells_of
from fanlight.sdc.clock import Clock
from fanlight.sdc.cuts.bridgeless import BridgelessCuts
from fanlight.sdc.exact.branch_and_cut import BranchAndCut
from fanlight.sdc.exact.local_cut_rounds import starting_pattern
from fanlight.sdc.exact.regions import Regions
from fanlight.sdc.exact.search import Search
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.improve.repair import Repairer
from fanlight.sdc.improve.rerouting import Rerouting
from fanlight.sdc.improve.routes import Routes
from fanlight.sdc.improve.variation import Variation
from fanlight.sdc.suppression_problem import presolve
from tests.oracle_suppression import best, safe, tables

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


@settings(GENTLE, max_examples=100)
@given(free_form())
def test_the_search_for_amounts_finds_the_same(table: CellTable) -> None:
    """Fractions, and patterns near the best, are for tables of many different levels: here for every table."""
    with patch("fanlight.sdc.exact.search.MAGNITUDES", 0):
        check(table)


@settings(GENTLE, max_examples=60)
@given(free_form())
def test_the_search_for_many_amounts_finds_the_same(table: CellTable) -> None:
    """As for tables whose programmes are large: choices with fractions are made patterns first."""
    with (
        patch("fanlight.sdc.exact.search.MAGNITUDES", 0),
        patch("fanlight.sdc.exact.relaxation_rounds.DENSE", 0),
    ):
        check(table)


def _everything(search: Search) -> None:
    everything = np.ones(len(search.problem), dtype=np.bool_)
    if not search.attacker.attack(everything, whole=True).failed:
        search.incumbent.keep(everything)


@settings(GENTLE, max_examples=100)
@given(free_form(), st.sampled_from([(), (1, 2), (0, 1, 2, 3, 5)]))
def test_the_tree_alone_finds_the_same(table: CellTable, anew: tuple[int, ...]) -> None:
    """From the pattern that withholds everything, without a single whole choice before, and begun anew on the way."""
    with (
        patch("fanlight.sdc.exact.search.MAGNITUDES", 0),
        patch("fanlight.sdc.exact.search.NEAR", 1.0),
        patch("fanlight.sdc.exact.search.FIRST_STRETCH", 1.0),
        patch("fanlight.sdc.exact.relaxation_rounds.ROUNDS", 0),
        patch("fanlight.sdc.exact.branch_and_cut.ANEW", anew),
        patch("fanlight.optimise.relaxation.MORE", 0),
        patch.object(Search, "_first", _everything),
    ):
        check(table)


@settings(GENTLE, max_examples=100)
@given(free_form())
def test_a_search_that_begins_near_each_cell_finds_the_same(table: CellTable) -> None:
    with patch.multiple("fanlight.sdc.exact.search", SEVERAL=1, MAGNITUDES=100):
        check(table)


@settings(GENTLE, max_examples=100)
@given(free_form(), st.sampled_from([2, 3, 500]))
def test_every_safe_pattern_satisfies_what_holds_a_cell_near_it(table: CellTable, around: int) -> None:
    """However few cells are asked about; and so none costs less than the bound of large tables."""
    cost, stuck = best(table)
    with patch.multiple("fanlight.sdc.exact.local_cuts", AROUND=around, NEAR=around):
        found = starting_pattern(table, seconds=60, processes=1, step=lambda *_: None, clock=time.monotonic)
    assert stuck or found.bound <= cost


@settings(GENTLE, max_examples=100)
@given(free_form())
def test_every_safe_pattern_satisfies_every_cut(table: CellTable) -> None:
    """Also the cuts of cells that fractions would protect and whole numbers do not."""
    for part in presolve(table).parts:
        search = Search(part, Clock(60))
        if search.run().stuck:
            continue
        wanted = sorted({int(part.origin[one.cell]) for one in part.demands})
        always = set(np.flatnonzero(presolve(table).withheld).tolist()) | set(part.origin[part.forced].tolist())
        free = np.flatnonzero(~part.forced)
        for chosen in product((False, True), repeat=len(free)):
            pattern = part.forced.copy()
            pattern[free] = chosen
            if safe(table, always | set(part.origin[pattern].tolist()), wanted):
                assert all(cut.short(pattern.astype(float)) <= 0 for cut in search.incumbent.pool.cuts)


@settings(GENTLE, max_examples=100)
@given(free_form(), st.integers(0, 5))
def test_every_pattern_whose_cells_can_move_satisfies_every_bridge(table: CellTable, seed: int) -> None:
    """Whatever choices with fractions they were found at. A cheapest pattern without idle cells is one of these."""
    ready = presolve(table)
    dice = np.random.default_rng(seed)
    for part in ready.parts:
        bridgeless = BridgelessCuts(part, Cover(part.cost, part.forced), lambda: 60.0)
        for _ in range(5):
            bridgeless.add(np.where(part.forced, 1.0, dice.random(len(part)) * dice.integers(0, 2, len(part))))
        free = np.flatnonzero(~part.forced)
        for chosen in product((False, True), repeat=len(free)):
            pattern = part.forced.copy()
            pattern[free] = chosen
            every = np.array(tables(table, set(part.origin[pattern].tolist())))
            moving = (every != every[0]).any(axis=0)[part.origin]
            if (pattern & ~part.forced & ~moving).any():
                continue
            assert all(pattern[others].any() for cell, others in bridgeless.found if pattern[cell])


@settings(GENTLE, max_examples=100)
@given(free_form())
def test_what_is_left_of_a_safe_pattern_is_safe_and_can_move(table: CellTable) -> None:
    """Where the time ends before any clean-up: what nothing moves is given back all the same."""
    ready = presolve(table)
    for part in ready.parts:
        search = Search(part, Clock(60))
        everything = np.ones(len(part), dtype=np.bool_)
        if search.attacker.attack(everything, whole=True).failed:
            continue
        search.incumbent.keep(everything)
        kept = search.incumbent.withheld
        assert kept is not None
        always = {c for c in np.flatnonzero(ready.withheld).tolist() if c not in part.origin}
        withheld = always | set(part.origin[kept].tolist())
        assert safe(table, withheld, sorted({int(part.origin[one.cell]) for one in part.demands}))
        every = np.array(tables(table, withheld))
        for cell in part.origin[kept & ~part.forced].tolist():
            assert len(set(every[:, cell].tolist())) > 1


@settings(GENTLE, max_examples=100)
@given(free_form(), st.integers(0, 3))
def test_routes_meet_every_demand(table: CellTable, seed: int) -> None:
    """However they are laid and laid anew, fractions reach every demand by them, and what they cost is what they use."""
    for part in presolve(table).parts:
        attacker = Attacker(part)
        everything = np.ones(len(part), dtype=np.bool_)
        every = range(len(part.demands))
        if attacker.attack(everything, whole=True).failed:
            continue
        rerouting = Rerouting(part, Repairer(part, attacker, lambda: 60.0), lambda: 60.0)
        rerouting.dice = np.random.default_rng(seed)
        tables = [cells_of(one) for one in attacker.witness_store.tables(everything, every)]
        for begin in (rerouting.begin, partial(rerouting.settle, everything, tables), rerouting.begin):
            begin()
            first = rerouting.best
            for _ in range(30):
                before = rerouting.best
                assert rerouting.draw() == (rerouting.best < before)
                for routes in (rerouting.routes, Routes(part, rerouting.found)):
                    assert not Attacker(part).attack(routes.pattern).short
                    assert routes.cost == part.cost[routes.pattern].sum()
            assert rerouting.best <= first


def check_regions(table: CellTable) -> None:
    """From everything withheld: whatever is chosen anew, each demand has a possible table in what stays withheld."""
    for part in presolve(table).parts:
        attacker = Attacker(part)
        everything = np.ones(len(part), dtype=np.bool_)
        if attacker.attack(everything, whole=True).failed:
            continue
        regions = Regions(part, attacker.witness_store.tables(everything, range(len(part.demands))), lambda: 60.0)
        before = regions.routes.cost
        regions.run()
        assert regions.routes.cost <= before
        kept = regions.routes.pattern
        for demand, found in zip(part.demands, regions.tables, strict=True):
            reach = []
            for one in found:
                moves = np.zeros(len(part), dtype=np.int64)
                moves[one.cells] = one.moves
                assert not part.equations.left(moves).any()
                assert (-part.down <= moves).all()
                assert (moves <= part.up).all()
                assert kept[one.cells].all()
                reach.append(int(moves[demand.cell]))
            if found and demand.sign:
                assert demand.sign * reach[0] >= demand.amount
            elif found:
                assert max(0, *reach) - min(0, *reach) >= demand.amount
        assert not Attacker(part).attack(kept, whole=True).failed


@settings(GENTLE, max_examples=40)
@given(free_form())
def test_regions_chosen_anew_keep_all_safe(table: CellTable) -> None:
    check_regions(table)


@pytest.mark.parametrize("seed", range(2))
def test_regions_of_counts_keep_all_safe_and_save(seed: int) -> None:
    dice = np.random.default_rng(seed)
    inner = dice.poisson(5.0, (4, 4, 3)).astype(np.int64)
    table = product_table(
        [axis(name, [f"c{j}" for j in range(n)]) for name, n in zip("xyz", inner.shape, strict=True)], inner
    ).with_requirements(4)
    (part,) = presolve(table).parts
    attacker = Attacker(part)
    everything = np.ones(len(part), dtype=np.bool_)
    assert not attacker.attack(everything, whole=True).failed
    regions = Regions(part, attacker.witness_store.tables(everything, range(len(part.demands))), lambda: 60.0)
    before = regions.routes.cost
    regions.run()
    best = suppress(table, seconds=60)
    assert best.optimal
    assert best.cost <= regions.routes.cost < before
    assert not Attacker(part).attack(regions.routes.pattern, whole=True).failed


@pytest.mark.parametrize("seed", [1, 2, 5, 6])
def test_both_searches_prove_the_same_cost(seed: int) -> None:
    """Tables too large to try everything: patterns mended, cleaned and varied, against the cuts of counts alone."""
    dice = np.random.default_rng(seed)
    inner = dice.lognormal(4.0, 1.0, (4, 3, 3)).astype(np.int64)
    table = product_table(
        [axis(name, [f"c{j}" for j in range(n)]) for name, n in zip("xyz", inner.shape, strict=True)], inner
    )
    primary = table.inner & (dice.random(len(table)) < 0.25)
    reach = np.where(primary, table.values * dice.integers(5, 30, len(table)) // 100 + 1, 0)
    table = replace(
        table, primary=primary, lpl=np.minimum(reach, table.values), upl=reach, cost=np.maximum(table.values, 1)
    )
    found = []
    with (
        patch.object(Variation, "of", autospec=True, side_effect=Variation.of) as varied,
        patch.object(Rerouting, "draw", autospec=True, side_effect=Rerouting.draw) as drawn,
        patch.object(BranchAndCut, "run", autospec=True, side_effect=BranchAndCut.run) as branched,
    ):
        # Amounts, with better patterns looked for before the tree and after it; counts.
        for magnitudes, stretch in ((0, 0.0), (0, 0.5), (10**6, 0.0)):
            with (
                patch("fanlight.sdc.exact.search.MAGNITUDES", magnitudes),
                patch("fanlight.sdc.exact.search.FIRST_STRETCH", stretch),
            ):
                found.append(suppress(table, seconds=60))
    assert all(one.optimal for one in found)
    assert found[0].cost == found[1].cost == found[2].cost
    assert varied.called
    assert drawn.called
    assert branched.called


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


def test_a_primary_cell_that_must_be_published_is_named() -> None:
    """Also one that asks for no distance: given is not protected."""
    inner = np.array([[1, 20], [30, 40]], dtype=np.int64)
    table = product_table([axis("x", ["a", "b"]), axis("y", ["c", "d"])], inner)
    primary = np.zeros(len(table), dtype=np.bool_)
    primary[0] = True
    status = table.status.copy()
    status[0] = Status.PUBLISH
    check(replace(table, primary=primary, status=status))
