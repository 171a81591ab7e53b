"""Binary Excel workbooks: the same questions as of XLSX, asked of records."""

from __future__ import annotations

import itertools
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.archives.packages import zip_findings
from fanlight.inspection.context import ROWS_CHECKED, Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.binary.records import binary_styles, enclosed, records, wide_string
from fanlight.inspection.ooxml.package.colours import OFFICE_THEME, theme_colours
from fanlight.inspection.ooxml.package.drawings import chart_findings, drawing_findings
from fanlight.inspection.ooxml.package.package import Office
from fanlight.inspection.ooxml.package.parts import all_text, part_findings
from fanlight.inspection.ooxml.package.properties import property_findings
from fanlight.inspection.ooxml.workbook.cells import Area, column_letters, column_spans, spans
from fanlight.inspection.ooxml.workbook.rules import CODES, ORDINARY
from fanlight.inspection.ooxml.workbook.scan import Scan
from fanlight.inspection.ooxml.workbook.sheet import CHECK_OF, line_findings
from fanlight.inspection.ooxml.workbook.styles import Style
from fanlight.inspection.opened import Opened

STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
LITERAL_TOKENS = {0x17, 0x1E, 0x1F, 0x20, 0x40, 0x60}
RANGE_TOKENS = {0x3A, 0x3B, 0x5A, 0x5B, 0x7A, 0x7B, 0x1C, 0x23, 0x43, 0x63}
PLAIN_RECORDS = frozenset(
    {*range(12), 35, 36, 37, 38, 60, 62, 64, 129, 130, 133, 134, 137, 138, 145, 146, 147, 148, 151, 152, 161, 162,
     163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 390, 391, 392, 393, 394, 395, 396,
     426, 427, 428, 461, 462, 463, 464, 465, 466, 467, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477, 478, 479, 480,
     485, 494, 535, 536, 537, 550, 551, 552, 554, 555, 556, 562, 573, 574, 605, 606, 607, 638, 639, 640, 648, 649, 650,
     660, 661, 662, 663, 664, 625, 626, 627, 644, 645, 646, 668, 500, 501, 502, 503, 504, 423, 424, 425, 564}
)  # fmt: skip
"""Records of a sheet that are read below or hold no data of their own."""


@dataclass
class Sheet:
    """A sheet while its records go by."""

    row: int = 0
    scan: Scan = field(default_factory=Scan)
    hidden_rows: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    columns: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    seen: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    kept: dict[int, dict[int, str]] = field(default_factory=dict)
    hiding: tuple[str, int] | None = None
    filled: int = 0
    filters: int = 0
    rules: int = 0
    lists: int = 0
    headers: list[str] = field(default_factory=list)
    others: Counter[int] = field(default_factory=Counter)
    last_column: int = 0


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from zip_findings(opened)
    office = Office(opened)
    yield from property_findings(office)
    yield from part_findings(office, context)
    theme = next((theme_colours(office.xml(p)) for p in office.of_kind("theme")), dict(OFFICE_THEME))
    styles = [Style()]
    for part in office.of_kind("styles"):
        with opened.parts.open(office.entry(part)) as stream:
            styles = binary_styles(stream, theme)
    strings = _Strings()
    for part in office.of_kind("sharedstrings"):
        with opened.parts.open(office.entry(part)) as stream:
            strings.read(enclosed(stream, office.entry(part), 159, 160))
    listed: list[tuple[str, str, str]] = []
    yield from _book(office, listed)
    hidden = tuple(name for name, state, _ in listed if state != "visible")
    for name, _, part in listed:
        if part:
            with opened.parts.open(office.entry(part)) as stream:
                yield from _sheet(name, enclosed(stream, office.entry(part), 129, 130), styles, strings, context)
    for part in office.of_kind("worksheet"):
        if part not in {sheet for _, _, sheet in listed}:
            yield found("orphan_sheet", office.entry(part), place=Place(part=office.entry(part)))
    if len(strings.unused()) > 0 and not office.of_kind("pivotcachedefinition"):
        yield found("unused_strings", "shared strings", count=len(strings.unused()))
    yield from _beside(office)
    for part in office.of_kind("drawing", "chartusershapes", "diagramdata"):
        yield from drawing_findings(office.xml(part), office.entry(part), office.entry(part))
    for part in office.of_kind("chart", "chartex"):
        names = tuple(name for name, _, _ in listed)
        yield from chart_findings(office.xml(part), office.entry(part), office.entry(part), hidden, names)


class _Strings:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.used: set[int] = set()

    def read(self, given: Iterator[tuple[int, bytes]]) -> None:
        self.texts += [wide_string(data, 1)[0] for kind, data in given if kind == 19]

    def text(self, index: int) -> str:
        self.used.add(index)
        return self.texts[index] if index < len(self.texts) else ""

    def unused(self) -> list[int]:
        return [i for i, text in enumerate(self.texts) if text.strip() and i not in self.used]


def _book(office: Office, listed: list[tuple[str, str, str]]) -> Iterator[Finding]:
    entry = office.entry(office.main)
    place = Place(part=entry)
    with office.opened.parts.open(entry) as stream:
        for kind, data in enclosed(stream, entry, 131, 132):
            if kind == 156:
                state = STATES.get(struct.unpack_from("<I", data)[0] & 3, "hidden")
                identifier, at = wide_string(data, 8)
                name, _ = wide_string(data, at)
                relation = office.target(office.main, identifier)
                part = relation.target if relation and relation.target in office.entries else ""
                if not part:
                    raise CouldNotRead("The workbook lists a sheet that is not there.", where=entry)
                listed.append((name, state, part))
                if state != "visible":
                    check = "sheet_very_hidden" if state == "veryHidden" else "sheet_hidden"
                    yield found(check, f'sheet "{name}"', place=Place(sheet=name))
            elif kind == 39:
                yield from _name(data)
            elif kind == 158 and len(data) >= 29 and data[28] & 3:
                yield found("workbook_hidden", entry, place=place)
            elif kind == 397:
                yield found("custom_view", entry, place=place)
            elif kind == 2071:
                path = wide_string(data, 0)[0] if len(data) > 4 else ""
                if path:
                    yield found("properties_person", f"{entry}: where it was saved", sample=path, place=place)
            elif kind == 548 and len(data) > 10:
                yield found("properties_person", f"{entry}: reserved by", place=place)


def _name(data: bytes) -> Iterator[Finding]:
    (flags,) = struct.unpack_from("<I", data)
    name, at = wide_string(data, 9)
    size = struct.unpack_from("<I", data, at)[0] if at + 4 <= len(data) else 0
    token = data[at + 4] if size and at + 4 < len(data) else 0
    low = name.lower()
    built_in = low.startswith(("_xlnm.print_", "_xlnm._filterdatabase")) or bool(flags & 0x20)
    if token in LITERAL_TOKENS:
        yield found("defined_name_literal", name)
    if flags & 1 and not built_in and not low.startswith(("_xlfn", "_xlpm")):
        yield found("defined_name_hidden", name)
    elif not built_in and token not in LITERAL_TOKENS:
        yield found("defined_name", name, severity="info" if token in RANGE_TOKENS or not size else None)


def _sheet(
    name: str, given: Iterator[tuple[int, bytes]], styles: list[Style], strings: _Strings, context: Context
) -> Iterator[Finding]:
    sheet, inside = Sheet(), 0
    for kind, data in given:
        if kind in {35, 37}:
            inside += 1
        elif kind in {36, 38}:
            inside = max(0, inside - 1)
        _record(sheet, kind, data, styles, strings)
        if kind not in PLAIN_RECORDS and kind < 1024 and not inside:
            sheet.others[kind] += 1
    _row_ends(sheet)
    place = Place(sheet=name)
    for check, rows in sorted(sheet.hidden_rows.items()):
        yield from line_findings(name, check, "rows", rows, sheet.scan.last_row, spans, lambda n: f"A{n}:XFD{n}")
    for check, columns in sorted(sheet.columns.items()):
        counted = [(n, sheet.scan.columns.get(n, 0)) for n, _ in columns]
        yield from line_findings(name, check, "columns", counted, sheet.last_column, column_spans,
                                 lambda n: f"{column_letters(n)}1:{column_letters(n)}1048576")  # fmt: skip
    for check, (count, first, sample) in sorted(sheet.seen.items()):
        yield found(check, f"{name}!{first}", count=count, sample=sample, place=Place(sheet=name, cells=first))
    if sheet.scan.formulas:
        yield found("formulas", name, count=sheet.scan.formulas, severity="info", place=place)
    if sheet.filters:
        yield found("filter_active", name, count=sheet.filters, place=place)
    if sheet.rules:
        yield found("conditional_hidden", name, count=sheet.rules, severity="warning", sure="possible",
                    mend="Look at the conditional formats: they may hide values.", place=place)  # fmt: skip
    if sheet.lists:
        yield found("validation_list", name, count=sheet.lists, sure="possible", place=place)
    for text in sheet.headers:
        quiet = not ORDINARY.sub("", CODES.sub(" ", text))
        yield found("header_footer", name, sample=text, severity="info" if quiet else None, place=place)
    for before, after in sheet.scan.gaps[:5]:
        yield found("far_cells", f"{name}, row {after}, {after - before - 1} empty rows below the rest", place=place)
    used = sorted(sheet.scan.columns)
    if any(b - a > 20 for a, b in itertools.pairwise(used)):
        yield found("far_cells", f"{name}, column {column_letters(used[-1])}", place=place)
    if sheet.others:
        yield found("unknown_part", f"{name}: records {', '.join(map(str, sorted(sheet.others)[:8]))}",
                    count=sum(sheet.others.values()), place=place)  # fmt: skip
    kept = [[r.get(c, "") for c in range(1, min(max(r), 256) + 1)] for _, r in sorted(sheet.kept.items()) if r]
    yield from context.rows_check(kept, name, place, sheet.scan.rows)


def _record(sheet: Sheet, kind: int, data: bytes, styles: list[Style], strings: _Strings) -> None:
    if kind == 0:
        _row_ends(sheet)
        sheet.row = struct.unpack_from("<I", data)[0] + 1
        height, flags = struct.unpack_from("<H", data, 8)[0], data[11] if len(data) > 11 else 0
        level = flags & 7
        if flags & 0x10 or (height <= 20 and flags & 0x20):
            sheet.hiding = ("rows_grouped" if level else "rows_hidden", sheet.row)
    elif 1 <= kind <= 11 or kind == 62:
        _cell(sheet, kind, data, styles, strings)
    elif kind == 60:
        first, last, width, _, flags = struct.unpack_from("<IIIIH", data)
        if flags & 1 or width <= 128:
            check = "columns_grouped" if flags >> 8 & 7 else "columns_hidden"
            sheet.columns.setdefault(check, []).extend((n, 0) for n in range(first + 1, min(last, 16_383) + 2))
    elif kind == 163:
        sheet.filters += 1
    elif kind == 463:
        sheet.rules += 1
    elif kind == 64 and data and data[0] & 0x0F == 3:
        sheet.lists += 1
    elif kind == 479:
        at = 2
        while at + 4 <= len(data):
            text, at = wide_string(data, at)
            if text.strip():
                sheet.headers.append(text)


def _row_ends(sheet: Sheet) -> None:
    scan = sheet.scan
    if sheet.row:
        scan.rows += 1
        if sheet.filled:
            if scan.last_row and sheet.row - scan.last_row > 50:
                scan.gaps.append((scan.last_row, sheet.row))
            scan.last_row = sheet.row
    if sheet.hiding:
        sheet.hidden_rows.setdefault(sheet.hiding[0], []).append((sheet.hiding[1], sheet.filled))
    sheet.hiding, sheet.filled = None, 0


def _cell(sheet: Sheet, kind: int, data: bytes, styles: list[Style], strings: _Strings) -> None:
    column, style = struct.unpack_from("<II", data)
    column, style = column + 1, style & 0xFFFFFF
    if kind >= 8 and kind != 62:
        sheet.scan.formulas += 1
    value, text = _value(kind, data, strings), kind in {6, 7, 8, 62}
    if not value:
        return
    sheet.filled += 1
    sheet.scan.columns[column] += 1
    sheet.last_column = max(sheet.last_column, column)
    if sheet.row <= ROWS_CHECKED and column <= 256:
        sheet.kept.setdefault(sheet.row, {})[column] = value
    if style >= len(styles):
        raise CouldNotRead("A cell has a format that is not there.", where=f"row {sheet.row}")
    look = styles[style]
    why = look.hides(value, is_text=text) if value.strip() else ""
    if why:
        check, place = CHECK_OF[why], str(Area(sheet.row, column, sheet.row, column))
        count, first, sample = sheet.seen.get(check, (0, place, value))
        sheet.seen[check] = count + 1, first, sample


def _value(kind: int, data: bytes, strings: _Strings) -> str:
    if kind == 2:
        (raw,) = struct.unpack_from("<I", data, 8)
        number: float = (raw if raw < 1 << 31 else raw - (1 << 32)) >> 2
        if not raw & 2:
            number = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))[0]
        return f"{number / 100 if raw & 1 else number:g}"
    if kind in {3, 4, 10, 11}:
        return str(data[8])
    if kind in {5, 9}:
        return f"{struct.unpack_from('<d', data, 8)[0]:g}"
    if kind in {6, 8}:
        return wide_string(data, 8)[0]
    if kind == 62:
        return wide_string(data, 9)[0]
    return strings.text(struct.unpack_from("<I", data, 8)[0]) if kind == 7 else ""


def _beside(office: Office) -> Iterator[Finding]:
    """Binary parts beside the sheets."""
    for part in office.of_kind("pivotcachedefinition"):
        kept = [r for r in office.of(part, "pivotcacherecords") if r.target in office.entries]
        said = "with records" if kept else "without records"
        yield found("pivot_cache", f"{office.entry(part)}: {said}", place=Place(part=office.entry(part)))
    for part in office.of_kind("externallink"):
        yield found("external_link", office.entry(part), place=Place(part=office.entry(part)))
    for part in office.of_kind("comments"):
        count = _count(office, part, 635)
        if count:
            yield found("comments", office.entry(part), count=count, place=Place(part=office.entry(part)))
    for part in office.of_kind("threadedcomment", "threadedcomments"):
        yield found("comments", office.entry(part), place=Place(part=office.entry(part)))
    for part in office.of_kind("person", "persons"):
        yield found("persons", office.entry(part), place=Place(part=office.entry(part)))
    for part in office.of_kind("table"):
        filters = _count(office, part, 163)
        if filters:
            yield found("filter_active", office.entry(part), count=filters, place=Place(part=office.entry(part)))


def _count(office: Office, part: str, kind: int) -> int:
    with office.opened.parts.open(office.entry(part)) as stream:
        return sum(1 for found_kind, _ in records(stream, office.entry(part)) if found_kind == kind)


def text(opened: Opened) -> str:
    office = Office(opened)
    strings = _Strings()
    for part in office.of_kind("sharedstrings"):
        with opened.parts.open(office.entry(part)) as stream:
            strings.read(records(stream, office.entry(part)))
    binary: list[Any] = []
    for name in sorted(office.entries):
        if name.endswith(".bin") and "/printersettings/" not in name:
            binary.append(office.data(name).decode("utf-16-le", "ignore"))
    return "\n".join([*strings.texts, *binary, all_text(office)])
