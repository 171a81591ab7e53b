"""The best of all sets of pools, each with its own cheapest pattern of withheld figures."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells.moves import Moves
from fanlight.sdc.exact.local_cut_rounds import StartingPattern
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.exact.warm_start import WarmStart, improved
from fanlight.sdc.heuristic import suppress_large
from fanlight.sdc.planning.candidate import Candidate, Candidates, Mask
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.merges import Merges, MergeSets

Ended = Literal["proof", "time", "work"]
SHARE = 0.6
"""What part of the time that is left one set of pools may take."""
FIRST, FOR_RESCUE = 0.4, 0.8
"""Where no safe pattern is there after this part of a set's time, one is made part by part, in so much of the rest."""
MOST, LOOKED = 600, 8_000
"""Sets of pools of which a pattern is looked for, and that are looked at; beyond, the best of all is not proved."""

CELLS, FEW = 4_000, 2
"""Of large tables fewer: so many cells in all sets, but that many sets; of those beyond `LARGE` one."""
LARGE, FOR_PARTS = 5_000, 0.8
"""Beyond so many cells a pattern is made part by part, in this part of a set's time, and then chosen anew region by region."""
NEAR = 0.025
"""There a way is good enough that loses no more above the bound than this part of what is lost in any case."""


@dataclass(frozen=True, eq=False)
class Found:
    """A safe way: `loss` is what it loses, and no way with these pools loses less than `bound`. `withheld`: of each
    candidate's cells; `tables` that prove it, as moves of these."""

    merges: Merges
    candidates: tuple[Candidate, ...]
    withheld: tuple[Mask, ...]
    loss: int
    bound: int
    tables: tuple[Moves, ...]


@dataclass
class Work:
    """How much was looked at. `stuck`: names of figures that no pattern protects without pools; `unshown`: those that none was
    shown to protect, by the kinds of unit that were looked at. `late`: a set's
    time ended before its least loss was proved."""

    sets: int = 0
    looked: int = 0
    rounds: int = 0
    cuts: int = 0
    solves: int = 0
    stuck: list[str] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)
    late: bool = False


@dataclass(frozen=True, eq=False)
class Outcome:
    """`best` None: no safe way. `bound`: no way loses less (infinite where there is none). `ended`: by "proof", by "time", or
    by the most "work" that is done."""

    best: Found | None
    bound: float
    ended: Ended
    work: Work


def search(
    systems: Sequence[Candidates],
    losses: Sequence[Losses],
    *,
    seconds: float,
    most: int = MOST,
    looked: int = LOOKED,
    clock: Callable[[], float] = time.monotonic,
    step: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Sets of pools in the order of what they lose at least, until none that is left can lose less. `step` is told how many
    were looked at."""
    until = clock() + seconds
    sets, work = MergeSets(losses), Work()
    size = max(1, sum(len(one) for one in systems))
    best: Found | None = None
    open_ = float("inf")
    ended: Ended = "proof"
    while best is None or sets.next_loss < best.loss:
        if (
            work.sets >= min(most, max(FEW if size <= LARGE else 1, CELLS // size))
            or work.looked >= looked
            or (work.sets and clock() >= until)
        ):
            ended = "time" if work.late or clock() >= until else "work"
            break
        merges = sets.pop()
        if merges is None:
            break
        work.looked += 1
        rigid = any(one.rigid and one.leaves_low(merges) for one in losses)
        if not rigid and (best is None or sum(one.at_least(merges) for one in losses) < best.loss):
            share = SHARE if size <= LARGE else 1.0
            found, bound = evaluate(systems, merges, work, share * max(until - clock(), 0.0), best, now=clock)
            step(work.sets)
            if found is not None and (best is None or found.loss < best.loss):
                best = found
            open_ = min(open_, bound)
        sets.grow(merges, float("inf") if best is None else best.loss)
    rest = min(open_, sets.next_loss, float("inf") if best is None else best.loss)
    settled = sets.whole and (rest == float("inf") if best is None else rest >= best.loss)
    if settled:
        ended = "proof"
    elif ended == "proof":
        ended = "time" if work.late else "work"
    return Outcome(best, rest, ended, work)


def evaluate(
    systems: Sequence[Candidates],
    merges: Merges,
    work: Work,
    seconds: float,
    best: Found | None = None,
    whole: frozenset[str] = frozenset(),
    now: Callable[[], float] = time.monotonic,
) -> tuple[Found | None, float]:
    """The cheapest safe pattern with these pools, and a bound on what any with them loses (infinite: there is none)."""
    made: list[Candidate] = []
    for system in systems:
        candidate = system.of(merges, whole=whole)
        if candidate is None:
            return None, float("inf")
        made.append(candidate)
    least = sum(one.forced for one in made)
    if best is not None and least >= best.loss:
        return None, least
    work.sets += 1
    loss = bound = 0
    masks, tables = [], []
    for one in made:
        beaten = None if best is None or len(made) > 1 else best.loss - one.forced
        pattern = _by_parts if len(one.table) > LARGE else _suppressed
        found = pattern(one, work, seconds / len(made), beaten, now)
        if found is None:
            return None, float(least)
        withheld, own, stuck, moves = found
        if stuck and not one.exact:
            work.unshown += [one.table.name(cell) for cell in stuck]
            return None, float(least)
        if stuck:
            if not merges:
                work.stuck += [one.table.name(cell) for cell in stuck]
            return None, float("inf")
        tables.append(moves)
        masks.append(np.asarray(withheld | one.must, dtype=np.bool_))
        loss += one.always + int(one.table.cost[masks[-1]].sum())
        # Where the kinds of unit are a selection, others could protect with less: only what must be lost is a bound.
        bound += one.forced + (own if one.exact else 0)
    return Found(merges, tuple(made), tuple(masks), loss, bound, tuple(tables)), bound


class _Beaten(Exception):
    """Nothing that this search can still find is better than what is there."""


Pattern = tuple[Mask, int, tuple[int, ...], Moves]
"""(withheld, bound on what is withheld beyond what must be, what no pattern protects, tables that prove it)."""


def _by_parts(
    candidate: Candidate, work: Work, seconds: float, _beaten: int | None, now: Callable[[], float]
) -> Pattern | None:
    """As `_suppressed`, for tables in which the least loss would not be found: one that is near it, by work and not by time."""
    table, until = candidate.table, time.monotonic() + seconds
    slack = math.floor(NEAR * candidate.forced)
    large = suppress_large(table, seconds=FOR_PARTS * seconds, renewed=False)
    if large.unprotectable:
        return large.withheld, 0, large.unprotectable, large.witnesses
    start, left = WarmStart(large.withheld, large.witnesses), max(until - time.monotonic(), 0.0)
    if large.unproved:
        return _suppressed(candidate, work, left, None, now, start)
    near = large.bound + slack
    better = improved(table, start, seconds=left, enough=near) if large.cost > near else None
    if better is None or better[1] >= large.cost:
        better = large.withheld, large.cost, large.witnesses
    withheld, cost, tables = better
    work.late |= cost > near or not large.finished
    return withheld, min(large.bound, cost), (), tables


def _suppressed(
    candidate: Candidate,
    work: Work,
    seconds: float,
    beaten: int | None,
    now: Callable[[], float],
    start: WarmStart | None = None,
) -> Pattern | None:
    """The cheapest pattern, or the best that was found; None: none found in time. A search whose bound is `beaten` ends, with
    everything withheld. `start`: a pattern to begin from."""
    table = candidate.table
    if not (table.primary | (table.status == 2)).any():
        return np.zeros(len(table), dtype=np.bool_), 0, (), Moves.of(())

    def rescue(left: float, near: StartingPattern | None) -> WarmStart:
        large = suppress_large(table, seconds=FOR_RESCUE * left, begun=near)
        return WarmStart(large.withheld, large.witnesses)

    def told(_cost: int, bound: float) -> None:
        if beaten is not None and bound >= beaten:
            raise _Beaten

    try:
        found = suppress(
            table, seconds=seconds, first=FIRST, rescue=rescue, start=start, stuck_ends=True, progress=told, now=now
        )
    except _Beaten:
        assert beaten is not None
        return np.ones(len(table), dtype=np.bool_), beaten, (), Moves.of(())
    except NotProvedSafe:
        work.late = True
        return None
    work.late |= not (found.optimal or found.unprotectable)
    work.rounds, work.cuts, work.solves = work.rounds + found.rounds, work.cuts + found.cuts, work.solves + found.solves
    return found.withheld, found.lower_bound, found.unprotectable, found.tables or Moves.of(())
