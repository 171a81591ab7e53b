"""One worksheet: what its rows, columns, styles and settings hide."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import ROWS_CHECKED, Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.parts import foreign_findings
from fanlight.inspection.ooxml.package.properties import looks_located
from fanlight.inspection.ooxml.workbook.cells import LAST_COLUMN, Area, areas_of, column_letters, column_spans, spans
from fanlight.inspection.ooxml.workbook.rules import rule_findings
from fanlight.inspection.ooxml.workbook.scan import LOW, OUTSIDE, TRUE, Cell, Scan, Scanner
from fanlight.inspection.ooxml.workbook.strings import Strings
from fanlight.inspection.ooxml.workbook.styles import Styles
from fanlight.inspection.opened import Stream, attribute, elements

NARROW = 0.5
"""A column of half a sign's width shows nothing."""

CHECK_OF = {"colour": "invisible_text", "size": "invisible_text", "format": "format_hidden"}


@dataclass(frozen=True)
class Surroundings:
    """What a sheet's checks must know of its workbook."""

    strings: Strings
    styles: Styles
    styled: tuple[Area, ...] = ()
    """Header and total rows of tables with a style of their own, where white text lies on the style's ground."""
    print_areas: tuple[Area, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    visible: bool = True


@dataclass
class Seen:
    """Cells that one check found: how many, the first places, one sample."""

    count: int = 0
    cells: list[tuple[int, int]] = field(default_factory=list)
    sample: str = ""

    def add(self, cell: Cell, sample: str = "") -> None:
        self.count += 1
        if len(self.cells) < 200:
            self.cells.append((cell.row, cell.column))
        self.sample = self.sample or sample or cell.value

    @property
    def area(self) -> str:
        """The rectangle around the first places."""
        rows, columns = [r for r, _ in self.cells], [c for _, c in self.cells]
        return str(Area(min(rows), min(columns), max(rows), max(columns)))


def sheet_findings(name: str, stream: Stream, around: Surroundings, context: Context) -> Iterator[Finding]:
    """All findings of one sheet. Also marks the shared strings it uses."""
    scanner = Scanner(around.strings, around.styles.hiding, set(around.strings.veiled))
    seen: dict[str, Seen] = {}
    for cell in scanner.cells(stream):
        for kind in _of_cell(cell, around):
            seen.setdefault(kind, Seen()).add(cell, cell.formula or "" if kind.startswith("formula") else "")
    scan = scanner.scan
    around.strings.use(scan.strings)
    yield from _lines(name, scan)
    yield from _seen(name, seen)
    if scan.formulas:
        yield found("formulas", name, count=scan.formulas, severity="info", place=Place(sheet=name))
    if scan.comments:
        yield found("xml_comment", name, count=scan.comments, place=Place(sheet=name))
    if scan.misplaced:
        yield found("covered_cells", f"{name}: cells or rows given twice, or out of their place", count=scan.misplaced,
                    place=Place(sheet=name))  # fmt: skip
    yield from foreign_findings(scan.root, name)
    yield from _far(name, scan, around)
    yield from rule_findings(name, scan, scanner, around.styles)
    yield from _settings(name, scan.root)
    yield from context.rows_check(_rows(scanner), name, Place(sheet=name), scan.rows)


def _of_cell(cell: Cell, around: Surroundings) -> Iterator[str]:
    if cell.formula is not None and cell.formula:
        if OUTSIDE.search(cell.formula):
            yield "formula_external"
        elif any(sheet in cell.formula for sheet in around.hidden_sheets):
            yield "formula_hidden_source"
    if not cell.value.strip():
        return
    if cell.style >= len(around.styles.styles):
        raise CouldNotRead("A cell has a format that is not there.", where=f"row {cell.row}")
    style = around.styles[cell.style]
    hides = cell.style in around.styles.hiding
    why = style.hides(cell.value, is_text=cell.kind in {"s", "str", "inlineStr"}) if hides else ""
    if (
        not why
        and cell.string >= 0
        and cell.string in around.strings.veiled
        and not (around.strings.veiled[cell.string] == "colour" and style.filled)
    ):
        why = around.strings.veiled[cell.string]
    if why == "colour" and any((cell.row, cell.column) in area for area in around.styled):
        yield "styled"
    elif why:
        yield CHECK_OF[why]


def _seen(name: str, seen: dict[str, Seen]) -> Iterator[Finding]:
    for kind, one in sorted(seen.items()):
        where, place = f"{name}!{one.area}", Place(sheet=name, cells=one.area)
        if kind == "styled":
            yield found(
                "invisible_text", where, count=one.count, severity="info", sure="possible",
                mend="Look: the text is white, and a table's style may lie under it.", place=place,
            )  # fmt: skip
        else:
            yield found(kind, where, count=one.count, sample=one.sample, place=place)


def _lines(name: str, scan: Scan) -> Iterator[Finding]:
    """Hidden, folded and zero-size rows and columns; those that hold nothing are told, and are no warning."""
    root = scan.root
    defaults = next(iter(elements(root, "sheetFormatPr")), None)
    filtered = any(True for e in elements(root, "filterColumn") if len(e))
    folded = [(r.number, r.filled) for r in scan.hidden if r.level and not filtered]
    plain = [(r.number, r.filled) for r in scan.hidden if not r.level or filtered]
    for check, rows in (("rows_hidden", plain), ("rows_grouped", folded)):
        yield from line_findings(name, check, "rows", rows, scan.last_row, spans, lambda n: f"A{n}:XFD{n}")
    columns: dict[str, list[tuple[int, int]]] = {"columns_hidden": [], "columns_grouped": []}
    default_width = attribute(defaults, "defaultColWidth") if defaults is not None else ""
    covered: set[int] = set()
    for col in elements(root, "col"):
        low, high = _number(attribute(col, "min")), min(_number(attribute(col, "max")), LAST_COLUMN)
        covered.update(range(int(low), int(high) + 1))
        width = attribute(col, "width")
        if attribute(col, "hidden") in TRUE or (width and _number(width) <= NARROW):
            check = "columns_grouped" if _number(attribute(col, "outlineLevel")) else "columns_hidden"
            columns[check] += [(n, scan.columns.get(n, 0)) for n in range(int(low), int(high) + 1)]
    if default_width and _number(default_width) <= NARROW:
        columns["columns_hidden"] += [(n, count) for n, count in scan.columns.items() if n not in covered]
    last_column = max((n for n, count in scan.columns.items() if count), default=0)
    for check, given in columns.items():
        yield from line_findings(
            name,
            check,
            "columns",
            given,
            last_column,
            column_spans,
            lambda n: f"{column_letters(n)}1:{column_letters(n)}1048576",
        )
    filled_columns = {n for n, count in scan.columns.items() if count}
    all_hidden = filled_columns and filled_columns <= {n for given in columns.values() for n, _ in given}
    if all_hidden or (scan.filled and sum(r.filled for r in scan.hidden) >= scan.filled):
        yield found("sheet_zero_size", name, place=Place(sheet=name))
    flat = defaults is not None and (
        attribute(defaults, "zeroHeight") in TRUE
        or (attribute(defaults, "defaultRowHeight") and _number(attribute(defaults, "defaultRowHeight")) <= LOW)
    )
    if flat and scan.filled:
        # Rows that are written out and have no height of their own take the sheet's.
        bare = scan.rows - scan.sized
        low = _number(attribute(defaults, "defaultRowHeight")) <= LOW
        yield found(
            "rows_hidden", f"{name}, rows without a height", count=max(1, bare),
            severity="serious" if low and bare > 0 else "info", place=Place(sheet=name),
        )  # fmt: skip


def line_findings(
    name: str, check: str, noun: str, given: list[tuple[int, int]], used: int, say: Any, cells: Any
) -> Iterator[Finding]:
    full = sorted({number for number, filled in given if filled})
    numbers = {number for number, _ in given}
    inside = {n for n in numbers if n <= used} if used else numbers if len(numbers) <= 100 else set()
    if full:
        yield found(
            check, f"{name}, {noun} {say(full)}", count=len(full), place=Place(sheet=name, cells=cells(full[0]))
        )
    elif given:
        # Empty lines beyond a table are often hidden to frame it; empty ones within it are odd.
        yield found(
            check, f"{name}, {noun} {say(inside or numbers)}", count=len(inside or numbers),
            severity="warning" if inside else "info", mend="They hold nothing: show them, or take them out.",
            place=Place(sheet=name),
        )  # fmt: skip


def _far(name: str, scan: Scan, around: Surroundings) -> Iterator[Finding]:
    """Cells a long way from the others, and cells outside the area that is printed."""
    for before, after in scan.gaps[:5]:
        yield found(
            "far_cells", f"{name}, row {after}, {after - before - 1} empty rows below the rest",
            place=Place(sheet=name, cells=f"A{after}:XFD{after}"),
        )  # fmt: skip
    used = sorted(n for n, count in scan.columns.items() if count)
    for left, right in itertools.pairwise(used):
        if right - left > 20:
            letters = column_letters(right)
            yield found(
                "far_cells", f"{name}, column {letters}, {right - left - 1} empty columns from the rest",
                count=sum(scan.columns[n] for n in used if n >= right),
                place=Place(sheet=name, cells=f"{letters}1:{letters}1048576"),
            )  # fmt: skip
    if used and (scan.first_row > 200 or used[0] > 50):
        yield found("far_cells", f"{name}, first cells at {column_letters(used[0])}{scan.first_row}",
                    place=Place(sheet=name))  # fmt: skip
    if around.print_areas and used:
        out = [n for n in used if not any(a.left <= n <= a.right for a in around.print_areas)]
        beyond = scan.last_row > max(a.bottom for a in around.print_areas)
        above = scan.first_row < min(a.top for a in around.print_areas)
        if out or beyond or above:
            yield found(
                "outside_print_area", name, count=max(1, sum(scan.columns[n] for n in out)),
                place=Place(sheet=name),
            )  # fmt: skip


def _settings(name: str, root: Any) -> Iterator[Finding]:
    place = Place(sheet=name)
    active = [e for e in elements(root, "filterColumn") if len(e)]
    if active:
        yield found("filter_active", name, count=len(active), place=place)
    merged = ""
    for element in elements(root):
        tag = element.tag.rpartition("}")[2]
        if tag == "customSheetView":
            merged = merged or "custom_view"
        elif tag == "scenario":
            yield found("scenarios", name, sample=attribute(element, "name"), place=place)
        elif tag == "dataRef" and (attribute(element, "id") or "[" in attribute(element, "ref")):
            yield found("external_link", f"{name}: consolidation", place=place)
        elif tag == "webPublishItem":
            yield found("properties_person", f"{name}: published file", sample=attribute(element, "destinationFile"),
                        place=place)  # fmt: skip
        elif tag == "protectedRange" and attribute(element, "securityDescriptor"):
            yield found("properties_person", f"{name}: protected range", place=place)
        elif tag == "hyperlink" and looks_located(attribute(element, "location") + attribute(element, "display")):
            yield found("hyperlinks_local", f"{name}!{attribute(element, 'ref')}", place=place)
    if merged:
        yield found("custom_view", name, place=place)


def _rows(scanner: Scanner) -> list[list[str]]:
    """The first rows as lists of texts, with gaps closed at the right."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in scanner.kept.items():
        rows.setdefault(row, {})[column] = cell.value
    made = []
    for number in sorted(rows)[:ROWS_CHECKED]:
        width = min(max(rows[number]), 256)
        made.append([rows[number].get(column, "") for column in range(1, width + 1)])
    return made


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def print_areas(text: str) -> tuple[Area, ...]:
    return tuple(areas_of(text))
