"""The methods of protection, by the names that the command line knows. A new one is a function here and a line in the
dict."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from fanlight.errors import BadInput
from fanlight.protection.asked import Asked
from fanlight.protection.changing import by_cell_key, by_rounding, by_small_counts
from fanlight.protection.pooling import by_pooling, pooled
from fanlight.protection.protected import Progress, Protected, arrays, of_suppression
from fanlight.sdc.methods.begun import Start, improved
from fanlight.sdc.methods.large import LargeSuppression, suppress_large
from fanlight.sdc.methods.large.linked import by_piles, linked
from fanlight.sdc.methods.suppress_exact import NoPatternInTime, suppress
from fanlight.sdc.suppression.outset import Outset
from fanlight.tables.cells import CellTable
from fanlight.tables.counted import counted


def by_suppression(
    table: CellTable, asked: Asked, progress: Progress | None, *, first: float = 1.0, name_all: bool = True
) -> Protected:
    """The best pattern alone, or none. `first`, `name_all`: as `suppress` takes them."""
    if asked.pools is not None:
        if not asked.pools.exists():
            raise BadInput(
                "The file of pools does not exist.",
                where=str(asked.pools),
                next_step="Suppression alone applies pools that are given; --method auto chooses them.",
            )
        return pooled(table, asked, progress, suppressing=True)
    found = suppress(
        table, seconds=asked.seconds, first=first, progress=_gap(progress), stuck_ends=True, name_all=name_all
    )
    return of_suppression("suppress", table, found)


def _gap(progress: Progress | None) -> Callable[[int, float], None] | None:
    def told(cost: int, bound: float) -> None:
        if progress is not None:
            far = f"within {100 * max(0.0, (cost - bound) / cost):.1f} % of it" if cost > 0 else "none safe yet"
            progress(f"Looking for the least loss that is safe ({far})")

    return told


def by_large_suppression(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """Part by part, for tables of any size; each withheld cell has a reason, the least loss is not proved. While there is time
    what is withheld is then chosen anew, region by region."""
    until = time.monotonic() + asked.seconds
    # What is not chosen anew region by region is looked at once more cell by cell.
    found = suppress_large(table, seconds=asked.seconds, thorough=len(table) > REGIONS, step=_steps(progress))
    protected = _of_large(table, found, found.bound)
    if found.unproved and not found.hopeless and len(table) <= LARGE and until > time.monotonic():
        return _gone_on(table, found, until - time.monotonic(), progress)
    if protected.optimal or found.hopeless or found.unproved or not found.finished or len(table) > REGIONS:
        return protected
    start, left = Start(found.withheld, found.witnesses), FOR_REGIONS * (until - time.monotonic())

    def gained(_cost: int, _bound: float) -> None:
        if progress is not None:
            progress("Choosing anew what is withheld, region by region")

    better = improved(table, start, seconds=left, progress=gained) if left > 0 else None
    if better is None or better[1] >= protected.cost:
        return protected
    withheld, cost, tables = better
    return replace(protected, withheld=withheld, cost=cost, optimal=found.bound >= cost, witnesses=arrays(tables))


def _gone_on(table: CellTable, found: LargeSuppression, seconds: float, progress: Progress | None) -> Protected:
    """What part by part left unprotected, by the search of the whole table, from the pattern so far."""
    start = Start(found.withheld, found.witnesses)
    try:
        whole = suppress(table, seconds=seconds, start=start, progress=_gap(progress), stuck_ends=True)
    except NoPatternInTime as late:
        return replace(_of_large(table, found, max(late.bound, found.bound)), late=True, notes=(RAN_OUT,))
    protected = of_suppression("suppress", table, whole)
    return replace(protected, notes=(*protected.notes, LEFT_BY_PARTS.format(counted(len(found.unproved), "figure"))))


def _steps(progress: Progress | None) -> Callable[[str, int, int], None]:
    def step(text: str, done: int, of: int) -> None:
        if progress is not None:
            progress(f"{text}: {done:,} of {of:,}")

    return step


def _of_large(table: CellTable, found: LargeSuppression, bound: int | None = None) -> Protected:
    return Protected(
        method="large",
        table=table,
        withheld=found.withheld,
        cost=found.cost,
        bound=bound,
        optimal=bound is not None and bound >= found.cost and not found.unproved and not found.hopeless,
        unprotectable=found.hopeless,
        short=found.unproved,
        late=not found.finished,
        witnesses=arrays(found.witnesses),
        notes=() if found.finished else (RAN_OUT,),
    )


def by_size(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    if asked.pools is not None:
        return pooled(table, asked, progress, suppressing=True)
    if len(table) > LARGE:
        return by_large_suppression(table, asked, progress)
    return _searched(table, asked, progress)


def by_search(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """As `by_size`, whatever the size."""
    if asked.pools is not None:
        return by_suppression(table, asked, progress)
    return _searched(table, asked, progress)


def _searched(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """The best pattern, begun from one made part by part where none is found early."""
    parts: list[LargeSuppression] = []
    begun = time.monotonic()
    ends = begun + FOR_RESCUE * asked.seconds
    first = by_piles(table, late=lambda: time.monotonic() > ends) if linked(table) else None

    def rescue(left: float, near: Outset | None) -> Start:
        seconds = FOR_RESCUE * left
        parts.append(first or suppress_large(table, seconds=seconds, begun=near, step=_steps(progress)))
        return Start(parts[0].withheld, parts[0].witnesses, near=first is None)

    try:
        left = asked.seconds - (time.monotonic() - begun)
        found = suppress(table, seconds=left, first=FIRST, progress=_gap(progress), rescue=rescue, stuck_ends=True)
    except NoPatternInTime as late:
        if not parts:
            rescue(asked.seconds - (time.monotonic() - begun), None)
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


METHODS: dict[str, Callable[[CellTable, Asked, Progress | None], Protected]] = {
    "auto": by_size,
    "suppress": by_search,
    "pool": by_pooling,
    "large": by_large_suppression,
    "round": by_rounding,
    "small-counts": by_small_counts,
    "cell-key": by_cell_key,
}
