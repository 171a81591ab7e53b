"""JPEG pictures: segments beside the picture, previews, bytes after the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.opened import Opened
from fanlight.inspection.pictures.exif import exif_findings, photoshop_findings, thumbnail_of
from fanlight.inspection.pictures.pixels import decoded, preview_findings
from fanlight.inspection.traces import xmp_findings

PROGRAMS = re.compile(
    r"CREATOR: gd-jpeg|Lavc|Optimized|Compressed by|File (?:source|written)|Created with|LEAD Tech|Intel\(R\)|Processed",
    re.I,
)
XMP_HEAD, XMP_MORE, EXIF_HEAD = (
    b"http://ns.adobe.com/xap/1.0/\x00",
    b"http://ns.adobe.com/xmp/extension/\x00",
    b"Exif\x00\x00",
)


def segments(data: bytes, where: str) -> tuple[list[tuple[int, bytes]], int]:
    """The (marker, content) of all segments before the end mark, and where the picture ends.

    Raises CouldNotRead where it does not begin as a JPEG, or ends within a segment.
    """
    if data[:2] != b"\xff\xd8":
        raise CouldNotRead("The picture is damaged.", where=where)
    parts: list[tuple[int, bytes]] = []
    at = 2
    while True:
        start = data.find(b"\xff", at)
        if start < 0 or start + 1 >= len(data):
            raise CouldNotRead("The picture ends too early.", where=where)
        if start > at:
            parts.append((0, data[at:start]))
        while start + 1 < len(data) and data[start + 1] == 0xFF:
            start += 1
        if start + 1 >= len(data):
            raise CouldNotRead("The picture ends too early.", where=where)
        marker = data[start + 1]
        at = start + 2
        if marker == 0xD9:
            return parts, at
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2 or at + size > len(data):
            raise CouldNotRead("The picture ends too early.", where=where)
        parts.append((marker, data[at + 2 : at + size]))
        at += size
        if marker == 0xDA:
            at = _scan_end(data, at)


def _scan_end(data: bytes, at: int) -> int:
    """Where the compressed data of a scan ends: at a marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from metadata(opened.data, opened.name, context)


def metadata(data: bytes, where: str, context: Context, *, embedded: bool = False) -> Iterator[Finding]:
    """What a JPEG carries besides its picture. `embedded`: within a document, where its end is not its own."""
    parts, end = segments(data, where)
    picture = None if embedded else decoded(data[:end], where)
    several = False
    extended = b""
    for marker, content in parts:
        if marker == 0 and content.strip(b"\x00\xff"):
            yield found("bytes_outside", f"{where}, between segments", count=len(content))
        elif marker == 0xFE:
            text = content.decode("utf-8", "replace").strip("\x00 \r\n")
            if text:
                usual = "info" if PROGRAMS.search(text) else None
                yield found("picture_metadata", f"{where}, comment", sample=text, severity=usual)  # type: ignore[arg-type]
        elif marker == 0xE0 and content[:5] == b"JFIF\x00":
            if len(content) > 14 and content[12] and content[13]:
                yield found("thumbnail", f"{where}, JFIF")
        elif marker == 0xE0 and content[:5] == b"JFXX\x00":
            if picture is not None and content[5:6] == b"\x10":
                yield from preview_findings(content[6:], picture, f"{where}, JFXX preview")
            else:
                yield found("thumbnail", f"{where}, JFXX")
        elif marker == 0xE1 and content.startswith(EXIF_HEAD[:5]):
            block = content[6:]
            yield from exif_findings(block, f"{where}, EXIF", context)
            preview = thumbnail_of(block, where)
            if preview and picture is not None:
                yield from preview_findings(preview, picture, f"{where}, EXIF preview")
            elif preview:
                yield found("thumbnail", f"{where}, EXIF preview")
        elif marker == 0xE1 and content.startswith(XMP_HEAD):
            yield from xmp_findings(content[len(XMP_HEAD) :], f"{where}, XMP", where)
        elif marker == 0xE1 and content.startswith(XMP_MORE):
            extended += content[len(XMP_MORE) + 40 :]
        elif marker == 0xE2 and content.startswith(b"MPF\x00"):
            several = True
        elif marker == 0xED and b"8BIM" in content:
            yield from photoshop_findings(content, f"{where}, Photoshop", context)
        elif (marker == 0xE2 and content.startswith((b"ICC_PROFILE\x00", b"urn:iso:std:iso:ts:21496"))) or (
            marker in {0xEE, 0xEC} and content.startswith((b"Adobe", b"Ducky"))
        ):
            continue
        elif 0xE0 <= marker <= 0xEF and content.strip(b"\x00"):
            yield found(
                "picture_metadata", f"{where}, a segment that no check knows (APP{marker - 0xE0})", sure="possible"
            )
    if extended:
        yield from xmp_findings(extended, f"{where}, extended XMP", where)
    after = data[end:].strip(b"\x00\xff \r\n")
    if after and not embedded:
        if several and after.startswith(b"\xd8"):
            yield found("picture_frames", f"{where}, further pictures", count=len(after))
        else:
            yield found("bytes_outside", f"{where}, {len(data) - end} bytes after the picture", count=len(data) - end)
            if after.startswith(b"PK\x03\x04"):
                yield from context.inspect_inside("bytes after the picture", data[data.index(b"PK\x03\x04", end) :])


def text(opened: Opened) -> str:
    """All metadata as text."""
    parts, end = segments(opened.data, opened.name)
    return "\n".join(
        [content.decode("utf-8", "ignore") for marker, content in parts if marker in {0xFE, 0xE1, 0xED}]
        + [opened.data[end:].decode("utf-8", "ignore")]
    )
