"""Workbooks are wide and high enough for what they hold, and print whole pages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.documents import write_tables
from fanlight.documents.sheets import BOLD, FIGURE, MOST, SIZE, distinct, sheets, shown
from tests.papers import SHAPES, table, workbook


@pytest.mark.parametrize(("across", "down"), SHAPES)
@pytest.mark.parametrize("places", [False, True])
def test_columns_hold_their_figures_and_the_words_of_their_headings(across: int, down: int, places: bool) -> None:
    sheet = sheets(workbook(table(across, down, places=places)))[-1]
    assert sheet.head is not None
    for at, (width, head) in enumerate(zip(sheet.widths, sheet.head.values, strict=True)):
        assert width >= max(map(len, str(head).split())) * SIZE * BOLD
        if at >= sheet.labels:
            assert width >= max(len(shown(row.values[at])) for row in sheet.rows) * SIZE * FIGURE
    assert all(0 < row.height <= MOST for row in sheet.every_row)


def test_a_sheet_is_one_page_wide_while_it_can_be_read() -> None:
    wide = {shape: sheets(workbook(table(*shape)))[-1] for shape in ((5, 10), (12, 10), (24, 10), (60, 10))}
    assert [one.pages_wide for one in wide.values()] == [1, 1, 2, 4]
    assert [one.landscape for one in wide.values()] == [False, True, True, True]


@given(st.lists(st.text(max_size=300), max_size=4))
@settings(max_examples=50)
def test_headings_that_name_columns_are_told_apart(headers: list[str]) -> None:
    folded = [header.casefold() for header in headers]
    expected = len(set(folded)) == len(folded) and all(0 < len(header) <= 255 for header in headers)
    assert distinct(headers) is expected


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize(("across", "pages"), [(5, 1), (60, 4)])
def test_libreoffice_prints_whole_pages(tmp_path: Path, across: int, pages: int) -> None:
    made = workbook(table(across, 10))
    files = write_tables(made)
    for name in ("tables.xlsx", "tables.ods"):
        (tmp_path / name).write_bytes(files[name])
        command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
        subprocess.run(
            [*command, "pdf", "--outdir", str(tmp_path), str(tmp_path / name)],
            check=True,
            capture_output=True,
            timeout=180,
        )
        with pypdfium2.PdfDocument(tmp_path / "tables.pdf") as pdf:
            texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
        own = [text for text in texts if "Offence category" in text]
        assert len(own) == pages, name
        assert len(texts) == pages + 3, name
        # Each page has the title, every label and its own figures: nothing is cut off.
        for text in own:
            assert "Table 1: Community resolutions by offence and year" in text
            assert "Coercive and controlling behaviour in an intimate or family relationship" in text
        figures = {f"{cell.value:,}" for cell in made.tables[0].cells.values() if cell.value is not None}
        assert figures <= {word for text in own for word in text.split()}
        assert "###" not in " ".join(texts)
