"""OpenDocument, Word, PowerPoint and binary workbooks made to hide something; ordinary ones are no alarm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pptx
import pytest
from docx.shared import Pt, RGBColor
from pptx.util import Emu

from fanlight.errors import CouldNotRead
from fanlight.inspection import Findings, inspect_data
from tests.inspection_files import SECRET, book, calc, cell, edited, opendocument, swap


def checks(found: Findings) -> set[str]:
    return {one.check for one in found if one.severity != "info"}


def style(name: str, properties: str, family: str = "table-cell", more: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{properties}</style:style>'


def row(inner: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


WHITE_CELL = style("w", '<style:text-properties fo:color="#ffffff"/>')
CHILD_OF_WHITE = WHITE_CELL + style("v", "", more='style:parent-style-name="w"')
NOTHING = '<number:number-style style:name="N1"><number:text/></number:number-style>' + style(
    "n", "", more='style:data-style-name="N1"'
)
DATABASE = (
    '<table:database-ranges><table:database-range table:name="db" table:target-range-address="\'Table 1\'.A1:B4" '
    'table:display-filter-buttons="true">{}</table:database-range></table:database-ranges>'
)
CONDITION = (
    '<table:filter><table:filter-condition table:field-number="0" table:value="x" table:operator="="/></table:filter>'
)
VALIDATED = (
    '<office:spreadsheet><table:content-validations><table:content-validation table:name="v1" '
    'table:condition="of:cell-content-is-in-list(&quot;Anna Beispiel&quot;;&quot;Bert&quot;)"/></table:content-validations>'
    '<table:table table:name="T"><table:table-row><table:table-cell table:content-validation-name="v1"/></table:table-row>'
    "</table:table></office:spreadsheet>"
)

SPREADSHEETS: dict[str, tuple[Callable[[], bytes], str]] = {
    "hidden sheet by style": (lambda: calc(table='table:style-name="h"', styles=style(
        "h", '<style:table-properties table:display="false"/>', "table")), "sheet_hidden"),
    "collapsed row": (lambda: calc(row(cell(SECRET), 'table:visibility="collapse"')), "rows_hidden"),
    "filtered row": (lambda: calc(row(cell(SECRET), 'table:visibility="filter"')), "filter_active"),
    "repeated collapsed rows": (lambda: calc(row(
        cell(SECRET), 'table:visibility="collapse" table:number-rows-repeated="3"')), "rows_hidden"),
    "row of no height": (lambda: calc(row(cell(SECRET), 'table:style-name="flat"'), styles=style(
        "flat", '<style:table-row-properties style:row-height="0cm"/>', "table-row")), "rows_hidden"),
    "folded rows": (lambda: calc(
        f'<table:table-row-group table:display="false">{row(cell(SECRET))}</table:table-row-group>'), "rows_grouped"),
    "collapsed column": (lambda: calc(columns='<table:table-column/><table:table-column table:visibility="collapse"/>'),
                         "columns_hidden"),
    "white cell": (lambda: calc(row(cell(SECRET, 'table:style-name="w"')), styles=WHITE_CELL), "invisible_text"),
    "white by a parent": (lambda: calc(row(cell(SECRET, 'table:style-name="v"')), styles=CHILD_OF_WHITE),
                          "invisible_text"),
    "white by the column": (lambda: calc(row(cell(SECRET)), styles=WHITE_CELL, columns=(
        '<table:table-column table:default-cell-style-name="w" table:number-columns-repeated="3"/>')), "invisible_text"),
    "format of nothing": (lambda: calc(row(cell(7, 'table:style-name="n"')), styles=NOTHING), "format_hidden"),
    "value without its text": (lambda: calc(row('<table:table-cell office:value-type="float" office:value="7"/>')),
                               "format_hidden"),
    "other text than value": (lambda: calc(row(
        f'<table:table-cell office:value-type="string" office:string-value="{SECRET}"><text:p>x</text:p>'
        "</table:table-cell>")), "format_hidden"),
    "value under a merged cell": (lambda: calc(row(
        cell("Title", 'table:number-columns-spanned="2"') + cell(SECRET, around="covered-table-cell"))), "covered_cells"),
    "comment": (lambda: calc(row(
        f"<table:table-cell><office:annotation><text:p>{SECRET}</text:p></office:annotation></table:table-cell>")),
        "comments"),
    "formula of another file": (lambda: calc(row(cell(
        7, "table:formula=\"of:='file:///C:/x.ods'#$Sheet1.A1\""))), "formula_external"),
    "linked sheet": (lambda: calc('<table:table-source xlink:href="file:///S:/x.ods" table:table-name="S"/>'),
                     "external_link"),
    "filter": (lambda: calc(after=DATABASE.format(CONDITION)), "filter_active"),
    "hidden name": (lambda: calc(after='<table:named-expressions><table:named-range table:name="n" table:hidden="true" '
                                       'table:cell-range-address="$A$1"/></table:named-expressions>'),
                    "defined_name_hidden"),
    "literal name": (lambda: calc(after='<table:named-expressions><table:named-expression table:name="n" '
                                        'table:expression="&quot;Anna&quot;"/></table:named-expressions>'),
                     "defined_name_literal"),
    "tracked changes": (lambda: calc(after='<table:tracked-changes><table:cell-content-change table:id="1"/>'
                                           "</table:tracked-changes>"), "revisions"),
    "pivot": (lambda: calc(after='<table:data-pilot-tables><table:data-pilot-table table:name="p"/>'
                                 "</table:data-pilot-tables>"), "pivot_table"),
    "list of names": (lambda: opendocument(VALIDATED), "validation_list"),
    "far cell": (lambda: calc('<table:table-row table:number-rows-repeated="500"><table:table-cell/></table:table-row>'
                              + row(cell(SECRET))), "far_cells"),
    "far column": (lambda: calc(row(
        '<table:table-cell table:number-columns-repeated="60"/>' + cell(SECRET))), "far_cells"),
    "conditional white": (lambda: calc(styles=WHITE_CELL, after=(
        "<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address=\"'Table 1'.B2:B4\">"
        '<calcext:condition calcext:apply-style-name="w" calcext:value="&gt;1"/></calcext:conditional-format>'
        "</calcext:conditional-formats>")), "conditional_hidden"),
    "earlier version": (lambda: opendocument(
        "<office:spreadsheet/>", more={"Versions/Version1": calc()}), "old_revisions"),
    "macro": (lambda: opendocument("<office:spreadsheet/>", more={"Basic/Standard/Module1.xml": b"<m/>"}), "macros"),
    "author": (lambda: opendocument("<office:spreadsheet/>", more={"meta.xml": (
        b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/'
        b'dc/elements/1.1/"><office:meta><dc:creator>Anna Beispiel</dc:creator></office:meta></office:document-meta>')}),
        "properties_person"),
    "orphan part": (lambda: edited(calc(), {"secret.txt": b"x"}), "orphan_part"),
    "comment in the XML": (lambda: calc(row(f"<!-- {SECRET} -->" + cell("x"))), "xml_comment"),
}  # fmt: skip

PLAIN_SPREADSHEETS: dict[str, Callable[[], bytes]] = {
    "plain": calc,
    "filter without a choice": lambda: calc(after=DATABASE.format("")),
    "sum": lambda: calc(row(cell(7, 'table:formula="of:=SUM([.B1:.B2])"'))),
    "other sheet": lambda: calc(row(cell(7, "table:formula=\"of:=[$'Table 1'.B2]\""))),
    "white on blue": lambda: calc(row(cell("Head", 'table:style-name="w"')), styles=style(
        "w", '<style:table-cell-properties fo:background-color="#1f4e78"/><style:text-properties fo:color="#ffffff"/>')),
    "unused columns hidden": lambda: calc(columns='<table:table-column table:number-columns-repeated="2"/>'
                                                  '<table:table-column table:visibility="collapse" '
                                                  'table:number-columns-repeated="16382"/>'),
    "groups unfolded": lambda: calc(f"<table:table-row-group>{row(cell('x'))}</table:table-row-group>"),
    "named range": lambda: calc(after='<table:named-expressions><table:named-range table:name="n" '
                                      "table:cell-range-address=\"$'Table 1'.$A$1\"/></table:named-expressions>"),
    "date": lambda: calc(row('<table:table-cell office:value-type="date" office:date-value="2024-01-02"><text:p>02/01/24'
                             "</text:p></table:table-cell>")),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SPREADSHEETS))
def test_spreadsheets_in_the_open_format(name: str) -> None:
    make, check = SPREADSHEETS[name]
    assert check in checks(inspect_data("file.ods", make()))


@pytest.mark.parametrize("name", sorted(PLAIN_SPREADSHEETS))
def test_ordinary_spreadsheets_in_the_open_format(name: str) -> None:
    found = inspect_data("file.ods", PLAIN_SPREADSHEETS[name]())
    assert checks(found) == set(), [(f.check, f.where, f.sample) for f in found if f.severity != "info"]


def test_an_encrypted_package_could_not_be_read() -> None:
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        b'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    )
    with pytest.raises(CouldNotRead) as caught:
        inspect_data("f.ods", edited(calc(), {"META-INF/manifest.xml": manifest}))
    assert caught.value.check == "encrypted"


def flat(body: str) -> bytes:
    from tests.inspection_files import ODS_START

    return (
        ODS_START.replace("document-content", "document") + f"<office:body>{body}</office:body></office:document>"
    ).encode()


def test_a_flat_spreadsheet_is_read_too() -> None:
    body = f'<office:spreadsheet><table:table table:name="T">{row(cell(SECRET), "table:visibility=" + chr(34) + "collapse" + chr(34))}' \
        "</table:table></office:spreadsheet>"  # fmt: skip
    assert "rows_hidden" in checks(inspect_data("f.fods", flat(body)))


def odt(body: str, styles: str = "") -> bytes:
    return opendocument(f"<office:text>{body}</office:text>", styles, "text")


HIDDEN_RUN = style("h", '<style:text-properties text:display="none"/>', "text")
WHITE_RUN = style("w", '<style:text-properties fo:color="#ffffff"/>', "text")
TEXTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "hidden run": (lambda: odt(f'<text:p>a<text:span text:style-name="h">{SECRET}</text:span></text:p>', HIDDEN_RUN),
                   "hidden_text"),
    "white run": (lambda: odt(f'<text:p>a<text:span text:style-name="w">{SECRET}</text:span></text:p>', WHITE_RUN),
                  "invisible_text"),
    "hidden section": (lambda: odt(f'<text:section text:display="none"><text:p>{SECRET}</text:p></text:section>'),
                       "hidden_text"),
    "hidden paragraph": (lambda: odt(f'<text:p><text:hidden-paragraph text:condition="1"/>{SECRET}</text:p>'),
                         "hidden_text"),
    "tracked changes": (lambda: odt(f"<text:tracked-changes><text:changed-region><text:deletion><text:p>{SECRET}</text:p>"
                                    "</text:deletion></text:changed-region></text:tracked-changes><text:p>a</text:p>"),
                        "tracked_changes"),
    "comment": (lambda: odt(f"<text:p><office:annotation><text:p>{SECRET}</text:p></office:annotation></text:p>"),
                "comments"),
    "variable": (lambda: odt(f'<text:user-field-decls><text:user-field-decl office:string-value="{SECRET}"/>'
                             "</text:user-field-decls>"), "document_variables"),
    "linked picture": (lambda: odt('<text:p><draw:frame><draw:image xlink:href="file:///S:/a.png"/></draw:frame></text:p>'),
                       "external_link"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_texts_in_the_open_format(name: str) -> None:
    make, check = TEXTS[name]
    assert check in checks(inspect_data("file.odt", make()))


def test_an_ordinary_text_in_the_open_format() -> None:
    found = inspect_data("file.odt", odt('<text:h>Title</text:h><text:p>Text with <text:a xlink:href="https://x.example/">'
                                         "a link</text:a></text:p>"))  # fmt: skip
    assert checks(found) == set()


def test_slides_in_the_open_format() -> None:
    hidden = style("dp", '<style:drawing-page-properties presentation:visibility="hidden"/>', "drawing-page")
    body = (
        '<office:presentation><draw:page draw:name="p1" draw:style-name="dp"><draw:frame><draw:text-box><text:p>a</text:p>'
        f"</draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>{SECRET}</text:p>"
        "</draw:text-box></draw:frame></presentation:notes></draw:page></office:presentation>"
    )
    assert {"slide_hidden", "slide_notes"} <= checks(inspect_data("f.odp", opendocument(body, hidden, "presentation")))


def word(fill: Callable[[docx.document.Document], None] = lambda made: None) -> bytes:
    made = docx.Document()
    made.add_heading("Response", 0)
    made.add_paragraph("Thank you for your request.")
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _run(**settings: object) -> Callable:
    def fill(made) -> None:
        run = made.add_paragraph().add_run(SECRET)
        for key, value in settings.items():
            if key == "color":
                run.font.color.rgb = value
            else:
                setattr(run.font, key, value)

    return fill


def _story(old: str, new: str, fill: Callable = lambda made: None) -> bytes:
    return edited(word(fill), {"word/document.xml": swap(old, new)})


def _field(code: str) -> bytes:
    inner = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r>'
        '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>shown</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "</w:p><w:sectPr"
    )
    return _story("<w:sectPr", inner)


def _word_part(part: str, content: bytes, kind: str) -> bytes:
    from tests.inspection_files import with_part

    return with_part(part, content, kind, "word/document.xml", base=word())


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCUMENTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "hidden run": (lambda: word(_run(hidden=True)), "hidden_text"),
    "white run": (lambda: word(_run(color=RGBColor(255, 255, 255))), "invisible_text"),
    "one point": (lambda: word(_run(size=Pt(1))), "invisible_text"),
    "hidden by style": (lambda: edited(word(lambda m: m.add_paragraph(SECRET, style="Quote")), {
        "word/styles.xml": swap('w:styleId="Quote">', 'w:styleId="Quote"><w:rPr><w:vanish/></w:rPr>')}), "hidden_text"),
    "inserted": (lambda: _story("<w:sectPr", f'<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>{SECRET}</w:t></w:r></w:ins>'
                                "</w:p><w:sectPr"), "tracked_changes"),
    "deleted": (lambda: _story("<w:sectPr", '<w:p><w:del w:id="1" w:author="A"><w:r><w:delText>x</w:delText></w:r>'
                               "</w:del></w:p><w:sectPr"), "tracked_changes"),
    "formatting changed": (lambda: _story("<w:sectPr", "<w:p><w:r><w:rPr><w:rPrChange/></w:rPr><w:t>x</w:t></w:r></w:p>"
                                          "<w:sectPr"), "tracked_changes"),
    "comment": (lambda: _word_part("word/comments.xml", f"<w:comments {W}><w:comment><w:p/></w:comment></w:comments>".encode(),
                                   "comments"), "comments"),
    "people": (lambda: _word_part("word/people.xml", f'<w:people {W}><w:person w:author="Anna"/></w:people>'.encode(),
                                  "people"), "persons"),
    "field of a file": (lambda: _field(" INCLUDETEXT &quot;S:\\\\x.docx&quot; "), "external_link"),
    "field of another program": (lambda: _field(" DDEAUTO excel x y "), "external_link"),
    "field of a merge": (lambda: _field(" MERGEFIELD Name "), "field_codes"),
    "document variable": (lambda: edited(word(), {"word/settings.xml": swap(
        "</w:settings>", '<w:docVars><w:docVar w:name="a" w:val="b"/></w:docVars></w:settings>')}), "document_variables"),
    "mail merge": (lambda: edited(word(), {"word/settings.xml": swap(
        "</w:settings>", "<w:mailMerge/></w:settings>")}), "mail_merge"),
    "workbook behind a chart": (lambda: _word_part("word/embeddings/b.xlsx", book(), "package"), "embedded"),
    "HTML within": (lambda: _word_part("word/chunk.html", b"<html><body>x</body></html>", "aFChunk"), "embedded"),
    "header of no section": (lambda: _word_part(
        "word/header9.xml", f"<w:hdr {W}><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:hdr>".encode(), "header"),
        "hidden_text"),
    "note without a mark": (lambda: _word_part(
        "word/footnotes.xml", f'<w:footnotes {W}><w:footnote w:id="5"><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>".encode(), "footnotes"), "hidden_text"),
    "template": (lambda: edited(word(), {"word/_rels/settings.xml.rels": (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="'
        b'http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="file:///S:/t.dotm" '
        b'TargetMode="External"/></Relationships>')}), "template_path"),
    "custom properties": (lambda: _root_part("docProps/custom.xml", (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property name="x"/>'
        b"</Properties>"), "custom-properties"), "properties_custom"),
}  # fmt: skip


def _root_part(part: str, content: bytes, kind: str) -> bytes:
    row = (
        '<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{part}"/></Relationships>'
    )
    return edited(word(), {part: content, "_rels/.rels": swap("</Relationships>", row)})


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_word_documents(name: str) -> None:
    make, check = DOCUMENTS[name]
    try:
        found = set(checks(inspect_data("file.docx", make())))
    except CouldNotRead as error:  # an inner file that none reads makes the whole unread, and the finding stays
        found = {one.check for one in error.findings}
    assert check in found


def _shaded(made) -> None:
    table = made.add_table(2, 2, style="Light Grid Accent 1")
    table.cell(0, 0).paragraphs[0].add_run("Head").font.color.rgb = RGBColor(255, 255, 255)


PLAIN_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "plain": word,
    "table": lambda: word(lambda m: m.add_table(2, 2, style="Table Grid")),
    "white head in a styled table": lambda: word(_shaded),
    "page number": lambda: _field(" PAGE "),
    "contents": lambda: _story("<w:sectPr", "<w:p><w:r><w:rPr><w:webHidden/></w:rPr><w:t>3</w:t></w:r></w:p><w:sectPr"),
    "header": lambda: word(lambda m: m.sections[0].header.paragraphs[0].add_run("Reference 12/24")),
    "red text": lambda: word(_run(color=RGBColor(255, 0, 0))),
    "not hidden": lambda: word(_run(hidden=False)),
}


@pytest.mark.parametrize("name", sorted(PLAIN_DOCUMENTS))
def test_ordinary_word_documents(name: str) -> None:
    found = inspect_data("file.docx", PLAIN_DOCUMENTS[name]())
    assert checks(found) == set(), [(f.check, f.where, f.sample) for f in found if f.severity != "info"]


def slides(fill: Callable = lambda show, slide: None) -> bytes:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Title"
    fill(show, slide)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def _box(left: int = 914400, colour: str = "", size: float = 0, fill: str = "") -> Callable:
    from pptx.dml.color import RGBColor as Colour

    def make(show, slide) -> None:
        box = slide.shapes.add_textbox(Emu(left), Emu(914400), Emu(2000000), Emu(500000))
        run = box.text_frame.paragraphs[0].add_run()
        run.text = SECRET
        if colour:
            run.font.color.rgb = Colour.from_string(colour)
        if size:
            run.font.size = pptx.util.Pt(size)
        if fill:
            box.fill.solid()
            box.fill.fore_color.rgb = Colour.from_string(fill)

    return make


SLIDES: dict[str, tuple[Callable[[], bytes], str]] = {
    "hidden slide": (lambda: slides(lambda show, slide: slide._element.set("show", "0")), "slide_hidden"),
    "notes": (lambda: slides(lambda show, slide: setattr(slide.notes_slide.notes_text_frame, "text", SECRET)),
              "slide_notes"),
    "off the slide": (lambda: slides(_box(left=20000000)), "off_sheet"),
    "left of the slide": (lambda: slides(_box(left=-5000000)), "off_sheet"),
    "white on white": (lambda: slides(_box(colour="FFFFFF")), "invisible_text"),
    "one point": (lambda: slides(_box(size=1)), "invisible_text"),
    "hidden shape": (lambda: slides(lambda show, slide: slide.shapes.title._element.nvSpPr.cNvPr.set("hidden", "1")),
                     "shape_hidden"),
    "slide of no list": (lambda: edited(slides(), {"ppt/presentation.xml": lambda data: __import__("re").sub(
        rb"<p:sldId .*?/>", b"", data)}), "orphan_slide"),
    "workbook behind a chart": (lambda: slides(_show_chart), "embedded"),
}  # fmt: skip


def _show_chart(show, slide) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("s", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Emu(914400), Emu(914400), Emu(914400), Emu(914400), data)


@pytest.mark.parametrize("name", sorted(SLIDES))
def test_presentations(name: str) -> None:
    make, check = SLIDES[name]
    assert check in checks(inspect_data("file.pptx", make()))


@pytest.mark.parametrize("fill", [lambda show, slide: None, _box(), _box(colour="FFFFFF", fill="003366"),
                                  _box(colour="C00000")])  # fmt: skip
def test_ordinary_presentations(fill: Callable) -> None:
    found = inspect_data("file.pptx", slides(fill))
    assert checks(found) == set(), [(f.check, f.where, f.sample) for f in found if f.severity != "info"]


# -- binary workbooks --


def record(kind: int, payload: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(payload)
    while True:
        size += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + size + payload


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_row(number: int, *, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBB", number, 0, 300, 0, 0x10 if hidden else 0) + b"\0" * 5)


def binary_text(column: int, text: str, style: int = 0) -> bytes:
    return record(6, struct.pack("<II", column, style) + wide(text))


def binary_book(
    sheet: bytes = b"",
    *,
    state: int = 0,
    names: bytes = b"",
    columns: bytes = b"",
    more: dict[str, bytes] | None = None,
) -> bytes:
    """A binary workbook by hand: one sheet, and a second one in the given state."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    plain = (
        binary_row(0) + binary_text(0, "Rank") + binary_text(1, "Number") + binary_row(1) + binary_text(0, "Constable")
    )
    first = record(129) + columns + record(145) + plain + sheet + record(146) + record(130)
    second = record(129) + record(145) + binary_row(0) + binary_text(0, SECRET) + record(146) + record(130)
    font = struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 0, 0)
    styles = (
        record(278)
        + record(43, font + struct.pack("<BBhBBBB", 0, 0, 0, 0, 0, 0, 255) + b"\0" + wide("Calibri"))
        + record(43, font + struct.pack("<BBhBBBB", 5, 0, 0, 255, 255, 255, 255) + b"\0" + wide("Calibri"))
        + record(45, struct.pack("<I", 0) + b"\0" * 64)
        + record(44, struct.pack("<H", 170) + wide(";;;"))
        + record(617, struct.pack("<I", 3))
        + b"".join(record(47, struct.pack("<HHHHHBBHH", 0, code, face, 0, 0, 0, 0, 0, 0)) for code, face in
                   ((0, 0), (0, 1), (170, 0)))
        + record(618)
        + record(279)
    )  # fmt: skip
    book_part = (
        record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Table 1"))
        + record(156, struct.pack("<II", state, 2) + wide("rId2") + wide("Other")) + record(144) + names + record(132)
    )  # fmt: skip
    rows = "".join(
        f'<Relationship Id="{i}" Type="{relations}/{kind}" Target="{target}"/>'
        for i, kind, target in (("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "worksheet", "worksheets/sheet2.bin"),
                                ("rId3", "styles", "styles.bin"))
    )  # fmt: skip
    start = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'))  # fmt: skip
        package.writestr("_rels/.rels", f'{start}<Relationship Id="r" Type="{relations}/officeDocument" '
                         'Target="xl/workbook.bin"/></Relationships>')  # fmt: skip
        package.writestr("xl/workbook.bin", book_part)
        package.writestr("xl/_rels/workbook.bin.rels", f"{start}{rows}</Relationships>")
        package.writestr("xl/worksheets/sheet1.bin", first)
        package.writestr("xl/worksheets/sheet2.bin", second)
        package.writestr("xl/styles.bin", styles)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def _binary_name(flags: int, token: int) -> bytes:
    formula = struct.pack("<IB", 3, token) + b"\0\0" + struct.pack("<I", 0)
    return record(39, struct.pack("<IBI", flags, 0, 0xFFFFFFFF) + wide("secret") + formula)


BINARY: dict[str, tuple[Callable[[], bytes], str]] = {
    "hidden sheet": (lambda: binary_book(state=1), "sheet_hidden"),
    "very hidden sheet": (lambda: binary_book(state=2), "sheet_very_hidden"),
    "hidden row": (lambda: binary_book(binary_row(2, hidden=True) + binary_text(0, SECRET)), "rows_hidden"),
    "hidden column": (
        lambda: binary_book(columns=record(60, struct.pack("<IIIIH", 1, 1, 2340, 0, 1))),
        "columns_hidden",
    ),
    "white text": (lambda: binary_book(binary_row(2) + binary_text(3, SECRET, 1)), "invisible_text"),
    "format of nothing": (lambda: binary_book(binary_row(2) + binary_text(3, SECRET, 2)), "format_hidden"),
    "hidden name": (lambda: binary_book(names=_binary_name(1, 0x3B)), "defined_name_hidden"),
    "literal name": (lambda: binary_book(names=_binary_name(0, 0x17)), "defined_name_literal"),
    "filter": (lambda: binary_book(record(161, b"\0" * 16) + record(163, b"\0" * 6)), "filter_active"),
    "far cell": (lambda: binary_book(binary_row(900) + binary_text(0, SECRET)), "far_cells"),
    "record that none knows": (lambda: binary_book(record(999, b"x")), "unknown_part"),
    "orphan part": (lambda: binary_book(more={"xl/secret.bin": b"x"}), "orphan_part"),
}


@pytest.mark.parametrize("name", sorted(BINARY))
def test_binary_workbooks(name: str) -> None:
    make, check = BINARY[name]
    assert check in checks(inspect_data("file.xlsb", make()))


def test_an_ordinary_binary_workbook_and_a_broken_one() -> None:
    assert checks(inspect_data("file.xlsb", binary_book())) == set()
    with pytest.raises(CouldNotRead):
        inspect_data("file.xlsb", binary_book(b"\x80\x80\xff\xff\xff\xff\x01"))


def test_a_workbook_of_openpyxl_named_otherwise_is_told() -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    assert "name_mismatch" in checks(inspect_data("file.pdf", out.getvalue()))
