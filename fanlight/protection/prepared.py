"""What is to be protected: the table as asked, and the cells that somebody asks to have given or withheld."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fanlight.errors import BadInput
from fanlight.protection.asked import PERTURBING, Asked
from fanlight.protection.keys import read_costs, read_keys
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.csv_in import read_cells
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.groups import with_groups
from fanlight.tables.cells.jj import read_jj
from fanlight.tables.counted import counted

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


def prepared(asked: Asked) -> Prepared:
    """Reads the table and what is asked of its cells.

    A cell to be withheld is protected like others: it may not be known exactly, nor may one that a JJ file protects
    without saying how far. Raises `BadInput` for input that cannot
    be used.
    """
    table = _read(asked)
    none = np.zeros(0, dtype=np.int64)
    given = read_keys(asked.publish, table) if asked.publish is not None else none
    withheld = read_keys(asked.withhold, table) if asked.withhold is not None else none
    status = table.status.copy()
    for cells, kind, path in ((given, Status.PUBLISH, asked.publish), (withheld, Status.WITHHOLD, asked.withhold)):
        both = cells[(status[cells] != Status.FREE) & (status[cells] != kind)]
        if len(both):
            raise BadInput(
                f"The cell {table.name(int(both[0]))} is to be both given and withheld.",
                where=path.name if path else "",
                next_step="Take it out of one of the two files.",
            )
        status[cells] = kind
    table = replace(table, status=status)
    if asked.jj and asked.zeros_shown:
        table = table.with_zeros_shown()
    if not asked.jj:
        table = table.with_requirements(
            asked.threshold, zeros_shown=asked.zeros_shown, zeros_protected=asked.zeros_protected
        )
        table = with_groups(table, asked.groups, given)
    if asked.jj:
        # The file's own cells of status m that have no levels.
        withheld = np.union1d(withheld, np.flatnonzero((table.status == Status.WITHHOLD) & ~table.primary))
    held = np.flatnonzero(table.status == Status.WITHHOLD)
    if asked.method in PERTURBING and len(held):
        raise BadInput(
            f"{counted(len(held), 'cell')} must be withheld or protected, and the method {asked.method} gives every cell: "
            f"{named(table, held)}.",
            where=asked.cells.name,
            next_step="Use a method that withholds; the two are never mixed.",
        )
    only_asked = withheld[~table.primary[withheld]]
    if asked.method not in PERTURBING:
        _refuse_zeros(asked, table, withheld)
        unknown = table.primary.copy()
        unknown[withheld] = True
        table = table.kept_unknown(unknown)
    if asked.costs == "cells":
        table = replace(table, cost=np.ones(len(table), dtype=np.int64), cost_places=0)
    elif asked.costs not in (None, "count"):
        table = replace(table, cost=read_costs(Path(asked.costs), table))
    return Prepared(table, withheld, given, only_asked)


def _read(asked: Asked) -> CellTable:
    if asked.table is not None:
        return asked.table
    if asked.jj:
        return read_jj(asked.cells)
    if asked.threshold < 2:
        raise BadInput(
            "Counts from 1 to below the threshold are protected, so it must be at least 2.",
            next_step="Give --threshold, 5 say.",
        )
    beside = (asked.record_key,) if asked.record_key else ()
    return read_cells(asked.cells, count=asked.count, hierarchies=asked.hierarchies, beside=beside, to_publish=True)


def _refuse_zeros(asked: Asked, table: CellTable, withheld: Ints) -> None:
    zeros = withheld[(table.values[withheld] == 0) & table.inner[withheld]] if asked.zeros_shown else withheld[:0]
    if len(zeros):
        raise BadInput(
            f"Readers know that every zero is given (--zeros-shown), so that this cell cannot be withheld: "
            f"{table.name(int(zeros[0]))}.",
            where=asked.withhold.name if asked.withhold else "",
            next_step="Take it out of the cells to be withheld, or leave out --zeros-shown.",
        )
