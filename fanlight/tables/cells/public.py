"""What everybody can see of a table: PUBLIC.csv, read and written.

A row for every product of codes, `Total` among them: the dimensions, then `count` and `status`. Status empty: given;
`c`: withheld, and the count is empty; `r`: perturbed; any other mark: withheld under a mark of its own, which may tell
something. A code that is merged into a pool has no row; its cells are withheld all the same. For a JJ file: `cell` (the
file's id) and `status`; where figures are perturbed, `count` between them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.tables.cells.columns import need_dimensions, refuse_own_columns
from fanlight.tables.cells.decimals import text_of, told
from fanlight.tables.cells.equations import Equations, Ints
from fanlight.tables.cells.lines import read_lines
from fanlight.tables.cells.marks import FIRST_MARKS, GIVEN, MERGED, PERTURBED, WITHHELD, count_of, mark_of
from fanlight.tables.cells.pooled import merged_cells
from fanlight.tables.cells.pools import Pool, check_dimensions, pools_of, seen_axis
from fanlight.tables.cells.product import ProductNames, check_size, equations_of, inner_cells
from fanlight.tables.cells.table import NO_BOUND, CellTable, Names
from fanlight.tables.cells.trees import Axis
from fanlight.tables.counted import counted
from fanlight.tables.formulas import refuse_formulas


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


def write_public(public: PublicTable) -> str:
    """The text of PUBLIC.csv. The same table gives the same text.

    Raises `BadInput` for a name or code that is a formula there, a pool's that was made up from codes say, and for a
    dimension with the name of one of the columns `count` and `status`.
    """
    # A table with dimensions may have a single one, called “cell”.
    jj = not isinstance(public.names, ProductNames)
    if isinstance(public.names, ProductNames):
        _refuse_names(public.names.axes)
    counts = not jj or bool((public.marks == PERTURBED).any())
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*public.names.heads, *(["count"] if counts else []), "status"])
    shown = (public.given | (public.marks == PERTURBED)).tolist()
    values, marks = public.values.tolist(), public.marks.tolist()
    for cell in np.flatnonzero(public.marks != MERGED).tolist():
        count = [values[cell] if shown[cell] else ""] if counts else []
        writer.writerow([*public.names[cell], *count, public.mark_texts[marks[cell]]])
    return out.getvalue()


def _refuse_names(axes: Sequence[Axis]) -> None:
    refuse_own_columns([one.name for one in axes], "the table to be published")
    for one in axes:
        refuse_formulas((("The name of the dimension", one.name),), "the table to be published")
        refuse_formulas(((f"The code of {one.name}", code) for code in one.codes), "the table to be published")


def read_public(
    path: Path, hierarchies: Mapping[str, Sequence[Path]] | None = None, pools: Sequence[Pool] = ()
) -> PublicTable:
    """A published table. `hierarchies`: for a dimension its tree files, as for `read_cells`; `pools`: see `read_pools`.

    Raises `BadInput` naming the line for a row that stands twice, is missing or belongs to a merged code, for an unknown
    code, a count where one is withheld or none where one is given, and for given counts that do not add up.
    """
    heads, rows, lines = read_lines(path, "The table")
    dimensions = _dimensions(heads, path.name)
    check_dimensions(pools, dimensions, path.name)
    need_dimensions(hierarchies or {}, dimensions, path.name)
    axes = tuple(
        seen_axis(
            path.name, name, [row[at] for row in rows], lines, (hierarchies or {}).get(name, ()), pools_of(pools, name)
        )
        for at, name in enumerate(dimensions)
    )
    check_size(axes)
    names = ProductNames(axes)
    merged = merged_cells(axes, pools)
    _refuse_rowless(path.name, names, rows, merged, hierarchies or {})
    marks = np.where(merged, MERGED, -1).astype(np.int16)
    values = np.zeros(len(names), dtype=np.int64)
    texts = list(FIRST_MARKS)
    places, width = names.positions, len(dimensions)
    cells = np.ravel_multi_index(
        tuple(np.array([where[row[at]] for row in rows]) for at, where in enumerate(places)), names.shape
    ).tolist()
    for cell, row, line in zip(cells, rows, lines, strict=True):
        if marks[cell] != -1:
            what = "belongs to a code that is merged into a pool" if marks[cell] == MERGED else "stands twice"
            raise BadInput(
                f"The row {', '.join(row[:width])} {what}.",
                where=f"{path.name}, line {line}",
                next_step="Give each row once, and none for merged codes.",
            )
        values[cell], marks[cell] = count_of(row[width], row[width + 1], texts, f"{path.name}, line {line}", least=0)
    missing = np.flatnonzero(marks == -1)
    if len(missing):
        raise BadInput(
            f"{counted(len(missing), 'row')} {_are(missing)} missing, first {', '.join(names[int(missing[0])])}.",
            where=path.name,
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
    check_sums(public, path.name)
    return public


def _are(cells: Ints) -> str:
    return "is" if len(cells) == 1 else "are"


def _refuse_rowless(
    where: str,
    names: ProductNames,
    rows: Sequence[Sequence[str]],
    merged: NDArray[np.bool_],
    hierarchies: Mapping[str, Sequence[Path]],
) -> None:
    """Raises `BadInput` for a code of a tree that has no row at all: the tree is another than the table was made with."""
    for at, one in enumerate(names.axes):
        if one.name not in hierarchies:
            continue
        others = tuple(other for other in range(len(names.shape)) if other != at)
        whole = np.asarray(merged.reshape(names.shape).all(axis=others))
        met = {row[at] for row in rows}
        rowless = [code for code, gone in zip(one.codes, whole.tolist(), strict=True) if not gone and code not in met]
        if rowless:
            trees = " or ".join(tree.name for tree in hierarchies[one.name])
            raise BadInput(
                f"The code “{rowless[0]}” of {one.name} ({trees}) has no row.",
                where=where,
                next_step="Give the tree that the table was made with, or a row for each of its codes and groups.",
            )


def read_heads(path: Path) -> tuple[str, ...]:
    """The dimensions of a published table. Raises `BadInput` as `read_public` does."""
    heads, _, _ = read_lines(path, "The table")
    return _dimensions(heads, path.name)


def _dimensions(heads: Sequence[str], where: str) -> tuple[str, ...]:
    if list(heads[-2:]) != ["count", "status"] or len(heads) < 3:
        raise BadInput(
            "The columns must be the dimensions, then count and status.",
            where=where,
            next_step=f"The file has {', '.join(heads)}.",
        )
    refuse_own_columns(heads[:-2], where)
    return tuple(heads[:-2])


def read_public_jj(table: CellTable, path: Path) -> PublicTable:
    """What is published of a JJ file's table: its counts where the status is empty. A `count`, where there is one, must
    be the file's. Raises `BadInput` as `read_public` does."""
    heads, rows, lines = read_lines(path, "The table")
    if heads not in (["cell", "status"], ["cell", "count", "status"]):
        raise BadInput(
            "The columns must be cell and status, with or without count between them.",
            where=path.name,
            next_step=f"The file has {', '.join(heads)}.",
        )
    at = {table.names[cell][0]: cell for cell in range(len(table))}
    marks = np.full(len(table), -1, dtype=np.int16)
    values = np.zeros(len(table), dtype=np.int64)
    texts = list(FIRST_MARKS)
    for row, line in zip(rows, lines, strict=True):
        where = f"{path.name}, line {line}"
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
            where=path.name,
            next_step="Give a row for every cell of the instance; a withheld one has the status c.",
        )
    public = replace(public_of(table, marks != GIVEN), values=values, marks=marks, mark_texts=tuple(texts))
    check_sums(public, path.name)
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
