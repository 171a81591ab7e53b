"""Shapes, pictures and charts in Office packages, whatever document they lie on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.properties import looks_personal
from fanlight.inspection.opened import attribute, elements

TRUE = {"1", "true", "on"}
FAR_COLUMN, FAR_ROW = 100, 2_000
"""Anchors beyond these are out of sight; ordinary shapes lie beside a table."""


def drawing_findings(root: Any, where: str, part: str, *, texts: bool = True) -> Iterator[Finding]:
    """Hidden shapes, text in boxes, cropped pictures, paths in descriptions, shapes out of sight."""
    place = Place(part=part)
    hidden = [e for e in elements(root, "cNvPr", "docPr") if attribute(e, "hidden") in TRUE]
    if hidden:
        yield found("shape_hidden", where, count=len(hidden), sample=attribute(hidden[0], "name"), place=place)
    cropped = [e for e in elements(root, "srcRect") if any(_share(attribute(e, side)) > 0 for side in "ltrb")]
    if cropped:
        yield found("cropped", where, count=len(cropped), place=place)
    told = [attribute(e, key) for e in elements(root, "cNvPr", "docPr") for key in ("descr", "title")]
    located = [text for text in told if looks_personal(text)]
    if located:
        yield found("picture_metadata", f"{where}: description", count=len(located), sample=located[0], place=place)
    boxes = [text for body in elements(root, "txBody", "txbxContent") if (text := text_in(body))] if texts else []
    if boxes:
        yield found("text_box", where, count=len(boxes), sample=boxes[0], severity="info", place=place)
    far = [e for e in elements(root, "from") if _far(e)]
    if far:
        yield found("off_sheet", where, count=len(far), place=place)
    flat = [e for e in elements(root, "xfrm") if _flat(e) and text_in(e.getparent().getparent())]
    if flat:
        yield found("shape_hidden", f"{where}: no size", count=len(flat), place=place)


def text_in(element: Any) -> str:
    return " ".join((t.text or "").strip() for t in elements(element, "t") if (t.text or "").strip())


def _share(text: str) -> float:
    try:
        return float(text.rstrip("%") or 0)
    except ValueError:
        return 0.0


def _far(start: Any) -> bool:
    given = {e.tag.rpartition("}")[2]: e.text or "0" for e in start if isinstance(e.tag, str)}
    return _share(given.get("col", "0")) > FAR_COLUMN or _share(given.get("row", "0")) > FAR_ROW


def _flat(frame: Any) -> bool:
    """A shape without size; a group's frame may well be empty."""
    if not str(frame.getparent().tag).endswith("}spPr"):
        return False
    for extent in elements(frame, "ext"):
        if attribute(extent, "cx"):
            return _share(attribute(extent, "cx")) < 100 or _share(attribute(extent, "cy")) < 100
    return False


def chart_findings(
    root: Any, where: str, part: str, hidden_sheets: tuple[str, ...], sheets: tuple[str, ...] | None
) -> Iterator[Finding]:
    """A chart's copies of figures: serious where they come from what is hidden or outside, else told.

    `sheets` are the workbook's names; None for a document or slide, whose charts carry a workbook of their own.
    """
    sources = [(e.text or "").strip() for e in elements(root, "f")]
    cached = sum(1 for _ in elements(root, "pt"))
    outside = [s for s in sources if "[" in s]
    concealed = [s for s in sources if any(_is_of(s, sheet) for sheet in hidden_sheets)]
    lost = [] if sheets is None else [s for s in sources if "!" in s and not any(_is_of(s, n) for n in sheets)]
    place = Place(part=part)
    for check_where, given in (("another file", outside), ("a hidden sheet", concealed), ("a missing sheet", lost)):
        if given:
            yield found("chart_cache", f"{where}: from {check_where}", count=max(1, cached), sample=given[0],
                        severity="serious", place=place)  # fmt: skip
            return
    literal = sum(1 for _ in elements(root, "numLit", "strLit"))
    if literal:
        yield found("chart_cache", f"{where}: figures of its own", count=literal, place=place)
    elif cached:
        yield found("chart_cache", where, count=cached, severity="info", place=place)


def _is_of(reference: str, sheet: str) -> bool:
    quoted = "'" + sheet.replace("'", "''") + "'!"
    return reference.startswith((quoted, f"{sheet}!", f"({quoted}", f"({sheet}!"))
