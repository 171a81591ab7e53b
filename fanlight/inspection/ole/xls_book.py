"""What an old workbook says of all its sheets: the records before them."""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.ole.biff import Record, shared_strings, short_string
from fanlight.inspection.traces import NO_PERSON


@dataclass
class Sheet:
    name: str
    state: int
    kind: int
    hidden_rows: set[int] = field(default_factory=set)
    folded_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    filled: set[tuple[int, int]] = field(default_factory=set)
    sample: dict[str, str] = field(default_factory=dict)
    default_hidden: bool = False


@dataclass
class Book:
    """What the records before the sheets say of all of them."""

    sheets: dict[int, Sheet] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    fonts: list[tuple[int, int]] = field(default_factory=list)
    styles: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    biff8: bool = True


def book_findings(record: Record, book: Book, where: str) -> Iterator[Finding]:
    kind, body, wide = record.kind, record.body, book.biff8
    try:
        if kind == 0x85:
            at, state, sort = struct.unpack_from("<IBB", body)
            sheet = Sheet(short_string(body, 6, wide=wide), state & 3, sort)
            book.sheets[at] = sheet
        elif kind == 0xFC:
            book.strings = shared_strings(record, where)
        elif kind == 0x31:
            height, _, colour = struct.unpack_from("<HHH", body)
            book.fonts.append((height, colour))
            if len(book.fonts) == 4:
                book.fonts.append(book.fonts[0])  # there is no font 4
        elif kind == 0x41E:
            book.formats[int.from_bytes(body[:2], "little")] = short_string(body, 2, wide=wide, long=wide)
        elif kind == 0xE0:
            font, form = struct.unpack_from("<HH", body)
            pattern, fill = _fill(body, wide)
            book.styles.append((font, form, pattern, fill))
        elif kind == 0x18:
            yield from _name(body, wide, where)
        elif kind == 0x1AE:
            yield from _link(body, where)
        elif kind == 0x17 and not wide and body[1:2] not in {b"\x02", b"\x03", b"\x04", b"\x3a", b"\x00"}:
            yield found("external_link", where, sample=body[1:].decode("cp1252", "replace"))
        elif kind == 0x5A:
            yield found("external_link", f"{where}: cached values")
        elif kind == 0x3D and int.from_bytes(body[8:10], "little") & 1:
            yield found("workbook_hidden", where)
        elif kind in {0x5C, 0x5B}:
            text = short_string(body, 0 if kind == 0x5C else 4, wide=wide, long=wide).strip("\x00 ")
            if kind == 0x5C and not NO_PERSON.fullmatch(text):
                yield found("properties_person", f"{where}: who wrote it last", sample=text)
            elif kind == 0x5B and text and re.search(r"\w", text):
                yield found("properties_person", f"{where}: who reserved it", sample=text)
        elif kind in {0xB8, 0xB9}:
            yield found("mail_people", f"{where}: whom it was sent to")
        elif kind == 0x1A9:
            yield found("custom_view", where)
        elif kind in {0x802, 0x804, 0x876, 0xDC, 0x1AD}:
            yield found("connections", where)
    except (struct.error, IndexError):
        raise CouldNotRead("The records of the workbook are damaged.", where=where) from None


def _fill(body: bytes, wide: bool) -> tuple[int, int]:
    """(pattern, colour of the foreground) of a cell style."""
    if wide:
        return body[17] >> 2, int.from_bytes(body[18:20], "little") & 0x7F
    word = int.from_bytes(body[8:12], "little")
    return word >> 16 & 0x3F, word & 0x7F


def _name(body: bytes, wide: bool, where: str) -> Iterator[Finding]:
    flags, _, size = struct.unpack_from("<HBB", body)
    if wide:
        double = body[14] & 1
        raw = body[15 : 15 + size * (2 if double else 1)]
        text = raw.decode("utf-16-le" if double else "latin-1", "replace")
    else:
        text = body[14 : 14 + size].decode("cp1252", "replace")
    builtin = bool(flags & 0x20)
    if flags & 0x0E:
        yield found("macro_sheet", f"{where}: name {text!r}", sample=text)
    elif builtin and text[:1] in {"\x01", "\x02"}:
        yield found("macro_sheet", f"{where}: a macro that runs by itself")
    elif builtin:
        return
    elif flags & 1:
        yield found("defined_name_hidden", f"{where}: {text}")
    else:
        yield found("defined_name", f"{where}: {text}", severity="info")


def _link(body: bytes, where: str) -> Iterator[Finding]:
    kind = body[2:4]
    if len(body) == 4 and kind in {b"\x01\x04", b"\x01\x3a"}:
        return
    text = short_string(body, 2, long=True)
    if text.strip("\x00 \x01\x02\x03"):
        yield found("external_link", where, sample=text)
