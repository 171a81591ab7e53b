"""The records of an old workbook (BIFF5 to BIFF8): a streaming reader, with strings across CONTINUE records."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from fanlight.errors import CouldNotRead

CONTINUE = 0x3C
KNOWN = frozenset(
    [
        *range(0x100), 0x103, *range(0x131, 0x13A), *range(0x137, 0x1C8), 0x200, 0x201, 0x203, 0x204, 0x205, 0x206,
        0x207, 0x208, 0x20B, 0x218, 0x221, 0x223, 0x225, 0x226, 0x231, 0x236, 0x23E, 0x27E, 0x293, 0x406, 0x41E, 0x43C,
        0x4BC, *range(0x800, 0x8D7), *range(0x1001, 0x1070), 0x208A,
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """`at` is the offset of the record in its stream; `more` are the bodies of its CONTINUE records."""

    kind: int
    at: int
    body: bytes
    more: tuple[bytes, ...] = ()


def records(data: bytes, where: str) -> Iterator[Record]:
    """All records of a stream. Raises CouldNotRead where one runs past the end."""
    at = 0
    while at + 4 <= len(data):
        start = at
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == 0 and size == 0 and not data[at:].strip(b"\x00"):
            return
        if at + 4 + size > len(data):
            raise CouldNotRead("The records of the workbook are damaged.", where=where)
        body = data[at + 4 : at + 4 + size]
        at += 4 + size
        more = []
        while kind != CONTINUE and at + 4 <= len(data):
            after, length = struct.unpack_from("<HH", data, at)
            if after != CONTINUE:
                break
            if at + 4 + length > len(data):
                raise CouldNotRead("The records of the workbook are damaged.", where=where)
            more.append(data[at + 4 : at + 4 + length])
            at += 4 + length
        yield Record(kind, start, body, tuple(more))
    if data[at:].strip(b"\x00"):
        raise CouldNotRead("The records of the workbook are damaged.", where=where)


def short_string(body: bytes, at: int = 0, *, wide: bool = True, long: bool = False) -> str:
    """A string with its length in one byte (or two) before it; in BIFF8 a byte says how wide its signs are."""
    if long:
        size = int.from_bytes(body[at : at + 2], "little")
        at += 2
    else:
        size = body[at] if at < len(body) else 0
        at += 1
    if not wide:
        return body[at : at + size].decode("cp1252", "replace")
    flags = body[at] if at < len(body) else 0
    at += 1
    if flags & 8:
        at += 2
    if flags & 4:
        at += 4
    if flags & 1:
        return body[at : at + 2 * size].decode("utf-16-le", "replace")
    return body[at : at + size].decode("latin-1")


class _Pieces:
    """The bodies of a record and its continuations, read as one; a string that crosses restates its width."""

    def __init__(self, bodies: list[bytes], where: str) -> None:
        self.bodies, self.where, self.piece, self.at = bodies, where, 0, 0

    def take(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            if self.piece >= len(self.bodies):
                raise CouldNotRead("The texts of the workbook are damaged.", where=self.where)
            rest = self.bodies[self.piece][self.at : self.at + size - len(got)]
            got += rest
            self.at += len(rest)
            if self.at >= len(self.bodies[self.piece]) and len(got) < size:
                self.piece, self.at = self.piece + 1, 0
        return got

    def letters(self, count: int, wide: bool) -> str:
        text = ""
        while count:
            if self.piece < len(self.bodies) and self.at >= len(self.bodies[self.piece]):
                self.piece, self.at = self.piece + 1, 0
                wide = bool(self.take(1)[0] & 1)
            if self.piece >= len(self.bodies):
                raise CouldNotRead("The texts of the workbook are damaged.", where=self.where)
            width = 2 if wide else 1
            here = min(count, (len(self.bodies[self.piece]) - self.at) // width)
            if here <= 0:
                raise CouldNotRead("The texts of the workbook are damaged.", where=self.where)
            text += self.take(here * width).decode("utf-16-le" if wide else "latin-1", "replace")
            count -= here
        return text


def shared_strings(record: Record, where: str) -> list[str]:
    """The shared strings of a BIFF8 workbook."""
    pieces = _Pieces([record.body, *record.more], where)
    _, count = struct.unpack("<II", pieces.take(8))
    if count > 10_000_000:
        raise CouldNotRead("The texts of the workbook are damaged.", where=where)
    texts = []
    for _ in range(count):
        (size,) = struct.unpack("<H", pieces.take(2))
        flags = pieces.take(1)[0]
        runs = struct.unpack("<H", pieces.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", pieces.take(4))[0] if flags & 4 else 0
        texts.append(pieces.letters(size, bool(flags & 1)))
        pieces.take(4 * runs)
        pieces.take(extra)
    return texts


def packed_number(raw: int) -> float:
    """A number in the packed form RK."""
    if raw & 2:
        value = float((raw >> 2) - ((1 << 30) if raw & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", b"\x00\x00\x00\x00" + struct.pack("<I", raw & 0xFFFFFFFC))[0]
    return value / 100 if raw & 1 else value
