"""Suppression for large tables: part by part, each step a witness, each withheld cell there for a reason.

For a primary cell without a witness, a small linear programme looks among its neighbours for the cheapest change of the
table that takes the cell far enough and keeps every sum; a withheld cell changes free of charge, another one for its
cost, and is then withheld. A change in whole numbers is a witness for every cell that it takes far enough. In the end
each withheld cell that no witness needs is given after all. No claim to be the best.

The step is that of the shortest-path heuristics (Castro, Computers & Operations Research 39, 2012), with a linear
programme over the neighbourhood in place of a path, so that it holds for tables of every kind.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.layout import layout
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.moves import Moves
from fanlight.sdc.exact.local_cut_rounds import StartingPattern, starting_pattern
from fanlight.sdc.heuristic.magnitudes import of_magnitudes
from fanlight.sdc.heuristic.partition import CAREFUL, Progress, begin
from fanlight.sdc.heuristic.schedule import Schedule, Step
from fanlight.sdc.heuristic.sliding_levels import by_sides
from fanlight.sdc.heuristic.unprotectable import unprotectable, unprotectable_among

Bools = NDArray[np.bool_]
OUTSET = 0.45
"""What part of the time is for a beginning at most."""


LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class LargeSuppression:
    """`withheld`: one a cell. `witnesses`: whole-number tables that prove it. `unproved`: primary cells (positions)
    with a side or a width that no witness reaches. `still`: withheld cells that no witness changes: perhaps known exactly.
    `unprotectable`: primary cells that no pattern protects; where there are any, nothing more was worked out. `cost`: of the
    cells withheld beyond those that had to be; no safe pattern's is below `bound`. `finished`: no time limit cut it short."""

    withheld: Bools
    witnesses: Moves
    unproved: tuple[int, ...]
    still: tuple[int, ...]
    cost: int
    finished: bool
    unprotectable: tuple[int, ...] = ()
    bound: int = 0


def suppress_large(
    table: CellTable,
    *,
    seconds: float = 300.0,
    processes: int = 2,
    thorough: bool = False,
    begun: StartingPattern | None = None,
    renewed: bool = True,
    step: Step = lambda _text, _done, _all: None,
    clock: Callable[[], float] = time.monotonic,
) -> LargeSuppression:
    """Protects `table` by the requirement of its primary cells, within about `seconds`. `thorough`: where cells are too many
    for care, what time is left over in the end is given to it all the same. `begun`: where a search of this table has begun already.
    Not `renewed`: what is withheld is not looked at once more for cheaper ways.

    The result depends on `seconds` where they run out, and where many cells are open for them: then in which ways these are
    served. Never fails for want of time: what has no witness by then is listed as unproved.
    """
    until = clock() + seconds
    # Counts without named axes lose less by neighbourhoods of equations; amounts need cubes, and those need axes.
    if of_magnitudes(table) and not isinstance(table.names, ProductNames):
        found = layout(table.equations, len(table))
        if found is not None:
            laid = suppress_large(
                found.laid(table),
                seconds=until - clock(),
                processes=processes,
                thorough=thorough,
                renewed=renewed,
                step=step,
                clock=clock,
            )
            return _back(laid, found.place)
    LOG.debug("large: %d cells, %d processes, within %g s", len(table), processes, seconds)
    true, table = table, by_sides(table)
    progress = begin(table)
    lost = unprotectable(true).tolist()
    if lost:
        others = np.setdiff1d(np.flatnonzero(true.primary), lost)
        lost += unprotectable_among(true, others.tolist(), left=_part_of(clock, 0.1, until, seconds))
        return result_of(true, progress, sorted(lost), finished=True)
    free = (table.status == Status.FREE) & ~table.primary
    zeros = free & (table.values == 0) & (table.lower >= 0)
    may = free & ~zeros
    # By the time that there was, not by what is left of it: so it does not hang on a moment.
    bound, amounts, there = 0, of_magnitudes(table), seconds
    if not amounts:
        if begun is None:
            begun = starting_pattern(
                true, seconds=OUTSET * (until - clock()), processes=processes, step=step, clock=clock
            )
            there = (1 - OUTSET) * seconds
        bound = begun.bound
        _take(table, progress, begun, may)
    schedule = Schedule(
        table,
        progress,
        may,
        there=there,
        until=until,
        seconds=seconds,
        processes=processes,
        step=step,
        clock=clock,
    )
    schedule.serve()
    schedule.widths(true, 0.17)
    rest = schedule.open()
    if len(rest):
        lost = unprotectable_among(true, rest.tolist(), left=_part_of(clock, 0.3, until, seconds))
        if lost:
            return result_of(true, progress, lost, finished=True)
        schedule.with_others(zeros)
        schedule.widths(true, 0.15)
    finished = clock() <= until - 0.18 * seconds
    schedule.end()
    if renewed and (schedule.worth == CAREFUL or thorough) and _cost(table, progress.withheld) > bound:
        schedule.renew()
    return result_of(true, progress, (), finished=finished, bound=bound)


def _take(table: CellTable, progress: Progress, begun: StartingPattern, may: Bools) -> None:
    """What a beginning withholds, and its tables, as far as the cells may be withheld."""
    allowed = may | progress.withheld
    progress.withheld |= begun.withheld & allowed
    for cells, deltas in begun.tables:
        if allowed[cells].all():
            progress.take(table, cells, deltas)


def _back(laid: LargeSuppression, place: Ints) -> LargeSuppression:
    """What was found for a table in another order, in the table's own: `place` says where each of its cells stood."""
    back = np.empty_like(place)
    back[place] = np.arange(len(place))

    def of(cells: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted(back[list(cells)].tolist()))

    moves = laid.witnesses
    return replace(
        laid,
        withheld=laid.withheld[place],
        witnesses=Moves(moves.starts, back[moves.cells], moves.deltas),
        unproved=of(laid.unproved),
        still=of(laid.still),
        unprotectable=of(laid.unprotectable),
    )


def _part_of(clock: Callable[[], float], part: float, until: float, seconds: float) -> Callable[[], float]:
    """What is left of a part of the time from now on, without what the last steps need."""
    ends = min(clock() + part * seconds, until - 0.18 * seconds)
    return lambda: ends - clock()


def result_of(
    table: CellTable, progress: Progress, lost: Sequence[int], *, finished: bool, bound: int = 0
) -> LargeSuppression:
    """What was found, held against the table's own requirements."""
    withheld, kept = progress.withheld, Moves.of(progress.moves)
    high, low = np.zeros(len(table), dtype=np.int64), np.zeros(len(table), dtype=np.int64)
    np.maximum.at(high, kept.cells, kept.deltas)
    np.minimum.at(low, kept.cells, kept.deltas)
    short = table.primary & ((high < table.upl) | (-low < table.lpl) | (high - low < table.spl))
    return LargeSuppression(
        withheld=withheld,
        witnesses=kept,
        unproved=tuple(np.flatnonzero(short).tolist()),
        still=tuple(np.flatnonzero(withheld & (high == low)).tolist()),
        cost=_cost(table, withheld),
        finished=finished,
        unprotectable=tuple(lost),
        bound=bound,
    )


def _cost(table: CellTable, withheld: Bools) -> int:
    return int(table.cost[withheld & ~table.primary & (table.status != Status.WITHHOLD)].sum())
