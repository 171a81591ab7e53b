"""What the parts of an Office package are, by the relation that leads to them. A part that none knows is a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.kinds import kind_of
from fanlight.inspection.ooxml.package.package import Office, Relation
from fanlight.inspection.ooxml.package.properties import looks_located, looks_personal
from fanlight.inspection.ooxml.package.roots import root_findings
from fanlight.inspection.opened import elements

STRUCTURE = frozenset(
    """
    officedocument core-properties extended-properties custom-properties thumbnail theme themeoverride styles
    customxml customxmlprops image hyperlink drawing vmldrawing chart chartex chartstyle chartcolorstyle
    chartusershapes diagramdata diagramlayout diagramquickstyle diagramcolors diagramdrawing tablestyles font
    worksheet chartsheet dialogsheet sharedstrings calcchain table tablesinglecells sheetmetadata
    featurepropertybag comments threadedcomment threadedcomments person persons
    settings websettings fonttable numbering styleswitheffects footnotes endnotes header footer
    commentsextended commentsids commentsextensible people
    slide slidemaster slidelayout notesslide notesmaster handoutmaster presprops viewprops commentauthors authors
    labelinfo classificationlabels xlbinaryindex
    """.split()  # noqa: SIM905
)
"""Kinds that a format's own module reads, or that hold no data."""

CHECKS_OF_KINDS: dict[str, str] = {
    "pivotcachedefinition": "",
    "pivotcacherecords": "",
    "pivottable": "pivot_table",
    "externallink": "",
    "externallinkpath": "",
    "externallinklongpath": "",
    "xlexternallinkpath": "",
    "xlpathmissing": "",
    "vbaproject": "macros",
    "vbaprojectsignature": "signature",
    "vbaprojectsignatureagile": "signature",
    "vbaprojectsignaturev3": "signature",
    "wordvbadata": "macros",
    "vbadata": "macros",
    "attachedtoolbars": "macros",
    "keymapcustomizations": "macros",
    "xlmacrosheet": "macro_sheet",
    "xlintlmacrosheet": "macro_sheet",
    "control": "active_x",
    "ctrlprop": "active_x",
    "activexcontrolbinary": "active_x",
    "connections": "connections",
    "querytable": "connections",
    "customdata": "data_model",
    "powerpivotdata": "data_model",
    "customdataprops": "data_model",
    "slicer": "slicers",
    "slicercache": "slicers",
    "timeline": "slicers",
    "timelinecache": "slicers",
    "revisionheaders": "revisions",
    "revisionlog": "revisions",
    "usernames": "revisions",
    "xmlmaps": "xml_map",
    "tablesinglecell": "xml_map",
    "volatiledependencies": "array_cache",
    "rdrichvalue": "array_cache",
    "rdrichvaluestructure": "array_cache",
    "rdrichvaluetypes": "array_cache",
    "rdarray": "array_cache",
    "rdsupportingpropertybag": "array_cache",
    "rdsupportingpropertybagstructure": "array_cache",
    "richvaluerel": "array_cache",
    "richstyles": "array_cache",
    "rdrichvaluewebimage": "array_cache",
    "printersettings": "",
    "customproperty": "properties_custom",
    "webextension": "web_extension",
    "webextensiontaskpanes": "web_extension",
    "taskpanes": "web_extension",
    "ui-extensibility": "web_extension",
    "extensibility": "web_extension",
    "usercustomization": "web_extension",
    "origin": "signature",
    "signature": "signature",
    "certificate": "signature",
    "oleobject": "",
    "package": "",
    "afchunk": "",
    "glossarydocument": "building_blocks",
    "recipientdata": "mail_merge",
    "mailmergesource": "mail_merge",
    "mailmergeheadersource": "mail_merge",
    "video": "media",
    "audio": "media",
    "media": "media",
    "tags": "document_variables",
    "customactions": "unknown_part",
    "legacydiagramtext": "unknown_part",
    "ink": "unknown_part",
    "inkxml": "picture",
    "namedsheetviews": "custom_view",
    "namedsheetview": "custom_view",
    "wbsrt": "custom_view",
    "workbookcustomviews": "custom_view",
    "externalcodeservice": "external_link",
    "pythonscript": "macros",
}
"""The check of each kind; "" where the kind is looked into below or by the format's module."""

QUIET_EXTERNAL = {"hyperlink"}
RASTER = {"jpeg", "png", "tiff", "gif", "bmp", "webp"}


def part_findings(office: Office, context: Context) -> Iterator[Finding]:
    """Findings of the package's parts as parts, embedded files and pictures looked into."""
    for name in sorted(office.reached):
        relation = office.reached[name]
        place = Place(part=office.entry(name))
        if relation.kind == "image":
            yield from picture_findings(office.entry(name), office.data(name), context)
        elif relation.kind in {"oleobject", "package", "afchunk"}:
            yield from embedded_findings(office.entry(name), office.data(name), context)
        elif relation.kind == "printersettings":
            yield from _printer(office, name)
        elif relation.kind == "customxml":
            yield from _custom_xml(office, name)
        elif CHECKS_OF_KINDS.get(relation.kind):
            yield found(CHECKS_OF_KINDS[relation.kind], office.entry(name), place=place)
        elif relation.kind not in STRUCTURE and relation.kind not in CHECKS_OF_KINDS:
            yield found("unknown_part", f"{office.entry(name)} ({relation.kind})", place=place)
    yield from root_findings(office)
    yield from comment_findings(office)
    for name in office.orphans:
        yield from _orphan(office, name, context)
    for relation in office.externals():
        yield from external_findings(office, relation)


OWN = ("http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/", "http://purl.oclc.org/ooxml/",
       "urn:schemas-microsoft-com:", "http://www.w3.org/", "http://purl.org/dc/", "http://schemas.libreoffice.org/",
       "http://customooxmlschemas.google.com/", "http://opendope.org/")  # fmt: skip
"""Namespaces of the format and of those who extend it."""


def foreign_findings(root: Any, where: str) -> Iterator[Finding]:
    """Texts in elements of nobody's namespace: programs carry them along and show them nowhere."""
    texts = [
        text
        for element in elements(root)
        if element.tag.startswith("{") and not element.tag[1:].startswith(OWN)
        and (text := " ".join([element.text or "", *map(str, element.attrib.values())]).strip())
    ]  # fmt: skip
    if texts:
        yield found("unknown_part", f"{where}: elements that no check knows", count=len(texts), sample=texts[0],
                    place=Place(part=where))  # fmt: skip


def comment_findings(office: Office) -> Iterator[Finding]:
    """Comments in the code of parts other than sheets, which tell their own."""
    from lxml import etree

    for name in sorted(office.reached):
        kind = office.reached[name].kind
        if not name.endswith(".xml") or kind in {"worksheet", "sharedstrings", "customxml", "pivotcacherecords"}:
            continue
        data = office.data(name)
        if b"<!--" in data or b"<\x00!\x00-\x00" in data:
            notes = [c for c in office.opened.xml(office.entry(name)).iter(etree.Comment) if (c.text or "").strip()]
            if notes:
                yield found("xml_comment", office.entry(name), count=len(notes), sample=notes[0].text,
                            place=Place(part=office.entry(name)))  # fmt: skip


def picture_findings(name: str, data: bytes, context: Context) -> Iterator[Finding]:
    """A picture's own findings, where a check reads its kind; else that there is one."""
    from fanlight.inspection.engine import FORMATS

    try:
        kind = kind_of(name, data)
    except CouldNotRead:
        kind = ""
    if kind in FORMATS and kind in RASTER | {"svg", "wmf"}:
        yield from context.inspect_inside(name, data)
    elif kind not in RASTER:  # a vector picture can be a whole table; a raster one shows what it shows
        yield found("picture", name, place=Place(part=name))


def embedded_findings(name: str, data: bytes, context: Context) -> Iterator[Finding]:
    yield found("embedded", name, count=1, place=Place(part=name))
    yield from context.inspect_inside(name, data)


def _orphan(office: Office, name: str, context: Context) -> Iterator[Finding]:
    entry = office.entry(name)
    kind = office.types.get(name, "")
    place = Place(part=entry)
    if "worksheet" in kind or ("/worksheets/" in name and not name.endswith(".rels")):
        yield found("orphan_sheet", entry, place=place)
    elif "presentationml.slide+" in kind:
        yield found("orphan_slide", entry, place=place)
    elif name.startswith("/customxml/") and not name.endswith(".rels"):
        yield found("custom_xml", entry, place=place)
        yield found("orphan_part", entry, place=place)
    else:
        yield found("orphan_part", entry, place=place)
    for check, sign in (("macros", "vbaproject"), ("comments", "comments"), ("pivot_cache", "pivotcache"),
                        ("embedded", "/embeddings/"), ("data_model", "/model/")):  # fmt: skip
        if sign in name and not name.endswith(".rels"):
            yield found(check, entry, place=place)


def _printer(office: Office, name: str) -> Iterator[Finding]:
    """Printer settings; serious enough to look at only where they name a server, a person or a path."""
    text = office.data(name).decode("utf-16-le", "ignore")
    printer = re.split(r"\x00", text)[0][:32]
    told = looks_personal(text.replace("\x00", " ")) or printer.startswith("\\\\") or not _is_printer(office.data(name))
    yield found(
        "printer_settings", office.entry(name), sample=printer if printer.isprintable() else "",
        severity="warning" if told else "info", place=Place(part=office.entry(name)),
    )  # fmt: skip


def _is_printer(data: bytes) -> bool:
    """Whether these are a printer's settings at all: a DEVMODE (names of 32 letters of two bytes or one), or a list."""
    if not data.strip(b"\x00") or b"<plist" in data[:400] or b"<!DOCTYPE plist" in data[:400]:
        return True
    return any(
        len(data) >= at + 8
        and data[at + 1] in {3, 4, 5}
        and 0 < int.from_bytes(data[at + 4 : at + 6], "little") <= len(data)
        for at in (64, 32)
    )


def _custom_xml(office: Office, name: str) -> Iterator[Finding]:
    """Custom XML; a query's own package is told apart, and a bibliography without sources is nothing."""
    try:
        root: Any = office.xml(name)
    except CouldNotRead:
        yield found("custom_xml", office.entry(name), place=Place(part=office.entry(name)))
        return
    tag = root.tag.rpartition("}")[2] if isinstance(root.tag, str) else ""
    if tag == "DataMashup":
        yield found("queries", office.entry(name), place=Place(part=office.entry(name)))
        return
    empty = not len(root) and not (root.text or "").strip()
    quiet = empty and (tag == "Sources" or not root.attrib)
    words = " ".join(text.strip() for text in root.itertext() if text.strip())
    yield found(
        "custom_xml", office.entry(name), sample=words, severity="info" if quiet else None,
        place=Place(part=office.entry(name)),
    )  # fmt: skip


def external_findings(office: Office, relation: Relation) -> Iterator[Finding]:
    """A relation that leads outside: hyperlinks to the web are what they seem, all others are not."""
    source = office.entries.get(relation.source, "package")
    where, place = f"{source}: {relation.kind}", Place(part=source)
    target = unquote(relation.target)
    if relation.kind in QUIET_EXTERNAL:
        low = target.lower()
        if not low.startswith(("http://", "https://", "#")) or looks_located(target):
            yield found("hyperlinks_local", where, sample=target, place=place)
    elif relation.kind == "attachedtemplate":
        yield found("template_path", where, sample=target, place=place)
    elif relation.kind in {"mailmergesource", "mailmergeheadersource"}:
        yield found("mail_merge", where, sample=target, place=place)
    elif relation.kind in {"video", "audio", "media"}:
        yield found("media", where, sample=target, severity="serious", place=place)
    elif "externallink" not in relation.source:
        yield found("external_link", where, sample=target, place=place)


def all_text(office: Office) -> str:
    """Every text in the package's XML, for a search in it."""
    found_texts = []
    for name in sorted(office.entries):
        if name.endswith((".xml", ".rels", ".vml", ".psmdcp")) and not re.search(r"/theme/|/styles\.xml", name):
            root: Any = office.xml(name, recover=name.endswith(".vml"))
            found_texts.append(" ".join(t for t in root.itertext() if t.strip()))
            for element in elements(root, "Relationship", "definedName", "sheet", "cNvPr", "docPr"):
                found_texts.append(" ".join(str(value) for value in element.attrib.values()))
    return "\n".join(found_texts)
