"""The tables as a workbook (XLSX): cover, contents, notes, one table a sheet."""

from __future__ import annotations

import io
from typing import Any

from fanlight.documents.content import Workbook
from fanlight.documents.normalise import normal_ooxml
from fanlight.documents.sheets import SIZE, TITLE, Row, Sheet, distinct, sheets

A4 = 9
UNIT = 5.25
"""How many points a workbook's unit of width is: a digit of its own plain type."""


def write_xlsx(book: Workbook) -> bytes:
    """XLSX bytes. The same workbook gives the same bytes."""
    import xlsxwriter

    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True})
    formats = _formats(made)
    for sheet in sheets(book):
        _write(made.add_worksheet(sheet.name), sheet, formats)
    made.close()
    return normal_ooxml(stream.getvalue(), title=book.title)


def _formats(made: Any) -> dict[str, Any]:
    font = {"font_name": "Arial", "font_size": SIZE, "valign": "top"}
    bold = {**font, "bold": True}
    head = {**bold, "bottom": 1, "text_wrap": True, "valign": "bottom"}
    return {
        "title": made.add_format({**bold, "font_size": TITLE}),
        "title wrapped": made.add_format({**bold, "font_size": TITLE, "text_wrap": True}),
        "heading": made.add_format(bold),
        "heading wrapped": made.add_format({**bold, "text_wrap": True}),
        "text": made.add_format(font),
        "text wrapped": made.add_format({**font, "text_wrap": True}),
        "head": made.add_format(head),
        "head of figures": made.add_format({**head, "align": "right"}),
        "figure": made.add_format({**font, "align": "right", "num_format": "#,##0"}),
        "link": made.add_format({**font, "font_color": "#0000FF", "underline": 1}),
    }


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.hide_gridlines(2)
    page.set_paper(A4)
    page.set_margins(left=0.7, right=0.7, top=0.7, bottom=0.7)
    if sheet.landscape:
        page.set_landscape()
    page.fit_to_pages(sheet.pages_wide, 0)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width / UNIT)
    for at, row in enumerate(sheet.lead):
        page.set_row(at, row.height)
        page.write_string(at, 0, row.values[0], formats[f"{row.kind} wrapped" if row.wraps else row.kind])
    if sheet.head is not None:
        _table(page, sheet, sheet.head, formats)


def _table(page: Any, sheet: Sheet, head: Row, formats: dict[str, Any]) -> None:
    top = len(sheet.lead)
    page.repeat_rows(top)
    if sheet.pages_wide > 1:
        page.repeat_columns(0, sheet.labels - 1)
    heads = [formats["head" if at < sheet.labels else "head of figures"] for at in range(len(sheet.widths))]
    titles = [str(value) for value in head.values]
    if distinct(titles) and sheet.rows:
        columns = [{"header": text, "header_format": one} for text, one in zip(titles, heads, strict=True)]
        page.add_table(
            top, 0, top + len(sheet.rows), len(titles) - 1,
            {"name": sheet.name.lower(), "style": None, "autofilter": False, "columns": columns},
        )  # fmt: skip
    for column, (text, one) in enumerate(zip(titles, heads, strict=True)):
        page.write_string(top, column, text, one)
    page.set_row(top, head.height)
    for at, row in enumerate(sheet.rows, start=top + 1):
        page.set_row(at, row.height)
        for column, value in enumerate(row.values):
            if isinstance(value, int):
                page.write_number(at, column, value, formats["figure"])
            elif sheet.links and column == 0:
                page.write_url(at, column, f"internal:'{value}'!A1", formats["link"], value)
            else:
                page.write_string(at, column, value, formats["text wrapped" if column < sheet.labels else "figure"])
