"""Inner cells from a CSV: one column a dimension, one of counts; a combination without a line is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from fanlight.errors import BadInput
from fanlight.tables.cells.lines import read_lines
from fanlight.tables.cells.product import check_size, product_table
from fanlight.tables.cells.table import CellTable
from fanlight.tables.cells.trees import Axis, axis, read_tree


def read_cells(
    path: Path,
    *,
    count: str = "count",
    hierarchies: Mapping[str, Sequence[Path]] | None = None,
    beside: Sequence[str] = (),
) -> CellTable:
    """The table of a CSV of inner cells; `hierarchies`: for a dimension, one or several tree files; `beside`: columns
    that are no dimensions.

    Raises `BadInput` naming file and line for a missing column, a count that is no whole number from 0, a key that
    stands twice, an empty code, a control character, a tree that does not fit; `TooLarge` for more cells than fit.
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
        raise BadInput("There is no dimension beside the counts.", where=path.name)
    for name in hierarchies or {}:
        if name not in dimensions:
            raise BadInput(
                f"There is no dimension “{name}” for a hierarchy.",
                where=path.name,
                next_step=f"The dimensions are {', '.join(dimensions)}.",
            )
    at = [heads.index(name) for name in dimensions]
    axes = _axes(path, dimensions, at, rows, lines, hierarchies or {})
    check_size(axes)
    positions = [{code: place for place, code in enumerate(one.codes)} for one in axes]
    inner = np.zeros(tuple(one.leaves for one in axes), dtype=np.int64)
    seen: dict[tuple[int, ...], int] = {}
    column = heads.index(count)
    for row, line in zip(rows, lines, strict=True):
        key = tuple(where[row[i]] for where, i in zip(positions, at, strict=True))
        if key in seen:
            raise BadInput(
                f"The cell {', '.join(row[i] for i in at)} stands twice, first in line {seen[key]}.",
                where=f"{path.name}, line {line}",
                next_step="Give each cell once.",
            )
        seen[key] = line
        inner[key] = _whole(row[column], f"{path.name}, line {line}")
    return product_table(axes, inner)


def _axes(
    path: Path,
    dimensions: Sequence[str],
    at: Sequence[int],
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    hierarchies: Mapping[str, Sequence[Path]],
) -> list[Axis]:
    for row, line in zip(rows, lines, strict=True):
        for name, i in zip(dimensions, at, strict=True):
            if not row[i]:
                raise BadInput(f"The code of {name} is empty.", where=f"{path.name}, line {line}")
    return [
        axis(
            name,
            tuple(dict.fromkeys(row[i] for row in rows)),
            [read_tree(tree) for tree in hierarchies.get(name, ())],
            where=path.name,
        )
        for name, i in zip(dimensions, at, strict=True)
    ]


def _whole(text: str, where: str) -> int:
    digits = text.removesuffix(".0")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise BadInput("The count is not a whole number from 0.", where=where)
    return int(digits)
