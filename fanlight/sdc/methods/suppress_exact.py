"""Exact suppression: the cheapest pattern of withheld cells under which every primary cell is protected, with proof.

The model of Fischetti and Salazar (Management Science 47(7), 2001): choices of cells under inequalities that the
attacker's own programme gives, until no attack succeeds. Independent parts of the table are solved one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.sdc.suppression.clock import Clock
from fanlight.sdc.suppression.problem import presolve
from fanlight.sdc.suppression.result import Suppression
from fanlight.sdc.suppression.search import Search
from fanlight.tables.cells import CellTable


def suppress(
    table: CellTable,
    *,
    seconds: float,
    first: float = 1.0,
    progress: Callable[[int, float], None] | None = None,
) -> Suppression:
    """The cheapest safe pattern, or the best found in `seconds` with a lower bound on the cost of any.

    `first`: the part of the time after which it is given up where there is no safe pattern yet.
    `progress` is told the cost so far (-1: none) and the bound. Raises `NotProvedSafe` where no safe pattern was found
    in time. Cells that no pattern protects are named in the result; the pattern protects all others.
    """
    clock = Clock(seconds)
    ready = presolve(table)
    withheld = ready.withheld.copy()
    cost = bound = rounds = cuts = solves = 0
    stuck = set(ready.stuck)
    for number, part in enumerate(ready.parts):
        rest = sum(len(one) for one in ready.parts[number:])
        own = Clock(clock.left * len(part) / rest, first)
        found = Search(part, own, progress).run()
        if found.stuck:
            stuck |= {int(part.origin[cell]) for cell in found.stuck}
            part = replace(part, demands=tuple(one for one in part.demands if one.cell not in found.stuck))
            found = Search(part, own, progress).run()
        if found.withheld is None:
            raise NotProvedSafe(
                "No safe pattern was found in time.", next_step="Raise the time limit, or pool categories first."
            )
        withheld[part.origin[found.withheld]] = True
        cost += found.cost
        bound += found.bound
        rounds, cuts, solves = rounds + found.rounds, cuts + found.cuts, solves + found.solves
    return Suppression(
        withheld=np.asarray(withheld, dtype=np.bool_),
        cost=cost,
        lower_bound=bound,
        optimal=bound >= cost,
        unprotectable=tuple(sorted(stuck)),
        rounds=rounds,
        cuts=cuts,
        solves=solves,
    )
