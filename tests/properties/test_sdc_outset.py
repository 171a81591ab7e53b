"""Rounds near each cell: their bound is one, their cuts hold for every safe pattern, their tables are possible."""

from __future__ import annotations

import time
from unittest.mock import patch

import numpy as np
import pytest

from fanlight.figures.cells import CellTable, Status
from fanlight.sdc.attacker import backoff
from fanlight.sdc.attacker.neighbourhood import CellNeighbourhood
from fanlight.sdc.exact import local_cut_rounds, local_cuts, search
from fanlight.sdc.exact.local_cuts import LocalCuts
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.heuristic import suppress_large
from fanlight.sdc.heuristic.last_resort import serve_last
from fanlight.sdc.heuristic.neighbourhood import Withheld
from fanlight.sdc.heuristic.partition import Worker, begin
from fanlight.sdc.suppression_problem import presolve
from tests.made_counts import counts


def begun(table: CellTable, *, processes: int = 1, seconds: float = 30.0) -> local_cut_rounds.StartingPattern:
    return local_cut_rounds.starting_pattern(
        table, seconds=seconds, processes=processes, step=lambda *_: None, clock=time.monotonic
    )


@pytest.mark.parametrize("mean", [1.5, 4.0, 9.0])
@pytest.mark.parametrize("seed", range(6))
def test_no_safe_pattern_costs_less_than_the_bound(seed: int, mean: float) -> None:
    table = counts(seed, mean)
    best = suppress(table, seconds=60)
    if best.unprotectable:
        return
    assert best.optimal
    assert begun(table).bound <= best.cost
    found = suppress_large(table, seconds=20, processes=1)
    assert found.bound <= best.cost <= found.cost or found.unproved


def test_the_bound_is_more_than_single_sums_say() -> None:
    more = 0
    for seed in range(12):
        table = counts(seed, 9.0)
        with patch.object(LocalCuts, "_cut", lambda *_: None):
            single = begun(table).bound
        assert single <= begun(table).bound
        more += single < begun(table).bound
    assert more


@pytest.mark.parametrize("mean", [1.5, 4.0, 9.0])
@pytest.mark.parametrize("seed", range(6))
def test_tables_move_what_is_withheld_and_keep_every_sum(seed: int, mean: float) -> None:
    table = counts(seed, mean)
    found = begun(table)
    assert not (found.withheld & (table.status == Status.PUBLISH)).any()
    assert found.withheld[table.primary].all()
    for cells, deltas in found.tables:
        assert found.withheld[cells].all()
        full = table.values.copy()
        full[cells] += deltas
        assert not (table.equations.left(full) - table.equations.left(table.values)).any()
        assert (full >= table.lower).all()
        assert (full <= table.upper).all()


@pytest.mark.parametrize("around", [8, 20, 500])
@pytest.mark.parametrize("seed", range(8))
def test_what_holds_a_cell_near_it_holds_for_every_safe_pattern(seed: int, around: int) -> None:
    """Whatever few cells are looked at: the least safe pattern satisfies every cut, and the pattern asked about breaks it."""
    table = counts(seed, 6.0)
    best = suppress(table, seconds=60)
    if best.unprotectable:
        return
    dice = np.random.default_rng(seed)
    asked = 0
    for part in presolve(table).parts:
        safe = best.withheld[part.origin]
        for share in (0.0, 0.1, 0.3):
            pattern = part.forced | (dice.random(len(part)) < share)
            with patch.object(local_cuts, "AROUND", around), patch.object(backoff, "IDLE", 10**9):
                seen = LocalCuts(part, pattern, lambda: 60.0).look([d for d in part.demands if d.sign], min(around, 60))
            asked += len(seen.cuts)
            for cut in seen.cuts:
                assert int(cut.weights[pattern[cut.cells]].sum()) < cut.least
                assert int(cut.weights[safe[cut.cells]].sum()) >= cut.least
    assert asked or around < 20


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_a_search_that_begins_near_finds_the_same_least(seed: int, processes: int) -> None:
    table = counts(seed, 6.0)
    plain = suppress(table, seconds=60)
    with patch.multiple(search, SEVERAL=1, PROCESSES=processes), patch.object(local_cut_rounds, "FEW", 1):
        found = suppress(table, seconds=60)
    assert (found.cost, found.lower_bound, found.unprotectable) == (plain.cost, plain.lower_bound, plain.unprotectable)
    assert found.optimal


def test_processes_find_what_one_finds() -> None:
    table = counts(1, 6.0)
    with patch.object(local_cut_rounds, "FEW", 1):
        # Time enough for a busy machine: what is found is the same only where the rounds end by themselves.
        one, two = (begun(table, processes=many, seconds=300.0) for many in (1, 2))
    assert one.bound == two.bound
    assert (one.withheld == two.withheld).all()
    assert [cells.tolist() for cells, _ in one.tables] == [cells.tolist() for cells, _ in two.tables]


def test_without_time_there_is_no_bound_and_no_harm() -> None:
    table = counts(1, 6.0)
    found = local_cut_rounds.starting_pattern(
        table, seconds=0.0, processes=1, step=lambda *_: None, clock=time.monotonic
    )
    assert found.bound >= 0
    assert not found.tables
    assert found.withheld[table.primary].all()


def test_what_is_near_is_among_the_mask_and_asking_leaves_nothing_behind() -> None:
    table = counts(3, 6.0)
    near = CellNeighbourhood(len(table), table.equations, table.of_cell)
    dice = np.random.default_rng(0)
    some, others = dice.random(len(table)) < 0.5, np.zeros(len(table), dtype=np.bool_)
    others[np.flatnonzero(~some)[::2]] = True
    for place in (0, 17, len(table) - 1):
        first = near.near(place, 30, np.random.default_rng(5), among=some, beside=others, more=10)
        again = near.near(place, 30, np.random.default_rng(5), among=some, beside=others, more=10)
        assert first.tolist() == again.tolist() == sorted(set(first.tolist()))
        assert place in first
        rest = first[first != place]
        assert (some[rest] | others[rest]).all()
        assert int((some[rest] & ~others[rest]).sum()) <= 30
        assert int(others[rest].sum()) <= 10
        assert len(near.near(place, 30, dice)) == 30


def test_the_last_ones_are_served_by_tables_that_agree() -> None:
    table = counts(2, 5.0)
    progress = begin(table)
    may = (table.status == Status.FREE) & ~table.primary & (table.values > 0)
    worker = Worker(table, progress, may)
    neighbourhood = worker.neighbourhood
    serve_last(
        worker, Withheld(table, progress.withheld, may), np.flatnonzero(table.primary).tolist(), late=lambda: False
    )
    assert worker.neighbourhood is neighbourhood
    assert progress.moves
    assert (progress.up & progress.down)[table.primary].mean() > 0.5
    for cells, deltas in progress.moves:
        full = table.values.copy()
        full[cells] += deltas
        assert not (table.equations.left(full) - table.equations.left(table.values)).any()
        assert progress.withheld[cells].all()
    before = len(progress.moves)
    serve_last(
        worker, Withheld(table, progress.withheld, may), np.flatnonzero(table.primary).tolist(), late=lambda: True
    )
    assert len(progress.moves) == before
