"""Sums of what is withheld that can be given all the same: withheld periods of one row in one figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells import NO_BOUND, Equations, Status
from fanlight.figures.cells.moves import Moves
from fanlight.figures.cells.table import PlainNames
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.planning.candidate import Candidate, Mask, Task
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.published import Run
from fanlight.sdc.planning.search import Found
from fanlight.tables.spec.table import TOTAL, Dimension, Key

SHARE = 0.5
"""What part of the time that is left may be spent on this."""


def runs_of(task: Task, found: Found, seconds: float) -> tuple[Found, dict[str, tuple[Run, ...]], bool]:
    """By table, the runs of withheld periods that the best way of publishing allows besides; a column of them stands where at
    least half of the rows have one. Before them what was found, with
    tables that agree with them too; after them whether they were settled in time."""
    whole, tables = True, list(found.tables)
    kept: dict[str, tuple[Run, ...]] = {}
    for at, (candidate, withheld) in enumerate(zip(found.candidates, found.withheld, strict=True)):
        wanted = [
            (losses, run)
            for losses in task.losses
            if losses.raw.spec.id in candidate.places
            for run in _worth_a_column(losses, found, candidate, withheld, task.rules.threshold)
        ]
        if not wanted:
            continue
        given, moves, settled = _allowed(candidate, withheld, wanted, SHARE * seconds / len(found.candidates))
        whole &= settled
        tables[at] = tables[at] if moves is None else moves
        for losses, _ in wanted:
            own = tuple(run for (one, run), ok in zip(wanted, given, strict=True) if ok and one is losses)
            kept[losses.raw.spec.id] = tuple(_columns(own, _rows(losses, candidate)))
    return replace(found, tables=tuple(tables)), {name: runs for name, runs in kept.items() if runs}, whole


def _worth_a_column(losses: Losses, found: Found, candidate: Candidate, withheld: Mask, threshold: int) -> list[Run]:
    period = next((at for at, dimension in enumerate(losses.raw.spec.dimensions) if dimension.is_period), None)
    if period is None or "pool" not in losses.options.ways or not losses.raw.additive:
        return []
    dimension = losses.raw.spec.dimensions[period]
    if not losses.takes(dimension.name, [one.code for one in dimension.categories]):
        return []
    if any(name == dimension.name for name, _ in found.merges):
        return []
    rows: dict[Key, dict[str, int]] = {}
    for key, cell in candidate.places[losses.raw.spec.id].items():
        rows.setdefault((*key[:period], *key[period + 1 :]), {})[key[period]] = cell
    values = candidate.table.values
    made = [
        Run(members, row, sum(int(values[cells[code]]) for code in members))
        for row, cells in rows.items()
        for members in _stretches(dimension, {code for code, cell in cells.items() if withheld[cell]})
    ]
    return list(_columns([run for run in made if run.value >= threshold], len(rows)))


def _stretches(dimension: Dimension, gone: set[str]) -> Iterator[tuple[str, ...]]:
    """The longest runs of two or more withheld periods; not of all of them beside a total."""
    codes = [category.code for category in dimension.categories]
    run: list[str] = []
    for code in (*codes, TOTAL):
        if code in gone and code != TOTAL:
            run.append(code)
            continue
        if len(run) > 1 and not (len(run) == len(codes) and dimension.total is not None):
            yield tuple(run)
        run = []


def _columns(runs: Sequence[Run], rows: int) -> Iterator[Run]:
    """Those whose column is not empty for most rows."""
    for run in runs:
        if 2 * sum(other.members == run.members for other in runs) >= rows:
            yield run


def _rows(losses: Losses, candidate: Candidate) -> int:
    period = next(at for at, dimension in enumerate(losses.raw.spec.dimensions) if dimension.is_period)
    return len({(*key[:period], *key[period + 1 :]) for key in candidate.places[losses.raw.spec.id]})


def _allowed(
    candidate: Candidate, withheld: Mask, wanted: Sequence[tuple[Losses, Run]], seconds: float
) -> tuple[list[bool], Moves | None, bool]:
    """Which of the sums may be given beside all that is given: the choice that keeps most, or none where it takes too long;
    tables that agree with these too, where there are any; and whether it was settled in time."""
    table, n, more = candidate.table, len(candidate.table), len(wanted)
    rows = []
    for at, (losses, run) in enumerate(wanted):
        period = next(i for i, dimension in enumerate(losses.raw.spec.dimensions) if dimension.is_period)
        places: Mapping[Key, int] = candidate.places[losses.raw.spec.id]
        cells = [places[(*run.row[:period], code, *run.row[period:])] for code in run.members]
        rows.append(([(n + at, -1), *((cell, 1) for cell in cells)], 0))
    zeros, none = np.zeros(more, dtype=np.int64), np.zeros(more, dtype=np.bool_)
    grown = replace(
        table,
        names=PlainNames(("figure",), [*(table.names[cell] for cell in range(n)), *[("a run of periods",)] * more]),
        values=np.concatenate([table.values, np.array([run.value for _, run in wanted], dtype=np.int64)]),
        equations=Equations.joined([table.equations, Equations.of(rows)]),
        cost=np.concatenate([np.zeros(n, dtype=np.int64), zeros + 1]),
        status=np.concatenate([np.where(withheld, Status.WITHHOLD, Status.PUBLISH), zeros]).astype(np.int8),
        lower=np.concatenate([table.lower, zeros]),
        upper=np.concatenate([table.upper, zeros + NO_BOUND]),
        primary=np.concatenate([table.primary & withheld, none]),
        lpl=np.concatenate([table.lpl, zeros]),
        upl=np.concatenate([table.upl, zeros]),
        spl=np.concatenate([table.spl, zeros]),
        inner=np.concatenate([table.inner, none]),
    )
    try:
        found = suppress(grown, seconds=seconds, stuck_ends=True)
    except NotProvedSafe:
        return [False] * more, None, False
    if found.unprotectable:
        return [False] * more, None, True
    return [not bool(found.withheld[n + at]) for at in range(more)], found.tables, found.optimal
