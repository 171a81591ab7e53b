"""Files that name cells to be given or withheld, or what withholding each loses."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.numbers.counts import LARGEST, too_large, whole
from fanlight.readers.keyed import read_keyed
from fanlight.readers.sheet import Source


def read_keys(source: Source, table: CellTable) -> Ints:
    """The cells that a file names. Raises `BadInput` as `read_keyed` does."""
    return np.array(
        [row.cell for row in read_keyed(source, "The cells to give or withhold", table.names)], dtype=np.int64
    )


def read_costs(source: Source, table: CellTable) -> Ints:
    """Each cell's cost, in the table's units of cost: the file's where it names the cell, else the table's. Costs are whole
    numbers from 0, and up to 2^53 units together. Raises `BadInput` as `read_keyed` does."""
    costs = table.cost.copy()
    for row in read_keyed(source, "The costs", table.names, ("cost",)):
        costs[row.cell] = whole(row.fields[0], "The cost", row.where)
        if table.cost_places:
            more = int(costs[row.cell]) * 10**table.cost_places
            if more > LARGEST:
                raise too_large("The cost", row.where, table.cost_places)
            costs[row.cell] = more
    if sum(costs.tolist()) > LARGEST:
        raise too_large("The sum of all costs", source.name, table.cost_places)
    return costs
