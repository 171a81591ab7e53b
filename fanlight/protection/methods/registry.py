"""The methods of protection, by the names that the command line knows. A new one is a function here and a line in the
dict."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from fanlight.figures.cells import CellTable
from fanlight.progress import Progress
from fanlight.protection.methods.perturbation import by_cell_key, by_rounding, by_small_counts
from fanlight.protection.methods.pooling import by_pooling, pooled
from fanlight.protection.methods.protected import Protected, arrays, of_suppression
from fanlight.protection.request.request import ProtectionRequest
from fanlight.sdc.exact.local_cut_rounds import StartingPattern
from fanlight.sdc.exact.suppress import NoPatternInTime, suppress
from fanlight.sdc.exact.warm_start import WarmStart, improved
from fanlight.sdc.heuristic import LargeSuppression, suppress_large
from fanlight.sdc.heuristic.linked import by_piles, linked
from fanlight.tables.text.counted import counted


def by_suppression(
    table: CellTable, request: ProtectionRequest, progress: Progress, *, first: float = 1.0, name_all: bool = True
) -> Protected:
    """The best pattern alone, or none. `first`, `name_all`: as `suppress` takes them."""
    if request.pools is not None:
        return pooled(table, request, progress, suppressing=True)
    found = suppress(
        table, seconds=request.time_limit, first=first, progress=_gap(progress), stuck_ends=True, name_all=name_all
    )
    return of_suppression("suppress", table, found)


def _gap(progress: Progress) -> Callable[[int, float], None] | None:
    def told(cost: int, bound: float) -> None:
        far = f"within {100 * max(0.0, (cost - bound) / cost):.1f} % of it" if cost > 0 else "none safe yet"
        progress(0, 0, f"Looking for the least loss that is safe ({far})")

    return told


def by_large_suppression(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    """Part by part, for tables of any size; each withheld cell has a reason, the least loss is not proved. While there is time
    what is withheld is then chosen anew, region by region."""
    until = time.monotonic() + request.time_limit
    # What is not chosen anew region by region is looked at once more cell by cell.
    found = suppress_large(table, seconds=request.time_limit, thorough=len(table) > REGIONS, step=_steps(progress))
    protected = _of_large(table, found, found.bound)
    if found.unproved and not found.unprotectable and len(table) <= LARGE and until > time.monotonic():
        return _gone_on(table, found, until - time.monotonic(), progress)
    if protected.optimal or found.unprotectable or found.unproved or not found.finished or len(table) > REGIONS:
        return protected
    start, left = WarmStart(found.withheld, found.witnesses), FOR_REGIONS * (until - time.monotonic())

    def gained(_cost: int, _bound: float) -> None:
        progress(0, 0, "Choosing anew what is withheld, region by region")

    better = improved(table, start, seconds=left, progress=gained) if left > 0 else None
    if better is None or better[1] >= protected.cost:
        return protected
    withheld, cost, tables = better
    return replace(protected, withheld=withheld, cost=cost, optimal=found.bound >= cost, witnesses=arrays(tables))


def _gone_on(table: CellTable, found: LargeSuppression, seconds: float, progress: Progress) -> Protected:
    """What part by part left unprotected, by the search of the whole table, from the pattern so far."""
    start = WarmStart(found.withheld, found.witnesses)
    try:
        whole = suppress(table, seconds=seconds, start=start, progress=_gap(progress), stuck_ends=True)
    except NoPatternInTime as late:
        return replace(_of_large(table, found, max(late.bound, found.bound)), late=True, notes=(RAN_OUT,))
    protected = of_suppression("suppress", table, whole)
    return replace(protected, notes=(*protected.notes, LEFT_BY_PARTS.format(counted(len(found.unproved), "figure"))))


def _steps(progress: Progress) -> Callable[[str, int, int], None]:
    def step(text: str, done: int, of: int) -> None:
        progress(done, of, text)

    return step


def _of_large(table: CellTable, found: LargeSuppression, bound: int | None = None) -> Protected:
    return Protected(
        method="large",
        table=table,
        withheld=found.withheld,
        cost=found.cost,
        bound=bound,
        optimal=bound is not None and bound >= found.cost and not found.unproved and not found.unprotectable,
        unprotectable=found.unprotectable,
        short=found.unproved,
        late=not found.finished,
        witnesses=arrays(found.witnesses),
        notes=() if found.finished else (RAN_OUT,),
    )


def by_size(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    if request.pools is not None or request.choose_pools:
        return pooled(table, request, progress, suppressing=True)
    if len(table) > LARGE:
        return by_large_suppression(table, request, progress)
    return _searched(table, request, progress)


def by_search(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    """As `by_size`, whatever the size."""
    if request.pools is not None:
        return by_suppression(table, request, progress)
    return _searched(table, request, progress)


def _searched(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    """The best pattern, begun from one made part by part where none is found early."""
    parts: list[LargeSuppression] = []
    begun = time.monotonic()
    ends = begun + FOR_RESCUE * request.time_limit
    first = by_piles(table, late=lambda: time.monotonic() > ends) if linked(table) else None

    def rescue(left: float, near: StartingPattern | None) -> WarmStart:
        seconds = FOR_RESCUE * left
        parts.append(first or suppress_large(table, seconds=seconds, begun=near, step=_steps(progress)))
        return WarmStart(parts[0].withheld, parts[0].witnesses, near=first is None)

    try:
        left = request.time_limit - (time.monotonic() - begun)
        found = suppress(table, seconds=left, first=FIRST, progress=_gap(progress), rescue=rescue, stuck_ends=True)
    except NoPatternInTime as late:
        if not parts:
            rescue(request.time_limit - (time.monotonic() - begun), None)
        large = _of_large(table, parts[0], max(late.bound, parts[0].bound))
        return replace(large, late=True, notes=(*large.notes, PART_BY_PART))
    protected = of_suppression("suppress", table, found)
    if not parts:
        return protected
    if found.cost < parts[0].cost:
        return replace(protected, notes=(*protected.notes, f"{PART_BY_PART[:-1]}, and less withheld since."))
    return replace(protected, method="large", notes=(*protected.notes, PART_BY_PART))


FOR_REGIONS = 0.85
"""The part of what is left in which that has to end: a region at work goes on, and its tables are gathered after it."""
REGIONS = 40_000
"""Cells up to which what is withheld part by part is chosen anew: at 100,000 it took 3.3 GiB, overran and gained little."""
LARGE = 20_000
"""Cells beyond which `auto` does not try for the best pattern, nor `large` for what it has left unprotected."""
FIRST = 0.4
"""Where the best pattern is looked for, and no safe one is there after this part of the time, one is made part by part, and
the search goes on from that."""
FOR_RESCUE = 0.8
"""The part of what is left then in which it has to end."""
RAN_OUT = "The time ran out before every cell was protected."
LEFT_BY_PARTS = "Part by part no way was found for {}: the whole table was searched from there."
PART_BY_PART = "No pattern of least loss was found in time: protected part by part."


METHODS: dict[str, Callable[[CellTable, ProtectionRequest, Progress], Protected]] = {
    "auto": by_size,
    "suppress": by_search,
    "pool": by_pooling,
    "large": by_large_suppression,
    "round": by_rounding,
    "small-counts": by_small_counts,
    "cell-key": by_cell_key,
}
