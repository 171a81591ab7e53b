"""Inner cells from a CSV: one column a dimension, one of counts; a combination without a line is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from fanlight.errors import BadInput
from fanlight.tables.cells.columns import need_dimensions, refuse_own_columns
from fanlight.tables.cells.counts import LARGEST, too_large, whole
from fanlight.tables.cells.lines import need_code, read_lines, refuse_lookalikes
from fanlight.tables.cells.product import check_size, product_table
from fanlight.tables.cells.table import CellTable
from fanlight.tables.cells.trees import axis, read_tree, refuse_top
from fanlight.tables.formulas import refuse_formulas


def read_cells(
    path: Path,
    *,
    count: str = "count",
    hierarchies: Mapping[str, Sequence[Path]] | None = None,
    beside: Sequence[str] = (),
    to_publish: bool = False,
) -> CellTable:
    """The table of a CSV of inner cells; `hierarchies`: for a dimension, one or several tree files; `beside`: columns
    that are no dimensions. `to_publish`: its names and codes are about to be written into a published file, so none may be
    a formula there.

    Raises `BadInput` naming file and line for a missing column, a dimension with the name of a column of PUBLIC.csv, a
    count that is no whole number from 0 to 2^53, a key that stands twice, an empty code, a control character, a tree that
    does not fit; `TooLarge` for more cells than fit.
    """
    heads, rows, lines = read_lines(path, "The cells")
    if count not in heads:
        raise BadInput(
            f"There is no column “{count}”.",
            where=path.name,
            next_step=f"The columns are {', '.join(heads)}; name the one of counts with --count.",
        )
    dimensions = [head for head in heads if head != count and head not in beside]
    if not dimensions:
        raise BadInput(
            "There is no dimension beside the counts.",
            where=path.name,
            next_step="Give a column for each thing that the counts are broken down by.",
        )
    refuse_own_columns(dimensions, path.name)
    if to_publish:
        refuse_formulas(((f"The name of column {heads.index(name) + 1}", name) for name in dimensions), path.name)
    need_dimensions(hierarchies or {}, dimensions, path.name)
    at = [heads.index(name) for name in dimensions]
    axes = []
    for name, i in zip(dimensions, at, strict=True):
        trees = [read_tree(tree, to_publish=to_publish) for tree in (hierarchies or {}).get(name, ())]
        first: dict[str, int] = {}
        for row, line in zip(rows, lines, strict=True):
            first.setdefault(row[i], line)
        for code, line in first.items():
            need_code(code, f"The code of {name}", f"{path.name}, line {line}")
            refuse_top(code, name, f"{path.name}, line {line}")
            if to_publish:
                refuse_formulas(((f"The code of {name}", code),), f"{path.name}, line {line}")
        refuse_lookalikes(first, f"The code of {name}", path.name, first)
        axes.append(axis(name, tuple(first), trees, where=path.name))
    check_size(axes)
    positions = [{code: place for place, code in enumerate(one.codes)} for one in axes]
    inner = np.zeros(tuple(one.leaves for one in axes), dtype=np.int64)
    seen: dict[tuple[int, ...], int] = {}
    column = heads.index(count)
    total = 0
    for row, line in zip(rows, lines, strict=True):
        where = f"{path.name}, line {line}"
        key = tuple(codes[row[i]] for codes, i in zip(positions, at, strict=True))
        if key in seen:
            raise BadInput(
                f"The cell {', '.join(row[i] for i in at)} stands twice, first in line {seen[key]}.",
                where=where,
                next_step="Give each cell once.",
            )
        seen[key] = line
        # Frames and spreadsheets write whole numbers of a column with gaps as 12.0.
        number = whole(row[column].removesuffix(".0"), "The count", where, next_step="" if row[column] else _BLANK)
        total += number
        inner[key] = number
    if total > LARGEST:
        raise too_large("The total of all counts", path.name)
    return product_table(axes, inner)


_BLANK = "Write 0, or leave the line out: a combination without a line is 0."
