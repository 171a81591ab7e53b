"""The layout of a page without its content: where lines of text, pictures and filled shapes lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fanlight.errors import CouldNotRead

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) in points from the page's top left corner."""

MOST_SHAPES = 400


@dataclass(frozen=True)
class PageSketch:
    """`lines` are runs of text on one line, `pictures` and `shapes` what is painted besides."""

    width: float
    height: float
    lines: tuple[Box, ...]
    pictures: tuple[Box, ...]
    shapes: tuple[Box, ...]


def sketch(data: bytes, number: int, name: str) -> PageSketch:
    """The layout of a page of a PDF, counted from 1. Raises CouldNotRead."""
    import pypdfium2

    from fanlight.inspection.pdf import objects

    try:
        document = pypdfium2.PdfDocument(data)
        page = document[number - 1]
    except (pypdfium2.PdfiumError, IndexError):
        raise CouldNotRead("The page could not be read.", where=name) from None
    try:
        frame = page.get_cropbox()
        things = objects.painted(page)
        letters = objects.characters(page)

        def placed(box: Any) -> Box:
            left, bottom, right, top = (float(v) for v in box)
            return (
                round(left - frame[0], 1), round(frame[3] - top, 1), round(right - frame[0], 1), round(frame[3] - bottom, 1)
            )  # fmt: skip

        def of(kind: int) -> tuple[Box, ...]:
            return tuple(placed(t.box) for t in things if t.kind == kind and t.filled)[:MOST_SHAPES]

        lines = _lines([placed(box) for box in letters.boxes])
        return PageSketch(
            round(frame[2] - frame[0], 1),
            round(frame[3] - frame[1], 1),
            lines,
            of(objects.IMAGE),
            of(objects.PATH),
        )
    finally:
        page.close()
        document.close()


def _lines(boxes: list[Box]) -> tuple[Box, ...]:
    """Characters joined to runs: the next begins where it is on another line, or far to the right."""
    runs: list[list[float]] = []
    for left, top, right, bottom in boxes:
        last = runs[-1] if runs else None
        high = max(bottom - top, 4)
        if last and abs(bottom - last[3]) < high and -2 * high < left - last[2] < 1.2 * high:
            last[2], last[1], last[3] = max(last[2], right), min(last[1], top), max(last[3], bottom)
        else:
            runs.append([left, top, right, bottom])
    return tuple((r[0], r[1], r[2], r[3]) for r in runs[: 4 * MOST_SHAPES])
