"""OpenDocument packages: parts, manifest, properties, settings, and what any content may hold."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.archives.packages import zip_findings
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.parts import picture_findings
from fanlight.inspection.ooxml.package.properties import PROGRAMS, looks_located, looks_personal
from fanlight.inspection.opened import Opened, attribute, elements, parse_xml, rooted

KNOWN = re.compile(
    r"^(mimetype|(Object [^/]+/)?(content|styles|meta|settings)\.xml|manifest\.rdf|layout-cache|META-INF/manifest\.xml"
    r"|Configurations2/accelerator/current\.xml)$"
)
ROOTS = {"meta.xml": "document-meta", "styles.xml": "document-styles", "settings.xml": "document-settings",
         "manifest.rdf": "RDF"}  # fmt: skip
QUIET_META = {"generator", "creation-date", "date", "editing-duration", "editing-cycles", "document-statistic",
              "language", "print-date", "modification-date"}  # fmt: skip
USER_QUIET = re.compile(r"(?i)^(appversion|info ?\d|scalecrop|linksuptodate|shareddoc|hyperlinkschanged|docsecurity)$")


def is_flat(opened: Opened) -> bool:
    return not opened.data.startswith(b"PK")


def package_findings(opened: Opened, context: Context) -> Iterator[Finding]:
    """Findings of the package and of everything but its content."""
    if is_flat(opened):
        root = parse_xml(opened.data, opened.name)
        for meta in elements(root, "meta"):
            yield from meta_findings(meta, opened.name)
        yield from _settings(root, opened.name)
        return
    yield from zip_findings(opened)
    listed = _manifest(opened)
    for name in sorted(opened.parts):
        yield from _part(opened, name, listed, context)
    for name in sorted(opened.parts):
        if re.match(r"^(Object [^/]+/)?meta\.xml$", name):
            yield from meta_findings(opened.xml(name), name)
    if "settings.xml" in opened.parts:
        yield from _settings(opened.xml("settings.xml"), "settings.xml")


def _manifest(opened: Opened) -> set[str] | None:
    """The parts that the manifest lists; None without one. Raises CouldNotRead for encrypted parts."""
    if "META-INF/manifest.xml" not in opened.parts:
        return None
    root = rooted(opened.xml("META-INF/manifest.xml"), f"{opened.name}: META-INF/manifest.xml", "manifest")
    if any(True for _ in elements(root, "encryption-data")):
        raise CouldNotRead("The file is encrypted.", where=opened.name, check="encrypted")
    return {attribute(e, "full-path").lstrip("/") for e in elements(root, "file-entry")}


def _part(opened: Opened, name: str, listed: set[str] | None, context: Context) -> Iterator[Finding]:
    place = Place(part=name)
    if listed is not None and name not in listed and not name.startswith("META-INF/") and name != "mimetype":
        yield found("orphan_part", name, place=place)
    root_name = ROOTS.get(name.rpartition("/")[2])
    if KNOWN.match(name) and root_name:
        rooted(opened.xml(name), f"{opened.name}: {name}", root_name)
    elif name == "Configurations2/accelerator/current.xml" and opened.parts[name].strip():
        yield found("unknown_part", name, place=place)
    if KNOWN.match(name):
        return
    if name.startswith("Thumbnails/"):
        yield found("thumbnail", name, severity="info", place=place)
    elif re.match(r"^(.*/)?Pictures/", name):
        yield from picture_findings(name, opened.parts[name], context)
    elif name.startswith(("Basic/", "Dialogs/", "Scripts/")):
        empty = re.search(r"(script|dialog)-l[bc]\.xml$", name) and b":element " not in opened.parts[name]
        yield found("macros", name, severity="info" if empty else None, place=place)
    elif name.startswith("Versions/") or name == "VersionList.xml":
        yield found("old_revisions", name, place=place)
        if name.startswith("Versions/"):
            yield from context.inspect_inside(name, opened.parts[name])
    elif name.startswith("META-INF/") and "signatures" in name:
        yield found("signature", name, place=place)
    elif name.startswith("ObjectReplacements/"):
        yield found("picture", name, severity="info", place=place)
    elif re.match(r"^Object [^/]+$", name):
        yield found("embedded", name, place=place)
        yield from context.inspect_inside(name, opened.parts[name])
    elif name.startswith(("media/", "Media/")):
        yield found("media", name, place=place)
    elif name.startswith("Fonts/"):
        return
    elif name.startswith(("database/", "forms/", "reports/")):
        yield found("connections", name, place=place)
    else:
        yield found("unknown_part", name, place=place)


def meta_findings(root: Any, where: str) -> Iterator[Finding]:
    programs = []
    place = Place(part=where)
    for element in elements(root):
        tag, text = element.tag.rpartition("}")[2], (element.text or "").strip()
        if tag in {"document-meta", "meta"}:
            continue
        href = attribute(element, "href")
        if href:
            yield found("template_path" if tag == "template" else "external_link", f"{where}: {tag}", sample=href,
                        severity=None if looks_located(href) or tag != "template" else "info", place=place)  # fmt: skip
        if tag == "template" and not href and attribute(element, "title"):
            programs.append(tag)
        if not text:
            continue
        if tag == "user-defined":
            quiet = USER_QUIET.match(attribute(element, "name")) and not looks_personal(text)
            yield found("properties_custom", f"{where}: {attribute(element, 'name')}", sample=text,
                        severity="info" if quiet else None, place=place)  # fmt: skip
        elif tag in {"creator", "initial-creator", "printed-by"}:
            if PROGRAMS.match(text):
                programs.append(tag)
            else:
                yield found("properties_person", f"{where}: {tag}", sample=text, place=place)
        elif tag in QUIET_META or tag == "title":
            if looks_personal(text):
                yield found("properties_person", f"{where}: {tag}", sample=text, place=place)
            programs.append(tag)
        else:
            yield found("properties_person", f"{where}: {tag}", sample=text, place=place)
    if programs:
        said = ", ".join(sorted(set(programs)))
        yield found("properties_program", f"{where}: {said}", count=len(programs), place=place)


def _settings(root: Any, where: str) -> Iterator[Finding]:
    place = Place(part=where)
    for item in elements(root, "config-item"):
        name, text = attribute(item, "name"), (item.text or "").strip()
        if name == "PrinterName" and text:
            told = looks_personal(text) or text.startswith("\\\\") or "@" in text
            yield found("printer_settings", where, sample=text, severity="warning" if told else "info", place=place)
        elif name == "HasSheetTabs" and text == "false":
            yield found("workbook_hidden", f"{where}: no tabs", place=place)
        elif name == "PrinterSetup" and text and looks_personal(_decoded(text)):
            yield found("printer_settings", f"{where}: setup", place=place)
        elif name == "CurrentDatabaseDataSource" and text:
            yield found("connections", f"{where}: {name}", sample=text, place=place)
        elif looks_located(text) and "://" not in text[:5]:
            yield found("properties_person", f"{where}: {name}", sample=text, place=place)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode("latin-1").replace("\x00", "")
    except (binascii.Error, ValueError):
        return ""


def bodied(root: Any, where: str, *kinds: str) -> Any:
    """The content, where its body holds one of these kinds. Raises CouldNotRead otherwise."""
    rooted(root, where, "document-content", "document")
    if not any(True for _ in elements(root, "body") for _ in elements(root, *kinds)):
        raise CouldNotRead("The content is not what its place says.", where=where)
    return root


def objects_of(opened: Opened) -> list[str]:
    """Content parts of embedded objects, charts among them."""
    return sorted(name for name in opened.parts if re.match(r"^Object [^/]+/content\.xml$", name))


def object_findings(opened: Opened, name: str) -> Iterator[Finding]:
    """An embedded object: a chart keeps a table of its figures, a sheet is a whole workbook."""
    root = opened.xml(name)
    place = Place(part=name)
    if any(True for _ in elements(root, "spreadsheet", "text", "presentation", "database")) and not any(
        True for _ in elements(root, "chart")
    ):
        yield found("embedded", name, place=place)
        return
    cells = [e for e in elements(root, "table-cell") if attribute(e, "value") or "".join(e.itertext()).strip()]
    if cells:
        bound = any(attribute(e, "cell-range-address") or attribute(e, "values-cell-range-address")
                    for e in elements(root, "plot-area", "series"))  # fmt: skip
        yield found("chart_cache", name, count=len(cells), severity="info" if bound else None, place=place)


def all_text(opened: Opened) -> str:
    if is_flat(opened):
        return " ".join(t for t in parse_xml(opened.data, opened.name).itertext() if t.strip())
    names = [n for n in sorted(opened.parts) if re.search(r"(^|/)(content|meta|styles|settings)\.xml$", n)]
    return "\n".join(" ".join(t for t in opened.xml(n).itertext() if t.strip()) for n in names)
