"""PowerPoint presentations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanlight.inspection.archives.packages import zip_findings
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.colours import RGB, WHITE, hex_rgb, theme_colours, unseen
from fanlight.inspection.ooxml.package.drawings import chart_findings, drawing_findings, text_in
from fanlight.inspection.ooxml.package.package import Office
from fanlight.inspection.ooxml.package.parts import all_text, part_findings
from fanlight.inspection.ooxml.package.properties import property_findings
from fanlight.inspection.ooxml.texts.look import child
from fanlight.inspection.opened import Opened, attribute, elements
from fanlight.inspection.text_tables import table_findings

FALSE = {"0", "false", "off"}
QUIET_PLACES = {"sldNum", "dt", "ftr", "hdr", "sldImg"}
TINY_HUNDREDTHS = 200
Box = tuple[float, float, float, float]


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from zip_findings(opened)
    office = Office(opened)
    yield from property_findings(office)
    yield from part_findings(office, context)
    show: Any = office.rooted(office.main, "presentation")
    size = _size(show)
    listed = []
    for entry in elements(show, "sldId"):
        identifier = next((v for k, v in entry.attrib.items() if k.endswith("}id")), "")
        relation = office.target(office.main, identifier)
        if relation and relation.target in office.entries:
            listed.append(relation.target)
    for number, part in enumerate(listed, start=1):
        yield from _slide(office, part, number, size)
        place = Place(part=office.entry(part), page=number)
        yield from table_findings(office.xml(part), f"slide {number}", place, context)
    for part in office.of_kind("slide"):
        if part not in listed:
            yield found("orphan_slide", office.entry(part), place=Place(part=office.entry(part)))
    for part in office.of_kind("comments"):
        notes = list(elements(office.xml(part), "cm"))
        if notes:
            yield found("comments", office.entry(part), count=len(notes), sample=" ".join(notes[0].itertext()),
                        place=Place(part=office.entry(part)))  # fmt: skip
    for part in office.of_kind("commentauthors", "authors"):
        people = [attribute(e, "name") for e in elements(office.xml(part), "cmAuthor", "author")]
        if people:
            yield found("persons", office.entry(part), count=len(people), sample=people[0],
                        place=Place(part=office.entry(part)))  # fmt: skip
    for part in office.of_kind("slidemaster", "slidelayout", "notesmaster", "handoutmaster"):
        yield from drawing_findings(office.xml(part), office.entry(part), office.entry(part), texts=False)
    for part in office.of_kind("chart", "chartex"):
        yield from chart_findings(office.xml(part), office.entry(part), office.entry(part), (), None)
    for part in office.of_kind("diagramdata"):
        yield from drawing_findings(office.xml(part), office.entry(part), office.entry(part))


def _size(show: Any) -> tuple[float, float]:
    for element in elements(show, "sldSz"):
        return _number(attribute(element, "cx")), _number(attribute(element, "cy"))
    return 9_144_000.0, 6_858_000.0


def _slide(office: Office, part: str, number: int, size: tuple[float, float]) -> Iterator[Finding]:
    root: Any = office.rooted(part, "sld")
    where, place = f"slide {number}", Place(page=number, part=office.entry(part))
    for fallback in list(elements(root, "Fallback")):
        fallback.getparent().remove(fallback)
    if attribute(root, "show") in FALSE:
        yield found("slide_hidden", where, sample=text_in(root), place=place)
    for relation in office.of(part, "notesslide"):
        if relation.target in office.entries:
            words = _notes(office.xml(relation.target))
            if words:
                yield found("slide_notes", where, sample=words, place=place)
    yield from drawing_findings(root, where, office.entry(part), texts=False)
    off = [shape for shape in _shapes(root) if (box := _box(shape)) and _outside(box, size)]
    if off:
        yield found("off_sheet", where, count=len(off), sample=text_in(off[0]), place=place)
    yield from _unseen(office, part, root, where, place)


def _notes(root: Any) -> str:
    words = []
    for shape in elements(root, "sp"):
        kinds = {attribute(e, "type") for e in elements(shape, "ph")}
        if not kinds & QUIET_PLACES:
            words.append(text_in(shape))
    return " ".join(w for w in words if w)


def _shapes(root: Any) -> Iterator[Any]:
    """Shapes that stand on the slide itself: those in a group have the group's measure."""
    for tree in elements(root, "spTree"):
        yield from (e for e in tree if isinstance(e.tag, str) and e.tag.rpartition("}")[2] in
                    {"sp", "pic", "graphicFrame", "grpSp", "cxnSp"})  # fmt: skip
        return


def _box(shape: Any) -> Box | None:
    for name in ("spPr", "grpSpPr"):
        properties = child(shape, name)
        frame = child(properties, "xfrm") if properties is not None else None
        if frame is not None:
            break
    else:
        frame = child(shape, "xfrm")
    start = child(frame, "off") if frame is not None else None
    extent = child(frame, "ext") if frame is not None else None
    if start is None or extent is None:
        return None
    x, y = _number(attribute(start, "x")), _number(attribute(start, "y"))
    return x, y, x + _number(attribute(extent, "cx")), y + _number(attribute(extent, "cy"))


def _outside(box: Box, size: tuple[float, float]) -> bool:
    return box[2] <= 0 or box[3] <= 0 or box[0] >= size[0] or box[1] >= size[1]


def _meet(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _unseen(office: Office, part: str, root: Any, where: str, place: Place) -> Iterator[Finding]:
    """Runs with a colour of their own that is their ground's, and runs too small to read."""
    theme, mapping = _theme(office, part)
    ground = _background(office, part, theme, mapping)
    before: list[tuple[Any, Box]] = []
    sure: list[str] = []
    perhaps: list[str] = []
    tiny: list[str] = []
    for shape in _shapes(root):
        box = _box(shape)
        for run in elements(shape, "r"):
            properties, words = child(run, "rPr"), text_in(run)
            if properties is None or not words:
                continue
            size = _number(attribute(properties, "sz"))
            if attribute(properties, "sz") and size <= TINY_HUNDREDTHS:
                tiny.append(words)
                continue
            colour = _solid(properties, theme, mapping)
            if colour is None:
                continue
            under, known = _under(shape, box, before, ground, theme, mapping, run)
            if under is not None and unseen(colour, under):
                (sure if known else perhaps).append(words)
        if box:
            before.append((shape, box))
    if tiny or sure:
        texts = [*sure, *tiny]
        yield found("invisible_text", where, count=len(texts), sample=texts[0], place=place)
    if perhaps:
        yield found("invisible_text", where, count=len(perhaps), sample=perhaps[0], severity="info", sure="possible",
                    mend="Look: a picture or a shape may lie under this text.", place=place)  # fmt: skip


def _under(
    shape: Any, box: Box | None, before: list[tuple[Any, Box]], ground: RGB | None,
    theme: dict[str, RGB], mapping: dict[str, str], run: Any,
) -> tuple[RGB | None, bool]:  # fmt: skip
    """The colour under a text, and whether that is sure."""
    cell = next((e for e in run.iterancestors() if isinstance(e.tag, str) and e.tag.endswith("}tc")), None)
    if cell is not None:
        own = child(cell, "tcPr")
        filled = _solid(own, theme, mapping) if own is not None else None
        return (filled, True) if filled else (ground, False)
    properties = child(shape, "spPr")
    if properties is not None:
        filled = _solid(properties, theme, mapping)
        if filled is not None:
            return filled, True
        if any(child(properties, name) is not None for name in ("gradFill", "blipFill", "pattFill", "grpFill")):
            return ground, False
        style = child(shape, "style")
        if style is not None and child(properties, "noFill") is None:
            return ground, all(attribute(e, "idx") == "0" for e in elements(style, "fillRef"))
    over = box is None or any(
        _meet(box, other)
        and (below.tag.endswith(("}pic", "}grpSp", "}graphicFrame")) or _painted(below, theme, mapping))
        for below, other in before
    )
    return ground, ground is not None and not over


def _painted(shape: Any, theme: dict[str, RGB], mapping: dict[str, str]) -> bool:
    properties = child(shape, "spPr")
    if properties is None:
        return False
    if any(child(properties, n) is not None for n in ("solidFill", "gradFill", "blipFill", "pattFill")):
        return True
    return child(shape, "style") is not None and child(properties, "noFill") is None


def _solid(properties: Any, theme: dict[str, RGB], mapping: dict[str, str]) -> RGB | None:
    fill = child(properties, "solidFill")
    if fill is None:
        return None
    for element in fill:
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        modified = len(element) > 0
        if tag == "srgbClr":
            return hex_rgb(attribute(element, "val"))
        if tag == "sysClr":
            return hex_rgb(attribute(element, "lastClr"))
        if tag == "prstClr":
            return {"white": WHITE, "black": (0, 0, 0)}.get(attribute(element, "val"))
        if tag == "schemeClr" and not modified:
            name = attribute(element, "val")
            return theme.get(mapping.get(name, name))
    return None


def _theme(office: Office, part: str) -> tuple[dict[str, RGB], dict[str, str]]:
    master = next(iter(_chain(office, part)[2:]), "")
    mapping = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
    theme = theme_colours(office.xml(part)) if not master else {}
    if master:
        for element in elements(office.xml(master), "clrMap"):
            mapping = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        for relation in office.of(master, "theme"):
            if relation.target in office.entries:
                theme = theme_colours(office.xml(relation.target))
    return theme, mapping


def _chain(office: Office, part: str) -> list[str]:
    """A slide, its layout and its master."""
    chain = [part]
    for kind in ("slidelayout", "slidemaster"):
        target = next((r.target for r in office.of(chain[-1], kind) if r.target in office.entries), "")
        if not target:
            break
        chain.append(target)
    return chain


def _background(office: Office, part: str, theme: dict[str, RGB], mapping: dict[str, str]) -> RGB | None:
    """The page's ground; None where it is a picture or a gradient."""
    for one in _chain(office, part):
        for element in elements(office.xml(one), "bg"):
            properties = child(element, "bgPr")
            if properties is not None:
                return _solid(properties, theme, mapping)
            reference = child(element, "bgRef")
            if reference is not None:
                if _number(attribute(reference, "idx")) not in {0, 1000, 1001}:
                    return None
                for scheme in elements(reference, "schemeClr"):
                    name = attribute(scheme, "val")
                    return theme.get(mapping.get(name, name))
    return WHITE


def _number(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def text(opened: Opened) -> str:
    return all_text(Office(opened))
