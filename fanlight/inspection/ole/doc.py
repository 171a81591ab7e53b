"""Old Word documents (DOC): comments, changes, hidden text, remains of fast saves, macros, properties.

The text of the format lies in pieces with formatting in tables of its own. What these tables show is found; that they
show everything cannot be assured, so that a document of this format is never clean.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ole import container as ole
from fanlight.inspection.opened import Opened

STREAMS = re.compile(
    r"(?:\x05(?:Document)?SummaryInformation|\x01CompObj|\x01Ole|\x03ObjInfo|WordDocument|[01]Table|Data|Macros/.*|ObjectPool/.*"
    r"|MsoDataStore/.*|_xmlsignatures/.*|_signatures)",
    re.IGNORECASE,
)
CHARACTERS, COMMENTS_TEXT, PIECES, REVISION_AUTHORS, VARIABLES, SAVED_BY, MAIL_MERGE, FIELDS = (
    12,
    5,
    33,
    51,
    60,
    71,
    44,
    16,
)
DELETED, INSERTED, HIDDEN, COLOUR_INDEX, COLOUR, SIZE = 0x0800, 0x0801, 0x083C, 0x2A42, 0x6870, 0x4A43
OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
WORDS = re.compile(rb"(?:[A-Za-z]\x00){4,}(?:[\x20-\x7e]\x00){4,}|[A-Za-z]{4,}[ ,.][\x20-\x7e]{12,}")


@dataclass(frozen=True)
class Document:
    """The main stream, its table stream, and where its tables lie: (offset, length) by index."""

    main: bytes
    table: bytes
    tables: list[tuple[int, int]]
    lengths: list[int]
    flags: int

    def part(self, index: int) -> bytes:
        at, size = self.tables[index] if index < len(self.tables) else (0, 0)
        return self.table[at : at + size] if size and at + size <= len(self.table) else b""


def _document(file: Any, context: Context, where: str) -> Document:
    main = ole.stream(file, "WordDocument", context, where)
    if len(main) < 900 or main[:2] != b"\xec\xa5":
        raise CouldNotRead("The document is of a version that is not read.", where=where, check="unknown_format")
    version, flags = int.from_bytes(main[2:4], "little"), int.from_bytes(main[10:12], "little")
    if flags & 0x0100:
        raise CouldNotRead("The file is encrypted.", where=where, check="encrypted")
    if version < 0xC0:
        raise CouldNotRead("The document is of a version that is not read.", where=where, check="unknown_format")
    name = "1Table" if flags & 0x0200 else "0Table"
    if not file.exists(name):
        raise CouldNotRead("The document is damaged.", where=where)
    table = ole.stream(file, name, context, where)
    lengths = list(struct.unpack_from("<22I", main, 64))
    (count,) = struct.unpack_from("<H", main, 152)
    if 154 + 8 * count > len(main):
        raise CouldNotRead("The document is damaged.", where=where)
    pairs = struct.unpack_from(f"<{2 * count}I", main, 154)
    return Document(main, table, list(zip(pairs[::2], pairs[1::2], strict=True)), lengths, flags)


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    where = opened.name
    with ole.container(opened) as file:
        for path in file.listdir():
            if not STREAMS.fullmatch("/".join(path)):
                yield found("unknown_part", f"{where}: {'/'.join(path)!r}", place=Place(part="/".join(path)))
        yield from ole.properties(file, where)
        yield from ole.macros(file, where)
        yield from ole.embedded(file, where, context, re.compile(r"_\d+"))
        if any(path[0].lower().startswith(("_xmlsignatures", "_signatures")) for path in file.listdir()):
            yield found("signature", where)
        try:
            document = _document(file, context, where)
            yield from _tables(document, where)
            yield from _formatting(document, where)
            yield from _remains(document, where)
        except (struct.error, IndexError):
            raise CouldNotRead("The document is damaged.", where=where) from None
        yield from ole.leftovers(file, opened)
    yield found("old_format", where)


def _tables(document: Document, where: str) -> Iterator[Finding]:
    """What the document's tables name: comments, authors of changes, past savers, variables."""
    if document.lengths[7] > 1 or document.part(COMMENTS_TEXT):
        yield found("comments", where, count=max(1, len(document.part(4)) // 34))
    authors = [name for name in _names(document.part(REVISION_AUTHORS)) if name.lower() not in {"unknown", ""}]
    if authors:
        yield found("properties_person", f"{where}: who made changes", count=len(authors), sample=authors[0])
    past = [name for name in _names(document.part(SAVED_BY)) if name]
    if past:
        yield found(
            "properties_person",
            f"{where}: who saved it, and where",
            count=len(past) // 2 or 1,
            sample=" ".join(past[:2]),
        )
    if len(document.part(VARIABLES)) > 6:
        yield found("document_variables", where)
    if document.part(MAIL_MERGE):
        yield found("mail_merge", where)
    fields = len(document.part(FIELDS))
    if fields > 8:
        yield found("field_codes", where, count=fields // 12 or 1, severity="info")


def _names(table: bytes) -> list[str]:
    """The strings of a table of strings."""
    if len(table) < 6:
        return []
    wide = table[:2] == b"\xff\xff"
    at = 2 if wide else 0
    count, extra = struct.unpack_from("<HH", table, at)
    at += 4
    names = []
    for _ in range(min(count, 10_000)):
        if at >= len(table):
            break
        size = int.from_bytes(table[at : at + 2], "little") * 2 if wide else table[at]
        at += 2 if wide else 1
        names.append(table[at : at + size].decode("utf-16-le" if wide else "cp1252", "replace"))
        at += size + extra
    return names


def _formatting(document: Document, where: str) -> Iterator[Finding]:
    """Runs of characters whose formatting hides them, or marks them as changed."""
    plc = document.part(CHARACTERS)
    pages = (len(plc) - 4) // 8
    counted = {"changed": 0, "hidden": 0, "white": 0, "tiny": 0}
    for index in range(max(0, pages)):
        (number,) = struct.unpack_from("<I", plc, 4 * (pages + 1) + 4 * index)
        page = document.main[512 * (number & 0x3FFFFF) : 512 * (number & 0x3FFFFF) + 512]
        if len(page) < 512:
            raise CouldNotRead("The document is damaged.", where=where)
        runs = page[511]
        for run in range(runs):
            start, end = struct.unpack_from("<II", page, 4 * run)
            offset = 2 * page[4 * (runs + 1) + run]
            if offset and end > start:
                _run(page[offset + 1 : offset + 1 + page[offset]], counted)
    for key, check, words in (("changed", "tracked_changes", "runs"), ("hidden", "hidden_text", "runs"),
                              ("white", "invisible_text", "white runs"), ("tiny", "tiny_text", "runs")):  # fmt: skip
        if counted[key]:
            yield found(check, f"{where}: {words}", count=counted[key])


def _run(grpprl: bytes, counted: dict[str, int]) -> None:
    at = 0
    while at + 2 < len(grpprl):
        (sprm,) = struct.unpack_from("<H", grpprl, at)
        at += 2
        kind = sprm >> 13
        size = OPERAND.get(kind, grpprl[at] + 1 if kind == 6 else 0)
        operand = grpprl[at : at + size]
        at += size
        if sprm in {DELETED, INSERTED} and operand[:1] != b"\x00":
            counted["changed"] += 1
        elif sprm == HIDDEN and operand[:1] != b"\x00":
            counted["hidden"] += 1
        elif (sprm == COLOUR_INDEX and operand[:1] == b"\x08") or (sprm == COLOUR and operand[:3] == b"\xff\xff\xff"):
            counted["white"] += 1
        elif sprm == SIZE and 0 < int.from_bytes(operand, "little") <= 4:
            counted["tiny"] += 1
        if size == 0:
            return


def _pieces(document: Document, where: str) -> list[tuple[int, int, bool]]:
    """(start, end, wide) of the pieces that make up the text, in bytes of the main stream."""
    clx = document.part(PIECES)
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    if at >= len(clx) or clx[at] != 2:
        raise CouldNotRead("The text of the document could not be found.", where=where)
    (size,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    pieces = []
    for index in range(count):
        first, last = struct.unpack_from("<II", plc, 4 * index)
        (offset,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
        wide = not offset & 0x40000000
        start = (offset & 0x3FFFFFFF) // (1 if wide else 2)
        end = start + (last - first) * (2 if wide else 1)
        if end > len(document.main) or last < first:
            raise CouldNotRead("The text of the document is damaged.", where=where)
        pieces.append((start, end, wide))
    return pieces


def _remains(document: Document, where: str) -> Iterator[Finding]:
    """Text in the stream that no piece of the document shows."""
    if document.flags & 0x0004:
        yield found("fast_save", f"{where}: saved in pieces", sure="likely")
    pieces = sorted(_pieces(document, where))
    gaps, at = [], 512
    end = min(len(document.main), max((p[1] for p in pieces), default=512))
    for start, stop, _ in pieces:
        if start > at:
            gaps.append(document.main[at:start])
        at = max(at, stop)
    gaps.append(document.main[at:end])
    runs = [match[0].replace(b"\x00", b"") for gap in gaps for match in WORDS.finditer(gap)]
    runs = [run for run in runs if not ole.USUAL_RUN.search(run) and len(set(run)) > 5]
    if runs:
        yield found(
            "fast_save",
            f"{where}: text that no page shows",
            count=len(runs),
            sample=runs[0].decode("latin-1"),
            sure="likely",
        )


def text(opened: Opened) -> str:
    context = Context(lambda name, data, inner: iter(()))
    with ole.container(opened) as file:
        document = _document(file, context, opened.name)
        return "".join(
            document.main[start:end].decode("utf-16-le" if wide else "cp1252", "replace")
            for start, end, wide in _pieces(document, opened.name)
        )
