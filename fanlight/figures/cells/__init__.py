"""Tables of many cells as arrays: cells, and equations that say which cells sum to which. From CSV, JJ or records."""

from fanlight.figures.cells.equations import Equations
from fanlight.figures.cells.table import NO_BOUND, CellTable, Names, Status

__all__ = ["NO_BOUND", "CellTable", "Equations", "Names", "Status"]
