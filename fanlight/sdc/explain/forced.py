"""Cells that somebody asks to have withheld: nobody may be able to work them out."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.sdc.suppression_problem import Mask


def only_asked(table: CellTable, cells: Mask) -> Mask:
    """Those of `cells` that are protected because somebody asks for it, and by no rule."""
    return np.asarray(cells & table.primary & (table.upl <= 0) & (table.lpl <= 0) & (table.spl <= 1), dtype=np.bool_)
