"""Excel workbooks: what a reader does not see at first sight, and what the package carries beside the sheets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding
from fanlight.inspection.opened import Opened, attribute, elements
from fanlight.inspection.packages import core_properties, external_relations, zip_ends

# (what a part's name looks like, check, severity, how to mend it)
PARTS = (
    (r"xl/pivotCache/", "pivot_cache", "serious", "Write the figures as values: a pivot keeps its source rows."),
    (r"xl/pivotTables/", "pivot_table", "serious", "Write the figures as values."),
    (r"xl/externalLinks/", "external_link", "serious", "Write the values alone: a link keeps copies of other files."),
    (r"xl/model/|xl/customData/", "data_model", "serious", "Write the figures as values: a data model keeps its rows."),
    (r"xl/(comments|threadedComments|persons)", "comments", "serious", "Take the comments out."),
    (r"xl/vbaProject|xl/macrosheets|xl/activeX|xl/ctrlProps", "macros", "serious", "Save without macros or controls."),
    (r"xl/embeddings/|xl/oleObjects", "embedded", "serious", "Take embedded files out."),
    (r"xl/(connections|queryTables|queries)", "connections", "warning", "Take connections and queries out."),
    (r"xl/(slicers|slicerCaches|timelines)", "slicers", "serious", "Write the figures as values."),
    (r"xl/revisions/", "revisions", "serious", "Save without the history of changes."),
    (r"xl/charts/|xl/chartsheets/", "chart_cache", "warning", "Check the copies of figures that a chart keeps."),
    (r"xl/(drawings|media)/", "drawing", "warning", "Look at the picture or drawing."),
    (r"customXml/", "custom_xml", "warning", "Take the custom XML out."),
    (r"docProps/thumbnail", "thumbnail", "warning", "Save without a preview picture."),
    (
        r"xl/printerSettings/",
        "printer_settings",
        "warning",
        "Printer settings name printers and people: save without them.",
    ),
)
KNOWN = re.compile(
    r"^(\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|xl/(workbook|styles|sharedStrings|metadata"
    r"|calcChain)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme\d*\.xml|xl/worksheets/sheet\d+\.xml"
    r"|xl/worksheets/_rels/sheet\d+\.xml\.rels|xl/tables/table\d+\.xml)$"
)


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from zip_ends(opened)
    yield from _package(opened)
    yield from core_properties(opened)
    yield from external_relations(opened)
    names = yield from _workbook(opened)
    for part in sorted(p for p in opened.parts if re.match(r"xl/worksheets/[^/]+\.xml$", p)):
        yield from _sheet(opened, part, names.get(part, part))


def _package(opened: Opened) -> Iterator[Finding]:
    for name in sorted(opened.parts):
        for pattern, check, severity, mend in PARTS:
            if re.match(pattern, name):
                yield Finding(check, severity, name, mend)  # type: ignore[arg-type]
                break
        else:
            if not KNOWN.match(name):
                yield Finding("unknown_part", "warning", name, "No check knows this part: write the file again.")


def _workbook(opened: Opened) -> Any:
    """The workbook's own findings; returns the sheets' names by part."""
    book = opened.xml("xl/workbook.xml")
    targets = {
        attribute(r, "Id"): "xl/" + attribute(r, "Target").removeprefix("/xl/").lstrip("/")
        for r in elements(opened.xml("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    names: dict[str, str] = {}
    for sheet in elements(book, "sheet"):
        name, state = attribute(sheet, "name"), attribute(sheet, "state")
        identifier = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        names[targets.get(identifier, "")] = name
        if state == "veryHidden":
            yield Finding("sheet_very_hidden", "serious", name, "Take the sheet out: hiding it protects nothing.")
        elif state == "hidden":
            yield Finding("sheet_hidden", "serious", name, "Take the sheet out: hiding it protects nothing.")
    orphans = {p for p in opened.parts if re.match(r"xl/worksheets/sheet[^/]*\.xml$", p)} - set(names)
    for part in sorted(orphans):
        yield Finding("orphan_sheet", "serious", part, "The package holds a sheet that the workbook does not list.")
    for defined in elements(book, "definedName"):
        name, text = attribute(defined, "name"), (defined.text or "")
        if attribute(defined, "hidden") in {"1", "true"}:
            yield Finding("defined_name_hidden", "serious", name, "Take the hidden name out.")
        elif not name.startswith("_xlnm.") or "[" in text or not text.strip():
            yield Finding("defined_name", "warning", name, "Take the name out, or see that what it holds may go.")
    for _ in elements(book, "customWorkbookView"):
        yield Finding("custom_view", "warning", "workbook", "Take custom views out: they keep names and filters.")
        break
    return names


def _sheet(opened: Opened, part: str, name: str) -> Iterator[Finding]:
    root = opened.xml(part)
    for kind, check in (("col", "columns_hidden"), ("row", "rows_hidden")):
        hidden = [e for e in elements(root, kind) if attribute(e, "hidden") in {"1", "true"} or _zero(e, kind)]
        if hidden:
            yield Finding(check, "serious", name, "Take hidden rows and columns out.", len(hidden))
    filters = list(elements(root, "filterColumn"))
    if filters:
        yield Finding(
            "filter_active", "serious", name, "A filter hides rows, and does not take them out.", len(filters)
        )
    formulas = sum(1 for _ in elements(root, "f"))
    if formulas:
        yield Finding("formulas", "warning", name, "Write values in place of formulas.", formulas)
    if any(True for _ in elements(root, "dataValidation")):
        yield Finding("validation_list", "warning", name, "Take validation lists out: they hold values.")
    if any(True for _ in elements(root, "conditionalFormatting")):
        yield Finding("conditional_format", "warning", name, "Look at conditional formats: they can hide values.")
    headed = [e for e in elements(root, "oddHeader", "oddFooter", "evenHeader", "evenFooter") if (e.text or "").strip()]
    if headed:
        yield Finding("header_footer", "warning", name, "Look at the page's header and footer.", len(headed))
    yield from _far(root, name)
    yield from _unseen(opened, root, name)


def _zero(element: Any, kind: str) -> bool:
    size = attribute(element, "width" if kind == "col" else "ht")
    return bool(size) and float(size) == 0


def _far(root: Any, name: str) -> Iterator[Finding]:
    """Cells a long way from the others."""
    cells = [_place(attribute(c, "r")) for c in elements(root, "c") if len(c) and attribute(c, "r")]
    for axis in (0, 1):
        used = sorted({cell[axis] for cell in cells})
        if any(after - before > 50 for before, after in itertools.pairwise(used)):
            yield Finding("far_cells", "serious", name, "Look at the cells far from the table.")
            return


def _place(reference: str) -> tuple[int, int]:
    letters = re.sub(r"\d", "", reference)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - 64
    return int(re.sub(r"\D", "", reference) or 0), column


def _unseen(opened: Opened, root: Any, name: str) -> Iterator[Finding]:
    """Text that a style makes invisible: white, ";;;", or of one point."""
    if "xl/styles.xml" not in opened.parts:
        return
    styles = opened.xml("xl/styles.xml")
    formats = {attribute(e, "numFmtId"): attribute(e, "formatCode") for e in elements(styles, "numFmt")}
    fonts = next(iter(elements(styles, "fonts")), ())
    white, tiny = set(), set()
    for index, font in enumerate(fonts):
        if any(
            attribute(c, "rgb").upper().endswith("FFFFFF") or attribute(c, "theme") == "0"
            for c in elements(font, "color")
        ):
            white.add(index)
        if any(float(attribute(s, "val") or 11) <= 2 for s in elements(font, "sz")):
            tiny.add(index)
    hidden = set()
    for index, style in enumerate(next(iter(elements(styles, "cellXfs")), ())):
        font = int(attribute(style, "fontId") or 0)
        code = formats.get(attribute(style, "numFmtId"), "")
        filled = attribute(style, "fillId") not in {"", "0", "1"}
        if (font in white and not filled) or font in tiny or re.fullmatch(r";{2,3}", code):
            hidden.add(str(index))
    unseen = sum(1 for c in elements(root, "c") if len(c) and attribute(c, "s") in hidden)
    if unseen:
        yield Finding(
            "invisible_text", "serious", name, "Take out text in the background's colour, or too small to see.", unseen
        )


def text(opened: Opened) -> str:
    """Every string and number of the sheets, and the properties."""
    found = []
    for name in sorted(opened.parts):
        if name.endswith(".xml") and not name.startswith(("xl/theme", "xl/styles")):
            found.append(" ".join(t for t in opened.xml(name).itertext() if t.strip()))
    return "\n".join(found)
