"""The report of an inspection as one page of HTML, with a sketch of each place and nothing of the content."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from fanlight.inspection.checks import CHECKS
from fanlight.inspection.findings import RANKS, Finding
from fanlight.inspection.pdf.sketch import Box, PageSketch
from fanlight.inspection.report import Answer

WORDS = {"clean": "clean", "findings": "findings", "could_not_read": "not read"}
MOST_SHOWN = 500
"""Findings of one file that are drawn and described; the table counts all."""

Pages = Callable[[str, int], PageSketch | None]
"""(file, page) → the page's layout."""


def html_report(answers: Sequence[Answer], pages: Pages = lambda file, page: None) -> str:
    """All answers as one self-contained page. Same answers, same page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("fanlight.inspection"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    rows = [_file(one, pages) for one in answers]
    return environment.get_template("report.html").render(answers=rows, words=WORDS)


def _file(answer: Answer, pages: Pages) -> dict[str, Any]:
    drawn: dict[int, PageSketch | None] = {}
    shown = sorted(answer.findings, key=lambda one: -RANKS[one.severity])[:MOST_SHOWN]
    return {
        "file": answer.file,
        "status": answer.status,
        "reason": answer.reason,
        "counts": {s: sum(1 for one in answer.findings if one.severity == s) for s in RANKS},
        "found": [_finding(one, answer.file, pages, drawn) for one in shown],
    }


def _finding(one: Finding, file: str, pages: Pages, drawn: dict[int, PageSketch | None]) -> dict[str, Any]:
    from markupsafe import Markup

    page = one.place.page if not one.place.inside else 0
    if page and page not in drawn:
        drawn[page] = pages(file, page)
    layout = drawn.get(page) if page else None
    if layout is not None:
        picture, caption = page_svg(layout, one.place.box), f"Page {page}"
    elif one.place.cells and (area := cells_of(one.place.cells)):
        picture, caption = grid_svg(area), " ".join(filter(None, (one.place.sheet, one.place.cells)))
    elif one.place.sheet:
        picture, caption = tab_svg(), one.place.sheet
    else:
        picture, caption = parts_svg(len(one.place.inside)), one.place.part.rpartition("/")[2] or "The file"
    return {
        "check": one.check, "severity": one.severity, "title": CHECKS[one.check].title, "where": one.where,
        "count": one.count, "sample": one.sample, "sure": one.sure, "mend": one.mend,
        "picture": Markup(picture), "caption": caption,
    }  # fmt: skip


def _svg(width: float, height: float, body: str, label: str) -> str:
    return f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}">{body}</svg>'


def _box(box: Box, style: str, grow: float = 0.0) -> str:
    left, top, right, bottom = box
    wide, high = max(right - left, 0.5) + 2 * grow, max(bottom - top, 0.5) + 2 * grow
    return f'<rect x="{left - grow:g}" y="{top - grow:g}" width="{wide:g}" height="{high:g}" {style}/>'


def page_svg(page: PageSketch, place: Box | None) -> str:
    """The part of a page around a place, or all of it: text as bars, pictures and shapes as areas, the place in red."""
    left, top, right, bottom = 0.0, 0.0, page.width, page.height
    if place is not None:
        wide = max(place[2] - place[0] + 120, 260)
        high = max(place[3] - place[1] + 90, 170)
        left = min(place[0], max((place[0] + place[2] - wide) / 2, -20))
        top = min(place[1] - 20, max((place[1] + place[3] - high) / 2, -20))
        right, bottom = left + wide, top + high
    inside = [
        b
        for b in (*page.shapes, *page.pictures, *page.lines)
        if b[2] > left and b[0] < right and b[3] > top and b[1] < bottom
    ]
    near = set(inside)
    body = [_box((0, 0, page.width, page.height), 'fill="#fff" stroke="#7a8494" stroke-width="1"')]
    body += [_box(b, 'fill="#d5dbe5"') for b in page.pictures if b in near]
    body += [_box(b, 'fill="#9aa5b5" fill-opacity="0.55"') for b in page.shapes if b in near]
    body += [_box(b, 'fill="#5c6779"') for b in page.lines if b in near]
    if place is not None:
        body.append(_box(place, 'fill="#8a1c1c" fill-opacity="0.25" stroke="#8a1c1c" stroke-width="2"', 3))
    frame = f'<svg viewBox="{left:g} {top:g} {right - left:g} {bottom - top:g}" role="img" aria-label="Sketch of the place on the page">'
    return frame + "".join(body) + "</svg>"


Area = tuple[int, int, int, int]
"""(first column, first row, last column, last row), from 1."""


def cells_of(reference: str) -> Area | None:
    """A range in A1 notation; whole columns and whole rows too."""
    match = re.fullmatch(
        r"\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?", reference.partition(",")[0].strip().upper()
    )
    if not match or not (match[1] or match[2]):
        return None
    first, last = _column(match[1] or "A"), _column(match[3] or match[1] or "H")
    top, bottom = int(match[2] or 1), int(match[4] or match[2] or 12)
    return min(first, last), min(top, bottom), max(first, last), max(top, bottom)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def grid_svg(area: Area) -> str:
    """The cells around a range, with their letters and numbers: the range in red, a break where it is too long."""
    first, top, last, bottom = area
    start, high = max(1, first - 1), max(1, top - 1)
    columns = list(range(start, start + 6))
    rows = list(range(high, high + 7))
    if bottom > rows[-1]:
        rows = [*rows[:5], 0, bottom]
    body = []
    for x, column in enumerate(columns):
        body.append(
            f'<text x="{48 + x * 40}" y="13" font-size="10" text-anchor="middle" fill="#3d4757">{_letters(column)}</text>'
        )
    for y, row in enumerate(rows):
        label = str(row) if row else "⋮"
        body.append(f'<text x="13" y="{31 + y * 18}" font-size="10" text-anchor="middle" fill="#3d4757">{label}</text>')
        for x, column in enumerate(columns):
            within = first <= column <= last and (top <= row <= bottom or (not row and bottom > top))
            fill = 'fill="#8a1c1c" fill-opacity="0.3" stroke="#8a1c1c"' if within else 'fill="#fff" stroke="#c9ced6"'
            body.append(f'<rect x="{28 + x * 40}" y="{18 + y * 18}" width="40" height="18" {fill}/>')
    more = '<text x="262" y="13" font-size="10" fill="#8a1c1c">→</text>' if last > columns[-1] else ""
    return _svg(275, 150, "".join(body) + more, "Sketch of the cells")


def tab_svg() -> str:
    """A sheet's tab among others."""
    body = '<rect x="8" y="8" width="259" height="92" fill="#f3f5f8" stroke="#c9ced6"/>'
    for x, style in (
        (8, 'fill="#fff" stroke="#7a8494"'),
        (78, 'fill="#8a1c1c" fill-opacity="0.3" stroke="#8a1c1c" stroke-dasharray="4 2"'),
    ):
        body += f'<path d="M{x} 100 l8 20 h48 l8 -20 z" {style}/>'
    return _svg(275, 128, body, "Sketch of the sheet's tab")


def parts_svg(depth: int) -> str:
    """A file, and the files within it."""
    body = ""
    for step in range(min(depth, 3) + 1):
        style = (
            'fill="#8a1c1c" fill-opacity="0.3" stroke="#8a1c1c"'
            if step == min(depth, 3)
            else 'fill="#fff" stroke="#7a8494"'
        )
        x, y = 90 + 14 * step, 10 + 12 * step
        body += f'<path d="M{x} {y} h46 l20 20 v58 h-66 z" {style}/>'
    return _svg(275, 128, body, "Sketch of the file")
