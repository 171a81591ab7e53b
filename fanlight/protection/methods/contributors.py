"""Amounts: what a method withholds is made safe from the contributors, who know their own part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fanlight.errors import NotSafe, option
from fanlight.figures.cells import Status
from fanlight.figures.cells.moves import Moves
from fanlight.protection.methods.protected import Protected, arrays
from fanlight.protection.request.prepared import named
from fanlight.sdc.improve.contributors import safe_from_contributors
from fanlight.tables.text.counted import counted


def against_contributors(found: Protected, left: Callable[[], float]) -> Protected:
    """The same with more withheld, where a contributor would come too near a figure. Tables without contributors, and those of
    which some cell cannot be protected anyhow, are left as they are. Raises `NotSafe` where no pattern does."""
    table = found.table
    if table.contributors is None or found.unprotectable:
        return found
    if found.short:
        # Nobody has asked the contributors of any cell yet.
        return replace(found, short=tuple(np.flatnonzero(table.primary).tolist()))
    known = Moves(*found.witnesses) if found.witnesses is not None else Moves.of(())
    tables = [known.move(number) for number in range(len(known))]
    wide = safe_from_contributors(table, table.contributors, found.withheld, tables, left)
    if wide.stuck:
        raise NotSafe(
            f"{counted(len(wide.stuck), 'cell')} cannot be protected from every contributor, who knows its own part: "
            f"{named(table, wide.stuck)}.",
            next_step=f"Nothing was written. Take out of the cells to be given ({option('publish')}) what holds them, merge "
            "categories, or leave the dimension out.",
        )
    chosen = (table.status == Status.FREE) & ~table.primary
    more = int((wide.withheld & ~found.withheld).sum())
    total = found.cost + sum(
        sign * int(table.cost[withheld & chosen].sum()) for sign, withheld in ((1, wide.withheld), (-1, found.withheld))
    )
    return replace(
        found,
        withheld=wide.withheld,
        cost=total,
        optimal=found.bound is not None and found.bound >= total and not wide.late,
        short=wide.late,
        late=found.late or bool(wide.late),
        witnesses=arrays(Moves.of(wide.tables)),
        notes=(*found.notes, NOTE.format(counted(more, "figure"))) if more else found.notes,
    )


NOTE = "{} more withheld than other readers need: contributors know their own part."
