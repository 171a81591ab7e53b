"""Inner cells from a CSV or a frame: one column a dimension, one of counts; a combination without a line is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fanlight.errors import BadInput, option
from fanlight.figures.cells.dimensions.product import check_size, product_table
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes
from fanlight.figures.cells.dimensions.trees import Axis, axis, refuse_top
from fanlight.figures.cells.numbers.counts import LARGEST, too_large, whole
from fanlight.figures.cells.table import CellTable
from fanlight.readers.columns import need_dimensions, refuse_own_columns
from fanlight.readers.sheet import Sheet, Source, need_code, read_sheet
from fanlight.readers.trees import read_tree
from fanlight.tables.text.formulas import refuse_formulas


def read_cells(
    source: Source,
    *,
    count: str = "count",
    hierarchies: Mapping[str, Sequence[Source]] | None = None,
    beside: Sequence[str] = (),
    to_publish: bool = False,
) -> CellTable:
    """The table of inner cells; `hierarchies`: for a dimension, one or several trees; `beside`: columns
    that are no dimensions. `to_publish`: its names and codes are about to be written into a published file, so none may be
    a formula there.

    Raises `BadInput` naming file and line for a missing column, a dimension with the name of a column of PUBLIC.csv, a
    count that is no whole number from 0 to 2^53, a key that stands twice, an empty code, a control character, a tree that
    does not fit; `TooLarge` for more cells than fit.
    """
    sheet = read_sheet(source, "The cells")
    dimensions = _dimensions(sheet, count, beside)
    if to_publish:
        heads = ((f"The name of column {sheet.heads.index(name) + 1}", name) for name in dimensions)
        refuse_formulas(heads, sheet.name)
    need_dimensions(hierarchies or {}, dimensions, sheet.name)
    axes = [_axis(sheet, name, (hierarchies or {}).get(name, ()), to_publish) for name in dimensions]
    check_size(axes)
    at = [sheet.heads.index(name) for name in dimensions]
    positions = [{code: place for place, code in enumerate(one.codes)} for one in axes]
    inner = np.zeros(tuple(one.leaves for one in axes), dtype=np.int64)
    seen: dict[tuple[int, ...], int] = {}
    column = sheet.heads.index(count)
    total = 0
    for row, line in zip(sheet.rows, sheet.numbers, strict=True):
        key = tuple(codes[row[i]] for codes, i in zip(positions, at, strict=True))
        if key in seen:
            raise BadInput(
                f"The cell {', '.join(row[i] for i in at)} stands twice, first in {sheet.beside(seen[key])}.",
                where=sheet.place(line),
                next_step="Give each cell once.",
            )
        seen[key] = line
        number = _count(row[column], sheet, line)
        total += number
        inner[key] = number
    if total > LARGEST:
        raise too_large("The total of all counts", sheet.name)
    return product_table(axes, inner)


def _count(text: str, sheet: Sheet, line: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < _SHORT:
        return int(text)
    # Frames and spreadsheets write whole numbers of a column with gaps as 12.0.
    return whole(text.removesuffix(".0"), "The count", sheet.place(line), next_step="" if text else _BLANK)


_SHORT = len(str(LARGEST))
_BLANK = "Write 0, or leave the line out: a combination without a line is 0."


def _dimensions(sheet: Sheet, count: str, beside: Sequence[str]) -> list[str]:
    if count not in sheet.heads:
        raise BadInput(
            f"There is no column “{count}”.",
            where=sheet.name,
            next_step=f"The columns are {', '.join(sheet.heads)}; name the one of counts with {option('count')}.",
        )
    dimensions = [head for head in sheet.heads if head != count and head not in beside]
    if not dimensions:
        raise BadInput(
            "There is no dimension beside the counts.",
            where=sheet.name,
            next_step="Give a column for each thing that the counts are broken down by.",
        )
    refuse_own_columns(dimensions, sheet.name)
    return dimensions


def _axis(sheet: Sheet, name: str, trees: Sequence[Source], to_publish: bool) -> Axis:
    read = [read_tree(tree, to_publish=to_publish) for tree in trees]
    at = sheet.heads.index(name)
    first: dict[str, int] = {}
    for row, line in zip(sheet.rows, sheet.numbers, strict=True):
        first.setdefault(row[at], line)
    for code, line in first.items():
        where = sheet.place(line)
        need_code(code, f"The code of {name}", where)
        refuse_top(code, name, where)
        if to_publish:
            refuse_formulas(((f"The code of {name}", code),), where)
    places = {code: sheet.place(line) for code, line in first.items()}
    refuse_lookalikes(first, f"The code of {name}", sheet.name, places)
    return axis(name, tuple(first), read, where=sheet.name)
