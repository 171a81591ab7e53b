"""What a method of protection gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.grouped import without_helpers
from fanlight.figures.cells.moves import Moves
from fanlight.sdc.exact.suppress import SuppressionWithTables
from fanlight.sdc.perturbation.perturbation import Perturbed
from fanlight.sdc.suppression_problem import Mask


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


def note_of(dimensions: Sequence[str]) -> str:
    """What is protected besides, in words."""
    listed = ", ".join(dimensions)
    return (
        f"No sum that is not 0 may be seen to fall in one code alone (another may be 1 or more), over {listed}. A zero that may "
        "hide one costs 1 where it is withheld."
    )


def of_own_cells(found: Protected) -> Protected:
    """The same of the table's own cells, where it had a helper for each of its groups (the last cells, see
    `fanlight.figures.cells.grouped`); what is said of a helper is said of the group's sum."""
    grown = found.table
    groups = grown.groups
    if groups is None or not len(groups):
        return found
    n = len(grown) - len(groups)

    def sums(cells: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(cell if cell < n else int(groups.sums[cell - n]) for cell in cells))

    return replace(
        found,
        table=without_helpers(grown),
        withheld=found.withheld[:n],
        unprotectable=sums(found.unprotectable),
        short=sums(found.short),
        merged=None if found.merged is None else found.merged[:n],
        witnesses=None if found.witnesses is None else _up_to(found.witnesses, n),
    )


def _up_to(witnesses: tuple[Ints, Ints, Ints], n: int) -> tuple[Ints, Ints, Ints]:
    """The moves of the first n cells."""
    starts, cells, moves = witnesses
    own = cells < n
    return np.concatenate([[0], np.cumsum(own)]).astype(np.int64)[starts], cells[own], moves[own]


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
