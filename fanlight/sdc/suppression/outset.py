"""Where to begin in a table of any size: the cheapest cells that make up for withheld ones sum by sum."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from fanlight.optimise.cover import Cover
from fanlight.sdc.suppression.cuts import start_cuts
from fanlight.sdc.suppression.problem import Mask, presolve
from fanlight.tables.cells import CellTable


@dataclass(frozen=True, eq=False)
class Outset:
    """`withheld`: one a cell; every sum has enough that can move for each cell in it that must, as far as that sum alone
    says. `bound`: no safe pattern costs less than this beside what is withheld in any case."""

    withheld: Mask
    bound: int


def outset(table: CellTable, *, seconds: float) -> Outset:
    """Within about so many seconds; where they do not do, what is known of the bound, and fewer cells."""
    until = time.monotonic() + seconds
    ready = presolve(table)
    withheld, bound = ready.withheld.copy(), 0
    for part in ready.parts:
        cover = Cover(part.cost, part.forced)
        for _, cut in start_cuts(part):
            cover.add(cut.cells, cut.weights, cut.least)
        found = cover.whole(max(0.0, until - time.monotonic()))
        if np.isfinite(found.bound):
            bound += max(0, int(np.ceil(found.bound - 1e-6)))
        if found.values is not None:
            withheld[part.origin[found.values > 0.5]] = True
    return Outset(withheld, bound)
