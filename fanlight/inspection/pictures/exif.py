"""Directories of tags (TIFF, and EXIF within other pictures): read with bounds on everything, and what they tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.traces import PATH, iptc_findings, xmp_findings

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
SUBDIRECTORIES = {0x8769: "exif", 0x8825: "gps", 0xA005: "interoperability", 0x014A: "sub"}
MOST_DIRECTORIES = 2_000

PEOPLE = {0x013B: "artist", 0x9C9D: "author", 0xA430: "camera owner", 0xA431: "camera serial number",
          0xA435: "lens serial number", 0x013C: "host computer", 0xC62F: "camera serial number",
          0xA436: "", 0xA437: "photographer", 0xA438: "image editor"}  # fmt: skip
REMARKS = {0x010E: "description", 0x9286: "user comment", 0x9C9C: "comment", 0x9C9B: "title", 0x9C9E: "keywords",
           0x9C9F: "subject", 0x010D: "document name", 0x011D: "page name"}  # fmt: skip
PROGRAM = {0x0131, 0x010F, 0x0110, 0x0132, 0x9003, 0x9004, 0x8298, 0x9290, 0x9291, 0x9292, 0xA434, 0xA433}
MAKER_NOTE, XMP, IPTC, PHOTOSHOP = 0x927C, 0x02BC, 0x83BB, 0x8649


@dataclass
class Directory:
    """One directory: its kind (main, exif, gps, sub), its tags as raw bytes, and the byte order."""

    kind: str
    order: str
    tags: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)

    def numbers(self, tag: int) -> list[int]:
        """A tag's whole numbers, or nothing."""
        kind, count, raw = self.tags.get(tag, (0, 0, b""))
        form = {1: "B", 3: "H", 4: "I", 13: "I"}.get(kind)
        return list(struct.unpack(f"{self.order}{count}{form}", raw)) if form else []

    def words(self, tag: int) -> str:
        """A tag's text: ASCII, the two-byte text of Windows, or a user comment with its code."""
        _, _, raw = self.tags.get(tag, (0, 0, b""))
        if 0x9C9B <= tag <= 0x9C9F:
            return raw.decode("utf-16-le", "replace").strip("\x00 ")
        if tag == 0x9286:
            code, raw = raw[:8], raw[8:]
            if code.startswith(b"UNICODE"):
                return raw.decode("utf-16-le" if self.order == "<" else "utf-16-be", "replace").strip("\x00 ")
        return raw.decode("utf-8", "replace").strip("\x00 \t\r\n")


def directories(data: bytes, where: str) -> tuple[list[Directory], int]:
    """All directories of a TIFF structure in order, and the end of the last byte that they use.

    Raises CouldNotRead where the header is damaged, a directory lies outside the data, or they run in a circle.
    """
    order = {b"II": "<", b"MM": ">"}.get(data[:2], "")
    if not order or len(data) < 8 or struct.unpack(order + "H", data[2:4])[0] != 42:
        raise CouldNotRead("The tags of a picture could not be read.", where=where)
    found_ones: list[Directory] = []
    end = 8
    queue: list[tuple[int, str]] = [(struct.unpack(order + "I", data[4:8])[0], "main")]
    seen: set[int] = set()
    while queue:
        at, kind = queue.pop(0)
        if not at:
            continue
        if at in seen or len(found_ones) > MOST_DIRECTORIES or at + 2 > len(data):
            raise CouldNotRead("The tags of a picture are damaged.", where=where)
        seen.add(at)
        directory = Directory(kind, order)
        (count,) = struct.unpack(order + "H", data[at : at + 2])
        if at + 2 + 12 * count > len(data):
            raise CouldNotRead("The tags of a picture are damaged.", where=where)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, form, number = struct.unpack(order + "HHI", data[entry : entry + 8])
            size = SIZES.get(form, 0) * number
            start = entry + 8 if size <= 4 else struct.unpack(order + "I", data[entry + 8 : entry + 12])[0]
            if start + size > len(data):
                raise CouldNotRead("The tags of a picture are damaged.", where=where)
            end = max(end, start + size)
            directory.tags[tag] = (form, number, data[start : start + size])
        found_ones.append(directory)
        after = at + 2 + 12 * count
        end = max(end, after + 4)
        for tag, inner in SUBDIRECTORIES.items():
            queue += [(offset, inner) for offset in directory.numbers(tag)]
        if kind == "main" and after + 4 <= len(data):
            queue.append((struct.unpack(order + "I", data[after : after + 4])[0], "main"))
    return found_ones, end


def tag_findings(directory: Directory, where: str, context: Context) -> Iterator[Finding]:
    """What one directory tells of people, places and programs."""
    if directory.kind == "gps":
        if any(raw.strip(b"\x00") for tag, (_, _, raw) in directory.tags.items() if tag in {2, 4, 20, 22}):
            yield found("picture_place", f"{where}, GPS position")
        elif directory.tags.keys() - {0}:
            yield found("picture_metadata", f"{where}, GPS tags", severity="info")
        return
    for tag, what in PEOPLE.items():
        if what and directory.words(tag):
            yield found("properties_person", f"{where}, {what}", sample=directory.words(tag))
    for tag, what in REMARKS.items():
        text = directory.words(tag)
        if text and not _by_camera(text):
            yield found("picture_metadata", f"{where}, {what}", sample=text)
    program = [tag for tag in PROGRAM if directory.words(tag)]
    for tag in program:
        if PATH.search(directory.words(tag)):
            yield found("properties_person", f"{where}, a path", sample=directory.words(tag))
    if program:
        yield found("picture_metadata", f"{where}, camera, program and dates", count=len(program), severity="info")
    if MAKER_NOTE in directory.tags and directory.tags[MAKER_NOTE][2].strip(b"\x00"):
        yield found("picture_metadata", f"{where}, the camera maker's own notes")
    for tag, reader in ((XMP, xmp_findings), (IPTC, iptc_findings)):
        raw = directory.tags.get(tag, (0, 0, b""))[2]
        if raw:
            context.budget.spend(len(raw), where)
            yield from reader(raw, f"{where}, {'XMP' if tag == XMP else 'IPTC'}", where)
    raw = directory.tags.get(PHOTOSHOP, (0, 0, b""))[2]
    if raw:
        yield from photoshop_findings(raw, f"{where}, Photoshop", context)


def _by_camera(text: str) -> bool:
    """Descriptions that cameras and libraries write on every picture."""
    import re

    return bool(
        re.fullmatch(r"OLYMPUS DIGITAL CAMERA|SONY DSC|DCIM\\.*|(?:Screenshot|ASCII)\W*|\W*|\{.shape.*", text, re.I)
    )


def photoshop_findings(raw: bytes, where: str, context: Context) -> Iterator[Finding]:
    """Resources that Photoshop keeps: IPTC fields, previews, paths."""
    at = raw.find(b"8BIM")
    while 0 <= at < len(raw) - 12 and raw[at : at + 4] == b"8BIM":
        (identity,) = struct.unpack(">H", raw[at + 4 : at + 6])
        name = raw[at + 6]
        start = at + 6 + name + 1 + (name + 1) % 2
        if start + 4 > len(raw):
            break
        (size,) = struct.unpack(">I", raw[start : start + 4])
        body = raw[start + 4 : start + 4 + size]
        if identity == 0x0404:
            yield from iptc_findings(body, f"{where}, IPTC", where)
        elif identity in {0x0409, 0x040C}:
            yield found("thumbnail", where)
        elif identity == 0x0424:
            yield from xmp_findings(body, f"{where}, XMP", where)
        elif identity in {0x0422, 0x0423}:
            read, _ = directories(body, where)
            for directory in read:
                yield from tag_findings(directory, where, context)
        at = start + 4 + size + size % 2


def exif_findings(data: bytes, where: str, context: Context) -> Iterator[Finding]:
    """All that an EXIF block tells, its thumbnail apart."""
    read, _ = directories(data, where)
    for directory in read:
        yield from tag_findings(directory, where, context)


def thumbnail_of(data: bytes, where: str) -> bytes:
    """The JPEG preview of an EXIF block, or nothing."""
    for directory in directories(data, where)[0]:
        starts, sizes = directory.numbers(0x0201), directory.numbers(0x0202)
        if starts and sizes:
            return data[starts[0] : starts[0] + sizes[0]]
    return b""
