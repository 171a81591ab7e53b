"""What every ZIP package (Office, OpenDocument, ZIP itself) may hide besides its parts' content."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator

from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.opened import Opened

END = b"PK\x05\x06"
DESCRIPTORS = (12, 16, 20, 24)
"""Sizes of the record after an entry whose size was not known when it began."""


def zip_findings(opened: Opened) -> Iterator[Finding]:
    """Comments on the package or its entries, names used twice, and bytes that belong to no entry."""
    package = opened.parts.package
    if package.comment.strip(b"\x00"):
        yield found("zip_comment", opened.name, sample=_text(package.comment))
    for info in package.infolist():
        if info.comment:
            yield found("zip_comment", info.filename, sample=_text(info.comment), place=Place(part=info.filename))
    for name, times in Counter(info.filename.lower() for info in opened.parts.entries).items():
        if times > 1:
            yield found("orphan_part", f"{name}: {times} parts with one name", count=times - 1, place=Place(part=name))
    for where, size, start in _outside(opened):
        yield found(
            "bytes_outside",
            f"{opened.name}: {where}",
            count=size,
            sample=_text(opened.data[start : start + 200]),
        )


def _outside(opened: Opened) -> Iterator[tuple[str, int, int]]:
    """(where, how many, from which byte) of bytes before, between and after the entries."""
    data, package = opened.data, opened.parts.package
    entries = sorted(package.infolist(), key=lambda info: info.header_offset)
    end = data.rfind(END)
    if end >= 0 and len(data) >= end + 22:
        finish = end + 22 + struct.unpack_from("<H", data, end + 20)[0]
        if finish < len(data):
            yield "after the end", len(data) - finish, finish
    if not entries:
        return
    if entries[0].header_offset > 0:
        yield "before the start", entries[0].header_offset, 0
    position, described = entries[0].header_offset, False
    for info in entries:
        if info.header_offset > position:
            gap = info.header_offset - position
            if not (described and gap in DESCRIPTORS):
                yield "between the parts", gap, position
        lengths = struct.unpack_from("<HH", data, info.header_offset + 26)
        described = bool(info.flag_bits & 8)
        position = info.header_offset + 30 + sum(lengths) + info.compress_size
    gap = package.start_dir - position
    if gap > 0 and not (described and gap in DESCRIPTORS):
        yield "after the last part", gap, position


def _text(data: bytes) -> str:
    return data[:200].decode("utf-8", "replace").replace("\x00", "")
