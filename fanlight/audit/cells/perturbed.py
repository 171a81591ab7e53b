"""The audit of a table in which every figure is changed: whether a low count can be worked out, or shown to be low.

What readers know is an interval around every published figure, which the method and its parameters give, and the sums that
the true counts keep. A low count is protected where some whole-number table that agrees with all of it has no low count in
that cell: 0, or the threshold or more. With the true table that makes two, so that the count is not exact either. An
additive perturbed table is often such a table itself, and settles every cell in which it shows no low count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.auditor import audit_cells
from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP, Requirements
from fanlight.audit.cells.result import State, Verdict
from fanlight.audit.cells.witnesses.exchanges import exchanges
from fanlight.errors import BadInput, Place
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.public import PublicTable, public_of

ASSUMPTIONS = (
    "Readers know of every figure that its true count lies in the range that the method gives around it, that counts are "
    "whole numbers, and how the true counts add up.",
    "No other source about these counts is assumed: no other release, no outside total.",
    "Not proved: how likely each possible count is, and what a reader learns who knows by which program and measure the "
    "changes were chosen.",
)


FOR_EXCHANGES = 0.5
"""The part of the time in which tables are looked for by exchanges, before programmes are solved."""


@dataclass(frozen=True, eq=False)
class PerturbedAudit:
    """`public`: the table as it would be given out. Cells by position. `low`: their true count is from 1 to threshold - 1. `failed`: what is published proves them
    low; `exact`: those of them of which it was found that the very count follows; `unproved`: proved neither way. `narrowest`: how many counts the
    published figure alone leaves open for a low one, at least (None: none is low). Internal."""

    public: PublicTable
    low: Ints
    failed: Ints
    exact: Ints
    unproved: Ints
    narrowest: int | None

    @property
    def assumptions(self) -> tuple[str, ...]:
        return ASSUMPTIONS

    def words(self) -> list[str]:
        """What was measured of the guarantee, in sentences without a count."""
        if self.narrowest is None:
            return ["No rule protects a count of this table."]
        alone = f"A published figure alone leaves at least {self.narrowest} counts open for every low one."
        if self.verdict == "safe":
            return ["Proved: no low count can be worked out from the figures, nor shown to be low.", alone]
        return [alone]

    @property
    def verdict(self) -> Verdict:
        if len(self.failed):
            return "exposed"
        return "not_proved" if len(self.unproved) else "safe"


def audit_perturbed(
    table: CellTable,
    shown: Ints,
    lower: Ints,
    upper: Ints,
    *,
    time_limit: float = 60,
    clock: Callable[[], float] = time.monotonic,
) -> PerturbedAudit:
    """`shown`: the published counts, one a cell; `lower`, `upper`: what readers can tell of the true count from each.

    Raises `BadInput` where a true count is not in its range.
    """
    until = clock() + time_limit
    outside = np.flatnonzero((table.values < lower) | (table.values > upper))
    if len(outside):
        raise BadInput(
            "A true count is not in the range that the method gives.", where=Place.of_cell(table.names[int(outside[0])])
        )
    low = np.flatnonzero((table.values >= 1) & (table.values < table.threshold))
    left = low
    if _agrees(table, shown, lower, upper):
        left = low[(shown[low] >= 1) & (shown[low] < table.threshold)]
    known = lower[left] == upper[left]
    given, asked = left[known], left[~known]
    # 0 where the figure alone leaves it open, since less has to move for it; else, or where that fails, the threshold.
    none = lower[asked] == 0
    first = _ask(table, lower, upper, asked, ~none, until - clock())
    again = none & (first.states != State.MET)
    second = _ask(table, lower, upper, asked[again], np.ones(int(again.sum()), dtype=np.bool_), until - clock())
    states = first.states.copy()
    both = (states[again] == State.FAILED) & (second.states == State.FAILED)
    states[again] = np.where(second.states == State.MET, State.MET, np.where(both, State.FAILED, State.NOT_PROVED))
    exact = first.exact.copy()
    exact[again] |= second.exact
    failed = states == State.FAILED
    return PerturbedAudit(
        public=public_of(table, np.zeros(len(table), dtype=np.bool_), perturbed=shown),
        low=low,
        failed=np.sort(np.concatenate([given, asked[failed]])),
        exact=np.sort(np.concatenate([given, asked[failed & exact]])),
        unproved=asked[states == State.NOT_PROVED],
        narrowest=int((upper - lower + 1)[low].min()) if len(low) else None,
    )


def _agrees(table: CellTable, shown: Ints, lower: Ints, upper: Ints) -> bool:
    """Whether the published table could be the true one."""
    inside = (lower <= shown) & (shown <= upper) & (table.lower <= shown) & (shown <= table.upper)
    return bool(inside.all() and (table.equations.left(shown) == table.equations.values).all())


@dataclass(frozen=True, eq=False)
class _Answer:
    """Of each cell asked about: whether the table that was asked for is there, and whether the count is exact."""

    states: NDArray[np.int8]
    exact: NDArray[np.bool_]


def _ask(
    table: CellTable, lower: Ints, upper: Ints, cells: Ints, upwards: NDArray[np.bool_], seconds: float
) -> _Answer:
    """Looks for tables in which each cell is the threshold or more (`upwards`) or 0."""
    if not len(cells) or seconds <= 0:
        return _Answer(np.full(len(cells), State.NOT_PROVED, dtype=np.int8), np.zeros(len(cells), dtype=np.bool_))
    public = replace(
        public_of(table, lower < upper),
        lower=np.maximum(table.lower, lower),
        upper=np.minimum(table.upper, upper),
    )
    n = len(table)
    up, down = np.full(n, NONE_UP), np.full(n, NONE_DOWN)
    up[cells[upwards]] = table.threshold
    down[cells[~upwards]] = 0
    nothing = np.zeros(n, dtype=np.int64)
    requirements = Requirements(up, down, nothing, nothing.astype(np.bool_), table.values, table.threshold)
    begun = time.monotonic()
    aims = np.where(upwards, table.threshold, 0) - table.values[cells]
    moves = exchanges(table, public.lower, public.upper, cells, aims, seconds * FOR_EXCHANGES)
    found = audit_cells(
        public,
        requirements,
        time_limit=max(seconds - (time.monotonic() - begun), 0.0),
        ends="needed",
        claimed=(moves.starts, moves.cells, moves.deltas),
    )
    columns = np.searchsorted(found.cells, cells)
    return _Answer(found.states[columns], found.exact[columns])
