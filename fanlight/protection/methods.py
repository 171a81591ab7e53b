"""The methods of protection, by the names that the command line knows. A new one is a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fanlight.sdc.methods.suppress_exact import suppress
from fanlight.sdc.suppression.problem import Mask
from fanlight.sdc.suppression.result import Suppression
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.pools import Pool

Progress = Callable[[int, float], None]


@dataclass(frozen=True, eq=False)
class Protected:
    """A table with what is to be given of it. `table` may have grown by pools; `merged`: its cells without a row;
    `perturbed`: counts to give instead of the true ones. `bound`: no way of this kind costs less (None: not known)."""

    method: str
    table: CellTable
    withheld: Mask
    cost: int
    bound: int | None
    optimal: bool
    unprotectable: tuple[int, ...] = ()
    short: tuple[int, ...] = ()
    merged: Mask | None = None
    perturbed: Ints | None = None
    pools: tuple[Pool, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        if self.bound is None:
            return None
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / self.cost


def by_suppression(table: CellTable, seconds: float, progress: Progress | None) -> Protected:
    return of_suppression("suppress", table, suppress(table, seconds=seconds, progress=progress))


def of_suppression(method: str, table: CellTable, found: Suppression) -> Protected:
    return Protected(
        method=method,
        table=table,
        withheld=np.asarray(found.withheld, dtype=np.bool_),
        cost=found.cost,
        bound=found.lower_bound or None,
        optimal=found.optimal,
        unprotectable=found.unprotectable,
        short=found.short,
        notes=found.notes,
    )


METHODS: dict[str, Callable[[CellTable, float, Progress | None], Protected]] = {
    "auto": by_suppression,
    "suppress": by_suppression,
}
