"""A workbook laid out in sheets for every spreadsheet format: what stands where, how wide, how it prints.

By the Analysis Function's conventions ("Releasing statistics in spreadsheets", Government Analysis Function): cover, contents,
notes, one table a sheet, text in the first column, no merged cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from fanlight.documents.content import Workbook
from fanlight.documents.words import (
    CONTENTS_HEADERS,
    INSTRUCTIONS,
    NOTES_HEADERS,
    contents,
    cover_lines,
    legend,
    sheet_name,
    source,
    subtitles,
)
from fanlight.tables.layout import caption, grid
from fanlight.tables.stages import ReleasableTable

SIZE, TITLE = 12.0, 16.0
"""Sizes of type, in points: the conventions ask for 12 at least."""
LETTER, FIGURE, BOLD = 0.55, 0.65, 0.7
"""How wide a letter of text, a digit and a bold letter are, as a part of the size of type: on the careful side, as a machine
without the font takes a wider one."""
GAP = 16.0
LINE = 1.3
SHORT, LONG = 34, 46
"""Letters that a column of labels has room for in any case, and at most before its labels take several lines."""
PORTRAIT, LANDSCAPE = 495.0, 740.0
"""The width of an A4 page between its margins, in points."""
SMALLEST = 0.55
"""How far a page may be made smaller before the table takes several pages side by side."""


@dataclass(frozen=True)
class Row:
    """`values`: texts, and whole numbers for figures. `height` in points."""

    values: tuple[str | int, ...]
    height: float
    kind: Literal["title", "heading", "text", "head", "body"] = "body"
    wraps: bool = True


@dataclass(frozen=True)
class Sheet:
    """`lead`: rows above the table. `labels` of the columns hold text, the rest figures. `widths` in points.
    `links`: the first column names sheets."""

    name: str
    lead: tuple[Row, ...]
    head: Row | None
    rows: tuple[Row, ...]
    labels: int
    widths: tuple[float, ...]
    links: bool = False

    @property
    def every_row(self) -> tuple[Row, ...]:
        return (*self.lead, *((self.head,) if self.head else ()), *self.rows)

    @property
    def landscape(self) -> bool:
        return _landscape(self.widths)

    @property
    def pages_wide(self) -> int:
        return _pages_wide(self.widths, self.labels)


def _landscape(widths: Sequence[float]) -> bool:
    return sum(widths) > PORTRAIT / 0.7


def _pages_wide(widths: Sequence[float], labels: int) -> int:
    """On how many pages beside one another the sheet is printed: on one, while its figures can be read."""
    room = (LANDSCAPE if _landscape(widths) else PORTRAIT) / SMALLEST
    held = sum(widths[:labels])
    figures = sum(widths) - held
    return 1 if held + figures <= room else math.ceil(figures / max(room - held, room / 4))


def sheets(book: Workbook) -> tuple[Sheet, ...]:
    listed = contents(book)
    notes = [(str(number), note.topic, note.text) for number, note in enumerate(book.notes, start=1)]
    one = "This worksheet contains one table."
    return (
        _cover(book),
        _listing("Contents", one, CONTENTS_HEADERS, listed, (150, 600), links=True),
        _listing("Notes", f"{one} Read it before using the figures.", NOTES_HEADERS, notes, (60, 190, 600)),
        *map(_table, book.tables),
    )


def _cover(book: Workbook) -> Sheet:
    widths = (640.0,)
    lead = (
        _line(book.title, widths, "title"),
        *(_line(text, widths) for text in book.introduction),
        _line("Contact", widths, "heading"),
        *(_line(text, widths) for text in cover_lines(book)),
    )
    return Sheet("Cover", lead, None, (), 1, widths)


def _listing(
    name: str,
    sentence: str,
    headers: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    widths: tuple[float, ...],
    *,
    links: bool = False,
) -> Sheet:
    lead = (_line(name, widths, "title"), _line(sentence, widths))
    made = tuple(_row(values, widths) for values in rows)
    return Sheet(name, lead, _row(tuple(headers), widths, "head"), made, len(widths), widths, links)


def _table(table: ReleasableTable) -> Sheet:
    laid = grid(table)
    rows = [
        (*labels, *(cell.value if cell.value is not None else cell.mark for cell in cells))
        for labels, cells in laid.rows
    ]
    widths = tuple(
        _label_width(header, [str(row[at]) for row in rows], alone=laid.label_columns == 1)
        if at < laid.label_columns
        else _figure_width(header, [row[at] for row in rows])
        for at, header in enumerate(laid.headers)
    )
    said = (*subtitles(table), INSTRUCTIONS, *legend(table), source(table))
    # Where the labels are printed again on a further page, so are these lines: there they stay within the first column.
    room = widths if _pages_wide(widths, laid.label_columns) == 1 else widths[:1]
    lead = (_line(caption(table), room, "title"), *(_line(text, room) for text in said if text))
    return Sheet(
        sheet_name(table),
        lead,
        _row(laid.headers, widths, "head"),
        tuple(_row(row, widths) for row in rows),
        laid.label_columns,
        widths,
    )


def _label_width(header: str, labels: Sequence[str], *, alone: bool) -> float:
    longest = max(map(len, labels), default=0)
    word = max((_longest(text) for text in labels), default=0)
    letters = max(min(longest, LONG), word, SHORT if alone else SHORT // 2)
    return max(letters * SIZE * LETTER, _longest(header) * SIZE * BOLD) + GAP


def _figure_width(header: str, values: Sequence[str | int]) -> float:
    letters = max((len(shown(value)) for value in values), default=0)
    # A heading of several words takes at most about four lines.
    head = max(_longest(header), math.ceil(len(header) / 4))
    return max(letters * SIZE * FIGURE, head * SIZE * BOLD, 4 * SIZE) + GAP


def shown(value: str | int) -> str:
    """As a reader of the sheet sees it."""
    return f"{value:,}" if isinstance(value, int) else value


def _longest(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _line(text: str, widths: Sequence[float], kind: Literal["title", "heading", "text"] = "text") -> Row:
    """A line above the table: it runs on over the columns beside it, or wraps in the first where it is longer than all."""
    size, letter = (TITLE, BOLD) if kind == "title" else (SIZE, BOLD if kind == "heading" else LETTER)
    fits = len(text) * size * letter + GAP <= sum(widths)
    lines = 1 if fits else _lines(text, widths[0], size * letter)
    return Row((text,), min(size * LINE * lines + 3, MOST), kind, wraps=not fits)


def _row(values: tuple[str | int, ...], widths: Sequence[float], kind: Literal["head", "body"] = "body") -> Row:
    letter = SIZE * (BOLD if kind == "head" else LETTER)
    lines = max(
        (
            1 if isinstance(value, int) else _lines(value, width, letter)
            for value, width in zip(values, widths, strict=True)
        ),
        default=1,
    )
    return Row(values, min(SIZE * LINE * lines + 4, MOST), kind)


MOST = 409.0
"""The greatest height that a row of a workbook can have, in points."""


def _lines(text: str, width: float, letter: float) -> int:
    """Lines that a text takes where it breaks between words."""
    most = max(1, int((width - GAP / 2) / letter))
    lines = 0
    for paragraph in text.split("\n"):
        room = 0
        for word in paragraph.split():
            need = len(word) if not room else room + 1 + len(word)
            if need <= most:
                room = need
                continue
            lines += bool(room) + (len(word) - 1) // most
            room = (len(word) - 1) % most + 1
        lines += 1
    return lines


def distinct(headers: Sequence[str]) -> bool:
    """Whether the headings can name the columns of a spreadsheet's table: each its own, none empty or too long."""
    folded = sorted(header.casefold() for header in headers)
    return all(0 < len(header) <= 255 for header in headers) and all(a != b for a, b in pairwise(folded))
