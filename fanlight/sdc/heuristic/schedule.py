"""The steps by which a large table is served, and the time that each of them has."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable, Status
from fanlight.sdc.heuristic.hypercube import (
    MOST,
    QUICK,
    StackedHypercubes,
    serve_by_hypercubes,
    serve_by_stacked_hypercubes,
)
from fanlight.sdc.heuristic.last_resort import serve_last
from fanlight.sdc.heuristic.magnitudes import MagnitudeWorker, by_need, of_magnitudes
from fanlight.sdc.heuristic.neighbourhood import CELLS, WIDEST, Neighbourhood, Withheld, by_equations
from fanlight.sdc.heuristic.parallel import LAST_FEW, serve_last_ones, serve_parts
from fanlight.sdc.heuristic.partition import CAREFUL, HASTY, Progress, Worker
from fanlight.sdc.heuristic.plane import serve_by_planes
from fanlight.sdc.heuristic.redundancy import remove_redundant, renew
from fanlight.sdc.heuristic.sliding_levels import split_again

Bools = NDArray[np.bool_]
Late = Callable[[], bool]
Step = Callable[[str, int, int], None]

MANY, HARD = 300, 150
"""More open cells a second than this, and there is no time for care: of amounts, and of counts that the beginning left open."""
AMONG = 50
"""Up to so many open cells a second are served among what is withheld, wherever that lies; more only part by part."""
AT_FIRST = 0.5
"""What part of what is left that may take before the parts."""
PARTS = 0.22
"""What part of the time is left after the parts, for cells that cross them, for the last cells and for the clean-up."""
FRUITLESS = 40
"""After so many cells in a row without a table, codes beside them are looked at no more: sparse tables need others."""
LAST, CLEAN = 0.1, 0.04
"""What part of the time is kept for the last steps, and of that for the clean-up."""
SAMPLE = 20
"""Cells by which it is measured how long one takes to serve by stacks."""
HARDER = 1.5
"""How much longer it takes for those that are left in the end, of 437,437 cells on one core."""
SOME = 0.7
"""What part of the time is counted on where stacks are chosen from more cubes than are quick."""
MOST_KEPT = 0.3
"""What part of the time is kept for stacks at most: where they are slow, other ways are the faster ones."""
AGAIN = 0.25
"""Seconds after which it is counted again how many cells are open."""


class Schedule:
    """One table at work. `may`: cells that may be withheld besides. `there`: the seconds that there were at the outset: which
    ways are taken goes by that, so that it does not hang on a moment. `until`, `seconds`: when all ends, and the time for all."""

    def __init__(
        self,
        table: CellTable,
        progress: Progress,
        may: Bools,
        *,
        there: float,
        until: float,
        seconds: float,
        processes: int,
        step: Step,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.table, self.progress = table, progress
        self.until, self.seconds, self.processes, self.step, self.clock = until, seconds, processes, step, clock
        self.amounts = of_magnitudes(table)
        targets = len(self.open())
        self.worth = HASTY if targets > (MANY if self.amounts else HARD) * there else CAREFUL
        self.worker = (MagnitudeWorker if self.amounts else Worker)(table, progress, may, self.worth)
        self.worker.solver.left = lambda: until - clock()
        self.few = not self.amounts and targets <= AMONG * there
        self.beside, self.near = self.worker.neighbourhood, Withheld(table, progress.withheld, may)
        self._each = self._by_stacked_hypercubes()
        self._open, self._counted = 0, -np.inf

    def open(self) -> NDArray[np.int64]:
        """Cells with a side that no table serves yet."""
        progress = self.progress
        return np.flatnonzero(progress.withheld & ~(progress.up & progress.down))

    def late(self, part: float) -> Late:
        """Whether only this part of all the time is left, or what the stacks need for all that is still open: they take dearer
        cells than other ways, but serve whatever there is."""
        return lambda: self._left(part, self._open_lately()) < 0

    def serve(self) -> None:
        """Tables for what is open, in whichever ways there is time for."""
        worker = self.worker
        if isinstance(worker, MagnitudeWorker):
            self._amounts(worker)
        else:
            self._parts()
        late = self.late(0.18)
        self._across(False, self.beside, FRUITLESS, late)
        self._across(True, self.beside, FRUITLESS, late)
        if self.amounts:
            self._across(True, by_equations(self.table, CELLS[0]), 0, late)
        else:
            self._across(True, self.near, FRUITLESS, late)
            self._last()
        self._across(True, by_equations(self.table, WIDEST), 0, late)
        if self.amounts:
            serve_by_planes(self.table, self.progress, worker.may, worker.solver, late=late)

    def widths(self, true: CellTable, part: float) -> None:
        """Other ways of splitting widths, until this part of the time is left."""
        split_again(self.worker, true, late=self.late(part))

    def with_others(self, zeros: Bools) -> None:
        """Where nothing else protects a cell, it may hide behind zeros that readers need not know to be such."""
        self.worker.may = self.worker.may | zeros
        self.worker.serve(self.open().tolist(), besides=True, late=self.late(0.16), reached=lambda _count: None)

    def end(self) -> None:
        """What no programme has reached, by cubes and by stacks of them; then what need not be withheld is given."""
        table, progress, may = self.table, self.progress, self.worker.may
        # What was withheld at the outset and moves in no table serves nothing.
        progress.withheld &= progress.moved | table.primary | (table.status == Status.WITHHOLD)
        stuck = np.flatnonzero(progress.withheld & ~progress.moved)
        self.worker.stir(stuck.tolist(), late=self.late(0.14))
        self.step("Protecting the last cells", 0, 1)
        serve_by_hypercubes(table, progress, may, late=self.late(LAST))
        late, most = self.until - CLEAN * self.seconds, self._cubes(self.until - CLEAN * self.seconds - self.clock())
        serve_by_stacked_hypercubes(table, progress, may, late=lambda: self.clock() > late, most=most)
        self.step("Giving what need not be withheld", 0, 1)
        remove_redundant(table, progress, late=lambda: self.clock() > self.until - 0.75 * CLEAN * self.seconds)

    def renew(self) -> None:
        """Cheaper ways in place of what is withheld."""
        # What comes after it takes longer where cells are many.
        spare = 0.02 if self.worth == CAREFUL else 0.06
        self.worker.worth = CAREFUL
        self.step("Looking for cheaper ways", 0, 1)
        renew(self.worker, late=lambda: self.clock() > self.until - spare * self.seconds)
        remove_redundant(self.table, self.progress, late=lambda: self.clock() > self.until)

    def _by_stacked_hypercubes(self) -> float:
        """Seconds that quick stacks for one open cell take, as measured on some."""
        stacks, targets = StackedHypercubes.of(self.table, QUICK), self.open()
        if self.amounts or stacks is None or not len(targets):
            return 0.0
        begun, some = self.clock(), targets[:: len(targets) // SAMPLE + 1].tolist()
        for target in some:
            for need in (self.table.upl[target], -self.table.lpl[target]):
                stacks.cheapest(target, int(need), self.progress.withheld, self.worker.may)
        return HARDER * (self.clock() - begun) / len(some)

    def _cubes(self, seconds: float) -> int:
        """How many cubes there is time for at each open cell."""
        need = self._each * len(self.open())
        return MOST if need <= 0 else int(np.clip(QUICK * SOME * seconds / need, QUICK, MOST))

    def _open_lately(self) -> int:
        """How many cells are open, counted a moment ago: counting takes its time where cells are many."""
        now = self.clock()
        if self._each and now > self._counted + AGAIN:
            self._open, self._counted = len(self.open()), now
        return self._open

    def _across(self, besides: bool, neighbourhood: Neighbourhood, fruitless: int, late: Late) -> None:
        rest = self.open()
        self.step("Protecting across parts", 0, len(rest))
        self.worker.neighbourhood = neighbourhood
        self.worker.serve(
            rest.tolist(),
            besides=besides,
            late=late,
            reached=lambda count: self.step("Protecting across parts", count, len(rest)),
            fruitless=fruitless,
        )

    def _last(self) -> None:
        """The last low counts, in several processes where they are many."""
        open_ = self.open()
        spare = self._left(0.18, len(open_))
        self.step("Protecting the last cells", 0, len(open_))
        if self.processes < 2 or len(open_) < LAST_FEW:
            serve_last(self.worker, self.near, open_.tolist(), late=self.late(0.18))
        elif spare > 0:
            serve_last_ones(
                self.table,
                self.progress,
                self.worker.may,
                worth=self.worth,
                seconds=spare,
                processes=self.processes,
            )

    def _left(self, part: float, open_: int) -> float:
        """Seconds until only this part of the time is left, or what the stacks need for so many open cells."""
        stacks = min(self._each * open_, MOST_KEPT * self.seconds)
        kept = max(part * self.seconds, LAST * self.seconds + stacks)
        return self.until - kept - self.clock()

    def _parts(self) -> None:
        now = self.clock()
        if self.few:
            ends = now + AT_FIRST * (self.until - now)
            self._across(True, self.near, 0, lambda: self.clock() > ends)
        serve_parts(
            self.table,
            self.progress,
            self.worker.may,
            worth=self.worth,
            left=lambda open_: self._left(PARTS, open_),
            processes=self.processes,
            step=self.step,
            clock=self.clock,
        )

    def _amounts(self, worker: MagnitudeWorker) -> None:
        targets = by_need(self.table, np.flatnonzero(self.progress.withheld)).tolist()
        ends = self.until - 0.2 * self.seconds
        all_ = ends - self.clock()

        def reached(count: int) -> None:
            worker.behind = ends - self.clock() < all_ * (1 - (count + 1) / len(targets))
            self.step("Protecting the largest amounts first", count, len(targets))

        worker.serve(targets, besides=True, late=lambda: self.clock() >= ends, reached=reached)
        worker.behind = False
