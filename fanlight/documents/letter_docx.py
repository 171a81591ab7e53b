"""The letter as DOCX: real heading styles, real table headers, a language, and no author."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from fanlight.documents import content
from fanlight.documents.columns import Part, broken, parts
from fanlight.documents.content import Block, Letter
from fanlight.documents.letter_html import day, figure
from fanlight.documents.normalise import normal_ooxml
from fanlight.documents.style import Logo
from fanlight.tables.layout import caption, grid
from fanlight.tables.stages import ReleasableTable

RULE = "B9C1CC"
LETTER = 0.74
"""The width of a letter as a part of the size of type, on the careful side: a machine without Arial takes a wider one."""


def write_letter_docx(letter: Letter) -> bytes:
    """DOCX bytes. The same letter gives the same bytes."""
    import docx
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    styles = document.styles
    family, ink = letter.style.font or "Arial", RGBColor.from_string(letter.style.ink[1:].upper())
    styles["Normal"].font.name = family
    styles["Normal"].font.size = Pt(11.5)
    _language(styles["Normal"], letter.language)
    for name, points in (("Title", 20), ("Heading 1", 19), ("Heading 2", 14), ("Heading 3", 12)):
        font = styles[name].font
        font.name, font.size, font.bold = family, Pt(points), True
        font.color.rgb = ink
        _plain_fonts(styles[name], family)
    own = letter.authority
    if letter.style.logo:
        _logo(document, letter.style.logo)
    sender = document.add_paragraph()
    run = sender.add_run(own.name)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(16), ink
    _stacked(document, [*own.address, own.email, *([own.telephone] if own.telephone else [])])
    _rule(document.paragraphs[-1], "bottom", letter.style.ink[1:], 16, 6)
    for term, words in (
        (letter.labels.to, ", ".join(letter.addressee)),
        (letter.labels.reference, letter.reference),
        (letter.labels.date, day(letter.date, letter.labels)),
    ):
        _field(document, term, words)
    document.add_heading(letter.title, level=1)
    document.add_paragraph(letter.salutation)
    tables = {table.number: table for table in letter.tables}
    for block in letter.blocks:
        _block(document, block, tables, letter)
    first, *rest = letter.sign_off
    document.add_paragraph(first)
    for line in rest:
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.space_after = Pt(0)
    stream = io.BytesIO()
    document.save(stream)
    return normal_ooxml(stream.getvalue(), title=f"{letter.title} ({letter.reference})")


def _language(style: Any, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:lang")
    element.set(qn("w:val"), language)
    style.element.get_or_add_rPr().append(element)
    # The template's default language would remain for what no style covers.
    for default in style.element.getparent().iter(qn("w:lang")):
        default.set(qn("w:val"), language)


def _logo(document: Any, logo: Logo) -> None:
    from docx.shared import Mm

    picture = document.add_paragraph().add_run().add_picture(io.BytesIO(logo.data), width=Mm(logo.width))
    about = picture._inline.docPr
    about.set("name", "Logo")
    about.set("descr", logo.text)


def _plain_fonts(style: Any, family: str) -> None:
    """The theme's fonts would win over the one that is set."""
    from docx.oxml.ns import qn

    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), family)


def _stacked(document: Any, lines: list[str]) -> None:
    from docx.shared import Pt

    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.add_run(line).font.size = Pt(10)
        paragraph.paragraph_format.space_after = Pt(0)
    document.paragraphs[-1].paragraph_format.space_after = Pt(14)


def _field(document: Any, term: str, words: str) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.add_run(f"{term}: ").bold = True
    paragraph.add_run(words)
    paragraph.paragraph_format.space_after = Pt(2)


def _block(document: Any, block: Block, tables: dict[int, ReleasableTable], letter: Letter) -> None:
    from docx.shared import Cm, Pt

    match block:
        case content.Heading(text=text, level=level):
            document.add_heading(text, level=level)
        case content.Paragraph(text=text):
            document.add_paragraph(text)
        case content.Bullets(items=items):
            for item in items:
                document.add_paragraph(item, style="List Bullet")
        case content.Quoted(lines=lines):
            for depth, words in lines:
                paragraph = document.add_paragraph(style="Quote")
                paragraph.add_run(words).italic = False
                _rule(paragraph, "left", RULE, 20, 10)
                paragraph.paragraph_format.left_indent = Cm(0.8 + 0.8 * depth)
                paragraph.paragraph_format.space_after = Pt(4)
        case content.Facts(pairs=pairs):
            for term, words in pairs:
                _field(document, term, words)
        case content.Link(text=text, href=href, before=before, after=after):
            _link(document.add_paragraph(before), text, href, after)
        case content.TableHere(number=number):
            _table(document, tables[number], letter)


def _link(paragraph: Any, text: str, href: str, after: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.underline = True
    element.append(run._r)
    paragraph._p.append(element)
    paragraph.add_run(after)


def _table(document: Any, table: ReleasableTable, letter: Letter) -> None:
    from docx.shared import Pt

    laid = grid(table)
    cut = parts(laid, LETTER)
    if cut[0].turned:
        _turn(document)
    for part in cut:
        _part(document, part, caption(table), letter)
    if laid.has_marks:
        document.add_paragraph(letter.labels.marks).paragraph_format.space_before = Pt(6)
    elif not cut[0].turned:
        document.add_paragraph("").paragraph_format.space_after = Pt(0)
    if cut[0].turned:
        _turn(document)


def _turn(document: Any) -> None:
    """What follows stands on a page that lies the other way."""
    from docx.enum.section import WD_ORIENT

    made = document.add_section()
    made.page_width, made.page_height = made.page_height, made.page_width
    made.orientation = WD_ORIENT.LANDSCAPE if made.page_width > made.page_height else WD_ORIENT.PORTRAIT


def _part(document: Any, part: Part, title: str, letter: Letter) -> None:
    from docx.shared import Pt, RGBColor

    laid = part.grid
    caption = document.add_paragraph(style="Caption")
    run = caption.add_run(
        title if part.of == 1 else letter.labels.part.format(title=title, part=part.number, parts=part.of)
    )
    run.font.size, run.font.color.rgb = Pt(11), RGBColor.from_string(letter.style.ink[1:].upper())
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(12 if part.number > 1 else 6)
    made = document.add_table(rows=1 + len(laid.rows), cols=len(laid.headers))
    made.autofit = False
    _rules(made)
    lines = [laid.headers, *((*labels, *(figure(cell) for cell in cells)) for labels, cells in laid.rows)]
    for at, (row, texts) in enumerate(zip(made._tbl.tr_lst, lines, strict=True)):
        _of_row(row, "cantSplit")
        if at == 0:
            _of_row(row, "tblHeader")
        _fill(row, made, [broken(text) for text in texts], part, bold=at == 0, kept=part.whole and at < len(laid.rows))
    for column, width in zip(made.columns, part.widths, strict=True):
        column.width = Pt(width)


def _of_row(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{name}")
    element.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(element)


def _rule(paragraph: Any, side: str, colour: str, eighths: int, space: int) -> None:
    """A rule beside a paragraph, `eighths` of a point wide."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, rule = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(space)), ("color", colour.upper())):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    # Its place among a paragraph's properties is fixed by the format.
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _rules(made: Any) -> None:
    """Thin rules between the rows, as in the other formats."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    made._tbl.tblPr.append(borders)


def _fill(row: Any, made: Any, texts: Sequence[str], part: Part, *, bold: bool, kept: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt
    from docx.table import _Cell

    for i, (element, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
        cell = _Cell(element, made)
        cell.width = Pt(part.widths[i])
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold or None, Pt(part.size)
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.space_before = Pt(2)
        if kept:
            paragraph.paragraph_format.keep_with_next = True
        if i >= part.grid.label_columns:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
