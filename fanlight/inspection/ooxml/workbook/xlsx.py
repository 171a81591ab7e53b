"""Excel workbooks: what a reader does not see at first sight, and what the package carries beside the sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.archives.packages import zip_findings
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.drawings import chart_findings, drawing_findings
from fanlight.inspection.ooxml.package.package import Office
from fanlight.inspection.ooxml.package.parts import all_text, foreign_findings, part_findings
from fanlight.inspection.ooxml.package.properties import looks_located, property_findings
from fanlight.inspection.ooxml.workbook.cells import Area, areas_of
from fanlight.inspection.ooxml.workbook.names import name_findings
from fanlight.inspection.ooxml.workbook.parts import beside_findings
from fanlight.inspection.ooxml.workbook.sheet import Surroundings, sheet_findings
from fanlight.inspection.ooxml.workbook.strings import Strings, read_strings
from fanlight.inspection.ooxml.workbook.styles import Styles
from fanlight.inspection.opened import Opened, attribute, elements

SHEET_KINDS = {"worksheet", "xlmacrosheet", "xlintlmacrosheet", "dialogsheet"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    state: str
    part: str
    kind: str


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from zip_findings(opened)
    office = Office(opened)
    book: Any = office.rooted(office.main, "workbook")
    yield from property_findings(office)
    yield from part_findings(office, context)
    listed = sheets_of(office, book)
    yield from _book(office, book, listed)
    yield from foreign_findings(book, office.entry(office.main))
    hidden = tuple(s.name for s in listed if s.state != "visible")
    yield from name_findings(
        [(attribute(n, "name"), n.text or "", attribute(n, "hidden") in {"1", "true"}, attribute(n, "comment"))
         for n in elements(book, "definedName")], hidden,
    )  # fmt: skip
    styles = styles_of(office)
    strings = strings_of(office, styles)
    for index, sheet in enumerate(listed):
        if sheet.part and sheet.kind in SHEET_KINDS:
            around = Surroundings(
                strings, styles, _styled(office, sheet.part), _printed(book, index), hidden, sheet.state == "visible"
            )
            with opened.parts.open(office.entry(sheet.part)) as stream:
                yield from sheet_findings(sheet.name, stream, around, context)
    for part in office.of_kind("worksheet"):
        if part not in {sheet.part for sheet in listed}:
            yield found("orphan_sheet", office.entry(part), place=Place(part=office.entry(part)))
            _use_strings(office, part, strings)
    unused = strings.unused()
    if unused:
        yield found("unused_strings", "shared strings", count=len(unused), sample=strings.text(unused[0]))
    yield from beside_findings(office)
    for part in office.of_kind("drawing", "chartusershapes", "diagramdata", "diagramdrawing"):
        yield from drawing_findings(office.xml(part), office.entry(part), office.entry(part))
    names = tuple(sheet.name for sheet in listed)
    for part in office.of_kind("chart", "chartex"):
        yield from chart_findings(office.xml(part), office.entry(part), office.entry(part), hidden, names)


def sheets_of(office: Office, book: Any) -> list[Listed]:
    """The sheets in the workbook's order; `state` is "visible", "hidden" or "veryHidden"."""
    listed = []
    for sheet in elements(book, "sheet"):
        identifier = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        relation = office.target(office.main, identifier)
        part = relation.target if relation and not relation.external and relation.target in office.entries else ""
        state = attribute(sheet, "state") or "visible"
        if not part:
            raise CouldNotRead("The workbook lists a sheet that is not there.", where=office.opened.name)
        listed.append(Listed(attribute(sheet, "name"), state, part, relation.kind if relation else ""))
    if not listed:
        raise CouldNotRead("The workbook lists no sheet.", where=office.opened.name)
    return listed


def _book(office: Office, book: Any, listed: list[Listed]) -> Iterator[Finding]:
    for sheet in listed:
        if sheet.state != "visible":
            check = "sheet_very_hidden" if sheet.state == "veryHidden" else "sheet_hidden"
            yield found(check, f'sheet "{sheet.name}"', place=Place(sheet=sheet.name))
    main, place = office.entry(office.main), Place(part=office.entry(office.main))
    for view in elements(book, "workbookView"):
        if attribute(view, "visibility") in {"hidden", "veryHidden"}:
            yield found("workbook_hidden", main, place=place)
        if attribute(view, "showSheetTabs") in {"0", "false"} and len(listed) > 1:
            yield found("workbook_hidden", f"{main}: no tabs for {len(listed)} sheets", place=place)
    if any(True for _ in elements(book, "customWorkbookView")):
        yield found("custom_view", main, place=place)
    for element in elements(book):
        tag = element.tag.rpartition("}")[2]
        if tag == "absPath" and attribute(element, "url"):
            yield found(
                "properties_person", f"{main}: where it was saved", sample=attribute(element, "url"), place=place
            )
        elif tag == "fileSharing" and attribute(element, "userName"):
            yield found("properties_person", f"{main}: reserved by", sample=attribute(element, "userName"), place=place)
        elif tag == "webPublishObject" and looks_located(attribute(element, "destinationFile")):
            yield found("properties_person", f"{main}: published file", place=place)
        elif tag == "modelTable":
            yield found("data_model", f"{main}: {tag}", sample=attribute(element, "name"), place=place)


def styles_of(office: Office) -> Styles:
    styles, themes = office.of_kind("styles"), office.of_kind("theme")
    main_theme = [r.target for r in office.of(office.main, "theme") if r.target in office.entries] or themes
    return Styles(
        office.rooted(styles[0], "styleSheet") if styles else None,
        office.rooted(main_theme[0], "theme") if main_theme else None,
    )


def strings_of(office: Office, styles: Styles) -> Strings:
    for part in office.of_kind("sharedstrings"):
        with office.opened.parts.open(office.entry(part)) as stream:
            return read_strings(stream, styles)
    return Strings()


def _use_strings(office: Office, part: str, strings: Strings) -> None:
    data = office.data(part)
    strings.use({int(i) for i in re.findall(rb't="s"[^>]*><(?:\w+:)?v>(\d+)<', data)})


def _styled(office: Office, sheet: str) -> tuple[Area, ...]:
    """Header and total rows of styled tables, and pivot tables: their text may be white on the style's ground."""
    areas: list[Area] = []
    for relation in office.of(sheet, "table", "pivottable"):
        if relation.target not in office.entries:
            continue
        root: Any = office.xml(relation.target)
        styled = [e for e in elements(root, "tableStyleInfo", "pivotTableStyleInfo") if attribute(e, "name")]
        for area in areas_of(attribute(root, "ref")) if styled else ():
            if attribute(root, "headerRowCount") != "0":
                areas.append(Area(area.top, area.left, area.top, area.right))
            if attribute(root, "totalsRowCount") not in {"", "0"}:
                areas.append(Area(area.bottom, area.left, area.bottom, area.right))
        for location in elements(root, "location") if styled else ():
            areas += areas_of(attribute(location, "ref"))
    return tuple(areas)


def _printed(book: Any, index: int) -> tuple[Area, ...]:
    for name in elements(book, "definedName"):
        if attribute(name, "name").lower() == "_xlnm.print_area" and attribute(name, "localSheetId") == str(index):
            return tuple(areas_of(name.text or ""))
    return ()


def text(opened: Opened) -> str:
    """Every text of the package, for a search in it."""
    return all_text(Office(opened))
