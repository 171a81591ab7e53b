"""The report: self-contained, the same for the same answers, sketches of places, and nothing of the content."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import CouldNotRead
from fanlight.inspection import inspect
from fanlight.inspection.context import Limits
from fanlight.inspection.engine import inspect_data
from fanlight.inspection.pdf.sketch import sketch
from fanlight.inspection.report import answer
from fanlight.inspection.report_html import cells_of, html_report
from fanlight.inspection.sandbox.workers import sketch_in_child
from tests.unit.inspection.made import BOX, SECRET, TEXT, pdf, xls


def test_a_page_is_drawn_with_bars_for_text_and_the_place_in_red() -> None:
    data = pdf(TEXT + SECRET + BOX)
    layout = sketch(data, 1, "letter.pdf")
    assert (layout.width, layout.height) == (595, 842)
    assert len(layout.lines) == 2
    assert layout.shapes == ((38.0, 231.0, 178.0, 247.0),)
    page = html_report([answer("letter.pdf", inspect_data("letter.pdf", data))], lambda file, number: layout)
    assert 'aria-label="Sketch of the place on the page"' in page
    assert "text_covered" in page
    assert "Anne" not in page
    assert page == html_report([answer("letter.pdf", inspect_data("letter.pdf", data))], lambda file, number: layout)


def test_the_report_itself_fetches_nothing_and_says_what_was_not_read(tmp_path: Path) -> None:
    table = [["Offence", "Number"], ["Burglary", "4"]]
    answers = [
        answer("<b>&.xls", inspect_data("a.xls", xls([("Table", 0, table, b""), ("Raw", 2, table, b"")]))),
        answer("locked.pdf", CouldNotRead("The file is encrypted.", where="locked.pdf", check="encrypted")),
        answer("table.csv", inspect_data("table.csv", b"a,b\n1,=1+1\n")),
    ]
    page = html_report(answers)
    assert "&lt;b&gt;&amp;.xls" in page
    assert "not clean" in page
    assert "Sketch of the cells" in page
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    assert inspect(path) == ()


def test_pages_are_laid_out_in_a_process_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(TEXT))
    assert sketch_in_child(path, 1, Limits()) == sketch(path.read_bytes(), 1, "letter.pdf")
    assert sketch_in_child(path, 9, Limits()) is None


def test_the_command_writes_it(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(pdf(TEXT + SECRET + BOX))
    out = tmp_path / "report.html"
    result = CliRunner().invoke(build_app(), ["inspect", str(tmp_path / "letter.pdf"), "--report", str(out)])
    assert result.exit_code == 1
    assert "Text under a box or picture" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("reference", "area"),
    [("B2", (2, 2, 2, 2)), ("A1:C9", (1, 1, 3, 9)), ("$AA$3:AB4", (27, 3, 28, 4)), ("5:9", (1, 5, 8, 9)), ("C:D", (3, 1, 4, 12)), ("?", None)],
)  # fmt: skip
def test_references(reference: str, area: tuple[int, int, int, int] | None) -> None:
    assert cells_of(reference) == area
