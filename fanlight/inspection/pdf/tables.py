"""Tables on a PDF's page, by where its letters stand: lines of text, cut where a gap is wider than a blank."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

Sign = tuple[str, float, float, float, float]
"""A letter, and its left, bottom, right and top."""
GAP = 0.9
"""Of a line's height: a blank is about a quarter of it, justified text seldom passes this."""
BREAK = 2.5
"""Lines further apart than so many heights belong to two blocks."""


def rows_of(text: str, boxes: Any) -> list[list[str]]:
    """The page's lines as cells, from the top; an empty row between blocks.

    `boxes` are left, bottom, right, top of each letter of `text`, in points. Of a block only the lines with the block's
    usual number of cells are kept: a title or a note between them is none.
    """
    signs: list[Sign] = []
    for letter, (left, bottom, right, top) in zip(text, boxes, strict=False):
        if not letter.isspace() and top > bottom:
            signs.append((letter, float(left), float(bottom), float(right), float(top)))
    lines: list[list[Sign]] = []
    middle = height = 0.0
    for sign in sorted(signs, key=lambda s: -(s[2] + s[4])):
        here = (sign[2] + sign[4]) / 2
        if lines and middle - here < 0.5 * max(height, sign[4] - sign[2]):
            lines[-1].append(sign)
            height = max(height, sign[4] - sign[2])
        else:
            lines.append([sign])
            middle, height = here, sign[4] - sign[2]
    rows: list[list[str]] = []
    block: list[list[str]] = []
    last: float | None = None
    for line in lines:
        height = max(s[4] - s[2] for s in line)
        middle = sum(s[2] + s[4] for s in line) / (2 * len(line))
        if last is not None and last - middle > BREAK * max(height, 6.0):
            rows += [*_usual(block), []]
            block = []
        last = middle
        block.append(_cells(line, height))
    return [*rows, *_usual(block)]


def _cells(line: list[Sign], height: float) -> list[str]:
    """A line's cells, from the left; words inside one are kept apart."""
    signs = sorted(line, key=lambda s: s[1])
    cells = [signs[0][0]]
    for before, sign in itertools.pairwise(signs):
        gap = sign[1] - before[3]
        if gap > GAP * height:
            cells.append(sign[0])
        else:
            cells[-1] += (" " if gap > 0.18 * height else "") + sign[0]
    return cells


def _usual(block: list[list[str]]) -> list[list[str]]:
    counts = Counter(len(row) for row in block if len(row) > 1)
    if not counts:
        return []
    usual = max(sorted(counts), key=lambda n: counts[n])
    return [row for row in block if len(row) == usual]
