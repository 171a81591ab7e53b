"""Old Excel workbooks (XLS): hidden sheets, rows and columns, notes, names, links, pivot caches, macros, properties."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import ROWS_CHECKED, Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ole import container as ole
from fanlight.inspection.ole.biff import KNOWN, Record, packed_number, records, short_string
from fanlight.inspection.ole.xls_book import Book, Sheet, book_findings
from fanlight.inspection.opened import Opened
from fanlight.inspection.traces import PATH

STREAMS = re.compile(
    r"(?:\x05(?:Document)?SummaryInformation|\x01CompObj|\x01Ole|\x03ObjInfo|Workbook|Book|_SX_DB_CUR/.*|_VBA_PROJECT_CUR/.*"
    r"|MBD[0-9A-F]{8}/.*|Ctls|Revision Log|User Names|MsoDataStore/.*|_xmlsignatures/.*|_signatures|Xml|List Data"
    r"|\x06DataSpaces/.*)",
    re.IGNORECASE,
)
WHITE, AUTOMATIC = {9, 65}, 0x7FFF
ROW_KINDS = {0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E, 0x206, 0x406}


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    where = opened.name
    file = ole.container(opened)
    with file:
        yield from _streams(file, where, context)
        yield from ole.properties(file, where)
        name = next((n for n in ("Workbook", "Book") if file.exists(n)), "")
        if not name:
            raise CouldNotRead("The workbook has no sheets.", where=where)
        data = ole.stream(file, name, context, where)
        book = Book(biff8=name == "Workbook")
        yield from _book(data, book, where)
        for sheet in book.sheets.values():
            yield from _sheet(sheet, where, context)
        unused = [text for i, text in enumerate(book.strings) if i not in book.used and text.strip()]
        if unused:
            yield found("unused_strings", where, count=len(unused), sample=unused[0])
        if book.unknown:
            kinds = ", ".join(f"{kind:#x}" for kind in sorted(book.unknown)[:6])
            yield found("unknown_records", f"{where}: {kinds}", count=len(book.unknown))
        yield from ole.leftovers(file, opened)


def _streams(file: Any, where: str, context: Context) -> Iterator[Finding]:
    paths = ["/".join(path) for path in file.listdir()]
    for path in paths:
        if not STREAMS.fullmatch(path):
            yield found("unknown_part", f"{where}: {path!r}", place=Place(part=path))
    caches = sorted(p for p in paths if p.lower().startswith("_sx_db_cur/"))
    for path in caches:
        data = ole.stream(file, path.split("/"), context, where)
        held = sum(1 for r in records(data, where) if r.kind in {0xCD, 0xC9, 0xCA, 0xCB, 0xCE, 0xC8})
        yield found("pivot_cache", f"{where}: {path}", count=max(held, 1), place=Place(part=path))
    for prefix, check in (("revision log", "revisions"), ("user names", "revisions"), ("ctls", "active_x"),
                          ("msodatastore", "custom_xml"), ("_xmlsignatures", "signature"), ("_signatures", "signature")):  # fmt: skip
        if any(p.lower().split("/")[0] == prefix for p in paths):
            yield found(check, f"{where}: {prefix}")
    yield from ole.macros(file, where)
    yield from ole.embedded(file, where, context, re.compile(r"MBD[0-9A-F]{8}", re.I))


def _book(data: bytes, book: Book, where: str) -> Iterator[Finding]:
    """Reads all records in order: the workbook's own, then each sheet's into its `Sheet`."""
    current: Sheet | None = None
    depth = 0
    sheets_begun: set[int] = set()
    begun = False
    for record in records(data, where):
        kind, body = record.kind, record.body
        if kind not in KNOWN:
            book.unknown.add(kind)
        if kind in {0x809, 0x409, 0x209, 0x09}:
            if not begun:
                version = int.from_bytes(body[:2], "little")
                if kind != 0x809 or version not in {0x500, 0x600}:
                    raise CouldNotRead(
                        "The workbook is of a version that is not read.", where=where, check="unknown_format"
                    )
                book.biff8 = version == 0x600
                begun = True
            depth += 1
            if depth == 1 and record.at in book.sheets:
                current = book.sheets[record.at]
                sheets_begun.add(record.at)
            elif depth == 1 and record.at:
                current = Sheet(f"at byte {record.at}", 0, 0)
                yield found("orphan_sheet", f"{where}: {current.name}")
                book.sheets[record.at] = current
                sheets_begun.add(record.at)
            continue
        if kind == 0x0A:
            depth -= 1
            current = None if depth == 0 else current
            continue
        if not begun:
            raise CouldNotRead("The workbook is damaged.", where=where)
        if kind == 0x2F:
            raise CouldNotRead("The file is encrypted.", where=where, check="encrypted")
        if current is None:
            yield from book_findings(record, book, where)
        else:
            try:
                _in_sheet(record, current, book)
            except (struct.error, IndexError):
                raise CouldNotRead("The records of the workbook are damaged.", where=where) from None
    if not begun or depth:
        raise CouldNotRead("The workbook ends too early.", where=where)
    missing = set(book.sheets) - sheets_begun
    if missing:
        raise CouldNotRead("A sheet of the workbook is missing.", where=f"{where}: {book.sheets[min(missing)].name}")


def _in_sheet(record: Record, sheet: Sheet, book: Book) -> None:
    kind, body = record.kind, record.body
    if kind == 0x208:
        row, _, _, height = struct.unpack_from("<HHHH", body)
        flags = int.from_bytes(body[12:14], "little")
        if flags & 0x20 or height & 0x7FFF == 0:
            sheet.hidden_rows.add(row)
            if flags & 7:
                sheet.folded_rows.add(row)
    elif kind == 0x7D:
        first, last, width, _, flags = struct.unpack_from("<HHHHH", body)
        if flags & 1 or width == 0:
            sheet.hidden_columns |= set(range(first, min(last, 255) + 1))
    elif kind == 0x225:
        sheet.default_hidden = bool(int.from_bytes(body[:2], "little") & 2)
    elif kind in ROW_KINDS:
        _cell(record, sheet, book)
    else:
        _beside(kind, body, sheet, book)


def _cell(record: Record, sheet: Sheet, book: Book) -> None:
    kind, body = record.kind, record.body
    row, column, style = struct.unpack_from("<HHH", body)
    if kind == 0xBD:
        last = int.from_bytes(body[-2:], "little")
        for offset, at in zip(range(column, last + 1), range(4, len(body) - 2, 6), strict=False):
            index, raw = struct.unpack_from("<HI", body, at)
            _put(sheet, book, row, offset, index, _shown(packed_number(raw)))
        return
    if kind == 0xFD:
        (index,) = struct.unpack_from("<I", body, 6)
        book.used.add(index)
        text = book.strings[index]
    elif kind == 0x27E:
        text = _shown(packed_number(struct.unpack_from("<I", body, 6)[0]))
    elif kind == 0x203:
        text = _shown(struct.unpack_from("<d", body, 6)[0])
    elif kind in {0x204, 0xD6}:
        text = short_string(body, 6, wide=book.biff8, long=True) if book.biff8 else short_string(body, 7, wide=False)
    elif kind == 0x205:
        text = str(body[6])
    else:
        sheet.counts["formulas"] += 1
        text = "" if body[12:14] == b"\xff\xff" else _shown(struct.unpack_from("<d", body, 6)[0])
    _put(sheet, book, row, column, style, text)


def _shown(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _put(sheet: Sheet, book: Book, row: int, column: int, style: int, text: str) -> None:
    if not text and not sheet.counts["formulas"]:
        return
    sheet.filled.add((row, column))
    if len(sheet.rows) < ROWS_CHECKED or row in sheet.rows:
        sheet.rows.setdefault(row, {})[column] = text
    if text and _unseen(book, style):
        sheet.counts["unseen"] += 1
        sheet.sample.setdefault("unseen", text)


def _unseen(book: Book, style: int) -> bool:
    """Whether a style's text is white without a fill, of one fill's colour, too small, or shown by no format."""
    if style >= len(book.styles):
        return False
    font, form, pattern, fill = book.styles[style]
    height, colour = book.fonts[font] if font < len(book.fonts) else (200, AUTOMATIC)
    if re.fullmatch(r";{2,3}", book.formats.get(form, "")) or 0 < height <= 40:
        return True
    return colour == fill if pattern == 1 else pattern == 0 and colour in WHITE


def _beside(kind: int, body: bytes, sheet: Sheet, book: Book) -> None:
    """Records beside the cells."""
    names = {0x1C: "notes", 0x9B: "filter", 0xB0: "pivots", 0xAF: "scenarios", 0x1BE: "validations", 0x1B1: "conditions",
             0x1AD: "connections", 0x1A9: "views", 0xDC: "connections", 0x802: "connections"}  # fmt: skip
    if kind in names:
        sheet.counts[names[kind]] += 1
    elif kind in {0x14, 0x15}:
        text = short_string(body, 0, wide=book.biff8, long=book.biff8) if body else ""
        plain = re.sub(r"&(?:\"[^\"]*\"|\d+|[A-Z])", "", text)
        if re.search(r"\w", plain) and plain.strip() not in {"Page", "Page  of"}:
            sheet.counts["headers"] += 1
            sheet.sample.setdefault("headers", plain)
        if PATH.search(text) or re.search(r"&[ZF]", text):
            sheet.counts["header paths"] += 1
    elif kind == 0x1B8:
        text = body.decode("utf-16-le", "ignore")
        raw = body.decode("latin-1")
        if (
            "http" not in text
            and "http" not in raw
            and ("mailto" in text or re.search(r"[A-Za-z]:\\|\\\\|\.\.?[\\/]", raw))
        ):
            sheet.counts["local links"] += 1
    elif kind == 0x5D and len(body) >= 6 and body[:2] == b"\x15\x00":
        sort = int.from_bytes(body[4:6], "little")
        sheet.counts["pictures" if sort == 8 else "controls" if sort in {7, 11, 12, 13, 16, 17, 18} else "objects"] += 1


def _sheet(sheet: Sheet, where: str, context: Context) -> Iterator[Finding]:
    place = Place(sheet=sheet.name)
    at = f"{where}: {sheet.name if sheet.name.strip() else repr(sheet.name)}"
    held = len(sheet.filled)
    if sheet.state:
        check = "sheet_very_hidden" if sheet.state == 2 else "sheet_hidden"
        yield found(check, at, count=max(held, 1), sample=_first(sheet), place=place)
    if sheet.kind == 1:
        yield found("macro_sheet", at, place=place)
    rows = {row for row, _ in sheet.filled}
    hidden = {row for row in sheet.hidden_rows if row in rows}
    if sheet.default_hidden:
        hidden |= rows
    folded = hidden & sheet.folded_rows
    if folded:
        yield found("rows_grouped", at, count=len(folded), place=place)
    if hidden - folded:
        check = "filter_active" if sheet.counts["filter"] else "rows_hidden"
        yield found(check, at, count=len(hidden - folded), place=place)
    elif sheet.counts["filter"]:
        yield found("filter_active", at, place=place)
    columns = {column for _, column in sheet.filled} & sheet.hidden_columns
    if columns:
        yield found("columns_hidden", at, count=len(columns), place=place)
    for key, check in (("notes", "comments"), ("pivots", "pivot_table"), ("scenarios", "scenarios"), ("unseen", "invisible_text"),
                       ("formulas", "formulas"), ("connections", "connections"), ("views", "custom_view"),
                       ("validations", "validation_list"), ("headers", "header_footer"), ("local links", "hyperlinks_local"),
                       ("pictures", "picture"), ("controls", "active_x"), ("header paths", "header_footer")):  # fmt: skip
        if sheet.counts[key]:
            yield found(check, at, count=sheet.counts[key], sample=sheet.sample.get(key, ""), place=place)
    if sheet.counts["conditions"]:
        yield found("conditional_format", at, count=sheet.counts["conditions"], place=place)
    yield from _far(sheet, at, place)
    if sheet.rows:
        width = max(max(cells) for cells in sheet.rows.values()) + 1
        table = [[sheet.rows[r].get(c, "") for c in range(min(width, 256))] for r in sorted(sheet.rows)]
        yield from context.rows_check(table, at, place, len(rows))


def _first(sheet: Sheet) -> str:
    return next((text for row in sorted(sheet.rows) for text in sheet.rows[row].values() if text), "")


def _far(sheet: Sheet, at: str, place: Place) -> Iterator[Finding]:
    import itertools

    for axis in (0, 1):
        used = sorted({cell[axis] for cell in sheet.filled})
        if any(after - before > 50 for before, after in itertools.pairwise(used)):
            yield found("far_cells", at, place=place)
            return


def text(opened: Opened) -> str:
    """Texts of the cells, and the properties."""
    context = Context(lambda name, data, inner: iter(()))
    with ole.container(opened) as file:
        name = next((n for n in ("Workbook", "Book") if file.exists(n)), "")
        data = ole.stream(file, name, context, opened.name)
        book = Book()
        list(_book(data, book, opened.name))
        lines = [value for s in book.sheets.values() for row in s.rows.values() for value in row.values()]
        return "\n".join([*book.strings, *lines, *(s.name for s in book.sheets.values())])
