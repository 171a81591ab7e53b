"""PNG pictures: chunks beside the picture, animation, transparency that hides, bytes after the end."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.opened import Opened
from fanlight.inspection.pictures.exif import exif_findings
from fanlight.inspection.pictures.pixels import decoded, transparent_findings
from fanlight.inspection.traces import PATH, iptc_findings, xmp_findings

PICTURE = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "hIST",
           "pHYs", "sPLT", "oFFs", "pCAL", "sCAL", "sTER", "iDOT", "CgBI", "vpAg", "mDCV", "cLLI", "tIME"}  # fmt: skip
ANIMATION = {"acTL", "fcTL", "fdAT"}
PEOPLE = {"author", "artist", "creator", "copyright", "source", "camera owner", "by-line"}
PROGRAM = {"software", "creation time", "date:create", "date:modify", "date:timestamp", "title", "warning"}
LARGEST_TEXT = 20_000_000


def chunks(data: bytes, where: str) -> tuple[list[tuple[str, bytes]], int]:
    """The (name, content) of all chunks up to the end chunk, and where it ends. Raises CouldNotRead for a damaged one."""
    parts = []
    at = 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + size]
        check = data[at + 8 + size : at + 12 + size]
        if len(check) < 4 or zlib.crc32(name + content) != int.from_bytes(check, "big"):
            raise CouldNotRead("The picture is damaged.", where=where)
        parts.append((name.decode("latin-1"), content))
        at += 12 + size
        if name == b"IEND":
            return parts, at
    raise CouldNotRead("The picture ends too early.", where=where)


def _inflated(data: bytes, where: str) -> bytes:
    try:
        engine = zlib.decompressobj()
        text = engine.decompress(data, LARGEST_TEXT)
    except zlib.error:
        raise CouldNotRead("A text in the picture is damaged.", where=where) from None
    if engine.unconsumed_tail:
        raise CouldNotRead("A text in the picture is too large to unpack.", where=where, check="too_large")
    return text


def texts(parts: list[tuple[str, bytes]], where: str) -> Iterator[tuple[str, bytes]]:
    """The (keyword, text) of the text chunks, unpacked."""
    for name, content in parts:
        keyword, _, rest = content.partition(b"\x00")
        label = keyword.decode("latin-1")
        if name == "tEXt":
            yield label, rest
        elif name == "zTXt":
            yield label, _inflated(rest[1:], where)
        elif name == "iTXt" and len(rest) >= 2:
            packed = rest[0] == 1
            _, _, tail = rest[2:].partition(b"\x00")
            _, _, tail = tail.partition(b"\x00")
            yield label, _inflated(tail, where) if packed else tail


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    where = opened.name
    parts, end = chunks(opened.data, where)
    frames = sum(1 for name, _ in parts if name == "fcTL")
    if frames > 1 or any(name == "fdAT" for name, _ in parts):
        yield found("picture_frames", f"{where}, an animation", count=max(frames, 1))
    for label, body in texts(parts, where):
        yield from _text(label, body, where, context)
    for name, content in parts:
        if name == "eXIf":
            yield from exif_findings(content, f"{where}, EXIF", context)
        elif name not in PICTURE | ANIMATION and name not in {"tEXt", "zTXt", "iTXt"}:
            yield found("picture_metadata", f"{where}, a chunk that no check knows ({name})", sure="possible")
    if any(name == "tIME" for name, _ in parts):
        yield found("picture_metadata", f"{where}, time of the last change", severity="info")
    yield from _surplus(parts, where)
    after = opened.data[end:]
    if after.strip(b"\x00"):
        again = b"IDAT" in after or b"IEND" in after
        words = "the remains of an earlier picture" if again else "bytes"
        yield found("bytes_outside", f"{where}, {len(after)} bytes after the picture: {words}", count=len(after))
        if after.startswith(b"PK\x03\x04"):
            yield from context.inspect_inside("bytes after the picture", after)
    yield from transparent_findings(decoded(opened.data[:end], where), where)


def _text(label: str, body: bytes, where: str, context: Context) -> Iterator[Finding]:
    lower = label.lower()
    place = f"{where}, {label[:40]}"
    context.budget.spend(len(body), where)
    profile = re.fullmatch(r"raw profile type (\w+)", lower)
    if lower == "xml:com.adobe.xmp":
        yield from xmp_findings(body, f"{where}, XMP", where)
        return
    if profile:
        raw = _unhexed(body)
        if profile[1] in {"exif", "app1"} and raw[:6] == b"Exif\x00\x00":
            yield from exif_findings(raw[6:], f"{where}, EXIF", context)
        elif profile[1] in {"xmp", "app1"}:
            yield from xmp_findings(raw.rpartition(b"\x00")[2] if raw[:4] == b"http" else raw, f"{where}, XMP", where)
        elif profile[1] in {"iptc", "8bim"}:
            yield from iptc_findings(raw, f"{where}, IPTC", where)
        else:
            yield found("picture_metadata", place, sure="possible")
        return
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return
    if lower in PEOPLE:
        yield found("properties_person", place, sample=text)
    elif PATH.search(text):
        yield found("properties_person", f"{place}, a path", sample=text)
    elif lower in PROGRAM or re.match(r"(?:date|exif|png|jpeg|icc|pdf|tiff|xmp|thumb):", lower):
        yield found("picture_metadata", place, severity="info")
    else:
        usual = "info" if re.match(r"created with|matplotlib|inkscape|gimp", text, re.I) else None
        yield found("picture_metadata", place, sample=text, severity=usual)  # type: ignore[arg-type]


def _unhexed(body: bytes) -> bytes:
    """The bytes of a profile written as lines of hexadecimal digits after its name and length."""
    lines = body.strip().split(b"\n")
    digits = b"".join(lines[2:]) if len(lines) > 2 else b""
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        return b""


def _surplus(parts: list[tuple[str, bytes]], where: str) -> Iterator[Finding]:
    """Compressed data beyond what the picture needs: the picture's size fixes how many bytes there are."""
    header = next((content for name, content in parts if name == "IHDR"), b"")
    if len(header) != 13:
        raise CouldNotRead("The picture is damaged.", where=where)
    wide, high, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 0)
    if interlaced or not channels:
        return
    needed = high * (1 + (wide * depth * channels + 7) // 8)
    if needed > 1_500_000_000:
        raise CouldNotRead("The picture has too many pixels to look at.", where=where, check="too_large")
    engine = zlib.decompressobj()
    got = 0
    try:
        for name, content in parts:
            if name != "IDAT":
                continue
            rest = content
            while rest and got <= needed and not engine.eof:
                got += len(engine.decompress(rest, 1 << 20))
                rest = engine.unconsumed_tail
            if engine.eof and (engine.unused_data.strip(b"\x00")):
                yield found(
                    "bytes_outside", f"{where}, compressed data after the picture's", count=len(engine.unused_data)
                )
                return
    except zlib.error:
        raise CouldNotRead("The picture is damaged.", where=where) from None
    if got > needed:
        yield found("bytes_outside", f"{where}, more picture data than the picture's size needs", count=got - needed)


def text(opened: Opened) -> str:
    """All metadata as text."""
    parts, end = chunks(opened.data, opened.name)
    lines = [f"{label} {body.decode('utf-8', 'ignore')}" for label, body in texts(parts, opened.name)]
    return "\n".join([*lines, opened.data[end:].decode("utf-8", "ignore")])
