"""Tables of amounts from records, with the requirements of the rules for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fanlight.errors import BadInput
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.contributions import contributions
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.numbers.counts import LARGEST, too_large, whole
from fanlight.readers.columns import need_columns
from fanlight.readers.frames import Trees, sheet_of_frame, sheets_of_trees
from fanlight.readers.sheet import Sheet
from fanlight.readers.trees import read_tree
from fanlight.sdc.rules.magnitude import magnitude_table
from fanlight.tables.knowledge.rules import MagnitudeRules


def amounts(
    records: Any,
    *,
    dimensions: Sequence[str],
    amount: str,
    rules: MagnitudeRules,
    holder: str | None = None,
    hierarchies: Trees | None = None,
) -> CellTable:
    """The table of amounts of a frame of records, with the requirements of the rules: what `protect` takes.

    `dimensions`: columns of codes; `amount`: the column of amounts, whole numbers from 0 (give pence, or thousands);
    `holder`: the column that says whose a record is (without it every record is a contributor of its own);
    `hierarchies`: of a dimension its tree, code to parent, or several.

    Raises `BadInput` naming the record's row, from 1; `TooLarge` for more cells than fit. Rules: Hundepool and others,
    Handbook on Statistical Disclosure Control, chapter 4.
    """
    sheet = sheet_of_frame(records, "the records")
    need_columns(sheet.heads, [*dimensions, amount, *([holder] if holder else [])], sheet.name)
    trees = sheets_of_trees(hierarchies)
    axes, places = [], []
    for name in dimensions:
        codes = _texts(sheet, name, f"The code of {name} is empty.")
        read = [read_tree(tree) for tree in trees.get(name, ())]
        axes.append(axis(name, tuple(dict.fromkeys(codes)), read, where=sheet.name))
        at = {code: position for position, code in enumerate(axes[-1].codes)}
        places.append([at[code] for code in codes])
    column = sheet.heads.index(amount)
    each = [
        whole(row[column], "The amount", sheet.place(number), least=None)
        for row, number in zip(sheet.rows, sheet.numbers, strict=True)
    ]
    if sum(each) > LARGEST:
        raise too_large("The total of all amounts", sheet.name)
    found = contributions(
        axes, np.array(places, dtype=np.int64).T, np.array(each, dtype=np.int64), _holders(sheet, holder), top=rules.top
    )
    return magnitude_table(axes, found, rules)


def _holders(sheet: Sheet, holder: str | None) -> Ints:
    if holder is None:
        return np.arange(len(sheet.rows), dtype=np.int64)
    names = _texts(sheet, holder, f"The record has no {holder}.")
    # In their own order, so that of two equal contributors the same one is the first however the records are sorted.
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([numbers[name] for name in names], dtype=np.int64)


def _texts(sheet: Sheet, name: str, missing: str) -> list[str]:
    at = sheet.heads.index(name)
    for row, number in zip(sheet.rows, sheet.numbers, strict=True):
        if not row[at]:
            raise BadInput(missing, where=sheet.place(number), next_step="Fill it in, or leave the record out.")
    return [row[at] for row in sheet.rows]
