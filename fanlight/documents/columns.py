"""A wide table cut into parts that fit a page: each has the labels, and as many columns of figures as there is room for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from fanlight.documents.letter_html import figure
from fanlight.tables.layout import Grid

PAGE, TURNED = 459.0, 706.0
"""The width of a line of the letter, in points: on an upright page, and on one that is turned."""
SIZES = (11.0, 9.0)
"""Sizes of type that are tried, in points; with the last one, the page is turned or the table is cut."""
LETTER, GAP = 0.56, 12.0
"""The width of a letter as a part of the size of type, and of the space beside a column in points: on the careful side."""
WORD = 20
"""Letters of the longest word that is kept whole."""
LABEL = 8
"""Letters of a line of labels that there is room for in any case."""


@dataclass(frozen=True)
class Part:
    """`size`: of the type, in points. `widths`: of each column, in points. `number` of `of` parts. `turned`: the page is."""

    grid: Grid
    size: float
    widths: tuple[float, ...]
    number: int
    of: int
    turned: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is short enough to stand on one page without being broken."""
        lines = sum(
            max(
                math.ceil(len(text) * LETTER * self.size / (width - GAP))
                for text, width in zip(row, self.widths, strict=False)
            )
            for row in (self.grid.headers, *(labels for labels, _ in self.grid.rows))
        )
        return lines * self.size * 1.4 + 11 * len(self.grid.rows) < (380 if self.turned else 560)


def parts(laid: Grid, letter: float = LETTER) -> tuple[Part, ...]:
    """The table in one part where that fits, in small type or on a turned page if need be; else in several, with about as many
    columns each. `letter`: the width of a letter as a part of the size of type."""
    for size in SIZES:
        widths = _widths(laid, size, letter)
        if sum(widths) <= PAGE:
            return (Part(laid, size, _filled(widths, laid.label_columns, PAGE), 1, 1),)
    upright, turned = (_cut(laid, widths, page) for page in (PAGE, TURNED))
    turn = len(turned) == 1 or len(upright) > 2
    spans, page = (turned, TURNED) if turn else (upright, PAGE)
    labels, figures = widths[: laid.label_columns], widths[laid.label_columns :]
    return tuple(
        Part(
            _columns(laid, *span),
            SIZES[-1],
            _filled((*labels, *figures[slice(*span)]), laid.label_columns, page),
            n,
            len(spans),
            turn,
        )
        for n, span in enumerate(spans, start=1)
    )


def _cut(laid: Grid, widths: tuple[float, ...], page: float) -> list[tuple[int, int]]:
    """The columns of figures, first to before last, of each part."""
    labels, figures = widths[: laid.label_columns], widths[laid.label_columns :]
    most = max(1, int((page - sum(labels)) // max(figures)))
    each = math.ceil(len(figures) / math.ceil(len(figures) / most))
    if sum(widths) <= page:
        each = len(figures)
    return [(start, min(start + each, len(figures))) for start in range(0, len(figures), each)]


def _columns(laid: Grid, start: int, end: int) -> Grid:
    headers = (*laid.headers[: laid.label_columns], *laid.headers[laid.label_columns :][start:end])
    return Grid(headers, laid.label_columns, tuple((labels, cells[start:end]) for labels, cells in laid.rows))


def _widths(laid: Grid, size: float, letter: float) -> tuple[float, ...]:
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
    return tuple(letter * size * one + GAP for one in letters)


def broken(text: str, most: int = WORD) -> str:
    """The text with places at which a word of more than `most` letters may be broken over lines."""
    return re.sub(rf"\S{{{most}}}(?=\S)", lambda found: f"{found.group()}\u200b", text)


def _longest_word(text: str) -> int:
    return min(WORD, max(map(len, text.replace("-", "- ").replace("/", "/ ").split()), default=0))


def _filled(widths: tuple[float, ...], labels: int, page: float) -> tuple[float, ...]:
    """The columns of labels share what room is left."""
    more = max(0.0, page - sum(widths)) / max(1, labels)
    return tuple(width + more if at < labels else width for at, width in enumerate(widths))
