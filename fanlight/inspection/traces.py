"""Traces of people and machines in properties, whatever the format: paths, names, XMP packets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.opened import parse_xml

PATH = re.compile(
    r"(?:^|[\s\"'(=>])(?:[A-Za-z]:[\\/][^\s\\/]|\\\\[\w.-]+\\[\w$.-]+|file:/{2,3}\S|/(?:Users|home)/\w|~/\w)"
)
NO_PERSON = re.compile(
    r"(?:openpyxl|xlsxwriter|xlwt|python-(?:docx|pptx)|calc|libreoffice.*|openoffice.*|microsoft .*|apache poi|none|unknown"
    r"|\(?anonymous\)?|\(?unspecified\)?|windows user|user|un-named|\W*)",
    re.IGNORECASE,
)
"""Programs and blanks that stand where a person's name would."""
PEOPLE = {"creator", "Author", "author", "Artist", "By-line", "Credit", "CreatorContactInfo", "OwnerName", "CameraOwnerName",
          "LensSerialNumber", "SerialNumber", "BodySerialNumber", "PersonInImage", "PersonDisplayName", "rightsHolder",
          "Manager", "Company", "Owner", "CaptionWriter", "AuthorsPosition", "Name", "CiEmailWork", "CiTelWork",
          "CiAdrExtadr", "CiAdrCity", "LastModifiedBy", "lastModifiedBy", "SourceModified", "contributor"}  # fmt: skip
PLACES = {"GPSLatitude", "GPSLongitude", "City", "Location", "Sublocation", "LocationShown", "LocationCreated",
          "GPSDestLatitude"}  # fmt: skip
PREVIEWS = {"Thumbnails", "image", "PageInfo"}


def xmp_findings(packet: bytes, where: str, name: str) -> Iterator[Finding]:
    """People, places, paths and previews in an XMP packet. Raises CouldNotRead where it is not XML."""
    body = re.sub(rb"<\?xpacket.*?\?>", b"", packet, flags=re.DOTALL).strip(b"\x00 \t\r\n")
    if not body:
        return
    try:
        root = parse_xml(body, where)
    except CouldNotRead:
        root = parse_xml(body, where, recover=True)
    told: set[str] = set()
    plain = 0
    for tag, value in _values(root):
        text = " ".join(value.split())
        if not text:
            continue
        if tag in PLACES and tag not in told:
            told.add(tag)
            yield found("picture_place", f"{where} {tag}", sample=text)
        elif tag in PREVIEWS and len(text) > 300:
            yield found("thumbnail", f"{where} {tag}")
        elif tag in PEOPLE and tag not in told and not NO_PERSON.fullmatch(text):
            told.add(tag)
            yield found("properties_person", f"{where} {tag}", sample=text)
        elif PATH.search(text) and "path" not in told:
            told.add("path")
            yield found("properties_person", f"{where} {tag}, a path", sample=text)
        else:
            plain += 1
    if plain:
        yield found("properties_program", where, count=plain)


def _values(root: object) -> Iterator[tuple[str, str]]:
    """(property, text) of every property: texts within lists and alternatives belong to the property around them."""
    from lxml import etree

    wrapping = {"Alt", "Seq", "Bag", "li", "Description", "value"}
    for element in root.iter():  # type: ignore[attr-defined]
        if not isinstance(element.tag, str):
            continue
        for key, value in element.attrib.items():
            local = etree.QName(key).localname
            if local not in {"about", "lang", "parseType", "xmptk", "resource", "datatype"}:
                yield local, str(value)
        if element.text and element.text.strip():
            owner = element
            while owner is not None and etree.QName(owner.tag).localname in wrapping:
                owner = owner.getparent()
            yield (etree.QName(owner.tag).localname if owner is not None else "value"), element.text


IPTC_PEOPLE = {80: "by-line", 85: "by-line title", 110: "credit", 118: "contact", 122: "writer of the caption"}
IPTC_PLACES = {90: "city", 92: "place", 26: "location code", 27: "location"}
IPTC_REMARKS = {120: "caption", 40: "instructions", 25: "keywords", 105: "headline", 5: "title"}


def iptc_findings(raw: bytes, where: str, name: str) -> Iterator[Finding]:
    """People, places and remarks in IPTC fields."""
    at = raw.find(b"\x1c\x02")
    told: set[int] = set()
    while 0 <= at <= len(raw) - 5 and raw[at] == 0x1C:
        record, field, size = raw[at + 1], raw[at + 2], int.from_bytes(raw[at + 3 : at + 5], "big")
        text = raw[at + 5 : at + 5 + size].decode("utf-8", "replace").strip()
        at += 5 + size
        if record != 2 or not text or field in told:
            continue
        told.add(field)
        if field in IPTC_PEOPLE:
            yield found("properties_person", f"{where} {IPTC_PEOPLE[field]}", sample=text)
        elif field in IPTC_PLACES:
            yield found("picture_place", f"{where} {IPTC_PLACES[field]}", sample=text)
        elif field in IPTC_REMARKS:
            yield found("picture_metadata", f"{where} {IPTC_REMARKS[field]}", sample=text)
