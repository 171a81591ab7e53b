"""Document properties of Office packages: people, places, programs and what else somebody typed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.package import Office
from fanlight.inspection.opened import attribute, elements

PROGRAMS = re.compile(
    r"(?i)^(openpyxl|xlsxwriter|python-(docx|pptx)|docx4j|apache poi|closedxml|epplus( software)?|libreoffice|openoffice"
    r"(\.org)?|microsoft( office)?( excel| word| powerpoint)?( user)?|google (sheets|docs|slides)|unknown( creator)?"
    r"|un-named|phpspreadsheet|phpword|aspose(\.\w+)*|sheetjs|exceljs|excelize|pandoc|calibre|numbers|pages|keynote"
    r"|docxtemplater|js-xlsx|spire(\.\w+)*|jasperreports|r|writexl|xlsx|calc|writer|impress|quarto|rmarkdown|fanlight"
    r"|generated (by|using|with) [\w .-]+|created by (openpyxl|xlsxwriter|sheetjs|apache poi)[\w .-]*|steve canny|admin(istrator)?)$"
)
"""What libraries write where a person's name belongs. "Steve Canny" wrote the default template of python-pptx."""
LOCATED = re.compile(
    r"(?i)(^|[\s\"'(=|])([a-z]:[\\/]|\\\\[\w.-]+\\|file:|/(users|home|volumes|mnt|media|shares?)/|smb:)"
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
TEMPLATE_THUMBNAILS = {
    "96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead",  # python-docx's empty template
    "116f9aa8ea038e39ef47ee99a23592ab569cf77feafecd0a30e222369e931d25",  # python-pptx's
}
PEOPLE = {"creator", "lastmodifiedby", "manager", "company", "contributor"}
TYPED = {"description", "subject", "keywords", "category", "contentstatus", "identifier", "publisher", "source"}
PLACES = {"hyperlinkbase", "template"}


def looks_located(text: str) -> bool:
    """Whether a text holds a path on somebody's machine or network."""
    return bool(LOCATED.search(text))


def looks_personal(text: str) -> bool:
    return looks_located(text) or bool(MAIL.search(text))


def property_findings(office: Office) -> Iterator[Finding]:
    for name in office.of_kind("core-properties"):
        yield from _plain(office, name)
    for name in office.of_kind("extended-properties"):
        yield from _plain(office, name)
    for name in office.of_kind("custom-properties"):
        given = list(elements(office.xml(name), "property"))
        if given:
            sample = ", ".join(attribute(e, "name") for e in given[:5])
            yield found(
                "properties_custom", office.entry(name), count=len(given), sample=sample, place=_place(office, name)
            )
    for name in office.of_kind("thumbnail"):
        quiet = hashlib.sha256(office.data(name)).hexdigest() in TEMPLATE_THUMBNAILS
        yield found("thumbnail", office.entry(name), severity="info" if quiet else None, place=_place(office, name))
    for name in office.of_kind("labelinfo", "classificationlabels", "clippedlabels"):
        yield found("properties_custom", office.entry(name), place=_place(office, name))


def _place(office: Office, name: str) -> Place:
    return Place(part=office.entry(name))


def _plain(office: Office, name: str) -> Iterator[Finding]:
    root: Any = office.xml(name)
    programs = []
    for element in root.iter():
        if not isinstance(element.tag, str) or len(element):
            continue
        text = (element.text or "").strip()
        tag = element.tag.rpartition("}")[2]
        if not text:
            continue
        where = f"{office.entry(name)}: {tag}"
        low = tag.lower()
        if low in PEOPLE and not PROGRAMS.match(text):
            yield found("properties_person", where, sample=text, place=_place(office, name))
        elif low in PLACES:
            if low == "hyperlinkbase" or looks_located(text) or "/" in text or "\\" in text:
                yield found("properties_person", where, sample=text, place=_place(office, name))
        elif looks_personal(text) or (low in TYPED and not PROGRAMS.match(text)):
            yield found("properties_person", where, sample=text, place=_place(office, name))
        elif low in PEOPLE or low in {"application", "created", "modified", "lastprinted", "title", "revision"}:
            programs.append(tag)
    if programs:
        said = ", ".join(sorted(set(programs)))
        yield found(
            "properties_program", f"{office.entry(name)}: {said}", count=len(programs), place=_place(office, name)
        )
