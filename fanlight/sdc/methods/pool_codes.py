"""Pooling: codes of one dimension merged so that least is lost, alone or together with suppression.

Alone: every figure that keeps a row, the pools' own included, must pass the rules. Together: pools and withheld figures
are weighed in one search, each set of pools with its own cheapest pattern; sets that already lose more are not solved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.errors import BadInput, NotProvedSafe, NotSafe
from fanlight.sdc.methods.suppress_exact import suppress
from fanlight.sdc.pooling import PooledTable, groups, lost_share, pools_possible, with_pools
from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.pools import Pool
from fanlight.tables.cells.product import ProductNames

SETS = 20_000
"""Sets of pools that are looked at, at most; beyond, the result is not proved best."""
UNORDERED = 8
"""Groups of up to so many codes without an order are merged in every possible way; larger ones by pairs, grown."""


@dataclass(frozen=True, eq=False)
class PoolingRules:
    threshold: int
    zeros_shown: bool = False
    zeros_protected: bool = False


@dataclass(frozen=True, eq=False)
class Pooling:
    """`pooled` with the cells withheld in it (merged ones among them). `cost`, `bound`: in hundredths of a record (see
    `fanlight.sdc.pooling`). `optimal`: no set of pools of one dimension, with any pattern, loses less."""

    pooled: PooledTable
    withheld: Mask
    cost: int
    bound: int
    optimal: bool
    sets: int


def pool(
    table: CellTable,
    rules: PoolingRules,
    *,
    suppressing: bool,
    seconds: float,
    progress: Callable[[int, int], None] | None = None,
) -> Pooling:
    """The best set of pools of one dimension; with `suppressing`, none of them is a possible set too.

    `progress` is told how many sets were looked at and how many there are. Raises `BadInput` for a JJ file, `NotSafe`
    where no set of pools makes every figure pass, `NotProvedSafe` where none was found in time.
    """
    if not isinstance(table.names, ProductNames):
        raise BadInput("Pools need a table with dimensions; a JJ file has none.")
    ends = time.monotonic() + seconds
    sets, whole = _sets(table, table.names, rules, alone=not suppressing)
    best: Pooling | None = None
    proved, tried = whole, 0
    for loss, pools in sets:
        if best is not None and loss >= best.cost:
            break
        left = ends - time.monotonic()
        if left <= 0:
            proved = False
            break
        tried += 1
        if progress is not None:
            progress(tried, len(sets))
        try:
            pooled = _ready(table, pools, rules)
            found = _suppressed(pooled, left) if suppressing else _alone(pooled)
        except BadInput:
            continue  # a figure that must be given would lose its row
        except NotProvedSafe:
            found, proved = None, False
        if found is None:
            continue
        proved = proved and found.optimal
        if best is None or found.cost < best.cost:
            best = found
    if best is None and proved:
        raise NotSafe(
            "No merging of codes of one dimension makes every figure pass the rules.",
            next_step="Nothing was written. Allow suppression as well (--method auto), or leave a dimension out.",
        )
    if best is None:
        raise NotProvedSafe("No safe pooling was found in time.", next_step="Raise the time limit.")
    return Pooling(best.pooled, best.withheld, best.cost, best.cost if proved else 0, proved, tried)


def apply_pools(
    table: CellTable, pools: Sequence[Pool], rules: PoolingRules, *, suppressing: bool, seconds: float
) -> Pooling:
    """The table with given pools, and with `suppressing` the cheapest pattern beside them.

    Raises `NotSafe` where some figure does not pass.
    """
    pooled = _ready(table, pools, rules)
    found = _suppressed(pooled, seconds) if suppressing else _alone(pooled)
    if found is None:
        raise NotSafe("With these pools some figures cannot be protected.", next_step="Nothing was written. Pool more.")
    return found


def _ready(table: CellTable, pools: Sequence[Pool], rules: PoolingRules) -> PooledTable:
    return with_pools(
        table,
        pools,
        threshold=rules.threshold,
        zeros_shown=rules.zeros_shown,
        zeros_protected=rules.zeros_protected,
    )


def _alone(pooled: PooledTable) -> Pooling | None:
    """Safe where every figure that keeps a row passes: parts of a pool can be anything that sums to it."""
    table = pooled.table
    if (table.primary & ~pooled.merged).any() or ((table.status == Status.WITHHOLD) & ~pooled.merged).any():
        return None
    checked = suppress(table, seconds=60)
    if checked.unprotectable or checked.cost:
        return None
    return Pooling(pooled, pooled.merged.copy(), pooled.loss, pooled.loss, True, 1)


def _suppressed(pooled: PooledTable, seconds: float) -> Pooling | None:
    found = suppress(pooled.table, seconds=seconds)
    if found.unprotectable:
        return None
    cost = found.cost + pooled.loss
    # What had to be withheld loses too: the same for all sets but for what a pool takes in.
    forced = found.withheld & pooled.table.primary & ~pooled.merged
    extra = int(pooled.table.cost[forced].sum())
    withheld = np.asarray(found.withheld | pooled.merged, dtype=np.bool_)
    return Pooling(pooled, withheld, cost + extra, found.lower_bound + pooled.loss + extra, found.optimal, 1)


def _sets(
    table: CellTable, names: ProductNames, rules: PoolingRules, *, alone: bool
) -> tuple[list[tuple[int, tuple[Pool, ...]]], bool]:
    """Sets of disjoint pools of one dimension with what they lose, least first, and whether these are all of them.

    `alone`: only sets whose pools pass the rules and take in every code with a low figure.
    """
    found: list[tuple[int, tuple[Pool, ...]]] = [] if alone else [(0, ())]
    whole = True
    for position, axis in enumerate(names.axes):
        counts = np.moveaxis(table.values.reshape(names.shape), position, 0).reshape(len(axis), -1)
        costs = np.moveaxis(table.cost.reshape(names.shape), position, 0).reshape(len(axis), -1).sum(axis=1)
        low: Mask = np.asarray(_low(counts, rules).any(axis=1), dtype=np.bool_)
        if alone and low[axis.leaves :].any():
            continue
        needed = frozenset(axis.codes[at] for at in np.flatnonzero(low).tolist())
        at = {code: place for place, code in enumerate(axis.codes)}
        possible = []
        for one in pools_possible(axis, unordered=UNORDERED):
            parts = [at[code] for code in one.parts]
            if not alone or not _low(counts[parts].sum(axis=0), rules).any():
                possible.append((int(costs[parts].sum()) * lost_share(len(parts), axis), one))
        for count, (loss, pools) in enumerate(_disjoint(possible)):
            if count >= SETS:
                whole = False
                break
            if not alone or needed <= {code for one in pools for code in one.parts}:
                found.append((loss, pools))
        whole = whole and all(ordered or len(leaves) <= UNORDERED for leaves, ordered in groups(axis))
    found.sort(key=lambda one: (one[0], len(one[1]), [(p.dimension, p.code) for p in one[1]]))
    return found, whole


def _low(counts: Ints, rules: PoolingRules) -> Mask:
    return np.asarray((counts < rules.threshold) & ((counts > 0) | rules.zeros_protected))


def _disjoint(
    possible: Sequence[tuple[int, Pool]], at: int = 0, taken: frozenset[str] = frozenset()
) -> Iterator[tuple[int, tuple[Pool, ...]]]:
    for number in range(at, len(possible)):
        loss, one = possible[number]
        if not taken & set(one.parts):
            yield loss, (one,)
            for more, others in _disjoint(possible, number + 1, taken | set(one.parts)):
                yield loss + more, (one, *others)
