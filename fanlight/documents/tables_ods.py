"""The same workbook as an OpenDocument spreadsheet."""

from __future__ import annotations

import io
from typing import Any

from fanlight.documents.content import Workbook
from fanlight.documents.normalise import normal_odf
from fanlight.documents.words import (
    CONTENTS_HEADERS,
    INSTRUCTIONS,
    NOTES_HEADERS,
    contents,
    cover_lines,
    legend,
    sheet_name,
    source,
    subtitles,
)
from fanlight.tables.layout import caption, grid

Rows = list[list[Any]]


def write_ods(book: Workbook) -> bytes:
    """ODS bytes. The same workbook gives the same bytes."""
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    styles = _styles(document)
    for name, rows, header in _sheets(book):
        width = max((len(row) for row in rows), default=1)
        table = odfdo.Table(name, width=0, height=0)
        for index, values in enumerate(rows):
            row = odfdo.Row()
            for value in values:
                style = styles["title"] if index == 0 else styles["head"] if index == header else styles["body"]
                row.append_cell(odfdo.Cell(value, style=style))
            table.append_row(row)
        for column in range(width):
            made = table.get_column(column)
            made.style = styles[_width(name, rows, column, header)]
            table.set_column(column, made)
        document.body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    return normal_odf(stream.getvalue(), title=book.title)


def _sheets(book: Workbook) -> list[tuple[str, Rows, int]]:
    """(name, rows, row of the header or -1)."""
    cover: Rows = [
        [book.title],
        *([line] for line in book.introduction),
        ["Contact"],
        *([x] for x in cover_lines(book)),
    ]
    listed: Rows = [["Contents"], ["This worksheet contains one table."], [*CONTENTS_HEADERS]]
    listed += [[*row] for row in contents(book)]
    notes: Rows = [
        ["Notes"],
        ["This worksheet contains one table. Read it before using the figures."],
        [*NOTES_HEADERS],
    ]
    notes += [[str(number), note.topic, note.text] for number, note in enumerate(book.notes, start=1)]
    found = [("Cover", cover, -1), ("Contents", listed, 2), ("Notes", notes, 2)]
    for table in book.tables:
        laid = grid(table)
        said = (INSTRUCTIONS, *subtitles(table), *legend(table), source(table), table.population_text)
        lead: Rows = [[caption(table)], *([text] for text in said if text)]
        rows: Rows = [*lead, [*laid.headers]]
        rows += [
            [*labels, *(cell.value if cell.value is not None else cell.mark for cell in cells)]
            for labels, cells in laid.rows
        ]
        found.append((sheet_name(table), rows, len(lead)))
    return found


_WIDTHS = {"narrow": "3cm", "middle": "8cm", "wide": "22cm"}


def _width(name: str, rows: Rows, column: int, header: int) -> str:
    if name in {"Cover", "Notes", "Contents"} and column == (0 if name == "Cover" else 2 if name == "Notes" else 1):
        return "wide"
    longest = max((len(str(row[column])) for row in rows[max(header, 0) :] if len(row) > column), default=0)
    return "middle" if longest > 14 else "narrow"


def _styles(document: Any) -> dict[str, str]:
    """Cell and column styles, by what they are for."""
    import odfdo

    def cell(name: str, weight: str, size: str) -> str:
        style = odfdo.Style("table-cell", name=name)
        style.set_properties({"fo:wrap-option": "wrap", "style:vertical-align": "top"}, area="table-cell")
        style.set_properties({"fo:font-weight": weight, "fo:font-size": size, "fo:font-family": "Arial"}, area="text")
        document.insert_style(style, automatic=True)
        return name

    found = {
        "title": _unwrapped(document, "title"),
        "head": cell("head", "bold", "12pt"),
        "body": cell("body", "normal", "12pt"),
    }
    for name, width in _WIDTHS.items():
        style = odfdo.Style("table-column", name=name)
        style.set_properties({"style:column-width": width}, area="table-column")
        document.insert_style(style, automatic=True)
        found[name] = name
    return found


def _unwrapped(document: Any, name: str) -> str:
    import odfdo

    style = odfdo.Style("table-cell", name=name)
    style.set_properties({"fo:font-weight": "bold", "fo:font-size": "16pt", "fo:font-family": "Arial"}, area="text")
    document.insert_style(style, automatic=True)
    return name
