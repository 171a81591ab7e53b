"""The new table's cells: as the ledger keeps them, with what they must keep of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from fanlight.audit.cells import CellAudit, Requirements, from_table
from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.public import PublicTable, public_of
from fanlight.ledger.entries import Cell
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.predicate.predicate import Predicate
from fanlight.tables.spec.table import Key


def hiding_cells(audit: CellAudit) -> frozenset[int]:
    """Of each group the zero that hides it, as the audit saw."""
    if audit.grouped is None:
        return frozenset()
    hiding = audit.grouped.hiding
    return frozenset(audit.cells[hiding[hiding >= 0]].tolist())


def asked_of(own: Requirements, cells: Sequence[tuple[int, Predicate]]) -> list[tuple[Requirement, ...]]:
    """What each of these cells must keep."""
    return [_kept(own, cell, "own") for cell, _ in cells]


def _kept(own: Requirements, cell: int, rule: str) -> tuple[Requirement, ...]:
    up, down, width = int(own.up[cell]), int(own.down[cell]), int(own.width[cell])
    one = Requirement(rule, None if up == NONE_UP else up, None if down == NONE_DOWN else down, width or None)
    return (one,) if one.reach_up_to is not None or one.reach_down_to is not None or one.width else ()


def ledger_cells(
    public: PublicTable, own: Requirements, true: Ints | None, hiding: Collection[int] = ()
) -> dict[Key, Cell]:
    """The new table's cells as the ledger keeps them. `hiding`: zeros that hide a group, and must go on doing that."""
    cells: dict[Key, Cell] = {}
    for cell in range(len(public)):
        key = public.key(cell)
        if public.given[cell]:
            cells[key] = Cell(int(public.values[cell]))
            continue
        asked: tuple[Requirement, ...] | None = None
        if true is not None:
            asked = _kept(own, cell, "zero" if true[cell] == 0 else "low_count")
            asked += (Requirement("group", reach_up_to=1),) if cell in hiding else ()
        mark = public.mark_texts[int(public.marks[cell])]
        cells[key] = Cell(None, mark, None if true is None else int(true[cell]), asked)
    return cells


def own_requirements(table: CellTable) -> Requirements:
    return from_table(table)


def hidden_table(table: CellTable) -> PublicTable:
    """The table with nothing given."""
    return public_of(table, np.ones(len(table), dtype=np.bool_))
