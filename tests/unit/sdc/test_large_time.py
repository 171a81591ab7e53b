"""Where time is short a large table loses more cells, not its protection."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np

from fanlight.figures.cells import CellTable, Status
from fanlight.optimise.movement.moves import MoveSolver
from fanlight.sdc.exact.local_cut_rounds import StartingPattern
from fanlight.sdc.heuristic import suppress_large
from fanlight.sdc.heuristic.hypercube import serve_by_stacked_hypercubes
from fanlight.sdc.heuristic.parallel import serve_last_ones
from fanlight.sdc.heuristic.partition import CAREFUL, begin
from fanlight.sdc.heuristic.schedule import Schedule
from tests.made_counts import counts


def free(table: CellTable) -> np.ndarray:
    return (table.status == Status.FREE) & ~table.primary & (table.values > 0)


def test_time_is_kept_for_as_many_cells_as_are_open() -> None:
    table, now = counts(1, 6.0), [0.0]
    progress = begin(table)
    schedule = Schedule(
        table,
        progress,
        free(table),
        there=100,
        until=100,
        seconds=100,
        processes=1,
        step=lambda *_: None,
        clock=lambda: now[0],
    )
    late, open_ = schedule.late(0.18), len(schedule.open())
    # Where piles are slow no more than a part is kept for them.
    for schedule._each, ends in ((20 / open_, 70), (100 / open_, 60), (20 / open_, 70)):
        for now[0] in (ends - 1.0, ends + 1.0):
            assert late() == (now[0] > ends)
    half = schedule.open()[::2]
    progress.up[half] = progress.down[half] = True
    for now[0], said in ((79.0, False), (81.0, True)):
        assert late() == said
    progress.up[:] = progress.down[:] = True
    for now[0], said in ((81.5, False), (83.0, True)):
        assert late() == said


def test_cells_that_nothing_moves_come_first() -> None:
    """They would be known exactly, should time run out."""
    table = counts(1, 6.0)
    progress = begin(table)
    progress.moved[:] = True
    last = int(np.flatnonzero(table.primary)[-1])
    progress.moved[last] = False
    asked = iter([False, False])
    serve_by_stacked_hypercubes(table, progress, free(table), late=lambda: next(asked, True))
    assert progress.moved[last]
    assert progress.moves
    assert all(last in cells for cells, _ in progress.moves)


def test_what_no_programme_serves_in_time_is_served_all_the_same() -> None:
    """No programme gets an answer, as on a machine that is far too slow."""
    table = counts(2, 6.0)
    everything = suppress_large(table, seconds=60, processes=1)
    assert not everything.unproved
    began = StartingPattern(begin(table).withheld)
    with patch.object(MoveSolver, "cheapest", lambda *_args, **_more: None):
        found = suppress_large(table, seconds=60, processes=1, begun=began)
    assert not found.unproved
    assert not found.still
    assert found.cost > everything.cost


def test_two_processes_serve_the_last_ones_the_same_each_time() -> None:
    table = counts(2, 5.0)
    runs = []
    for _ in range(2):
        progress = begin(table)
        serve_last_ones(table, progress, free(table), worth=CAREFUL, seconds=60, processes=2)
        runs.append([(cells.tolist(), deltas.tolist()) for cells, deltas in progress.moves])
        assert (progress.up & progress.down)[table.primary].mean() > 0.5
        for cells, deltas in progress.moves:
            full = table.values.copy()
            full[cells] += deltas
            assert not (table.equations.left(full) - table.equations.left(table.values)).any()
            assert (full >= table.lower).all()
            assert progress.withheld[cells].all()
    assert runs[0] == runs[1]
    late = begin(table)
    serve_last_ones(table, late, free(table), worth=CAREFUL, seconds=-1, processes=2)
    assert not late.moves
