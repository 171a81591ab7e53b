"""The tables as a workbook by the Analysis Function's conventions: cover, contents, notes, one table a sheet."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

from fanlight.documents.content import Workbook
from fanlight.documents.normalise import normal_ooxml
from fanlight.documents.words import NOTES_HEADERS, cover_lines, sheet_name, subtitles
from fanlight.tables.layout import grid
from fanlight.tables.stages import ReleasableTable


def write_xlsx(book: Workbook) -> bytes:
    """XLSX bytes. The same workbook gives the same bytes."""
    import gptables
    import pandas

    sheets = {sheet_name(table): _sheet(table) for table in book.tables}
    notes = pandas.DataFrame(
        [(f"{number}", note.topic, note.text) for number, note in enumerate(book.notes, start=1)], columns=NOTES_HEADERS
    )
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
                contentsheet_label="Contents",
                auto_width=True,
                # A label that starts like a formula or an address stays a label.
                workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
            )
        _notes_sheet(workbook, notes)
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
    marks = {
        "[c]": "[c] marks a figure that is withheld.",
        "[z]": "[z] marks a cell where no figure is meant to stand.",
    }
    used = {cell.mark for _, cells in laid.rows for cell in cells if cell.mark}
    return gptables.GPTable(
        table=pandas.DataFrame(rows, columns=list(laid.headers), dtype=object),
        table_name=f"table_{table.number}",
        title=f"Table {table.number}: {table.title}",
        subtitles=subtitles(table),
        scope=table.population_text or None,
        source=table.source or None,
        legend=[text for mark, text in marks.items() if mark in used],
        index_columns={1: laid.label_columns - 1},
    )


def _notes_sheet(workbook: Any, notes: Any) -> None:
    """The notes page, as a marked-up table with wrapped text."""
    sheet = workbook.add_worksheet("Notes")
    title = workbook.add_format({"bold": True, "font_size": 16, "font_name": "Arial"})
    head = workbook.add_format({"bold": True, "font_name": "Arial", "font_size": 12, "bottom": 1, "text_wrap": True})
    body = workbook.add_format({"font_name": "Arial", "font_size": 12, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, "Notes", title)
    sheet.write_string(
        1,
        0,
        "This worksheet contains one table. Read it before using the figures.",
        workbook.add_format({"font_name": "Arial", "font_size": 12}),
    )
    sheet.add_table(
        2, 0, 2 + max(1, len(notes)), len(NOTES_HEADERS) - 1,
        {
            "name": "notes", "style": None, "autofilter": False,
            "columns": [{"header": name, "header_format": head} for name in NOTES_HEADERS],
        },
    )  # fmt: skip
    for row, values in enumerate(notes.itertuples(index=False), start=3):
        for column, value in enumerate(values):
            sheet.write_string(row, column, value, body)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 100)
