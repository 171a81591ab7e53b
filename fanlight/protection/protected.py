"""What a method of protection gives back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fanlight.sdc.methods.perturbation import Perturbed
from fanlight.sdc.methods.suppress_exact import SuppressionWithTables
from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.moves import Moves
from fanlight.tables.cells.pools import Pool


@dataclass(frozen=True, eq=False)
class Protected:
    """A table with what is to be given of it. `table` may have grown by pools; `merged`: its cells without a row;
    `perturbed`: what to give instead of the true counts. `witnesses`: tables that the method claims prove the pattern, for
    the audit to check. `bound`: no way of this kind costs less (None: not known). `short`: cells that the method has not
    protected, for want of time where it was `late`. `assumptions`: of the method itself, beside its audit's."""

    method: str
    table: CellTable
    withheld: Mask
    cost: int
    bound: int | None
    optimal: bool
    unprotectable: tuple[int, ...] = ()
    short: tuple[int, ...] = ()
    late: bool = False
    merged: Mask | None = None
    perturbed: Perturbed | None = None
    pools: tuple[Pool, ...] = ()
    notes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    witnesses: tuple[Ints, Ints, Ints] | None = None

    @property
    def complete(self) -> bool:
        """Whether the method left no cell without its protection."""
        return not self.short and not self.unprotectable

    @property
    def gap(self) -> float | None:
        # What is not protected yet may cost less than any safe pattern: that is no gap of 0.
        if self.bound is None or (self.cost < self.bound and not self.complete):
            return None
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / self.cost


def of_suppression(method: str, table: CellTable, found: SuppressionWithTables) -> Protected:
    return Protected(
        method=method,
        table=table,
        withheld=np.asarray(found.withheld, dtype=np.bool_),
        cost=found.cost,
        bound=found.lower_bound,
        optimal=found.optimal,
        unprotectable=found.unprotectable,
        short=found.short,
        notes=found.notes,
        witnesses=arrays(found.tables),
    )


def of_perturbation(table: CellTable, found: Perturbed) -> Protected:
    u = found.utility
    notes = (
        *found.guarantee,
        *((found.relaxed,) if found.relaxed else ()),
        f"Hellinger distance {u.hellinger:.3f} (utility {u.hellinger_utility:.4f}); mean difference "
        f"{u.mean_difference:.3f}, largest {u.max_difference}; {u.changed:,} figures changed.",
    )
    return Protected(
        method=found.method,
        table=table,
        withheld=np.zeros(len(table), dtype=np.bool_),
        cost=0,
        bound=None,
        optimal=found.optimal,
        perturbed=found,
        notes=notes,
        assumptions=found.assumptions,
    )


def arrays(tables: Moves | None) -> tuple[Ints, Ints, Ints] | None:
    return None if tables is None else (tables.starts, tables.cells, tables.deltas)
