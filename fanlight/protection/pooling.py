"""Pools, given or chosen, alone or together with withholding."""

from __future__ import annotations

import numpy as np

from fanlight.errors import BadInput
from fanlight.protection.asked import Asked
from fanlight.protection.keys import read_keys
from fanlight.protection.protected import Progress, Protected, arrays
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.pools import read_pools


def by_pooling(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """Pools alone: those given, or the best."""
    if asked.pools is None:
        raise BadInput(
            "Readers need the pools.", next_step="Say with --pools which they are, or where they are written."
        )
    return pooled(table, asked, progress, suppressing=False)


def pooled(table: CellTable, asked: Asked, progress: Progress | None, *, suppressing: bool) -> Protected:
    from fanlight.sdc.methods.pool_codes import PoolingRules, apply_pools, pool

    given_cells = read_keys(asked.publish, table) if asked.publish is not None else np.zeros(0, dtype=np.int64)
    rules = PoolingRules(asked.threshold, asked.zeros_shown, asked.zeros_protected, given_cells)
    given = asked.pools is not None and asked.pools.exists()
    if given and asked.pools is not None:
        found = apply_pools(
            table, read_pools(asked.pools, to_publish=True), rules, seconds=asked.seconds, suppressing=suppressing
        )
    else:

        def looked(done: int) -> None:
            if progress is not None:
                progress(f"Weighing sets of pools: {done:,} looked at")

        found = pool(table, rules, suppressing=suppressing, seconds=asked.seconds, progress=looked)
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
