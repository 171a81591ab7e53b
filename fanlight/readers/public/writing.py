"""PUBLIC.csv: what is published of a table, written.

A row for every product of codes, `Total` among them: the dimensions, then `count` and `status`. Status empty: given;
`c`: withheld, and the count is empty; `r`: perturbed; any other mark: withheld under a mark of its own, which may tell
something. A code that is merged into a pool has no row; its cells are withheld all the same. For a JJ file: `cell` (the
file's id) and `status`; where figures are perturbed, `count` between them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import numpy as np

from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.marks import MERGED, PERTURBED
from fanlight.figures.cells.releasable import ProvedTable, UnprovedTable
from fanlight.readers.columns import refuse_own_columns
from fanlight.tables.text.formulas import refuse_formulas


def public_rows(table: ProvedTable | UnprovedTable) -> tuple[list[str], Iterator[list[str | int | None]]]:
    """The header of PUBLIC.csv, and its rows: codes, the count (None where it is not given), the status.

    Raises `BadInput` for a name or code that is a formula in a spreadsheet, a pool's that was made up from codes say, and
    for a dimension with the name of one of the columns `count` and `status`; `TypeError` for what no audit made.
    """
    if not isinstance(table, ProvedTable | UnprovedTable):
        raise TypeError("Only a table that the audit made can be published.")
    public = table.public
    # A table with dimensions may have a single one, called “cell”.
    jj = not isinstance(public.names, ProductNames)
    if isinstance(public.names, ProductNames):
        _refuse_names(public.names.axes)
    counts = not jj or bool((public.marks == PERTURBED).any())
    shown = (public.given | (public.marks == PERTURBED)).tolist()
    values, marks = public.values.tolist(), public.marks.tolist()

    def rows() -> Iterator[list[str | int | None]]:
        for cell in np.flatnonzero(public.marks != MERGED).tolist():
            count = [values[cell] if shown[cell] else None] if counts else []
            yield [*public.names[cell], *count, public.mark_texts[marks[cell]]]

    return [*public.names.heads, *(["count"] if counts else []), "status"], rows()


def write_public(table: ProvedTable | UnprovedTable) -> str:
    """The text of PUBLIC.csv. The same table gives the same text. Raises as `public_rows` does."""
    heads, rows = public_rows(table)
    return _csv(heads, rows)


def write_unproved(table: UnprovedTable) -> str:
    """The text of the list that goes beside PUBLIC.csv: the withheld figures of which it is not proved that they are safe."""
    return _csv(table.public.names.heads, table.unproved)


def _csv(heads: Sequence[str], rows: Iterator[list[str | int | None]] | Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()


def _refuse_names(axes: Sequence[Axis]) -> None:
    refuse_own_columns([one.name for one in axes], "the table to be published")
    for one in axes:
        refuse_formulas((("The name of the dimension", one.name),), "the table to be published")
        refuse_formulas(((f"The code of {one.name}", code) for code in one.codes), "the table to be published")
