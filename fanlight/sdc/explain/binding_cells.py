"""What holds a cell that no pattern protects: the cells that must be given, as far as they are the reason."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.attacker.attacker import Attacker
from fanlight.sdc.suppression_problem import Mask, Problem, presolve

MOST = 30_000
"""Of larger tables it is not worked out."""


def binding_cells(table: CellTable, stuck: Sequence[int], given: Ints, *, seconds: float) -> Ints:
    """Those of `given` (cells to be given in any case) of which some would have to be withheld for the `stuck` cells to
    move as required; none where these are not the reason, or where it was not found out in time.

    An attack with all else withheld ends with multipliers on the sums: the cells given that weigh in them.
    """
    given = given[table.status[given] == Status.PUBLISH]
    if not len(given) or len(table) > MOST:
        return given[:0]
    until = time.monotonic() + seconds
    status = table.status.copy()
    status[given] = Status.FREE
    # Only the stuck cells ask for anything here.
    asking = np.zeros(len(table), dtype=np.bool_)
    asking[list(stuck)] = True
    free = replace(table, status=status, primary=table.primary & asking)
    fixed = np.zeros(len(table), dtype=np.bool_)
    fixed[given] = True
    found = [given[:0]]
    try:
        for part in presolve(free).parts:
            found.append(_of(part, fixed, until))
    except NotProvedSafe:
        pass
    return np.unique(np.concatenate(found))


def _of(part: Problem, fixed: Mask, until: float) -> Ints:
    pattern = ~fixed[part.origin]
    verdict = Attacker(part, left=lambda: until - time.monotonic()).attack(pattern)
    cells = [cut.cells[~pattern[cut.cells]] for cut in verdict.short.values()]
    return np.asarray(part.origin[np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *cells]))])
