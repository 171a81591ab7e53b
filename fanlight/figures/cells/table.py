"""A table as cells and equations: what every method of protection and every audit of large tables takes.

A cell is a figure of the table (inner cells, margins, pools), or of another table that is linked with it, or a count
that is never given but that ties figures together (status WITHHOLD, no requirement, no cost).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput, Place, option
from fanlight.figures.cells.contributors import Contributors
from fanlight.figures.cells.equations import Equations, Ints
from fanlight.figures.cells.groups import Groups
from fanlight.tables.text.counted import counted

NO_BOUND = np.int64(2**60)
"""As an upper bound: none."""


class Status(IntEnum):
    """What may become of a cell: its value given or withheld, as the method chooses; always given; never given."""

    FREE = 0
    PUBLISH = 1
    WITHHOLD = 2


class Names(Protocol):
    """What cells are called: `heads` names the parts of a name (dimensions, or the JJ file's "cell")."""

    @property
    def heads(self) -> tuple[str, ...]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, cell: int) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class PlainNames:
    """Names written out, one a cell."""

    heads: tuple[str, ...]
    names: Sequence[tuple[str, ...]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, cell: int) -> tuple[str, ...]:
        return self.names[cell]


@dataclass(frozen=True)
class GrownNames:
    """A table's names, then those of cells that are none of its figures: `more`."""

    base: Names
    more: Sequence[tuple[str, ...]]

    @property
    def heads(self) -> tuple[str, ...]:
        return self.base.heads

    def __len__(self) -> int:
        return len(self.base) + len(self.more)

    def __getitem__(self, cell: int) -> tuple[str, ...]:
        return self.base[cell] if cell < len(self.base) else self.more[cell - len(self.base)]


@dataclass(frozen=True, eq=False)
class CellTable:
    """n cells. All arrays have one entry a cell, whole numbers (int64).

    `values`: true counts. `cost`: what withholding loses. `status`: `Status`. `lower`, `upper`: what readers know
    beforehand of each cell (`NO_BOUND`: nothing). `primary`: cells with a requirement: over all whole-number tables
    that agree with what is given, a primary cell's minimum must be at most value - `lpl`, its maximum at least
    value + `upl`, and the two at least `spl` apart. `inner`: cells of the finest breakdown. For frequency tables
    `threshold` is the threshold that the requirement comes from (0: it does not come from one). Of a file with decimals
    values, bounds and levels are in units of 10^-`places`, costs in units of 10^-`cost_places`. `levels`: the table brings
    its own requirements (an instance of the literature, amounts by their rules), and none comes from a threshold. `contributors`: of
    a table of amounts who contributes what, where that is known; then no contributor may come too near either, whatever its
    own part tells it. `groups`: sums of which it may not be known that all of them falls in one part.
    """

    names: Names
    values: Ints
    equations: Equations
    cost: Ints
    status: NDArray[np.int8]
    lower: Ints
    upper: Ints
    primary: NDArray[np.bool_]
    lpl: Ints
    upl: Ints
    spl: Ints
    inner: NDArray[np.bool_]
    threshold: int = 0
    places: int = 0
    cost_places: int = 0
    levels: bool = False
    contributors: Contributors | None = None
    groups: Groups | None = None

    def __len__(self) -> int:
        return len(self.values)

    def check(self) -> None:
        """Raises `BadInput` where the true counts break an equation or a bound, naming the cells and not the counts."""
        broken = np.flatnonzero(self.equations.left(self.values) != self.equations.values)
        if len(broken):
            cells, _ = self.equations.row(int(broken[0]))
            raise BadInput(
                f"{counted(len(broken), 'sum')} of the table {'does' if len(broken) == 1 else 'do'} not add up.",
                where=f"the sum for {self.name(int(cells[0]))}",
                next_step="Counts must be whole and additive; correct the file.",
            )
        outside = np.flatnonzero((self.values < self.lower) | (self.values > self.upper))
        if len(outside):
            raise BadInput(
                "A count lies outside its own bounds.",
                where=Place.of_cell(self.names[int(outside[0])]),
                next_step="Correct the count or the bounds.",
            )

    def name(self, cell: int) -> str:
        return ", ".join(self.names[cell])

    @cached_property
    def of_cell(self) -> tuple[Ints, Ints, Ints]:
        """The equations by cell: (starts, rows, factors), the transpose of `equations`."""
        order = np.argsort(self.equations.cells, kind="stable")
        counts = np.bincount(self.equations.cells, minlength=len(self))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return starts, self.equations.rows[order], self.equations.factors[order]

    def with_requirements(
        self, threshold: int, *, zeros_shown: bool = False, zeros_protected: bool = False
    ) -> CellTable:
        """The frequency table's own primary cells under a threshold t: counts of 1 to t - 1, and zeros where protected.

        (a) 1 <= x < t: up to t, down to x - 1 (zeros shown and x = 1: no lower side); (b) protected zero: up to t.
        Zeros that are not protected are given; with `zeros_shown` a withheld inner cell is known to be at least 1.
        """
        x = self.values
        low = (x >= 1) & (x < threshold)
        primary = low | ((x == 0) & zeros_protected)
        lpl = np.where(low, 1, 0)
        if zeros_shown:
            lpl = np.where(low & (x == 1), 0, lpl)
        status = self.status.copy()
        if not zeros_protected:
            status[(x == 0) & (status == Status.FREE)] = Status.PUBLISH
        lower = np.where(self.inner & (x >= 1), np.maximum(self.lower, 1), self.lower) if zeros_shown else self.lower
        return replace(
            self,
            primary=primary,
            status=status,
            lower=lower.astype(np.int64),
            lpl=np.where(primary, lpl, 0).astype(np.int64),
            upl=np.where(primary, threshold - x, 0).astype(np.int64),
            spl=np.zeros(len(self), dtype=np.int64),
            threshold=threshold,
        )

    def kept_unknown(self, cells: NDArray[np.bool_]) -> CellTable:
        """The table with a requirement for those of `cells` (one a cell) that have none: at least two counts of each (two
        multiples of the unit, where there are decimals) are possible. A cell that a rule protects must move further already.
        """
        bare = cells & ~(self.primary & ((self.upl > 0) | (self.lpl > 0) | (self.spl > 0)))
        return replace(
            self,
            primary=np.asarray(self.primary | bare, dtype=np.bool_),
            spl=np.where(bare, 1, self.spl).astype(np.int64),
        )

    def with_zeros_shown(self) -> CellTable:
        """A table with protection levels of its own (a JJ file's) where readers know that every zero is given: zeros are
        given, every other cell is at least 1 to everybody (one unit, where there are decimals), and a lower level that
        would reach below 1 reaches 1 (a count of 1: no lower side).

        Raises `BadInput` for a zero that must be withheld, and where the table lets a cell be below zero.
        """
        below = np.flatnonzero(self.lower < 0)
        if len(below):
            raise BadInput(
                "Zeros that are shown say something of counts alone, and this cell may be below zero.",
                where=Place.of_cell(self.names[int(below[0])]),
                next_step=f"Leave out {option('zeros_shown')}.",
            )
        zero = self.values == 0
        held = np.flatnonzero(zero & (self.status == Status.WITHHOLD))
        if len(held):
            raise BadInput(
                "The cell is zero and must be withheld, so not every zero is shown.",
                where=Place.of_cell(self.names[int(held[0])]),
                next_step=f"Leave out {option('zeros_shown')}, or give the cell another status.",
            )
        return replace(
            self,
            status=np.where(zero, Status.PUBLISH, self.status).astype(np.int8),
            lower=np.where(zero, self.lower, np.maximum(self.lower, 1)),
            lpl=np.where(self.primary, np.minimum(self.lpl, np.maximum(self.values - 1, 0)), self.lpl),
        )


def frequency(
    names: Names, values: Ints, equations: Equations, inner: NDArray[np.bool_], status: NDArray[np.int8] | None = None
) -> CellTable:
    """A table of counts: cost is the count, no requirement yet, bounds 0 and none."""
    n = len(values)
    zeros = np.zeros(n, dtype=np.int64)
    return CellTable(
        names=names,
        values=values.astype(np.int64),
        equations=equations,
        cost=values.astype(np.int64),
        status=np.zeros(n, dtype=np.int8) if status is None else status,
        lower=zeros,
        upper=np.full(n, NO_BOUND),
        primary=np.zeros(n, dtype=np.bool_),
        lpl=zeros,
        upl=zeros,
        spl=zeros,
        inner=inner,
    )
