"""A wide table cut into parts that fit a page: each has the labels, and as many columns of figures as there is room for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fanlight.documents.letter_html import figure
from fanlight.tables.layout import Grid

PAGE = 459.0
"""The width of a line of the letter, in points."""
SIZES = (11.0, 9.0)
"""Sizes of type that are tried, in points; with the last one, the table is cut."""
LETTER, GAP = 0.56, 12.0
"""The width of a letter as a part of the size of type, and of the space beside a column in points: on the careful side."""
LABEL = 8
"""Letters of a line of labels that there is room for in any case."""


@dataclass(frozen=True)
class Part:
    """`size`: of the type, in points. `widths`: of each column, in points. `number` of `of` parts."""

    grid: Grid
    size: float
    widths: tuple[float, ...]
    number: int
    of: int


def parts(laid: Grid) -> tuple[Part, ...]:
    """The table in one part where that fits, in small type if need be; else in several, with about as many columns each."""
    for size in SIZES:
        widths = _widths(laid, size)
        if sum(widths) <= PAGE:
            return (Part(laid, size, _filled(widths, laid.label_columns), 1, 1),)
    labels, figures = widths[: laid.label_columns], widths[laid.label_columns :]
    room = PAGE - sum(labels)
    most = max(1, int(room // max(figures)))
    count = math.ceil(len(figures) / most)
    each = math.ceil(len(figures) / count)
    spans = [(start, min(start + each, len(figures))) for start in range(0, len(figures), each)]
    return tuple(
        Part(
            _columns(laid, *span),
            SIZES[-1],
            _filled((*labels, *figures[slice(*span)]), laid.label_columns),
            n,
            len(spans),
        )
        for n, span in enumerate(spans, start=1)
    )


def _columns(laid: Grid, start: int, end: int) -> Grid:
    headers = (*laid.headers[: laid.label_columns], *laid.headers[laid.label_columns :][start:end])
    return Grid(headers, laid.label_columns, tuple((labels, cells[start:end]) for labels, cells in laid.rows))


def _widths(laid: Grid, size: float) -> tuple[float, ...]:
    """What each column needs: figures and the words of headings stay whole, and labels break between words."""
    letters = []
    for at, header in enumerate(laid.headers):
        head = _longest_word(header)
        if at < laid.label_columns:
            words = max((_longest_word(labels[at]) for labels, _ in laid.rows), default=0)
            whole = max((len(labels[at]) for labels, _ in laid.rows), default=0)
            letters.append(max(head, words, min(whole, 3 * LABEL), LABEL))
        else:
            at -= laid.label_columns
            letters.append(max(head, max((len(figure(cells[at])) for _, cells in laid.rows), default=0)))
    return tuple(LETTER * size * one + GAP for one in letters)


def _longest_word(text: str) -> int:
    return max(map(len, text.replace("-", "- ").replace("/", "/ ").split()), default=0)


def _filled(widths: tuple[float, ...], labels: int) -> tuple[float, ...]:
    """The columns of labels share what room is left."""
    more = max(0.0, PAGE - sum(widths)) / max(1, labels)
    return tuple(width + more if at < labels else width for at, width in enumerate(widths))
