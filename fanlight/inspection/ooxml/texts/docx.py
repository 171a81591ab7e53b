"""Word documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fanlight.inspection.archives.packages import zip_findings
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.colours import WHITE, hex_rgb
from fanlight.inspection.ooxml.package.drawings import chart_findings, drawing_findings
from fanlight.inspection.ooxml.package.package import Office
from fanlight.inspection.ooxml.package.parts import all_text, foreign_findings, part_findings
from fanlight.inspection.ooxml.package.properties import looks_located, property_findings
from fanlight.inspection.ooxml.texts.look import WordStyles, why_unseen
from fanlight.inspection.opened import Opened, attribute, elements
from fanlight.inspection.text_tables import table_findings

STORIES = ("header", "footer", "footnotes", "endnotes", "glossarydocument")
CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange",
           "trPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge")  # fmt: skip
QUIET_FIELDS = re.compile(
    r"(?i)^\s*(PAGE|NUMPAGES|SECTIONPAGES|SECTION|TOC|PAGEREF|REF|NOTEREF|SEQ|STYLEREF|DATE|TIME|SAVEDATE|CREATEDATE"
    r"|PRINTDATE|HYPERLINK|TITLE|SYMBOL|EQ|INDEX|XE|TA|TOA|LISTNUM|AUTONUM\w*|=|FORMTEXT|FORMCHECKBOX|FORMDROPDOWN"
    r"|ADVANCE|BIBLIOGRAPHY|CITATION|NUMWORDS|NUMCHARS|SHAPE)\b"
)
OUTSIDE_FIELDS = re.compile(r"(?i)^\s*(LINK|DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|DATABASE|RD)\b")
OFF_PAGE = 15_000_000
"""EMU: more than 40 cm from the page's corner is off any page."""


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from zip_findings(opened)
    office = Office(opened)
    yield from property_findings(office)
    yield from part_findings(office, context)
    styles = WordStyles(office.rooted(part, "styles") if (part := _first(office, "styles")) else None)
    main: Any = office.rooted(office.main, "document", "wordDocument")
    yield from _story(office, office.main, main, styles)
    yield from table_findings(main, office.entry(office.main), Place(part=office.entry(office.main)), context)
    for part in office.of_kind(*STORIES):
        yield from _story(office, part, office.xml(part), styles)
    yield from _unshown(office, main)
    for part in office.of_kind("comments"):
        notes = list(elements(office.xml(part), "comment", "cm"))
        if notes:
            yield found("comments", office.entry(part), count=len(notes), sample=" ".join(notes[0].itertext()),
                        place=Place(part=office.entry(part)))  # fmt: skip
    for part in office.of_kind("people"):
        people = [attribute(e, "author") for e in elements(office.xml(part), "person")]
        if people:
            yield found("persons", office.entry(part), count=len(people), sample=people[0],
                        place=Place(part=office.entry(part)))  # fmt: skip
    for part in office.of_kind("settings"):
        yield from _settings(office, part)
    for part in office.of_kind("chart", "chartex"):
        yield from chart_findings(office.xml(part), office.entry(part), office.entry(part), (), None)
    for part in office.of_kind("diagramdata", "chartusershapes"):
        yield from drawing_findings(office.xml(part), office.entry(part), office.entry(part))


def _first(office: Office, kind: str) -> str:
    return next((r.target for r in office.of(office.main, kind) if r.target in office.entries), "")


def _story(office: Office, part: str, root: Any, styles: WordStyles) -> Iterator[Finding]:
    entry = office.entry(part)
    place = Place(part=entry)
    for fallback in list(elements(root, "Fallback")):
        fallback.getparent().remove(fallback)  # the same again for older programs
    changes = [e for e in elements(root, *CHANGES) if not _is_table_insert(e)]
    if changes:
        sample = next((" ".join(e.itertext()) for e in changes if e.tag.endswith(("}del", "}moveFrom"))), "")
        yield found("tracked_changes", entry, count=len(changes), sample=sample, place=place)
    background = next((hex_rgb(attribute(e, "color")) for e in elements(root, "background")), None)
    unseen: dict[str, list[str]] = {}
    for run in elements(root, "r"):
        words = "".join(e.text or "" for e in run if isinstance(e.tag, str) and e.tag.rpartition("}")[2] in
                        {"t", "delText"}).strip()  # fmt: skip
        if not words:
            continue
        why, sure = why_unseen(run, styles, background or WHITE)
        if why:
            unseen.setdefault(why if sure else "perhaps", []).append(words)
    for why, texts in sorted(unseen.items()):
        yield found(
            "hidden_text" if why == "hidden" else "invisible_text", entry, count=len(texts), sample=texts[0],
            severity="info" if why == "perhaps" else None, sure="possible" if why == "perhaps" else "certain",
            place=place,
        )  # fmt: skip
    yield from foreign_findings(root, entry)
    yield from _fields(root, entry)
    yield from drawing_findings(root, entry, entry)
    far = [e for e in elements(root, "posOffset") if abs(int(re.sub(r"[^\d]", "", e.text or "") or 0)) > OFF_PAGE]
    if far:
        yield found("off_sheet", entry, count=len(far), place=place)
    editors = [attribute(e, "ed") for e in elements(root, "permStart") if attribute(e, "ed")]
    if editors:
        yield found("properties_person", f"{entry}: permissions", count=len(editors), sample=editors[0], place=place)
    items = [attribute(e, "displayText") or attribute(e, "value") for e in elements(root, "listItem")]
    if items:
        yield found("validation_list", entry, count=len(items), sample=", ".join(items[:5]), place=place)
    tags = list(elements(root, "smartTag"))
    if tags:
        yield found("custom_xml", f"{entry}: smart tags", count=len(tags), severity="info", place=place)


def _is_table_insert(element: Any) -> bool:
    """`ins` and `del` inside a style's or a border's properties are something else."""
    parent = element.getparent()
    return parent is not None and isinstance(parent.tag, str) and parent.tag.endswith(("}tblBorders", "}tcBorders"))


def _fields(root: Any, entry: str) -> Iterator[Finding]:
    codes = [attribute(e, "instr") for e in elements(root, "fldSimple")]
    current, depth = "", 0
    for element in elements(root, "fldChar", "instrText", "delInstrText"):
        if element.tag.endswith("}fldChar"):
            kind = attribute(element, "fldCharType")
            if kind == "begin":
                depth += 1
            elif kind in {"separate", "end"} and current:
                codes.append(current)
                current = ""
        else:
            current += element.text or ""
    if current:
        codes.append(current)
    place = Place(part=entry)
    outside = [c for c in codes if OUTSIDE_FIELDS.match(c)]
    located = [c for c in codes if looks_located(c.replace("\\\\", "\\")) and c not in outside]
    plain = [c for c in codes if c not in outside and c not in located]
    telling = [c for c in plain if c.strip() and not QUIET_FIELDS.match(c)]
    if outside:
        yield found("external_link", f"{entry}: field", count=len(outside), sample=outside[0], place=place)
    if located:
        yield found("field_codes", f"{entry}: with a path", count=len(located), sample=located[0], place=place)
    if telling:
        yield found("field_codes", entry, count=len(telling), sample=telling[0], place=place)
    quiet = len(plain) - len(telling)
    if quiet:
        yield found("field_codes", f"{entry}: page numbers and the like", count=quiet, severity="info", place=place)


def _unshown(office: Office, main: Any) -> Iterator[Finding]:
    """Headers, footers and notes that no section or mark shows."""
    shown: dict[str, str] = {}
    for reference in elements(main, "headerReference", "footerReference"):
        identifier = next((v for k, v in reference.attrib.items() if k.endswith("}id")), "")
        relation = office.target(office.main, identifier)
        if relation:
            shown[relation.target] = attribute(reference, "type")
    titled = any(True for _ in elements(main, "titlePg"))
    settings = [office.xml(part) for part in office.of_kind("settings")]
    even = any(True for root in settings for _ in elements(root, "evenAndOddHeaders"))
    for relation in office.of(office.main, "header", "footer"):
        if relation.target not in office.entries:
            continue
        words = "".join(t.text or "" for t in elements(office.xml(relation.target), "t")).strip()
        kind = shown.get(relation.target, "")
        if words and (not kind or (kind == "first" and not titled) or (kind == "even" and not even)):
            yield found("hidden_text", f"{office.entry(relation.target)}: shown on no page", sample=words,
                        place=Place(part=office.entry(relation.target)))  # fmt: skip
    for kind, mark, note in (
        ("footnotes", "footnoteReference", "footnote"),
        ("endnotes", "endnoteReference", "endnote"),
    ):
        used = {attribute(e, "id") for e in elements(main, mark)}
        for part in office.of_kind(kind):
            lost = [e for e in elements(office.xml(part), note)
                    if attribute(e, "id") not in used and attribute(e, "type") in {"", "normal"}]  # fmt: skip
            texts = [w for e in lost if (w := "".join(t.text or "" for t in elements(e, "t")).strip())]
            if texts:
                yield found("hidden_text", f"{office.entry(part)}: marked nowhere", count=len(texts), sample=texts[0],
                            place=Place(part=office.entry(part)))  # fmt: skip


def _settings(office: Office, part: str) -> Iterator[Finding]:
    root: Any = office.xml(part)
    entry = office.entry(part)
    place = Place(part=entry)
    variables = [attribute(e, "name") for e in elements(root, "docVar")]
    if variables:
        yield found("document_variables", entry, count=len(variables), sample=variables[0], place=place)
    if any(True for _ in elements(root, "mailMerge")):
        yield found("mail_merge", entry, place=place)
    if any(True for _ in elements(root, "rsids")):
        yield found("edit_trace", f"{entry}: rsids", place=place)


def text(opened: Opened) -> str:
    return all_text(Office(opened))
