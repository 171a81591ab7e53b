"""Tables that serve many demands at once: whatever way the attack goes, it says the same and its tables are possible."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest

from fanlight.sdc.attacker import integer_witness, subproblem
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.attacker.components import connected_components
from fanlight.sdc.attacker.shared_witness import SharedWitnesses
from fanlight.sdc.attacker.witness_store import Verdict, WithinPattern, Witness
from fanlight.sdc.clock import Clock
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.improve.widening import Widening
from fanlight.sdc.suppression_problem import Problem, presolve
from tests.made_counts import counts

SIZE = 60


def parts_and_patterns(seed: int) -> list[tuple[Problem, np.ndarray]]:
    dice = np.random.default_rng(seed)
    return [
        (part, part.forced | (dice.random(len(part)) < share))
        for part in presolve(counts(seed, 0.7)).parts
        for share in (0.0, 0.2, 0.6, 1.0)
    ]


def swept() -> object:
    """Every attack goes by sweeps, over few cells at a time."""
    return patch.multiple(integer_witness, WIDE=0, FIRST=12, THEN=(16, 24), LAST=30)


def possible(part: Problem, one: Witness) -> bool:
    moves = np.zeros(len(part), dtype=np.int64)
    moves[one.cells] = one.moves
    return not part.equations.left(moves).any() and (-part.down <= moves).all() and (moves <= part.up).all()


@pytest.mark.parametrize("seed", range(12))
def test_an_attack_by_sweeps_finds_short_and_ragged_what_any_other_does(seed: int) -> None:
    for part, pattern in parts_and_patterns(seed):
        plain = Attacker(part).attack(pattern, whole=True)
        attacker = Attacker(part)
        with swept(), patch.object(subproblem, "MANY", 0):
            found = attacker.attack(pattern, whole=True)
        assert sorted(found.short) == sorted(plain.short)
        assert sorted(found.fraction_only) == sorted(plain.fraction_only)
        assert found.failed == plain.failed
        for k, demand in enumerate(part.demands):
            for known in attacker.witness_store.known[k]:
                assert all(possible(part, one) for one in known)
                reach = {int(one.moves[one.cells == demand.cell].sum()) for one in known}
                if demand.sign:
                    assert max(demand.sign * one for one in reach) >= demand.amount


@pytest.mark.parametrize("seed", range(12, 20))
def test_the_least_is_the_same_by_sweeps(seed: int) -> None:
    table = counts(seed, 2.0)
    plain = suppress(table, seconds=60)
    with swept(), patch.object(subproblem, "MANY", 0):
        found = suppress(table, seconds=60)
    assert plain.optimal
    assert found.optimal
    assert (found.cost, found.unprotectable) == (plain.cost, plain.unprotectable)


@pytest.mark.parametrize("whole", [False, True])
def test_a_table_of_a_sweep_moves_what_is_near_as_far_as_it_must(whole: bool) -> None:
    served = 0
    for part, pattern in parts_and_patterns(3):
        for component in connected_components(part, pattern):
            n = len(component.cells)
            down, up = part.down[component.cells], np.minimum(part.up[component.cells], 1000)
            must = np.where(part.forced[component.cells], np.minimum(up, 2), 0)
            none = np.zeros(n, dtype=np.int64)
            sweeps = SharedWitnesses(component, lambda: 60.0)
            for place in np.flatnonzero(must).tolist()[:8]:
                near = sweeps.near(place, SIZE)
                assert place in near
                assert len(near) <= SIZE
                assert (np.diff(near) > 0).all()
                sweeps.ask(-down, up, must.copy(), none.copy())
                found = sweeps.table(place, 1, SIZE, whole=whole)
                if found is None:
                    continue
                moves = np.zeros(n, dtype=np.int64)
                moves[found[0]] = found[1]
                served += 1
                assert moves[place] == must[place]
                assert not component.equations.left(moves).any()
                assert ((-down <= moves) & (moves <= up)).all()
                assert np.count_nonzero(moves) <= SIZE
                sweeps.served(*found)
                assert not sweeps.up[place]
                assert (sweeps.up[(must > 0) & (moves < must)] > 0).all()
    assert served > 5


def test_a_cell_that_may_not_move_so_far_has_no_table() -> None:
    part, pattern = parts_and_patterns(3)[-1]
    component = connected_components(part, pattern)[0]
    n = len(component.cells)
    up = np.ones(n, dtype=np.int64)
    sweeps = SharedWitnesses(component, lambda: 60.0)
    sweeps.ask(-up, up, 2 * up, 2 * up)
    assert sweeps.table(0, 1, 20, whole=False) is None
    assert sweeps.table(0, -1, 20, whole=True) is None


def test_what_a_table_in_fractions_reaches_is_open_and_remembered() -> None:
    """The triangle: halves reach what whole numbers do not, and one table says so of all three corners."""
    part, pattern = parts_and_patterns(5)[0]
    attacker = Attacker(part)
    component = max(connected_components(part, pattern), key=lambda one: len(one.cells))
    water = subproblem.AttackerSubproblem(attacker.witness_store, component)
    here = np.flatnonzero(component.mask[attacker.witness_store.cell] & (attacker.witness_store.sign > 0))
    water.ask(pattern, here, Verdict())
    values = np.zeros(len(component.cells))
    some = here[: len(here) // 2]
    values[water.place[some]] = attacker.witness_store.amount[some] - 1e-9
    assert water._open(values, here) == len(some)
    assert sorted(water.verdict.open) == sorted(some.tolist())
    assert sorted(water.todo) == sorted(set(here.tolist()) - set(some.tolist()))
    within = WithinPattern(pattern)
    assert [k for k in here.tolist() if attacker.witness_store.fraction(k, within)] == sorted(some.tolist())
    assert not any(attacker.witness_store.fraction(k, WithinPattern(np.zeros_like(pattern))) for k in some.tolist())


@pytest.mark.parametrize("seed", range(20, 26))
def test_a_widened_pattern_is_safe_for_what_was_asked(seed: int) -> None:
    widened = 0
    for part, pattern in parts_and_patterns(seed):
        attacker = Attacker(part)
        everything = Attacker(part).attack(np.ones(len(part), dtype=np.bool_), whole=True)
        reachable = [
            k for k in range(len(part.demands)) if k not in everything.short and k not in everything.fraction_only
        ]
        wide = Widening(attacker.witness_store, attacker.everything, lambda: 60.0).widen(pattern, reachable)
        if wide is None:
            continue
        widened += 1
        assert (wide | ~pattern).all()
        assert not Attacker(part).attack(wide, reachable, whole=True).failed
        for k in reachable:
            found = attacker.witness_store.witness(k, wide)
            assert found is not None
            assert all(possible(part, one) for one in found)
    assert widened


def test_a_pattern_is_not_widened_without_time() -> None:
    part, pattern = parts_and_patterns(20)[0]
    attacker = Attacker(part)
    assert (
        Widening(attacker.witness_store, attacker.everything, lambda: 0.0).widen(pattern, range(len(part.demands)))
        is None
    )


@pytest.mark.parametrize("seed", range(26, 34))
def test_where_whole_numbers_take_long_the_first_pattern_withholds_more_and_is_safe(seed: int) -> None:
    """Nothing is found by the quick ways, so that all is left to widening; the search goes on to the least from there."""
    table = counts(seed, 2.0)
    plain = suppress(table, seconds=60)
    with swept(), patch.object(integer_witness.IntegerWitnesses, "_sweep", lambda *_, **__: None):
        found = suppress(table, seconds=60)
    assert found.optimal
    assert (found.cost, found.unprotectable) == (plain.cost, plain.unprotectable)


def test_a_hasty_attack_leaves_open_what_it_did_not_get_to() -> None:
    for part, pattern in parts_and_patterns(7):
        plain = Attacker(part).attack(pattern, whole=True)
        with swept(), patch.object(integer_witness.IntegerWitnesses, "_sweep", lambda *_, **__: None):
            hasty = Attacker(part).attack(pattern, whole=True, hasty=True)
        assert sorted(hasty.short) == sorted(plain.short)
        assert not hasty.fraction_only
        if not plain.short and plain.fraction_only:
            assert set(plain.fraction_only) <= set(hasty.open)


def test_a_clock_waits_longer_for_what_is_nearly_there() -> None:
    clock = Clock(100.0, 0.4)
    assert 39 < clock.left <= 40
    clock.near()
    assert 74 < clock.left <= 75
    clock.near()
    assert clock.left <= 75
    clock.found()
    clock.near()
    assert 99 < clock.left <= 100
