"""The parts of a large table side by side, in processes of their own."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.heuristic.last_resort import serve_last
from fanlight.sdc.heuristic.neighbourhood import Withheld, neighbourhood
from fanlight.sdc.heuristic.partition import Progress, Worker, begin

Bools = NDArray[np.bool_]
FEW = 3_000
"""Fewer targets than this are not worth a second process."""
WAITING = 2
"""Parts handed out at a time for each process: those beyond wait until it is known how much time there is for them."""
FRUITLESS = 20
"""After so many sides in a row without a table a part is left to what looks farther."""

LAST_FEW = 100
"""Fewer of the last cells than this are not worth a second process: each takes dozens of milliseconds."""

_held: dict[str, Any] = {}


def serve_parts(
    table: CellTable,
    progress: Progress,
    may: Bools,
    *,
    worth: float,
    left: Callable[[int], float],
    processes: int,
    step: Callable[[str, int, int], None],
    clock: Callable[[], float],
) -> None:
    """Serves the targets of each part, its own cells alone moving; parts share no cell, so their order says nothing.

    `left`: the seconds that there are for parts while so many targets are open. Changes `progress`.
    """
    parts = _parts(table, progress)
    done, targets = 0, sum(len(part) for part, _ in parts)
    open_ = targets
    step("Protecting part by part", 0, targets)
    if processes < 2 or targets < FEW:
        worker = Worker(table, progress, may, worth)
        for part, own in parts:
            spare = left(open_)
            if spare <= 0:
                return
            _serve(worker, part, may & own_mask(own, len(table)), clock() + spare, clock)
            done += len(part)
            open_ -= int((progress.up[part] & progress.down[part]).sum())
            step("Protecting part by part", done, targets)
        return
    # Loading it takes a while, and small tables do without.
    from loky import ProcessPoolExecutor

    ahead, waiting = deque(enumerate(parts)), dict[Future[Any], int]()
    results: dict[int, list[tuple[Ints, Ints]]] = {}
    with ProcessPoolExecutor(processes, initializer=_start, initargs=(table, progress.withheld, may, worth)) as pool:
        while ahead or waiting:
            spare = left(open_)
            if spare <= 0:
                ahead.clear()
            while ahead and len(waiting) < WAITING * processes:
                number, (part, own) = ahead.popleft()
                waiting[pool.submit(_run, part, own, time.time() + spare)] = number
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                number = waiting.pop(future)
                results[number], served, programmes = future.result()
                progress.programmes += programmes
                open_ -= served
                done += len(parts[number][0])
                step("Protecting part by part", done, targets)
    for number in sorted(results):
        for cells, deltas in results[number]:
            progress.take(table, cells, deltas)


def serve_last_ones(
    table: CellTable, progress: Progress, may: Bools, *, worth: float, seconds: float, processes: int
) -> None:
    """As `serve_last`, in several processes: each has a stretch of the open cells, which lie near one another, and knows
    nothing of the other's tables. Changes `progress`."""
    from loky import ProcessPoolExecutor

    until, state = time.time() + seconds, (progress.withheld, progress.up, progress.down)
    with ProcessPoolExecutor(processes, initializer=_start_last, initargs=(table, state, may, worth)) as pool:
        stretches = np.array_split(np.flatnonzero(progress.withheld & ~(progress.up & progress.down)), processes)
        found = list(pool.map(_run_last, stretches, [until] * processes))
    for moves, programmes in found:
        progress.programmes += programmes
        for cells, deltas in moves:
            progress.take(table, cells, deltas)


def _start_last(table: CellTable, state: tuple[Bools, Bools, Bools], may: Bools, worth: float) -> None:
    _held.update(table=table, state=state, may=may, worth=worth)


def _run_last(targets: Ints, until: float) -> tuple[list[tuple[Ints, Ints]], int]:
    table, may = _held["table"], _held["may"]
    progress = begin(table)
    progress.withheld, progress.up, progress.down = (one.copy() for one in _held["state"])
    worker = Worker(table, progress, may, _held["worth"])
    worker.solver.left = lambda: until - time.time()
    serve_last(worker, Withheld(table, progress.withheld, may), targets.tolist(), late=lambda: time.time() > until)
    return progress.moves, progress.programmes


def own_mask(own: Ints, n: int) -> Bools:
    mask = np.zeros(n, dtype=np.bool_)
    mask[own] = True
    return mask


def _parts(table: CellTable, progress: Progress) -> list[tuple[Ints, Ints]]:
    """(targets, cells) a part: targets have an open side; the cells belong to no other part."""
    near = neighbourhood(table)
    blocks = near.blocks()
    targets = np.flatnonzero(progress.withheld & ~(progress.up & progress.down))
    order = np.argsort(blocks, kind="stable")
    edges = np.flatnonzero(np.diff(blocks[order])) + 1
    open_ = np.zeros(len(table), dtype=np.bool_)
    open_[targets] = True
    found = []
    for own in np.split(order, edges):
        part = own[open_[own]]
        if len(part):
            found.append((part, own))
    return found


def _start(table: CellTable, withheld: Bools, may: Bools, worth: float) -> None:
    worker, fresh = Worker(table, begin(table), may, worth), begin(table)
    for one in (worker.progress, fresh):
        one.withheld = withheld.copy()
    _held.update(worker=worker, fresh=fresh, may=may)


def _run(part: Ints, own: Ints, until: float) -> tuple[list[tuple[Ints, Ints]], int, int]:
    """The tables that were found, how many of the part's targets they serve, and how many programmes that took."""
    worker, fresh = _held["worker"], _held["fresh"]
    _serve(worker, part, _held["may"] & own_mask(own, len(worker.table)), until, time.time)
    moves, programmes = worker.progress.moves, worker.progress.programmes
    served = int((worker.progress.up[part] & worker.progress.down[part]).sum())
    # Each part begins from the same state, whichever parts this process had before.
    for cells, _ in moves:
        worker.progress.up[cells] = fresh.up[cells]
        worker.progress.down[cells] = fresh.down[cells]
        worker.progress.moved[cells] = False
        worker.progress.withheld[cells] = fresh.withheld[cells]
    worker.progress.moves, worker.progress.programmes = [], 0
    return moves, served, programmes


def _serve(worker: Worker, part: Ints, may: Bools, until: float, clock: Callable[[], float]) -> None:
    worker.may = may
    worker.dice = np.random.default_rng(int(part[0]))
    worker.sweep(part, late=lambda: clock() > until)
    worker.serve(
        part.tolist(), besides=True, late=lambda: clock() > until, reached=lambda _count: None, fruitless=FRUITLESS
    )
