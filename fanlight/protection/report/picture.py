"""A drawn table: a grid of texts, each given or with a mark. What a mark is called and how it looks comes from the caller."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanlight.errors import BadInput

MOST = 60
"""Rows or columns that a picture holds."""
GIVEN = ""
"""The mark of what is given."""


@dataclass(frozen=True)
class Drawn:
    """A cell: its text, and its mark (`GIVEN`, or a key of the picture's marks); `bold` for totals."""

    text: str
    mark: str = GIVEN
    bold: bool = False


def draw(
    rows: tuple[str, Sequence[str]],
    columns: tuple[str, Sequence[str]],
    cells: Sequence[Sequence[Drawn]],
    marks: Mapping[str, str],
    said: str = "",
) -> Any:
    """A matplotlib figure. `rows`, `columns`: the name of each side and its labels; `cells`: by row and column; `marks`: of
    each mark its colour, its key being what the legend calls it; `said`: a warning over the legend.

    The figure holds all of itself, so that it can be saved in any way. Raises `BadInput` for more than 60 rows or columns,
    and where matplotlib is not there.
    """
    if max(len(rows[1]), len(columns[1])) > MOST:
        raise BadInput(
            f"The picture would have more than {MOST} rows or columns.", next_step="Choose other dimensions."
        )
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.patches import Patch, Rectangle
    except ImportError:
        raise BadInput("Pictures need matplotlib.", next_step="Install fanlight with the extra “plot”.") from None

    wide, high = len(columns[1]), len(rows[1])
    each = max(0.85, _inches(one.text for line in cells for one in line) + 0.15)
    upright = _inches(columns[1]) + 0.1 > each
    used = [mark for mark in marks if any(one.mark == mark for line in cells for one in line)]
    legend_columns = 2 if len(used) > 1 else 1 + len(used)
    across = max(
        _inches(rows[1]) + 0.6 + each * wide, 3.0, 0.2 + legend_columns * (_inches(used) + 0.6), _inches([said])
    )
    down = 0.36 * high + 0.75 + (0.75 * _inches(columns[1]) if upright else 0.2) + 0.2 * (2 + len(used) // 2)
    figure = Figure(figsize=(across, down), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for y, line in enumerate(cells):
        for x, one in enumerate(line):
            colour = "white" if one.mark == GIVEN else marks[one.mark]
            box = Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="#777777", linewidth=0.6, clip_on=False)
            axes.add_patch(box)
            weight = "bold" if one.bold else "normal"
            axes.text(
                x + 0.5, y + 0.5, one.text, ha="center", va="center", fontsize=8, fontweight=weight, parse_math=False
            )
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    turned: dict[str, Any] = {"rotation": 45, "ha": "left", "rotation_mode": "anchor"} if upright else {}
    axes.xaxis.tick_top()
    axes.set_xticks([x + 0.5 for x in range(wide)], list(columns[1]), fontsize=8, parse_math=False, **turned)
    axes.set_yticks([y + 0.5 for y in range(high)], list(rows[1]), fontsize=8, parse_math=False)
    axes.tick_params(length=0)
    axes.set_xlabel(columns[0], fontsize=9, parse_math=False)
    axes.xaxis.set_label_position("top")
    axes.set_ylabel(rows[0], fontsize=9, parse_math=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    handles = [Patch(facecolor="white", edgecolor="#777777", label="given")]
    handles += [Patch(facecolor=marks[mark], edgecolor="#777777", label=mark) for mark in used]
    legend = figure.legend(
        handles=handles, loc="outside lower center", ncols=legend_columns, fontsize=8, frameon=False, title=said or None
    )
    legend.get_title().set(fontsize=8, color="#8a1f11")
    return figure


def svg(figure: Any, *, title: str = "", prefix: str = "") -> str:
    """The figure as SVG; the same figure gives the same text. `title`: what a reader who cannot see it is told; `prefix`:
    of its ids, so that several stand in one page."""
    import matplotlib as mpl

    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "fanlight", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    text = "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
    if prefix:
        text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}", text)
    if title:
        text = re.sub(
            r"(<svg\b)([^>]*>)",
            lambda found: f'{found[1]} role="img"{found[2]}\n <title>{html.escape(title)}</title>',
            text,
            count=1,
        )
    return text


def inline(figure: Any, title: str, prefix: str) -> str:
    """The SVG alone, to stand in a page."""
    text = svg(figure, title=title, prefix=prefix)
    return text[text.index("<svg") :]


def _inches(texts: Any) -> float:
    """About how wide the widest of these is, in letters of 8 points."""
    return 0.075 * max((len(one) for one in texts), default=0)
