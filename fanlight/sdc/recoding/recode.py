"""Pooling: codes merged so that least is lost, in one dimension or several at once, alone or together with suppression.

Alone: every figure that keeps a row, the pools' own included, must pass the rules. Together: pools and withheld figures
are weighed in one search, each set of pools with its own cheapest pattern; sets that already lose more are not solved.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from fanlight.errors import BadInput, NotProvedSafe, NotSafe, TooLarge, option
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.groups import Groups
from fanlight.figures.cells.moves import Moves
from fanlight.sdc.exact.suppress import NoPatternInTime, SuppressionWithTables, suppress
from fanlight.sdc.recoding.candidates import Candidates, Places
from fanlight.sdc.recoding.covers import PoolCovers
from fanlight.sdc.recoding.many_dimensions import CombinedPoolSets
from fanlight.sdc.recoding.one_dimension import PoolSets
from fanlight.sdc.recoding.pooling import PooledTable, check_costs, with_pools
from fanlight.sdc.recoding.screening import Screening
from fanlight.sdc.suppression_problem import Mask
from fanlight.tables.text.counted import counted

SHARE = 0.5
"""What part of the time that is left one set of pools may take."""
LEAST = 2.0
"""Seconds that there are in any case for naming what no pattern protects."""
NAMED = 20
Source = PoolSets | CombinedPoolSets | PoolCovers
Axes = Sequence[Axis]
Over = Sequence[tuple[int, Axis]]


@dataclass(frozen=True, eq=False)
class PoolingRules:
    """`given`: cells of the table (positions) that somebody asks to have given: they keep their rows, zeros too; `bounded`: those of
    whose counts readers have bounds from elsewhere."""

    threshold: int
    zeros_shown: bool = False
    zeros_protected: bool = False
    given: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    bounded: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Pooling:
    """`pooled` with the cells withheld in it (merged ones among them). `cost`, `bound`: in hundredths of a record (see
    `fanlight.sdc.recoding.pooling`). `optimal`: no set of pools, with any pattern, loses less. `whole`: every such set was a possible one;
    else some pools of large groups were left out. `tables`: whole-number tables that are said to prove the pattern.
    `unprotectable`: cells (positions in the pooled table) that no pattern protects; then nothing else was worked out."""

    pooled: PooledTable
    withheld: Mask
    cost: int
    bound: int
    optimal: bool
    sets: int
    whole: bool = True
    tables: Moves | None = None
    unprotectable: tuple[int, ...] = ()


def pool(
    table: CellTable,
    rules: PoolingRules,
    *,
    suppressing: bool,
    seconds: float,
    progress: Callable[[int], None] | None = None,
) -> Pooling:
    """The best set of pools; with `suppressing`, none of them is a possible set too.

    Sets are made and looked at one by one, least loss first, until none that is left can lose less, or the time is over.
    What a set leaves low is seen before its table is made.
    `progress` is told how many were looked at. Raises `BadInput` for a JJ file, `NotSafe` where no set of pools makes
    every figure pass, `NotProvedSafe` where none was found in time.
    """
    if not isinstance(table.names, ProductNames):
        raise BadInput(
            "Pools need a table with dimensions; a JJ file has none.",
            next_step="Leave out the pools, or give the table as CSV.",
        )
    check_costs(table)
    ends = time.monotonic() + seconds
    screening = Screening.at(table, table.names, rules.threshold, zeros=rules.zeros_protected)
    sources = _sources(screening, rules, table.groups, alone=not suppressing, late=lambda: time.monotonic() >= ends)
    # Sets of several dimensions are made for low counts: one that leaves a group may do with pools more.
    grows = not suppressing and table.groups is not None
    best: Pooling | None = None
    open_ = float("inf")  # what sets that were looked at, and not settled, lose at least
    tried = 0
    turns = deque(sources)
    while (left := ends - time.monotonic()) > 0 and turns:
        # In turn, for sets of several dimensions that lose little are many, and few of them help.
        source = turns.popleft()
        if source.next_loss >= (best.cost if best is not None else float("inf")):
            continue
        made = source.pop()
        turns.append(source)
        if made is not None and not made[1] and grows:
            open_ = min(open_, made[0])
        if made is None or (not made[1] and source is not sources[0]):
            continue  # no pools at all are the same set in every dimension
        low, lost = screening.lost(screening.merged(made[1]))
        if (low and not suppressing) or (best is not None and made[0] + lost >= best.cost):
            continue
        tried += 1
        if progress is not None:
            progress(tried)
        try:
            pooled = _ready(table, made[1], rules)
            found = _suppressed(pooled, left * SHARE) if suppressing else _alone(pooled, left)
        except TooLarge:
            open_ = min(open_, made[0])
            continue
        except BadInput:
            continue  # a figure that must be given would lose its row
        except NoPatternInTime as late:
            open_ = min(open_, made[0] + late.bound)
            continue
        except NotProvedSafe:
            open_ = min(open_, made[0])
            continue
        if found is None:
            open_ = min(open_, made[0]) if grows else open_
            continue
        if not found.optimal:
            open_ = min(open_, found.bound)
        if best is None or found.cost < best.cost:
            best = found
    bound = min([open_, *(source.bound for source in sources)])
    whole = not any(source.cut for source in sources)
    if best is None and suppressing and bound == float("inf"):
        return _stuck(_ready(table, (), rules), max(ends - time.monotonic(), LEAST), tried)
    if best is None:
        unfinished = open_ < float("inf") or any(source.next_loss < float("inf") for source in sources)
        tried_all = (not unfinished and not whole) or (grows and time.monotonic() < ends)
        raise _none(table, exhausted=bound == float("inf"), tried_all=tried_all)
    bound = min(bound, best.cost)
    return replace(best, bound=int(bound), optimal=bound >= best.cost, sets=tried, whole=whole)


def _none(table: CellTable, *, exhausted: bool, tried_all: bool) -> NotSafe | NotProvedSafe:
    allow = f"Allow suppression as well ({option('method')} auto), or leave a dimension out."
    cells = _to_pass(table)
    which = f"These do not pass as they are, sums first: {_named(table, cells)}."
    if exhausted:
        return NotSafe(
            f"No merging of codes makes every figure pass the rules. {which}",
            next_step=f"Nothing was written. {allow}",
        )
    if tried_all:
        return NotProvedSafe(
            "No merging of codes that was tried makes every figure pass the rules; of many codes only "
            f"some pools are tried. {which}",
            next_step=f"Nothing was written. Say with {option('pools')} which codes to merge. {allow}",
        )
    return NotProvedSafe("No safe pooling was found in time.", next_step="Raise the time limit.")


def _to_pass(table: CellTable) -> Ints:
    """The figures that a rule protects or that are to be withheld, sums before inner ones: fewer pools take those in."""
    cells = np.flatnonzero(table.primary | (table.status == Status.WITHHOLD))
    return np.asarray(cells[np.argsort(table.inner[cells], kind="stable")], dtype=np.int64)


def _named(table: CellTable, cells: Ints) -> str:
    more = f" and {len(cells) - NAMED:,} more" if len(cells) > NAMED else ""
    return "; ".join(table.name(int(cell)) for cell in cells[:NAMED]) + more


def apply_pools(
    table: CellTable, pools: Sequence[Pool], rules: PoolingRules, *, suppressing: bool, seconds: float
) -> Pooling:
    """The table with given pools, of as many dimensions as there are, and with `suppressing` the cheapest pattern beside
    them, or the cells that none protects.

    Raises `NotSafe` where, without suppression, some figure does not pass.
    """
    pooled = _ready(table, pools, rules)
    if suppressing:
        found = suppress(pooled.table, seconds=seconds, stuck_ends=True)
        return _beyond(pooled, found.unprotectable, 1) if found.unprotectable else _with_pattern(pooled, found)
    alone = _alone(pooled, seconds)
    if alone is None:
        bad = pooled.table.primary | (pooled.table.status == Status.WITHHOLD)
        cells = np.flatnonzero(bad & ~pooled.merged)
        if not len(cells):
            cells = np.array(suppress(pooled.table, seconds=seconds, stuck_ends=True).unprotectable, dtype=np.int64)
        if not len(cells):
            # Every figure that keeps a row passes and none is beyond protection, but some need others withheld.
            cells = np.flatnonzero(pooled.table.primary | (pooled.table.status == Status.WITHHOLD))
        raise NotSafe(
            f"With these pools {counted(len(cells), 'figure')} cannot be protected: {_named(pooled.table, cells)}.",
            next_step="Nothing was written. Pool more.",
        )
    return alone


def _ready(table: CellTable, pools: Sequence[Pool], rules: PoolingRules) -> PooledTable:
    return with_pools(
        table,
        pools,
        threshold=rules.threshold,
        zeros_shown=rules.zeros_shown,
        zeros_protected=rules.zeros_protected,
        given=rules.given,
        bounded=rules.bounded,
    )


def _alone(pooled: PooledTable, seconds: float) -> Pooling | None:
    """Safe where every figure that keeps a row passes: parts of a pool can be anything that sums to it."""
    table = pooled.table
    if (table.primary & ~pooled.merged).any() or ((table.status == Status.WITHHOLD) & ~pooled.merged).any():
        return None
    checked = suppress(table, seconds=seconds, stuck_ends=True)
    if checked.unprotectable or checked.cost:
        return None
    return Pooling(pooled, pooled.merged.copy(), pooled.loss, pooled.loss, True, 1, tables=checked.tables)


def _suppressed(pooled: PooledTable, seconds: float) -> Pooling | None:
    found = suppress(pooled.table, seconds=seconds, stuck_ends=True)
    return None if found.unprotectable else _with_pattern(pooled, found)


def _with_pattern(pooled: PooledTable, found: SuppressionWithTables) -> Pooling:
    cost = found.cost + pooled.loss
    # What had to be withheld loses too: the same for all sets but for what a pool takes in.
    forced = found.withheld & pooled.table.primary & ~pooled.merged
    extra = int(pooled.table.cost[forced].sum())
    withheld = np.asarray(found.withheld | pooled.merged, dtype=np.bool_)
    bound = found.lower_bound + pooled.loss + extra
    return Pooling(pooled, withheld, cost + extra, bound, found.optimal, 1, tables=found.tables)


def _stuck(pooled: PooledTable, seconds: float, sets: int) -> Pooling:
    """What no pattern protects without pools, where no set of pools helps either."""
    return _beyond(pooled, suppress(pooled.table, seconds=seconds, stuck_ends=True).unprotectable, sets)


def _beyond(pooled: PooledTable, cells: tuple[int, ...], sets: int) -> Pooling:
    return Pooling(pooled, pooled.merged.copy(), 0, 0, False, sets, unprotectable=cells)


def _sources(
    screening: Screening, rules: PoolingRules, groups: Groups | None, *, alone: bool, late: Callable[[], bool]
) -> list[Source]:
    """Where sets of pools come from: those of each dimension, and those of several. `alone`: only such as leave no figure
    low, and of one dimension such as leave no sum of its codes in one part of `groups`. A pool of nothing but zeros hides nothing, and is none."""
    single: list[Source] = []
    each: list[Candidates] = []
    for position, axis in enumerate(screening.axes):
        counts = np.moveaxis(screening.counts, position, 0).reshape(len(axis), -1)
        costs = screening.by_code(position)
        low: Mask = np.asarray(_low(counts, rules).any(axis=1), dtype=np.bool_)
        others: Axes = [one for one in screening.axes if one is not axis]
        grouped: Over = [
            (at, one) for at, one in enumerate(others) if groups is not None and one.name in groups.dimensions
        ]
        if alone and grouped:
            low |= np.array([_one_sided(line, others, grouped) for line in counts])

        def any_counts(codes: Places, counts: Ints = counts) -> bool:
            return bool(counts[list(codes)].any())

        def passes(codes: Places, counts: Ints = counts, others: Axes = others, grouped: Over = grouped) -> bool:
            if not any_counts(codes, counts) or _low(pooled := counts[list(codes)].sum(axis=0), rules).any():
                return False
            return not grouped or not _one_sided(pooled, others, grouped)

        # Where nothing is withheld, a low sum of a group stays so in any pool: its codes are low too, in pools within the group.
        each.append(Candidates(axis, costs, any_counts, late, inner=not alone))
        if not alone:
            single.append(PoolSets(each[-1]))
        elif not low[axis.leaves :].any():
            single.append(PoolSets(Candidates(axis, costs, passes, late), np.flatnonzero(low).tolist()))
    return [
        *single,
        PoolCovers(screening, each, late)
        if alone
        else CombinedPoolSets(screening, [PoolSets(one) for one in each], late),
    ]


def _one_sided(counts: Ints, axes: Axes, over: Over) -> bool:
    """Whether some sum over one of these axes falls in one of its parts. `counts`: of every combination of the axes' codes."""
    whole = counts.reshape([len(axis) for axis in axes])
    return any(
        len(parts) > 1 and bool(((np.take(whole, parts, axis=at) != 0).sum(axis=at) == 1).any())
        for at, axis in over
        for _, parts in axis.families
    )


def _low(counts: Ints, rules: PoolingRules) -> Mask:
    return np.asarray((counts < rules.threshold) & ((counts > 0) | rules.zeros_protected))
