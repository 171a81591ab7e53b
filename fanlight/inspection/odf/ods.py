"""OpenDocument spreadsheets, row by row."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fanlight.inspection.context import ROWS_CHECKED, Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.odf.content import Gathered, header_texts
from fanlight.inspection.odf.package import all_text, bodied, is_flat, object_findings, objects_of, package_findings
from fanlight.inspection.odf.styles import OdfStyles
from fanlight.inspection.ooxml.package.drawings import TRUE
from fanlight.inspection.ooxml.workbook.cells import Area, column_letters, column_spans, spans
from fanlight.inspection.ooxml.workbook.rules import ANSWERS, ORDINARY
from fanlight.inspection.ooxml.workbook.scan import OUTSIDE
from fanlight.inspection.ooxml.workbook.sheet import line_findings
from fanlight.inspection.opened import Opened, attribute, elements

T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
HIDDEN = {"collapse", "filter"}
FLAT_POINTS = 1.0
CELLS = {f"{T}table-cell", f"{T}covered-table-cell"}
REFERENCE = re.compile(r"\[[^\]]*\]|'file:[^']*'#")


@dataclass
class Table:
    """One sheet while its rows go by."""

    name: str
    hidden: bool = False
    linked: str = ""
    row: int = 0
    columns: list[tuple[int, int, str, bool]] = field(default_factory=list)
    """(first, last, default cell style, hidden)"""
    folded: list[bool] = field(default_factory=list)
    hidden_rows: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    filled: dict[int, int] = field(default_factory=dict)
    rows_filled: list[int] = field(default_factory=list)
    seen: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    kept: list[list[str]] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    formulas: int = 0
    read_by: set[str] = field(default_factory=set)
    """Formulas of the sheet, for those that read hidden sheets."""
    validated: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, check: str, place: str, sample: str, times: int = 1) -> None:
        count, first, shown = self.seen.get(check, (0, place, sample))
        self.seen[check] = count + times, first, shown


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from package_findings(opened, context)
    styles = OdfStyles()
    if not is_flat(opened) and "styles.xml" in opened.parts:
        root = opened.xml("styles.xml")
        styles.read(root)
        yield from _headers(root)
    part = opened.name if is_flat(opened) else "content.xml"
    gathered = Gathered(styles, context, part)
    tables: list[Table] = []
    root = bodied(_read(opened, part, styles, gathered, tables), part, "spreadsheet")
    gathered.look(root, part)
    yield from gathered.findings()
    hidden = [table.name for table in tables if table.hidden]
    lists = _validation_lists(root)
    for table in tables:
        yield from _table_findings(table, hidden, lists)
        yield from context.rows_check(table.kept, table.name, Place(sheet=table.name), len(table.rows_filled))
    yield from _names(root, hidden)
    yield from _conditional(root, styles, tables)
    if not is_flat(opened):
        for name in objects_of(opened):
            yield from object_findings(opened, name)


def _read(opened: Opened, part: str, styles: OdfStyles, gathered: Gathered, tables: list[Table]) -> Any:
    """Streams the content; rows are let go as they are read. Returns what is left as an element."""
    from lxml import etree

    stream = io.BytesIO(opened.data) if is_flat(opened) else opened.parts.open(part)
    walk = etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=True,
                           load_dtd=False, tag=[f"{T}{n}" for n in (
                               "table", "table-row", "table-column", "table-row-group", "table-column-group")]
                           + ["{urn:oasis:names:tc:opendocument:xmlns:office:1.0}body"])  # fmt: skip
    stack: list[Table] = []
    for event, element in walk:
        tag = element.tag.rpartition("}")[2]
        if tag == "body" and event == "start":
            styles.read(element.getroottree().getroot())
        elif tag == "table" and event == "start":
            stack.append(_begin(element, styles))
        elif tag == "table" and stack:
            table = stack.pop()
            source = next(iter(elements(element, "table-source")), None)
            if source is not None or table.name.startswith(("'file:", "'http")):
                table.linked = attribute(source, "href") if source is not None else table.name
            tables.append(table)
        elif tag.endswith("-group") and stack:
            if event == "start":
                stack[-1].folded.append(attribute(element, "display") == "false")
            elif stack[-1].folded:
                stack[-1].folded.pop()
        elif tag == "table-column" and event == "end" and stack:
            _column(stack[-1], element, styles)
        elif tag == "table-row" and event == "end" and stack:
            _row(stack[-1], element, styles)
            gathered.look(element, stack[-1].name)
            element.clear()
            before = element.getprevious()
            if before is not None and before.tag == element.tag:
                element.getparent().remove(before)
    return walk.root


def _begin(element: Any, styles: OdfStyles) -> Table:
    look = styles.get("table", attribute(element, "style-name"))
    hidden = look.hidden or attribute(element, "display") == "false" or attribute(element, "visibility") in HIDDEN
    return Table(attribute(element, "name"), hidden)


def _column(table: Table, element: Any, styles: OdfStyles) -> None:
    first = table.columns[-1][1] + 1 if table.columns else 1
    last = first + _times(element, "number-columns-repeated") - 1
    width = styles.get("table-column", attribute(element, "style-name")).width
    hidden = attribute(element, "visibility") in HIDDEN or any(table.folded)
    hidden = hidden or (width is not None and width <= FLAT_POINTS)
    table.columns.append((first, last, attribute(element, "default-cell-style-name"), hidden))


def _row(table: Table, element: Any, styles: OdfStyles) -> None:
    times = _times(element, "number-rows-repeated")
    number, column, filled = table.row + 1, 1, 0
    table.row += times
    default = attribute(element, "default-cell-style-name")
    values: list[str] = []
    for cell in element.iter(*CELLS):
        if cell.getparent() is not element and _row_of(cell) is not element:
            continue
        wide = _times(cell, "number-columns-repeated")
        value = _value(cell)
        if attribute(cell, "formula"):
            _formula(table, attribute(cell, "formula"), number, column)
        if attribute(cell, "content-validation-name"):
            name = attribute(cell, "content-validation-name")
            place = table.validated.get(name, (0, f"{column_letters(column)}{number}"))[1]
            table.validated[name] = table.validated.get(name, (0, ""))[0] + times * min(wide, 1000), place
        if value:
            filled += wide
            for at in range(column, min(column + wide, column + 100)):
                table.filled[at] = table.filled.get(at, 0) + times
            _cell(table, cell, value, number, column, default, styles)
        if len(table.kept) < ROWS_CHECKED and column <= 256:
            values += [value] * min(wide, 256 - len(values) if value else 1)
        column += wide
    if filled:
        table.rows_filled += range(number, number + min(times, 10_000))
        if len(table.kept) < ROWS_CHECKED:
            table.kept.append(values)
            table.shown.update(v.lower() for v in values if v and len(table.shown) < 20_000)
    visibility = attribute(element, "visibility")
    height = styles.get("table-row", attribute(element, "style-name")).height
    flat = height is not None and height <= FLAT_POINTS
    if visibility in HIDDEN or any(table.folded) or flat:
        check = "rows_grouped" if any(table.folded) else "rows_hidden"
        table.hidden_rows.setdefault(check, []).extend((n, filled) for n in range(number, number + min(times, 2_000)))
        if visibility == "filter":
            table.add("filter_active", f"row {number}", "", times)


def _row_of(cell: Any) -> Any:
    above = cell.getparent()
    while above is not None and above.tag != f"{T}table-row":
        above = above.getparent()
    return above


def _value(cell: Any) -> str:
    shown = " ".join("".join(p.itertext()) for p in cell if isinstance(p.tag, str) and p.tag.endswith("}p")).strip()
    kind = attribute(cell, "value-type")
    held = attribute(cell, "value") or attribute(cell, "date-value") or attribute(cell, "time-value")
    held = held or attribute(cell, "string-value") or attribute(cell, "boolean-value")
    return held if kind and kind != "string" and held else shown or held


def _cell(table: Table, cell: Any, value: str, row: int, column: int, default: str, styles: OdfStyles) -> None:
    place = f"{column_letters(column)}{row}"
    if cell.tag.endswith("}covered-table-cell"):
        table.add("covered_cells", place, value)
    name = attribute(cell, "style-name") or default
    if not name:
        name = next((style for first, last, style, _ in table.columns if first <= column <= last), "")
    look = styles.get("table-cell", name)
    kind = attribute(cell, "value-type")
    shown = "".join(cell.itertext()).strip()
    if look.unseen:
        table.add("invisible_text", place, value)
    elif (
        (look.data and styles.hides_value(look.data, value, is_text=kind == "string"))
        or (kind == "string" and attribute(cell, "string-value") and shown != attribute(cell, "string-value").strip())
        or (kind in {"float", "currency", "percentage"} and not shown and value not in {"0", ""})
    ):
        table.add("format_hidden", place, value)


def _formula(table: Table, formula: str, row: int, column: int) -> None:
    table.formulas += 1
    bare = re.sub(r"^\w+:=", "=", formula)
    without = re.sub(r"\[\.[^\]]*\]|\[\$?'?[^\]#|]*'?\.[^\]#]*\]", "", bare)
    if OUTSIDE.search(without) or re.search(r"'?(file|https?|ftp|smb):", bare):
        table.add("formula_external", f"{column_letters(column)}{row}", formula)
    else:
        table.read_by.add(formula[:300])


def _times(element: Any, name: str) -> int:
    try:
        return max(1, min(int(attribute(element, name) or 1), 1_048_576))
    except ValueError:
        return 1


def _table_findings(table: Table, hidden: list[str], lists: dict[str, str]) -> Iterator[Finding]:
    name, place = table.name, Place(sheet=table.name)
    if table.hidden:
        yield found("sheet_hidden", f'sheet "{name}"', place=place)
    if table.linked:
        yield found("external_link", f'sheet "{name}"', count=max(1, sum(table.filled.values())), sample=table.linked,
                    place=place)  # fmt: skip
    last = max(table.rows_filled, default=0)
    for check, rows in sorted(table.hidden_rows.items()):
        yield from line_findings(name, check, "rows", rows, last, spans, lambda n: f"A{n}:XFD{n}")
    columns = [(n, table.filled.get(n, 0)) for first, end, _, gone in table.columns if gone
               for n in range(first, min(end, first + 16_383) + 1)]  # fmt: skip
    widest = max(table.filled, default=0)
    yield from line_findings(name, "columns_hidden", "columns", columns, widest, column_spans,
                      lambda n: f"{column_letters(n)}1:{column_letters(n)}1048576")  # fmt: skip
    if table.filled and set(table.filled) <= {n for n, count in columns if count}:
        yield found("sheet_zero_size", name, place=place)
    for check, (count, first, sample) in sorted(table.seen.items()):
        yield found(check, f"{name}!{first}", count=count, sample=sample, place=Place(sheet=name, cells=first))
    if table.formulas:
        yield found("formulas", name, count=table.formulas, severity="info", place=place)
    concealed = sorted(f for f in table.read_by if any(sheet.strip() and sheet in f for sheet in hidden))
    if concealed:
        yield found("formula_hidden_source", name, count=len(concealed), sample=concealed[0], place=place)
    yield from _far(table)
    for validation, (count, first) in sorted(table.validated.items()):
        condition = lists.get(validation, "")
        if not condition:
            continue
        items = re.findall(r'"([^"]*)"', condition)
        unseen = [i for i in items if i.lower() not in table.shown | ANSWERS and not i.replace(".", "").isdigit()]
        yield found("validation_list", f"{name}!{first}", count=len(unseen or items) or count,
                    sample=", ".join(unseen or items), severity="warning" if unseen else "info",
                    place=Place(sheet=name, cells=first))  # fmt: skip


def _far(table: Table) -> Iterator[Finding]:
    place = Place(sheet=table.name)
    for before, after in itertools.pairwise(table.rows_filled):
        if after - before > 50:
            yield found("far_cells", f"{table.name}, row {after}, {after - before - 1} empty rows below the rest",
                        place=Place(sheet=table.name, cells=f"A{after}:XFD{after}"))  # fmt: skip
    used = sorted(table.filled)
    for left, right in itertools.pairwise(used):
        if right - left > 20:
            yield found("far_cells", f"{table.name}, column {column_letters(right)}, {right - left - 1} empty columns "
                        "from the rest", place=place)  # fmt: skip
    if table.rows_filled and (table.rows_filled[0] > 200 or used[0] > 50):
        start = Area(table.rows_filled[0], used[0], table.rows_filled[0], used[0])
        yield found("far_cells", f"{table.name}, first cells at {start}", place=place)


def _validation_lists(root: Any) -> dict[str, str]:
    return {
        attribute(e, "name"): attribute(e, "condition")
        for e in elements(root, "content-validation")
        if "cell-content-is-in-list" in attribute(e, "condition")
    }


def _names(root: Any, hidden: list[str]) -> Iterator[Finding]:
    for element in elements(root, "named-range", "named-expression"):
        name = attribute(element, "name")
        content = attribute(element, "cell-range-address") or attribute(element, "expression")
        literal = element.tag.endswith("}named-expression") and (
            '"' in content or re.fullmatch(r"(of:)?=?-?\d+(\.\d+)?", content)
        )
        if attribute(element, "hidden") in TRUE:
            yield found("defined_name_hidden", name, sample=content)
        if literal:
            yield found("defined_name_literal", name, sample=content)
        elif re.search(r"'?(file|https?):", content):
            yield found("formula_external", f"name {name}", sample=content)
        elif any(sheet.strip() and sheet in content for sheet in hidden):
            yield found("defined_name", f"{name}: on a hidden sheet", sample=content)
        else:
            yield found("defined_name", name, severity="info")


def _headers(root: Any) -> Iterator[Finding]:
    for text in header_texts(root):
        left = ORDINARY.sub("", text)
        quiet = not left or text == "???"
        yield found("header_footer", "styles.xml", sample=text, severity="info" if quiet else None)


def _conditional(root: Any, styles: OdfStyles, tables: list[Table]) -> Iterator[Finding]:
    """Conditional formats whose style cannot be seen, in the newer form and as maps of cell styles."""
    total = 0
    for block in elements(root, "conditional-format"):
        for rule in elements(block, "condition", "data-bar", "icon-set"):
            total += 1
            name = attribute(rule, "apply-style-name")
            bare = attribute(rule, "show-value") == "false"
            only_zero = attribute(rule, "value").replace(" ", "") in {"=0", '=""'}
            look = styles.get("table-cell", name)
            gone = look.unseen or (look.data and styles.hides_value(look.data, "1", is_text=False))
            if (bare or (name and gone)) and not only_zero:
                where = attribute(block, "target-range-address")
                yield found("conditional_hidden", where, sure="likely", place=Place(cells=where.rpartition(".")[2]))
    for (family, name), look in sorted(styles.looks.items()):
        for condition, other in look.maps if family == "table-cell" else ():
            total += 1
            worn = styles.get("table-cell", other)
            hides = worn.unseen or (worn.data and styles.hides_value(worn.data, "1", is_text=False))
            if hides and "cell-content()=0" not in condition.replace(" ", "") and tables:
                yield found("conditional_hidden", f"style {name}", sure="likely")
    if total:
        yield found("conditional_format", "content.xml", count=total)


def text(opened: Opened) -> str:
    return all_text(opened)
