"""Cells that somebody asks to have withheld: nobody may be able to work them out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells import CellTable


def kept_unknown(table: CellTable, cells: Mask) -> CellTable:
    """The table with a requirement for those of `cells` (one a cell) that have none: at least two counts are possible.

    A cell that a rule protects must move further than that already.
    """
    bare = cells & ~(table.primary & ((table.upl > 0) | (table.lpl > 0) | (table.spl > 0)))
    return replace(
        table,
        primary=np.asarray(table.primary | bare, dtype=np.bool_),
        spl=np.where(bare, 1, table.spl).astype(np.int64),
    )


def only_asked(table: CellTable, cells: Mask) -> Mask:
    """Those of `cells` that are protected because somebody asks for it, and by no rule."""
    return np.asarray(cells & table.primary & (table.upl <= 0) & (table.lpl <= 0) & (table.spl <= 1), dtype=np.bool_)
