"""Whether cells that a method names as beyond protection are so: by the audit, with everything withheld that may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fanlight.audit.cells import CellKnowledge, State, audit_cells
from fanlight.audit.cells.requirement import from_table
from fanlight.errors import NotProvedSafe
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.public import public_of
from fanlight.sdc.suppression_problem import Mask

MOST = 30_000
"""Of larger tables it is not looked into."""


def movable(
    table: CellTable, cells: Sequence[int], *, zeros_shown: bool, merged: Mask | None = None, seconds: float
) -> tuple[int, ...]:
    """Those of `cells` that whole-number tables on both sides protect after all. The method's searches go by numbers with
    a limited number of digits; the audit has its own, and its tables are checked exactly."""
    asked = [cell for cell in cells if table.status[cell] != Status.PUBLISH]
    if not asked or len(table) > MOST:
        return ()
    asking = np.zeros(len(table), dtype=np.bool_)
    asking[asked] = True
    try:
        audit = audit_cells(
            public_of(table, table.status != Status.PUBLISH, merged=merged),
            from_table(replace(table, primary=table.primary & asking)),
            knowledge=CellKnowledge(zeros_shown=zeros_shown),
            time_limit=seconds,
            ends="needed",
        )
    except NotProvedSafe:
        return ()
    return tuple(int(cell) for cell in audit.cells[audit.states == State.MET])
