"""What is to be protected: the table with its requirements, and the cells that somebody asks to have given or withheld."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fanlight.errors import BadInput, Place, option
from fanlight.figures.cells import NO_BOUND, CellTable, Status
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.grouped import with_groups
from fanlight.protection.request.request import PERTURBING, ProtectionRequest
from fanlight.tables.text.counted import counted

NAMED = 20
"""How many cells a message names at most."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """`table` has its requirements and costs. `withheld`, `given`: the cells (positions) to be withheld or given in any
    case, because somebody asks for it; `only_asked`: those to be withheld that no rule protects."""

    table: CellTable
    withheld: Ints
    given: Ints
    only_asked: Ints


def named(table: CellTable, cells: Ints | tuple[int, ...]) -> str:
    """Up to twenty cells by name."""
    more = f" and {len(cells) - NAMED:,} more" if len(cells) > NAMED else ""
    return "; ".join(table.name(int(cell)) for cell in cells[:NAMED]) + more


def prepared(request: ProtectionRequest) -> Prepared:
    """The table with what is asked of its cells.

    A cell to be withheld is protected like others: it may not be known exactly, nor may one that an instance protects
    without saying how far. Raises `BadInput` for what cannot be done together.
    """
    none = np.zeros(0, dtype=np.int64)
    given = none if request.publish is None else request.publish
    if request.known is not None:
        given = np.union1d(given, request.known.bases)
    withheld = none if request.withhold is None else request.withhold
    table = _required(request, _with_statuses(_bounded(request), given, withheld))
    if table.levels:
        # The file's own cells of status m that have no levels.
        withheld = np.union1d(withheld, np.flatnonzero((table.status == Status.WITHHOLD) & ~table.primary))
    _refuse_held(request, table)
    only_asked = withheld[~table.primary[withheld]]
    if request.method not in PERTURBING:
        _refuse_zeros(request, table, withheld)
        unknown = table.primary.copy()
        unknown[withheld] = True
        table = table.kept_unknown(unknown)
    return Prepared(_with_costs(request, table), withheld, given, only_asked)


def _bounded(request: ProtectionRequest) -> CellTable:
    """The table with what readers have from elsewhere. Raises `BadInput` where that is not so of a cell."""
    table, known = request.table, request.known
    if known is None:
        return table
    lower, upper = table.lower.copy(), table.upper.copy()
    for cell, (low, high) in known.cells.items():
        lower[cell] = max(lower[cell], low)
        upper[cell] = min(upper[cell], NO_BOUND if high is None else high)
        if not lower[cell] <= table.values[cell] <= upper[cell]:
            raise BadInput(
                f"What is said to be known ({known.name}) is not so of this cell.",
                where=Place.of_cell(table.names[cell]),
                next_step=f"Correct {known.name}, or the count.",
            )
    return replace(table, lower=lower, upper=upper)


def _with_statuses(table: CellTable, given: Ints, withheld: Ints) -> CellTable:
    status = table.status.copy()
    for cells, kind, name in ((given, Status.PUBLISH, "publish"), (withheld, Status.WITHHOLD, "withhold")):
        both = cells[(status[cells] != Status.FREE) & (status[cells] != kind)]
        if len(both):
            raise BadInput(
                f"The cell {table.name(int(both[0]))} is to be both given and withheld.",
                where=option(name),
                next_step="Take it out of one of the two.",
            )
        status[cells] = kind
    return replace(table, status=status)


def _required(request: ProtectionRequest, table: CellTable) -> CellTable:
    if table.levels:
        return table.with_zeros_shown() if request.zeros_shown else table
    assert request.threshold is not None
    table = table.with_requirements(
        request.threshold, zeros_shown=request.zeros_shown, zeros_protected=request.protect_zeros
    )
    return with_groups(table, request.groups)


def _with_costs(request: ProtectionRequest, table: CellTable) -> CellTable:
    if not isinstance(request.costs, str):
        return replace(table, cost=request.costs)
    if request.costs == "cells":
        return replace(table, cost=np.ones(len(table), dtype=np.int64), cost_places=0)
    return table


def _refuse_held(request: ProtectionRequest, table: CellTable) -> None:
    held = np.flatnonzero(table.status == Status.WITHHOLD)
    if request.method in PERTURBING and len(held):
        raise BadInput(
            f"{counted(len(held), 'cell')} must be withheld or protected, and the method {request.method} gives every "
            f"cell: {named(table, held)}.",
            next_step="Use a method that withholds; the two are never mixed.",
        )


def _refuse_zeros(request: ProtectionRequest, table: CellTable, withheld: Ints) -> None:
    zeros = withheld[(table.values[withheld] == 0) & table.inner[withheld]] if request.zeros_shown else withheld[:0]
    if len(zeros):
        raise BadInput(
            f"Readers know that every zero is given ({option('zeros_shown')}), so that this cell cannot be withheld.",
            where=Place.of_cell(table.names[int(zeros[0])]),
            next_step=f"Take it out of the cells to be withheld, or leave out {option('zeros_shown')}.",
        )
