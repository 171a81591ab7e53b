"""OpenDocument presentations and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.odf import odt
from fanlight.inspection.odf.package import all_text, is_flat
from fanlight.inspection.odf.styles import points
from fanlight.inspection.opened import Opened, attribute, elements, parse_xml


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from odt.findings(opened, context)
    if is_flat(opened):
        roots = [parse_xml(opened.data, opened.name)]
    else:
        roots = [opened.xml(name) for name in ("styles.xml", "content.xml") if name in opened.parts]
    hidden, width, height = set(), 0.0, 0.0
    for root in roots:
        for style in elements(root, "style"):
            for properties in elements(style, "drawing-page-properties"):
                if attribute(properties, "visibility") == "hidden":
                    hidden.add(attribute(style, "name"))
        for properties in elements(root, "page-layout-properties"):
            width = max(width, points(attribute(properties, "page-width")) or 0.0)
            height = max(height, points(attribute(properties, "page-height")) or 0.0)
    for number, page in enumerate(elements(roots[-1], "page"), start=1):
        yield from _page(page, number, attribute(page, "style-name") in hidden, width, height)


def _page(page: Any, number: int, hidden: bool, width: float, height: float) -> Iterator[Finding]:
    where, place = f"page {number}", Place(page=number)
    if hidden or attribute(page, "visibility") == "hidden":
        yield found("slide_hidden", where, sample=attribute(page, "name"), place=place)
    for notes in elements(page, "notes"):
        words = " ".join("".join(p.itertext()).strip() for p in elements(notes, "p")).strip()
        if words and words != "<number>":
            yield found("slide_notes", where, sample=words, place=place)
    off = 0
    for shape in elements(page, "frame", "custom-shape", "rect", "ellipse", "text-box"):
        x, y = points(attribute(shape, "x")), points(attribute(shape, "y"))
        if x is None or y is None or any(True for _ in _within(shape, "notes")):
            continue
        wide, high = points(attribute(shape, "width")) or 0.0, points(attribute(shape, "height")) or 0.0
        if (width and x >= width) or (height and y >= height) or x + wide <= 0 or y + high <= 0:
            off += 1
    if off:
        yield found("off_sheet", where, count=off, place=place)


def _within(element: Any, name: str) -> Iterator[Any]:
    above = element.getparent()
    while above is not None:
        if isinstance(above.tag, str) and above.tag.rpartition("}")[2] == name:
            yield above
        above = above.getparent()


def text(opened: Opened) -> str:
    return all_text(opened)
