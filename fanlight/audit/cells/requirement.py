"""What must stay unknown of a published table's cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import NO_BOUND, CellTable
from fanlight.figures.cells.contributors import Contributors
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.groups import Groups
from fanlight.figures.cells.public import PublicTable

NONE_UP, NONE_DOWN = -NO_BOUND, NO_BOUND
"""As a reach: no requirement on that side."""


@dataclass(frozen=True, eq=False)
class Requirements:
    """One entry a cell of the table. Over all tables that agree with everything known, a cell's maximum must be at
    least `up`, its minimum at most `down`, and the two at least `width` apart; `flagged`: cells that a rule protects.

    `values`: true counts, None where they are not known; then every withheld cell that may be low is protected
    (requirement (e)) and `unless_above` is the threshold: a cell proved to be that or more is not low, and has none.
    `zeros_protected`: a rule protects zeros too, whose maximum must reach the threshold. `contributors`: who contributes what: the
    same must hold for every contributor, who knows its own part. `groups`: of each, one of the other parts may be 1 or more.
    """

    up: Ints
    down: Ints
    width: Ints
    flagged: NDArray[np.bool_]
    values: Ints | None
    threshold: int
    unless_above: int | None = None
    zeros_protected: bool = False
    contributors: Contributors | None = None
    groups: Groups | None = None

    def same_levels(self, other: Requirements) -> bool:
        """Whether every cell must keep the same."""
        mine, theirs = (self.up, self.down, self.width), (other.up, other.down, other.width)
        return all(np.array_equal(one, two) for one, two in zip(mine, theirs, strict=True))

    @property
    def levels(self) -> tuple[Ints, Ints, Ints]:
        """How far above, below, and apart what is possible must reach (0: no matter). Only where the values are known."""
        assert self.values is not None
        up = np.where(self.up == NONE_UP, 0, np.maximum(self.up - self.values, 0))
        return up, np.where(self.down == NONE_DOWN, 0, np.maximum(self.values - self.down, 0)), self.width


def from_table(table: CellTable) -> Requirements:
    """Those of a table with protection levels: of a JJ file, of magnitudes, or by `CellTable.with_requirements`."""
    primary = table.primary
    up = np.where(primary & (table.upl > 0), table.values + table.upl, NONE_UP)
    down = np.where(primary & (table.lpl > 0), table.values - table.lpl, NONE_DOWN)
    return Requirements(
        up.astype(np.int64),
        down.astype(np.int64),
        np.where(primary, table.spl, 0).astype(np.int64),
        primary,
        table.values,
        table.threshold,
        zeros_protected=bool(
            table.threshold and (table.primary & (table.values == 0) & (table.upl >= table.threshold)).any()
        ),
        contributors=table.contributors,
        groups=table.groups,
    )


def unknown_values(public: PublicTable, threshold: int, *, zeros_shown: bool) -> Requirements:
    """Requirement (e), for a release whose true counts are not at hand: up to the threshold and down to 0.

    Where zeros are shown, a withheld cell need only come down to 1.
    """
    withheld = ~public.given
    floor = np.full(len(public), 1 if zeros_shown else 0, dtype=np.int64)
    low = public.given & (public.values >= 1) & (public.values < threshold)
    return Requirements(
        np.where(withheld, threshold, NONE_UP).astype(np.int64),
        np.where(withheld, floor, NONE_DOWN).astype(np.int64),
        np.zeros(len(public), dtype=np.int64),
        withheld | low,
        None,
        threshold,
        unless_above=threshold,
    )
