"""The paragraphs of a letter that somebody has edited in a word processor (DOCX), as text."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from fanlight.errors import BadInput

BODY = "word/document.xml"
LARGEST = 30_000_000
"""Bytes of the unpacked body of a letter."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a table's row with its cells parted by “ | ”. `kind`: heading, bullet, row or text."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Edited:
    """`tracked`: changes stand in it that nobody has accepted yet; the text is as if they were."""

    lines: tuple[Line, ...]
    tracked: bool


def read_letter(data: bytes, *, where: str) -> Edited:
    """Raises `BadInput` for what is no DOCX, is damaged, or unpacks to more than a letter."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(BODY) as part:
            body = part.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError, ValueError):
        raise BadInput("This is no DOCX that can be read.", where=where, next_step="Save the letter as DOCX.") from None
    if len(body) > LARGEST:
        raise BadInput("This unpacks to more than a letter.", where=where)
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        raise BadInput("This DOCX is damaged.", where=where, next_step="Save the letter again as DOCX.") from None
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise BadInput("This is no DOCX as word processors write it.", where=where)
    holder = root.find(f"{_W}body")
    lines = [line for element in (holder if holder is not None else ()) for line in _lines(element)]
    return Edited(
        tuple(line for line in lines if line.text),
        any(True for _ in root.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo")),
    )


def _lines(element: Any) -> list[Line]:
    if element.tag == f"{_W}p":
        return [Line(_text(element), _kind(element))]
    if element.tag == f"{_W}tbl":
        return [Line(" | ".join(_text(cell) for cell in row.iter(f"{_W}tc")), "row") for row in element.iter(f"{_W}tr")]
    if element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo"}:
        return [line for child in element for line in _lines(child)]
    return []


def _kind(paragraph: Any) -> str:
    properties = paragraph.find(f"{_W}pPr")
    style = properties.find(f"{_W}pStyle") if properties is not None else None
    name = str(style.get(f"{_W}val", "")) if style is not None else ""
    if name.startswith("Heading"):
        return "heading"
    listed = name.startswith("ListBullet") or (properties is not None and properties.find(f"{_W}numPr") is not None)
    return "bullet" if listed else "text"


def _text(element: Any) -> str:
    """What is said there, as if every tracked change were accepted."""
    pieces = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
        if any(above.tag in {f"{_W}del", f"{_W}moveFrom"} for above in node.iterancestors()):
            continue
        pieces.append({"t": node.text or "", "noBreakHyphen": "-"}.get(node.tag.removeprefix(_W), " "))
    return " ".join("".join(pieces).replace("\u200b", "").split())
