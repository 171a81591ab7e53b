"""A workbook's shared strings: how many, the first texts, which are veiled, which no cell shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.ooxml.package.encodings import as_utf8
from fanlight.inspection.ooxml.workbook.styles import TINY, Styles, tag_of
from fanlight.inspection.opened import Stream, parse_xml

KEPT = 50_000
LONGEST = 500
_PLAIN = re.compile(rb"(?:<si>\s*<t(?: xml:space=\"preserve\")?>[^<]*+</t>\s*</si>\s*|<si><t/></si>\s*)*+")
_EACH = re.compile(rb"<si>\s*<t(?: xml:space=\"preserve\")?>([^<]*+)</t>|<si><t(/)>")


class Strings:
    """`count` strings; `text(i)` gives one of the first KEPT, cut; `veiled` have a run that cannot be seen on white."""

    def __init__(self) -> None:
        self.count = 0
        self.texts: list[str] = []
        self.empty: set[int] = set()
        self.veiled: dict[int, str] = {}
        self.used = bytearray()

    def text(self, index: int) -> str:
        if 0 <= index < len(self.texts):
            return self.texts[index]
        return "text" if 0 <= index < self.count and index not in self.empty else ""

    def use(self, indexes: set[int]) -> None:
        if len(self.used) < self.count:
            self.used.extend(bytes(self.count - len(self.used)))
        for index in indexes:
            if 0 <= index < self.count:
                self.used[index] = 1

    def unused(self) -> list[int]:
        """Strings that no cell shows, the empty ones apart."""
        self.use(set())
        found, start = [], self.used.find(0)
        while start >= 0:
            if start not in self.empty:
                found.append(start)
            start = self.used.find(0, start + 1)
        return found

    def _add(self, text: str) -> None:
        if not text.strip():
            self.empty.add(self.count)
        if self.count < KEPT:
            self.texts.append(text[:LONGEST])
        self.count += 1


def read_strings(stream: Stream, styles: Styles) -> Strings:
    """The strings of a part, plain ones without a parser."""
    strings = Strings()
    for piece in _pieces(stream):
        if isinstance(piece, bytes):
            for match in _EACH.finditer(piece):
                strings._add(_unescaped((match[1] or b"").decode("utf-8", "replace")) if strings.count < KEPT else
                             "x" if match[1] else "")  # fmt: skip
        else:
            for item in piece.iter("{*}si"):
                _item(item, strings, styles)
    return strings


def _pieces(stream: Stream) -> Iterator[Any]:
    """Bytes of plain items, or a parsed element where they are not plain."""
    source = as_utf8(stream)
    opening, rest = b"", b""
    for chunk in source:
        rest += chunk
        if not opening:
            match = re.search(rb"<(?:[\w.-]+:)?sst\b[^>]*>", rest)
            if match is None:
                continue
            opening, rest = match[0], rest[match.end() :]
        cut = rest.rfind(b"</si>")
        if cut < 0:
            continue
        cut += 5
        yield _piece(rest[:cut], opening)
        rest = rest[cut:]
    if opening and not opening.endswith(b"/>"):
        name = re.match(rb"<([\w.:-]+)", opening)
        assert name is not None
        body = rest[: rest.rfind(b"</" + name[1])] if b"</" + name[1] in rest else rest
        if body.strip():
            yield parse_xml(opening + body + b"</" + name[1] + b">", "shared strings")
    elif not opening:
        raise CouldNotRead("A part is not what its place says.", where="shared strings")


def _piece(body: bytes, opening: bytes) -> Any:
    if b":sst" not in opening and _PLAIN.fullmatch(body.lstrip()):
        return body
    name = re.match(rb"<([\w.:-]+)", opening)
    assert name is not None
    return parse_xml(opening + body + b"</" + name[1] + b">", "shared strings")


def _item(item: Any, strings: Strings, styles: Styles) -> None:
    texts = []
    for child in item:
        tag = tag_of(child)
        if tag == "t":
            texts.append(child.text or "")
        elif tag == "r":
            text = "".join(t.text or "" for t in child.iter("{*}t"))
            texts.append(text)
            for run in child.iter("{*}rPr"):
                font = styles.font(run)
                if text.strip() and (font.size <= TINY or styles.faint(font)):
                    strings.veiled[strings.count] = "size" if font.size <= TINY else "colour"
    strings._add("".join(texts))


def _unescaped(text: str) -> str:
    from xml.sax.saxutils import unescape

    return unescape(text, {"&quot;": '"', "&apos;": "'"}) if "&" in text else text
