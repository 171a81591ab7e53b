"""Binary workbook parts ([MS-XLSB]): records, strings, colours."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.ooxml.package.colours import BLACK, INDEXED, RGB, THEME_ORDER, WHITE, tinted
from fanlight.inspection.ooxml.workbook.styles import Font, Style
from fanlight.inspection.opened import Stream

LONGEST_RECORD = 64_000_000


def records(stream: Stream, where: str) -> Iterator[tuple[int, bytes]]:
    """(type, payload) of each record. Raises CouldNotRead where the part breaks off or is not made of records."""
    buffer, start = b"", 0

    def more(need: int) -> bool:
        nonlocal buffer, start
        while len(buffer) - start < need:
            chunk = stream.read(max(1 << 18, need))
            if not chunk:
                return False
            buffer, start = buffer[start:] + chunk, 0
        return True

    while more(1):
        kind = buffer[start]
        start += 1
        if kind & 0x80:
            if not more(1):
                raise CouldNotRead("A binary part breaks off.", where=where)
            kind = (kind & 0x7F) | (buffer[start] & 0x7F) << 7
            start += 1
        size = 0
        for shift in range(0, 28, 7):
            if not more(1):
                raise CouldNotRead("A binary part breaks off.", where=where)
            byte = buffer[start]
            start += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if size > LONGEST_RECORD or (size and not more(size)):
            raise CouldNotRead("A binary part breaks off.", where=where)
        yield kind, buffer[start : start + size]
        start += size


def enclosed(stream: Stream, where: str, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The records of a part that begins and ends as its place says. Raises CouldNotRead otherwise."""
    first, last = True, -1
    for kind, data in records(stream, where):
        if first and kind != start:
            raise CouldNotRead("A binary part is not what its place says.", where=where)
        first, last = False, kind
        yield kind, data
    if last != end:
        raise CouldNotRead("A binary part breaks off.", where=where)


def wide_string(data: bytes, at: int) -> tuple[str, int]:
    """A counted UTF-16 text and where it ends; "" for the null string."""
    if at + 4 > len(data):
        raise CouldNotRead("A binary text breaks off.", where="record")
    (count,) = struct.unpack_from("<I", data, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + count * 2
    if end > len(data):
        raise CouldNotRead("A binary text breaks off.", where="record")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def colour(data: bytes, at: int, theme: dict[str, RGB], otherwise: RGB) -> RGB:
    """A BrtColor."""
    if at + 8 > len(data):
        return otherwise
    kind, index, tint, red, green, blue = struct.unpack_from("<BBhBBB", data, at)
    kind >>= 1
    rgb: RGB | None = None
    if kind == 1:
        rgb = BLACK if index == 64 else WHITE if index == 65 else INDEXED[index] if index < 64 else None
    elif kind == 2:
        rgb = (red, green, blue)
    elif kind == 3 and index < len(THEME_ORDER):
        rgb = theme.get(THEME_ORDER[index])
    return otherwise if rgb is None else tinted(rgb, tint / 32767)


def binary_styles(stream: Stream, theme: dict[str, RGB]) -> list[Style]:
    """The cell formats of a styles part, in order."""
    codes: dict[int, str] = {}
    fonts: list[Font] = []
    fills: list[tuple[RGB, bool]] = []
    made: list[Style] = []
    cells = False
    for kind, data in enclosed(stream, "styles", 278, 279):
        if kind == 44:
            codes[struct.unpack_from("<H", data)[0]] = wide_string(data, 2)[0]
        elif kind == 43:
            fonts.append(Font(colour(data, 12, theme, BLACK), struct.unpack_from("<H", data)[0] / 20))
        elif kind == 45:
            (pattern,) = struct.unpack_from("<I", data)
            filled = pattern not in {0, 17, 18}
            rgb = colour(data, 4 if pattern == 1 else 12, theme, BLACK if pattern == 1 else WHITE)
            fills.append((rgb if filled else WHITE, filled))
        elif kind in {617, 618}:
            cells = kind == 617
        elif kind == 47 and cells:
            _, code, font, fill = struct.unpack_from("<HHHH", data)
            ground, filled = fills[fill] if fill < len(fills) else (WHITE, False)
            made.append(Style(fonts[font] if font < len(fonts) else Font(), ground, filled, codes.get(code, "")))
    return made or [Style()]
