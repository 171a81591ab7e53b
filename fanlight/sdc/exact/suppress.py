"""Exact suppression: the cheapest pattern of withheld cells under which every primary cell is protected, with proof.

The model of Fischetti and Salazar (Management Science 47(7), 2001): choices of cells under inequalities that the
attacker's own programme gives, until no attack succeeds. Independent parts of the table are solved one by one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.moves import Moves
from fanlight.sdc.clock import Clock
from fanlight.sdc.exact.local_cut_rounds import StartingPattern
from fanlight.sdc.exact.result import Suppression
from fanlight.sdc.exact.warm_start import WarmStart, WarmStartedSearch
from fanlight.sdc.suppression_problem import Mask, presolve

Rescue = Callable[[float, StartingPattern | None], WarmStart]
"""Finds a safe pattern in about so many seconds, by another method; from where the search of the whole table began, if it did."""


LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class SuppressionWithTables(Suppression):
    """`tables`: whole-number tables that the method says prove the pattern. `begun`: it began from another's pattern."""

    tables: Moves | None = None
    begun: bool = False


HARD, EARLY = 600_000, 0.75
"""Cells times demands from which magnitudes are not begun with cheapest choices, for mending one takes too long: what a rescue
gives in this part of the time is begun from."""


class NoPatternInTime(NotProvedSafe):
    """`bound`: no safe pattern costs less, as far as was found. `start`: what another method had found."""

    def __init__(self, bound: int, start: WarmStart | None = None) -> None:
        super().__init__(
            "No safe pattern was found in time.", next_step="Raise the time limit, or pool categories first."
        )
        self.bound, self.start = bound, start


def suppress(
    table: CellTable,
    *,
    seconds: float,
    first: float = 1.0,
    progress: Callable[[int, float], None] | None = None,
    rescue: Rescue | None = None,
    start: WarmStart | None = None,
    stuck_ends: bool = False,
    name_all: bool = True,
    now: Callable[[], float] = time.monotonic,
) -> SuppressionWithTables:
    """The cheapest safe pattern, or the best found in `seconds` with a lower bound on the cost of any.

    `first`: the part of the time after which it is given up where there is no safe pattern yet; with `rescue` a pattern is
    then had from there (at once where there are many magnitudes), and the search goes on from it with all that it knows. `start`: a pattern to begin from.
    `stuck_ends`: where some cells cannot be protected, these are all that is wanted; not `name_all`: the first ones that
    are found. `now` tells the time.
    `progress` is told the cost so far (-1: none) and the bound. Raises `NoPatternInTime` where no safe pattern was found
    in time. Cells that no pattern protects are named in the result; the pattern protects all others.
    """
    clock = Clock(seconds, now=now)
    ready = presolve(table)
    LOG.debug("suppress: %d cells, %d parts to be searched, within %g s", len(table), len(ready.parts), seconds)
    withheld = ready.withheld.copy()
    cost = bound = rounds = cuts = solves = 0
    stuck = set(ready.stuck)
    moves: list[tuple[np.ndarray, np.ndarray]] = []
    if stuck and stuck_ends:
        more = (WarmStartedSearch(part, clock).stuck_cells() for part in ready.parts if name_all)
        return _stuck(withheld, stuck.union(*more))
    for number, part in enumerate(ready.parts):
        rest = sum(len(one) for one in ready.parts[number:])
        own = Clock(clock.left * len(part) / rest, first, now)
        search = WarmStartedSearch(part, own, progress)
        if rescue is not None and start is None and search.magnitudes and len(part) * len(part.demands) > HARD:
            start = rescue(EARLY * clock.left, None)
            own.found()
        found = search.run_from(start)
        if found.stuck and stuck_ends:
            more = (WarmStartedSearch(one, clock).stuck_cells() for one in ready.parts[number + 1 :] if name_all)
            there = {int(part.origin[cell]) for cell in found.stuck}
            return _stuck(withheld, stuck.union(there, *more))
        if found.stuck:
            stuck |= {int(part.origin[cell]) for cell in found.stuck}
            part = replace(part, demands=tuple(one for one in part.demands if one.cell not in found.stuck))
            search = WarmStartedSearch(part, own, progress)
            found = search.run_from(start)
        if found.withheld is None and rescue is not None and start is None:
            near = search.begun_near if len(ready.parts) == 1 and not stuck else None
            start = rescue(clock.left, near.found(ready.withheld) if near is not None else None)
            own.found()
            found = search.run_from(start)
        if found.withheld is None:
            raise NoPatternInTime(bound + found.bound, start)
        withheld[part.origin[found.withheld]] = True
        moves += search.moves()
        cost += found.cost
        bound += found.bound
        rounds, cuts, solves = rounds + found.rounds, cuts + found.cuts, solves + found.solves
    return SuppressionWithTables(
        withheld=np.asarray(withheld, dtype=np.bool_),
        cost=cost,
        lower_bound=bound,
        optimal=bound >= cost,
        unprotectable=tuple(sorted(stuck)),
        rounds=rounds,
        cuts=cuts,
        solves=solves,
        tables=Moves.of(moves),
        begun=start is not None,
    )


def _stuck(withheld: Mask, stuck: set[int]) -> SuppressionWithTables:
    return SuppressionWithTables(withheld, 0, 0, False, unprotectable=tuple(sorted(stuck)))
