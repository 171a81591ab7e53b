"""What goes out, written: one content model, one writer per format."""

from __future__ import annotations

from fanlight.documents.content import Letter, Page, Workbook
from fanlight.documents.normalise import zip_times
from fanlight.tables.stages import ReleasableTable
from fanlight.tables.text.legible import legible_content

FORMATS = {
    "letter.html": "fanlight.documents.letter_html:write_letter_html",
    "letter.pdf": "fanlight.documents.letter_pdf:write_letter_pdf",
    "letter.docx": "fanlight.documents.letter_docx:write_letter_docx",
    "tables.xlsx": "fanlight.documents.tables_xlsx:write_xlsx",
    "tables.ods": "fanlight.documents.tables_ods:write_ods",
    "page.html": "fanlight.documents.page:write_page",
    "response.json": "fanlight.documents.bundle:write_bundle",
}
"""File name → its writer; a writer takes a letter, a workbook or a page and gives bytes."""


def _write(name: str, subject: Letter | Workbook | Page) -> bytes:
    import importlib

    module, _, function = FORMATS[name].partition(":")
    # The tables are as they were audited; their labels are legible from where they were read.
    writer = getattr(importlib.import_module(module), function)
    with zip_times():
        made: bytes = writer(legible_content(subject, (ReleasableTable,)))
    return made


def write_letter(letter: Letter) -> dict[str, bytes]:
    """The letter in every format, by file name. Raises `Unreadable` where the PDF does not show what it should."""
    from fanlight.documents.readback import check_letter_pdf

    files = {name: _write(name, letter) for name in FORMATS if name.startswith("letter.")}
    check_letter_pdf(files["letter.pdf"], legible_content(letter, (ReleasableTable,)))
    return files


def write_tables(book: Workbook) -> dict[str, bytes]:
    """The workbook in every format, and each table as CSV with its metadata, by file name. Raises `Unreadable` where a workbook
    does not hold what it should."""
    from fanlight.documents.readback import check_workbook
    from fanlight.documents.tables_csv import write_csv, write_csvw

    files = {name: _write(name, book) for name in FORMATS if name.startswith("tables.")}
    for name, data in files.items():
        check_workbook(data, book, name)
    for table in book.tables:
        files[f"table-{table.number}.csv"] = write_csv(table)
        files[f"table-{table.number}.csv-metadata.json"] = write_csvw(table, book)
    return files


def write_page(page: Page) -> bytes:
    """The response as published."""
    return _write("page.html", page)


def write_bundle(page: Page) -> bytes:
    """What the page is drawn from, as JSON."""
    return _write("response.json", page)
