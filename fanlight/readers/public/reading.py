"""What is published of a table, read: PUBLIC.csv (see `writing`) or a frame of the same columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.pooled import merged_cells
from fanlight.figures.cells.dimensions.pools import Pool, check_dimensions, pooled_axis, pools_of
from fanlight.figures.cells.dimensions.product import ProductNames, check_size, equations_of, inner_cells
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes
from fanlight.figures.cells.dimensions.trees import TOTAL, Axis, axis
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import FIRST_MARKS, GIVEN, MERGED, PERTURBED, count_of, mark_of
from fanlight.figures.cells.numbers.counts import whole
from fanlight.figures.cells.public import PublicTable, public_of
from fanlight.figures.cells.table import NO_BOUND, CellTable
from fanlight.readers.columns import need_dimensions, refuse_own_columns
from fanlight.readers.keyed import read_keyed
from fanlight.readers.sheet import Sheet, Source, need_code, read_sheet
from fanlight.readers.trees import read_tree
from fanlight.tables.text.counted import counted


def read_public(
    source: Source, hierarchies: Mapping[str, Sequence[Source]] | None = None, pools: Sequence[Pool] = ()
) -> PublicTable:
    """A published table. `hierarchies`: for a dimension its trees, as for `read_cells`; `pools`: see `read_pools`.

    Raises `BadInput` naming the line for a row that stands twice, is missing or belongs to a merged code, for an unknown
    code, a count where one is withheld or none where one is given, and for given counts that do not add up.
    """
    sheet = read_sheet(source, "The table")
    rows = sheet.rows
    dimensions = _dimensions(sheet)
    check_dimensions(pools, dimensions, sheet.name)
    need_dimensions(hierarchies or {}, dimensions, sheet.name)
    axes = tuple(
        seen_axis(sheet, name, (hierarchies or {}).get(name, ()), pools_of(pools, name)) for name in dimensions
    )
    check_size(axes)
    names = ProductNames(axes)
    merged = merged_cells(axes, pools)
    _refuse_rowless(sheet, names, merged, hierarchies or {})
    marks = np.where(merged, MERGED, -1).astype(np.int16)
    values = np.zeros(len(names), dtype=np.int64)
    texts = list(FIRST_MARKS)
    places, width = names.positions, len(dimensions)
    cells = np.ravel_multi_index(
        tuple(np.array([where[row[at]] for row in rows]) for at, where in enumerate(places)), names.shape
    ).tolist()
    for cell, row, line in zip(cells, rows, sheet.numbers, strict=True):
        if marks[cell] != -1:
            what = "belongs to a code that is merged into a pool" if marks[cell] == MERGED else "stands twice"
            raise BadInput(
                f"The row {', '.join(row[:width])} {what}.",
                where=sheet.place(line),
                next_step="Give each row once, and none for merged codes.",
            )
        values[cell], marks[cell] = count_of(row[width], row[width + 1], texts, sheet.place(line), least=0)
    missing = np.flatnonzero(marks == -1)
    if len(missing):
        raise BadInput(
            f"{counted(len(missing), 'row')} {_are(missing)} missing, first {', '.join(names[int(missing[0])])}.",
            where=sheet.name,
            next_step="Give a row for every product of codes and totals; a withheld one has the status c.",
        )
    public = PublicTable(
        names=names,
        equations=equations_of(axes),
        given=marks == GIVEN,
        values=values,
        lower=np.zeros(len(names), dtype=np.int64),
        upper=np.full(len(names), NO_BOUND),
        inner=inner_cells(axes),
        marks=marks,
        mark_texts=tuple(texts),
    )
    check_sums(public, sheet.name)
    return public


def _are(cells: Ints) -> str:
    return "is" if len(cells) == 1 else "are"


def _refuse_rowless(
    sheet: Sheet,
    names: ProductNames,
    merged: NDArray[np.bool_],
    hierarchies: Mapping[str, Sequence[Source]],
) -> None:
    """Raises `BadInput` for a code of a tree that has no row at all: the tree is another than the table was made with."""
    for at, one in enumerate(names.axes):
        if one.name not in hierarchies:
            continue
        others = tuple(other for other in range(len(names.shape)) if other != at)
        whole = np.asarray(merged.reshape(names.shape).all(axis=others))
        met = {row[at] for row in sheet.rows}
        rowless = [code for code, gone in zip(one.codes, whole.tolist(), strict=True) if not gone and code not in met]
        if rowless:
            trees = " or ".join(tree.name for tree in hierarchies[one.name])
            raise BadInput(
                f"The code “{rowless[0]}” of {one.name} ({trees}) has no row.",
                where=sheet.name,
                next_step="Give the tree that the table was made with, or a row for each of its codes and groups.",
            )


def read_heads(source: Source) -> tuple[str, ...]:
    """The dimensions of a published table. Raises `BadInput` as `read_public` does."""
    return _dimensions(read_sheet(source, "The table"))


def _dimensions(sheet: Sheet) -> tuple[str, ...]:
    heads = sheet.heads
    if list(heads[-2:]) != ["count", "status"] or len(heads) < 3:
        raise BadInput(
            "The columns must be the dimensions, then count and status.",
            where=sheet.name,
            next_step=f"There are {', '.join(heads)}.",
        )
    refuse_own_columns(heads[:-2], sheet.name)
    return tuple(heads[:-2])


def read_public_jj(table: CellTable, source: Source) -> PublicTable:
    """What is published of a JJ file's table: its counts where the status is empty. A `count`, where there is one, must
    be the file's. Raises `BadInput` as `read_public` does."""
    sheet = read_sheet(source, "The table")
    heads = sheet.heads
    if heads not in (["cell", "status"], ["cell", "count", "status"]):
        raise BadInput(
            "The columns must be cell and status, with or without count between them.",
            where=sheet.name,
            next_step=f"There are {', '.join(heads)}.",
        )
    at = {table.names[cell][0]: cell for cell in range(len(table))}
    marks = np.full(len(table), -1, dtype=np.int16)
    values = np.zeros(len(table), dtype=np.int64)
    texts = list(FIRST_MARKS)
    for row, line in zip(sheet.rows, sheet.numbers, strict=True):
        where = sheet.place(line)
        if row[0] not in at:
            raise BadInput(
                f"The instance has no cell “{row[0] or '(blank)'}”.",
                where=where,
                next_step="Name cells by the numbers of the JJ file.",
            )
        cell = at[row[0]]
        if marks[cell] != -1:
            raise BadInput(f"The cell {row[0]} stands twice.", where=where, next_step="Give each cell once.")
        if len(heads) == 2:
            marks[cell] = mark_of(row[1], texts, where)
            if marks[cell] == PERTURBED:
                raise BadInput(
                    "A perturbed figure needs its count.", where=where, next_step="Give the column count beside status."
                )
            values[cell] = table.values[cell] if marks[cell] == GIVEN else 0
        else:
            values[cell], marks[cell] = count_of(row[1], row[2], texts, where, least=None, places=table.places)
            if marks[cell] == GIVEN and values[cell] != table.values[cell]:
                raise BadInput(
                    "The count is not the instance's.", where=where, next_step="Audit the table with its own JJ file."
                )
    missing = np.flatnonzero(marks == -1)
    if len(missing):
        raise BadInput(
            f"{counted(len(missing), 'cell')} {_are(missing)} missing, first {table.name(int(missing[0]))}.",
            where=sheet.name,
            next_step="Give a row for every cell of the instance; a withheld one has the status c.",
        )
    public = replace(public_of(table, marks != GIVEN), values=values, marks=marks, mark_texts=tuple(texts))
    check_sums(public, sheet.name)
    return public


def check_sums(public: PublicTable, where: str) -> None:
    """Raises `BadInput` where counts that are given do not add up."""
    open_terms = np.concatenate([[0], np.cumsum(~public.given[public.equations.cells])])
    closed = open_terms[public.equations.starts[1:]] == open_terms[public.equations.starts[:-1]]
    broken = np.flatnonzero(closed & (public.equations.left(public.values) != public.equations.values))
    if len(broken):
        cells, _ = public.equations.row(int(broken[0]))
        raise BadInput(
            f"{counted(len(broken), 'sum')} of given counts {'does' if len(broken) == 1 else 'do'} not add up, first that for {public.name(int(cells[0]))}.",
            where=where,
            next_step="Correct the counts, or give the trees and pools by which they add up.",
        )


def seen_axis(sheet: Sheet, name: str, trees: Sequence[Source], pools: Sequence[Pool]) -> Axis:
    """A dimension of a published table. Raises `BadInput`."""
    where, at = sheet.name, sheet.heads.index(name)
    seen, lines = [row[at] for row in sheet.rows], sheet.numbers
    for code, line in zip(seen, lines, strict=True):
        if not code:
            need_code(code, f"The code of {name}", sheet.place(line))
    if trees:
        plain = axis(name, (), [read_tree(tree) for tree in trees], where=where)
    else:
        own = {pool.code for pool in pools} | {TOTAL}
        merged = [code for pool in pools for code in pool.parts]
        plain = axis(name, [*(code for code in dict.fromkeys(seen) if code not in own), *merged], where=where)
    grown = pooled_axis(plain, pools, where)
    known = set(grown.codes)
    refuse_lookalikes(dict.fromkeys([*grown.codes, *seen]), f"The code of {name}", where)
    for code, line in zip(seen, lines, strict=True):
        if code not in known:
            raise BadInput(
                f"{name} has no code “{code}” in its tree or pools.",
                where=sheet.place(line),
                next_step="Correct the row, or give the tree and the pools that the table was made with.",
            )
    return grown


def read_public_amounts(table: CellTable, source: Source) -> PublicTable:
    """What is published of a table of amounts: its rows by the table's own codes. Raises `BadInput` for a row that is
    missing, an amount that is not the table's, and a mark other than c."""
    seen = np.zeros(len(table), dtype=np.bool_)
    withheld = np.zeros(len(table), dtype=np.bool_)
    for row in read_keyed(source, "The table", table.names, ("count", "status")):
        amount, mark = row.fields
        seen[row.cell] = True
        withheld[row.cell] = mark == "c"
        if mark not in ("", "c") or (mark == "c") != (amount == ""):
            raise BadInput("The row is neither given with its amount nor withheld (c) without.", where=row.where)
        if amount and whole(amount, "The amount", row.where) != table.values[row.cell]:
            raise BadInput(
                "The amount is not the table's.", where=row.where, next_step="Give the table it was made of."
            )
    if not seen.all():
        first = int(np.argmin(seen))
        raise BadInput(f"The row {table.name(first)} is missing.", where=source.name, next_step="Give every row.")
    return public_of(table, withheld)
