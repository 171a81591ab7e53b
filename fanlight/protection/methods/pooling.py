"""Pools, given or chosen, alone or together with withholding."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.progress import Progress
from fanlight.protection.methods.protected import Protected, arrays
from fanlight.protection.request.request import ProtectionRequest


def by_pooling(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    """Pools alone: those given, or the best."""
    return pooled(table, request, progress, suppressing=False)


def pooled(table: CellTable, request: ProtectionRequest, progress: Progress, *, suppressing: bool) -> Protected:
    from fanlight.sdc.recoding.recode import PoolingRules, apply_pools, pool

    none = np.zeros(0, dtype=np.int64)
    published = none if request.publish is None else request.publish
    bounded = none
    if request.known is not None:
        published = np.union1d(published, request.known.bases)
        bounded = np.array(sorted(request.known.cells), dtype=np.int64)
    rules = PoolingRules(request.threshold or 0, request.zeros_shown, request.protect_zeros, published, bounded)
    given = request.pools is not None
    if request.pools is not None:
        found = apply_pools(table, request.pools, rules, seconds=request.time_limit, suppressing=suppressing)
    else:

        def looked(done: int) -> None:
            progress(done, 0, f"Weighing sets of pools: {done:,} looked at")

        found = pool(table, rules, suppressing=suppressing, seconds=request.time_limit, progress=looked)
    return Protected(
        method="pool" if not suppressing else "pool and suppress" if found.pooled.pools else "suppress",
        table=found.pooled.table,
        withheld=found.withheld,
        cost=found.cost,
        bound=found.bound,
        optimal=found.optimal,
        unprotectable=found.unprotectable,
        merged=found.pooled.merged,
        pools=found.pooled.pools,
        witnesses=arrays(found.tables),
        notes=(
            "Costs are in hundredths of a record, each counted once for every figure that it is in: 100 where the "
            "figure is withheld, 100 log k / log K where it is given within a pool of k of K codes (100 where they are all "
            "parts of a sum).",
            *(() if given else (f"Sets of pools looked at: {found.sets:,}, of one dimension or several at once.",)),
            *(
                ()
                if found.whole
                else (
                    "Not every pool was a possible one: of more than eight codes without an order, pairs "
                    "and runs from the smallest count to the largest; of very many codes, those that lose least.",
                )
            ),
        ),
    )
