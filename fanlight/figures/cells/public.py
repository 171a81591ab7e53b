"""What everybody can see of a table.

Each cell is given, withheld under a mark, perturbed, or without a row because its code is merged into a pool: then it is
withheld all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Equations, Ints
from fanlight.figures.cells.marks import FIRST_MARKS, GIVEN, MERGED, PERTURBED, WITHHELD
from fanlight.figures.cells.numbers.decimals import text_of, told
from fanlight.figures.cells.table import CellTable, Names


@dataclass(frozen=True, eq=False)
class PublicTable:
    """n cells as everybody sees them. Arrays have one entry a cell.

    `given`: the true count is given. `values`: that count; where `marks` is PERTURBED the perturbed one; else 0.
    `lower`, `upper`: what everybody knows beforehand (`NO_BOUND`: nothing). `inner`: cells of the finest breakdown.
    `marks`: positions in `mark_texts`, of which the first four are fixed. Of a JJ file with decimals everything is in units
    of 10^-`places`.
    """

    names: Names
    equations: Equations
    given: NDArray[np.bool_]
    values: Ints
    lower: Ints
    upper: Ints
    inner: NDArray[np.bool_]
    marks: NDArray[np.int16]
    mark_texts: tuple[str, ...] = FIRST_MARKS
    places: int = 0

    def __len__(self) -> int:
        return len(self.values)

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Cells that are not given: withheld, merged or perturbed."""
        return ~self.given

    @property
    def finest(self) -> NDArray[np.bool_]:
        """Cells of the finest breakdown that has rows: inner ones that are not merged, and those of pools of inner codes."""
        if not isinstance(self.names, ProductNames):
            return self.inner
        merged = (self.marks == MERGED).reshape(self.names.shape)
        found = np.ones((1,) * merged.ndim, dtype=np.bool_)
        for position, one in enumerate(self.names.axes):
            gone = merged.all(axis=tuple(at for at in range(merged.ndim) if at != position))
            own = (np.arange(len(one)) < one.leaves) & ~gone
            for whole, parts in one.families:
                own[whole] |= bool(gone[list(parts)].all()) and max(parts) < one.leaves
            found = found & own.reshape([-1 if at == position else 1 for at in range(merged.ndim)])
        return np.asarray(found.ravel())

    @property
    def unit(self) -> str:
        """The smallest unit of the file's values, in its own: "1", or "0.01"."""
        return text_of(1, self.places)

    def told(self, units: int) -> int | str:
        """A number of this table in the file's own units, exactly."""
        return told(units, self.places)

    def name(self, cell: int) -> str:
        return ", ".join(self.names[cell])

    def key(self, cell: int) -> tuple[str, ...]:
        return self.names[cell]


def public_of(
    table: CellTable,
    withheld: NDArray[np.bool_],
    *,
    perturbed: Ints | None = None,
    merged: NDArray[np.bool_] | None = None,
) -> PublicTable:
    """What is seen of a table when `withheld` cells carry [c] and all others are given.

    `merged`: cells without a row, of codes merged into pools (see `pooled_table`); they are withheld too. `perturbed`:
    all cells show these counts instead, and none is given as it is.
    """
    marks = np.where(withheld, WITHHELD, GIVEN).astype(np.int16)
    if merged is not None:
        marks[merged] = MERGED
    if perturbed is not None:
        marks[marks == GIVEN] = PERTURBED
    given = marks == GIVEN
    shown = table.values if perturbed is None else perturbed
    return PublicTable(
        names=table.names,
        equations=table.equations,
        given=given,
        values=np.where(given | (marks == PERTURBED), shown, 0).astype(np.int64),
        lower=table.lower,
        upper=table.upper,
        inner=table.inner,
        marks=marks,
        places=table.places,
    )
