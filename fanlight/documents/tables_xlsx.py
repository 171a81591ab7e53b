"""The tables as a workbook by the Analysis Function's conventions: cover, contents, notes, one table a sheet."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fanlight.documents.content import Workbook
from fanlight.documents.normalise import normal_ooxml
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
from fanlight.tables.stages import ReleasableTable


def write_xlsx(book: Workbook) -> bytes:
    """XLSX bytes. The same workbook gives the same bytes."""
    import gptables

    sheets = {sheet_name(table): _sheet(table) for table in book.tables}
    notes = [(str(number), note.topic, note.text) for number, note in enumerate(book.notes, start=1)]
    cover = gptables.Cover(title=book.title, intro=[*book.introduction], contact=cover_lines(book), cover_label="Cover")
    with tempfile.TemporaryDirectory(prefix="fanlight-tables-") as folder:
        path = Path(folder) / "tables.xlsx"
        with warnings.catch_warnings():
            # It warns that it was given no notes; they are written below, each with what it is about.
            warnings.simplefilter("ignore", UserWarning)
            workbook = gptables.produce_workbook(
                filename=str(path),
                sheets=sheets,
                cover=cover,
                notes_table=None,
                contentsheet_label=None,
                auto_width=True,
                # A label that starts like a formula or an address stays a label.
                workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
            )
        _listing(workbook, "Contents", "This worksheet contains one table.", CONTENTS_HEADERS, contents(book), (24, 90))
        _listing(
            workbook, "Notes", "This worksheet contains one table. Read it before using the figures.", NOTES_HEADERS,
            notes, (8, 34, 100),
        )  # fmt: skip
        order = ["Cover", "Contents", "Notes", *sheets]
        workbook.worksheets_objs.sort(key=lambda sheet: order.index(sheet.get_name()))
        workbook.close()
        return normal_ooxml(path.read_bytes(), title=book.title)


def _sheet(table: ReleasableTable) -> Any:
    import gptables
    import pandas

    laid = grid(table)
    rows = [
        [*labels, *(cell.value if cell.value is not None else cell.mark for cell in cells)]
        for labels, cells in laid.rows
    ]
    return gptables.GPTable(
        table=pandas.DataFrame(rows, columns=list(laid.headers), dtype=object),
        table_name=f"table_{table.number}",
        title=caption(table),
        subtitles=subtitles(table),
        scope=table.population_text or None,
        source=source(table) or None,
        instructions=INSTRUCTIONS,
        legend=legend(table),
        index_columns={1: laid.label_columns - 1},
    )


def _listing(
    workbook: Any,
    name: str,
    sentence: str,
    headers: list[str],
    rows: Sequence[tuple[str, ...]],
    widths: tuple[int, ...],
) -> None:
    """A sheet with one marked-up table of wrapped text; a first column that names a sheet leads to it."""
    sheet = workbook.add_worksheet(name)
    font = {"font_name": "Arial", "font_size": 12}
    head = workbook.add_format({**font, "bold": True, "bottom": 1, "text_wrap": True})
    body = workbook.add_format({**font, "text_wrap": True, "valign": "top"})
    link = workbook.add_format({**font, "valign": "top", "font_color": "#0000FF", "underline": 1})
    sheet.write_string(0, 0, name, workbook.add_format({**font, "bold": True, "font_size": 16}))
    sheet.write_string(1, 0, sentence, workbook.add_format(font))
    sheet.hide_gridlines(2)
    sheet.add_table(
        2, 0, 2 + max(1, len(rows)), len(headers) - 1,
        {
            "name": name.lower(), "style": None, "autofilter": False,
            "columns": [{"header": text, "header_format": head} for text in headers],
        },
    )  # fmt: skip
    for row, values in enumerate(rows, start=3):
        for column, value in enumerate(values):
            if column == 0 and name == "Contents":
                sheet.write_url(row, column, f"internal:'{value}'!A1", link, value)
            else:
                sheet.write_string(row, column, value, body)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
