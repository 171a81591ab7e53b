"""A picture of a table: what is given, what is withheld, and how far each withheld figure can be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanlight.audit.cells import CellAudit, State
from fanlight.audit.cells.system import FAR
from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import TOTAL
from fanlight.figures.cells.marks import MERGED
from fanlight.protection.report.picture import GIVEN, MOST, Drawn, draw, inline, svg

WORDS = {
    State.NONE: "withheld to protect others",
    State.MET: "protected, wide enough",
    State.FAILED: "protected, too close",
    State.NOT_PROVED: "protected, not proved",
}
COLOURS = {
    WORDS[State.NONE]: "#dbe4ee",
    WORDS[State.MET]: "#9fc5a8",
    WORDS[State.FAILED]: "#e3a29b",
    WORDS[State.NOT_PROVED]: "#f0d48a",
}
WITHHELD = "withheld"
PUBLIC_COLOURS = {WITHHELD: "#dbe4ee"}
"""Of a picture without intervals: which figures are withheld for themselves, and which to protect these, is not told."""
INTERNAL = "Internal: intervals must not be given out."


def plot(
    found: CellAudit, *, rows: str = "", columns: str = "", at: Mapping[str, str] | None = None, intervals: bool = True
) -> Any:
    """A matplotlib figure of two dimensions of an audited table; all others stand at a code (`at`), else at Total.

    `intervals`: what can be worked out stands in the withheld cells, and how each fares, which makes the picture internal;
    without, all of them show [c] in one colour. Raises `BadInput` for an unknown dimension or code, for a code of a
    dimension that is drawn, for a JJ file, and for more than 60 rows or columns.
    """
    names = found.public.names
    if not isinstance(names, ProductNames) or len(names.axes) < 2:
        raise BadInput("A picture needs a table of at least two dimensions.")
    heads = list(names.heads)
    rows = rows or next(head for head in heads if head != columns)
    columns = columns or next(head for head in heads if head != rows)
    at = dict(at or {})
    for name in (rows, columns, *at):
        if name not in heads:
            raise BadInput(f"There is no dimension “{name}”.", next_step=f"The dimensions are {', '.join(heads)}.")
    if rows == columns:
        raise BadInput("Rows and columns must be two dimensions.", where=rows)
    for name, code in at.items():
        if name in (rows, columns):
            raise BadInput(
                f"The dimension “{name}” is drawn with all of its codes.",
                where=f"at: {name}={code}",
                next_step="Take it out of at, or choose other rows and columns.",
            )
        if code not in names.positions[heads.index(name)]:
            raise BadInput(f"{name} has no code “{code}”.", where=f"at: {name}={code}", next_step="Correct it.")
    gone = {head: _merged(found, position) for position, head in enumerate(heads)}
    down = [code for code in names.axes[heads.index(rows)].codes if code not in gone[rows]]
    across = [code for code in names.axes[heads.index(columns)].codes if code not in gone[columns]]
    column_of = {int(cell): column for column, cell in enumerate(found.cells)}
    key = [at.get(head, TOTAL) for head in heads]
    cells = []
    if max(len(down), len(across)) <= MOST:
        for row in down:
            line = []
            for code in across:
                key[heads.index(rows)], key[heads.index(columns)] = row, code
                cell = names.cell(key)
                line.append(_cell(found, cell, column_of.get(cell), intervals, bold=TOTAL in (row, code)))
            cells.append(line)
    return draw(
        (rows, down),
        (columns, across),
        cells,
        COLOURS if intervals else PUBLIC_COLOURS,
        INTERNAL if intervals else "",
    )


def picture_of(found: CellAudit) -> str:
    """The picture with its intervals as SVG for the audit's page: the first two dimensions that fit, the others at Total.
    Empty where the table has none that can be drawn, or matplotlib is not there. Internal."""
    names = found.public.names
    if not isinstance(names, ProductNames) or not len(found.cells):
        return ""
    fitting = [axis.name for axis in names.axes if len(axis) <= MOST]
    if len(fitting) < 2:
        return ""
    rows, columns = fitting[:2]
    others = [head for head in names.heads if head not in (rows, columns)]
    stand = f" ({', '.join(others)}: {TOTAL})" if others else ""
    title = f"Figures by {rows} and {columns}{stand}: what is given, and "
    try:
        figure = plot(found, rows=rows, columns=columns)
    except BadInput:
        return ""
    return inline(
        figure, f"{title}how far each withheld figure can be worked out. The same stands in words below.", "p-"
    )


def _merged(found: CellAudit, position: int) -> set[str]:
    names = found.public.names
    assert isinstance(names, ProductNames)
    grid = (found.public.marks == MERGED).reshape(names.shape)
    whole = grid.all(axis=tuple(other for other in range(len(names.axes)) if other != position))
    return {code for code, hidden in zip(names.axes[position].codes, whole.tolist(), strict=True) if hidden}


def _cell(found: CellAudit, cell: int, column: int | None, intervals: bool, *, bold: bool) -> Drawn:
    if column is None:
        return Drawn(f"{int(found.public.values[cell]):,}", GIVEN, bold)
    if not intervals:
        return Drawn("[c]", WITHHELD, bold)
    return Drawn(_interval(found, column), WORDS[State(int(found.states[column]))], bold)


def _interval(found: CellAudit, column: int) -> str:
    lo, hi = int(found.lower[column]), int(found.upper[column])
    if hi >= FAR:
        return f"≥ {lo:,}"
    return f"= {lo:,}" if lo == hi else f"{lo:,} to {hi:,}"


__all__ = ["picture_of", "plot", "svg"]
