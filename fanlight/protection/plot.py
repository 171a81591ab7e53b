"""A picture of a table: what is given, what is withheld, and how far each withheld figure can be worked out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from fanlight.audit.cells import CellAudit, State
from fanlight.audit.cells.system import FAR
from fanlight.errors import BadInput
from fanlight.tables.cells.marks import MERGED
from fanlight.tables.cells.product import ProductNames
from fanlight.tables.cells.trees import TOTAL

COLOURS = {State.NONE: "#dbe4ee", State.MET: "#9fc5a8", State.FAILED: "#e3a29b", State.NOT_PROVED: "#f0d48a"}
WORDS = {
    State.NONE: "withheld to protect others",
    State.MET: "protected, wide enough",
    State.FAILED: "protected, too close",
    State.NOT_PROVED: "protected, not proved",
}
MOST = 60
"""Rows or columns that a picture holds."""


def plot(
    found: CellAudit, *, rows: str = "", columns: str = "", at: Mapping[str, str] | None = None, intervals: bool = True
) -> Any:
    """A matplotlib figure of two dimensions of an audited table; all others stand at a code (`at`), else at Total.

    `intervals`: what can be worked out stands in the withheld cells, which makes the picture internal; without, they
    show [c]. Raises `BadInput` for an unknown dimension or code, for a JJ file, and for more than 60 rows or columns.
    """
    names = found.public.names
    if not isinstance(names, ProductNames) or len(names.axes) < 2:
        raise BadInput("A picture needs a table of at least two dimensions.")
    heads = list(names.heads)
    rows = rows or heads[0]
    columns = columns or next(head for head in heads if head != rows)
    for name in (rows, columns, *(at or {})):
        if name not in heads:
            raise BadInput(f"There is no dimension “{name}”.", next_step=f"The dimensions are {', '.join(heads)}.")
    if rows == columns:
        raise BadInput("Rows and columns must be two dimensions.", where=rows)
    gone = {head: _merged(found, position) for position, head in enumerate(heads)}
    down = [code for code in names.axes[heads.index(rows)].codes if code not in gone[rows]]
    across = [code for code in names.axes[heads.index(columns)].codes if code not in gone[columns]]
    if max(len(down), len(across)) > MOST:
        raise BadInput(
            f"The picture would have more than {MOST} rows or columns.", next_step="Choose other dimensions."
        )
    return _drawn(found, names, heads, (rows, down), (columns, across), dict(at or {}), intervals)


def svg(figure: Any) -> str:
    """The figure as SVG; the same figure gives the same text."""
    import matplotlib as mpl

    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "fanlight", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _merged(found: CellAudit, position: int) -> set[str]:
    names = found.public.names
    assert isinstance(names, ProductNames)
    grid = (found.public.marks == MERGED).reshape(names.shape)
    whole = grid.all(axis=tuple(other for other in range(len(names.axes)) if other != position))
    return {code for code, hidden in zip(names.axes[position].codes, whole.tolist(), strict=True) if hidden}


def _drawn(
    found: CellAudit,
    names: ProductNames,
    heads: list[str],
    down: tuple[str, list[str]],
    across: tuple[str, list[str]],
    at: Mapping[str, str],
    intervals: bool,
) -> Any:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.patches import Patch, Rectangle
    except ImportError:
        raise BadInput("Pictures need matplotlib.", next_step="Install fanlight with the extra “plot”.") from None

    column_of = {int(cell): column for column, cell in enumerate(found.cells)}
    wide, high = len(across[1]), len(down[1])
    figure = Figure(figsize=(1.6 + 0.85 * wide, 1.3 + 0.36 * high))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    used: dict[State, None] = {}
    for y, row in enumerate(down[1]):
        for x, code in enumerate(across[1]):
            key = [at.get(head, TOTAL) for head in heads]
            key[heads.index(down[0])], key[heads.index(across[0])] = row, code
            try:
                cell = names.cell(key)
            except KeyError:
                raise BadInput("There is no such code.", where=", ".join(f"{k}={v}" for k, v in at.items())) from None
            column = column_of.get(cell)
            if column is None:
                colour, text = "white", f"{int(found.public.values[cell]):,}"
            else:
                state = State(int(found.states[column]))
                used[state] = None
                colour, text = COLOURS[state], _interval(found, column) if intervals else "[c]"
            axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="#777777", linewidth=0.6))
            bold = "bold" if TOTAL in (row, code) else "normal"
            axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=8, fontweight=bold)
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    axes.set_xticks(np.arange(wide) + 0.5, across[1], fontsize=8, rotation=0 if wide < 12 else 60)
    axes.set_yticks(np.arange(high) + 0.5, down[1], fontsize=8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xlabel(across[0], fontsize=9)
    axes.xaxis.set_label_position("top")
    axes.set_ylabel(down[0], fontsize=9)
    for spine in axes.spines.values():
        spine.set_visible(False)
    legend = [Patch(facecolor="white", edgecolor="#777777", label="given")]
    legend += [
        Patch(facecolor=COLOURS[state], edgecolor="#777777", label=WORDS[state]) for state in State if state in used
    ]
    said = "Internal: intervals must not be given out." if intervals else None
    shown = axes.legend(
        handles=legend, loc="upper center", bbox_to_anchor=(0.5, -0.02), ncols=2, fontsize=8, frameon=False, title=said
    )
    shown.get_title().set(fontsize=8, color="#8a1f11")
    return figure


def _interval(found: CellAudit, column: int) -> str:
    lo, hi = int(found.lower[column]), int(found.upper[column])
    if hi >= FAR:
        return f"≥ {lo:,}"
    return f"= {lo:,}" if lo == hi else f"{lo:,} to {hi:,}"
