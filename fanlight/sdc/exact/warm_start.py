"""The search for the cheapest pattern, begun from a pattern that another method found, and keeping its tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.moves import Moves
from fanlight.sdc.attacker.witness_store import Witness
from fanlight.sdc.clock import Clock
from fanlight.sdc.exact.regions import Regions
from fanlight.sdc.exact.search import Outcome, Search
from fanlight.sdc.suppression_problem import Demand, Mask, presolve

REST = 0.2
"""What part of the time is left to the search itself when a start has been improved."""


@dataclass(frozen=True, eq=False)
class WarmStart:
    """A pattern of a whole table (one a cell), and tables that move its cells as far as they must. `near`: it is good enough to
    be chosen anew region by region."""

    withheld: Mask
    tables: Moves
    near: bool = True


class WarmStartedSearch(Search):
    """A search of one part of a table. It can be run again, with more time: what it knows is kept."""

    def run_from(self, start: WarmStart | None = None) -> Outcome:
        """Runs; where no pattern was found in time, what is known of the bound is in the result."""
        try:
            if start is not None and self.incumbent.withheld is None:
                self._begin(start)
                if start.near:
                    self._improve(REST)
            return self.run()
        except NotProvedSafe:
            return self.outcome

    def stuck_cells(self) -> set[int]:
        """Cells of the table that are not protected even with everything withheld."""
        return {int(self.problem.origin[cell]) for cell in self._stuck()}

    def moves(self) -> list[tuple[Ints, Ints]]:
        """The tables that prove the best pattern, as moves of the whole table's cells."""
        tables = {id(one): one for pair in self.incumbent.tables for one in pair}.values()
        return [(self.problem.origin[one.cells], one.moves) for one in tables]

    def _begin(self, start: WarmStart) -> None:
        origin = self.problem.origin
        place = np.full(len(start.withheld), -1, dtype=np.int64)
        place[origin] = np.arange(len(origin))
        own = _Own(start.tables, place, len(origin))
        for k, demand in enumerate(self.problem.demands):
            found = own.of(demand)
            if found is not None:
                self.attacker.witness_store.remember(k, found)
        pattern = start.withheld[origin] | self.problem.forced
        verdict = self.attacker.attack(pattern, self.incumbent.asked, whole=True)
        if not verdict.failed:
            self.incumbent.keep(pattern)
        elif verdict.short:
            self.heuristics.mend(pattern, verdict)
        self.incumbent.tell()

    def improve_from(self, start: WarmStart, enough: int = 0) -> Outcome:
        """Begins, and chooses anew region by region while there is time and it costs more than `enough`, without a search for the
        least."""
        with suppress(NotProvedSafe):
            self._begin(start)
            self._improve(0.0, enough)
        return self.outcome

    def _improve(self, rest: float, enough: int = 0) -> None:
        """Chooses anew what the start withholds, region by region, until the part `rest` of the time is left or it costs no more
        than `enough`: it was made by another measure of what is near."""
        incumbent, witness_store, until = self.incumbent, self.attacker.witness_store, rest * self.clock.left
        if incumbent.withheld is None:
            return
        regions = Regions(self.problem, incumbent.tables, lambda: self.clock.left - until)

        def told() -> None:
            if incumbent.progress is not None:
                incumbent.progress(regions.routes.cost, incumbent.bound)

        regions.run(told, enough)
        for k, found in enumerate(regions.tables):
            if found:
                witness_store.remember(k, found)
        incumbent.keep(regions.routes.pattern)
        incumbent.tell()


def improved(
    table: CellTable,
    start: WarmStart,
    *,
    seconds: float,
    enough: int = 0,
    progress: Callable[[int, float], None] | None = None,
) -> tuple[Mask, int, Moves] | None:
    """A safe pattern made cheaper in about so many seconds: what is withheld (one a cell), its cost, and tables that prove it.
    None where it could not be begun from in time. What costs no more than `enough` is made no cheaper. `progress` is told the cost of the part at work and its bound."""
    clock = Clock(seconds)
    ready = presolve(table)
    withheld, cost, moves = ready.withheld.copy(), 0, list[tuple[Ints, Ints]]()
    begun = [int(part.cost[start.withheld[part.origin]].sum()) for part in ready.parts]
    for number, part in enumerate(ready.parts):
        rest = sum(len(one) for one in ready.parts[number:])
        search = WarmStartedSearch(part, Clock(clock.left * len(part) / rest), progress)
        found = search.improve_from(start, enough - cost - sum(begun[number + 1 :]))
        if found.withheld is None:
            return None
        withheld[part.origin[found.withheld]] = True
        cost += found.cost
        moves += search.moves()
    return np.asarray(withheld, dtype=np.bool_), cost, Moves.of(moves)


class _Own:
    """A start's tables as moves of one part's cells: for each cell those that take it furthest up and down."""

    def __init__(self, tables: Moves, place: Ints, size: int) -> None:
        self.tables, self.place = tables, place
        owner = np.repeat(np.arange(len(tables)), np.diff(tables.starts))
        at = place[tables.cells]
        inside = at >= 0
        owner, at, deltas = owner[inside], at[inside], tables.deltas[inside]
        self.best = []
        for sign in (1, -1):
            far, by = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
            order = np.argsort(sign * deltas, kind="stable")
            far[at[order]], by[at[order]] = sign * deltas[order], owner[order]
            by[far <= 0] = -1
            self.best.append((np.maximum(far, 0), by))
        self._made: dict[int, Witness] = {}

    def of(self, demand: Demand) -> tuple[Witness, ...] | None:
        (up, up_by), (down, down_by) = self.best
        cell = demand.cell
        if demand.sign:
            far, by = (up, up_by) if demand.sign > 0 else (down, down_by)
            return (self._witness(int(by[cell])),) if far[cell] >= demand.amount else None
        if up[cell] + down[cell] < demand.amount:
            return None
        return tuple(self._witness(int(by[cell])) for by in (up_by, down_by) if by[cell] >= 0)

    def _witness(self, number: int) -> Witness:
        if number not in self._made:
            cells, deltas = self.tables.move(number)
            at = self.place[cells]
            self._made[number] = Witness(at[at >= 0], deltas[at >= 0])
        return self._made[number]
