"""A letter or workbook that does not show what it should stops the draft: lost, cut off, moved or printed over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fanlight.documents import columns, letter_pdf, write_letter, write_tables
from fanlight.documents.content import Paragraph
from fanlight.documents.letter_pdf import write_letter_pdf
from fanlight.documents.readback import Unreadable, check_letter_pdf, check_workbook
from fanlight.tables.stages import Shown
from tests.papers import SHAPES, letter, table, workbook


@pytest.mark.parametrize(
    ("across", "down", "places"), [*((*shape, False) for shape in SHAPES), (12, 10, True), (60, 10, True)]
)
def test_tables_of_every_shape_read_as_they_should(across: int, down: int, places: bool) -> None:
    made = letter(table(across, down, places=places))
    check_letter_pdf(write_letter_pdf(made), made)


def test_long_words_are_broken_rather_than_printed_over_one_another() -> None:
    one = table(5, 10)
    offence, period = one.dimensions
    kinds = (replace(offence.categories[0], label="Verylongword" * 20), *offence.categories[1:])
    made = letter(replace(one, dimensions=(replace(offence, categories=kinds), period)))
    said = replace(made, blocks=(Paragraph("See https://example.org/" + "x" * 400), *made.blocks))
    assert write_letter(said)


@pytest.mark.parametrize(
    "other",
    [Shown(77), Shown(None, "[c]"), Shown(7_919_000)],
    ids=["another figure", "withheld", "more digits"],
)
def test_a_cell_that_is_not_the_tables_is_found(other: Shown) -> None:
    one = table(5, 80)
    key = ("k41", "h2")
    wrong = replace(one, cells={**one.cells, key: other})
    with pytest.raises(Unreadable, match=r"table 1, the row “Threats to kill 41”") as caught:
        check_letter_pdf(write_letter_pdf(letter(wrong)), letter(one))
    assert str(one.cells[key].value) not in str(caught.value)
    for name, data in write_tables(workbook(wrong)).items():
        if name.startswith("tables."):
            with pytest.raises(Unreadable, match="Threats to kill 41"):
                check_workbook(data, workbook(one), name)


def test_a_lost_row_and_a_lost_paragraph_are_found() -> None:
    one = table(5, 10)
    offence, period = one.dimensions
    fewer = replace(one, dimensions=(replace(offence, categories=offence.categories[:-1]), period))
    with pytest.raises(Unreadable, match="Bicycle theft"):
        check_letter_pdf(write_letter_pdf(letter(fewer)), letter(one))
    whole = letter(one)
    cut = replace(whole, blocks=whole.blocks[:-1])
    with pytest.raises(Unreadable, match="This is what stands after the tables"):
        check_letter_pdf(write_letter_pdf(cut), whole)


def test_columns_that_collapse_stop_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(laid: Any, size: float, letter: float) -> tuple[float, ...]:
        return tuple(18.0 for _ in laid.headers)

    monkeypatch.setattr(columns, "_widths", narrow)
    monkeypatch.setattr(columns, "_filled", lambda widths, labels, page: widths)
    with pytest.raises(Unreadable):
        write_letter(letter(table(5, 10)))


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        ('#place(top + left, dx: 3mm, dy: 90mm, text(size: 40pt)[Draft])', "lie on one another"),
        ('#place(top + left, dx: 175mm, box(width: 60mm)[runs off the page])', "leaves the page"),
        ("#v(-6em)", "lie on one another"),
    ],
    ids=["printed over", "off the page", "moved up"],
)  # fmt: skip
def test_what_lies_over_or_off_the_page_stops_the_letter(
    monkeypatch: pytest.MonkeyPatch, planted: str, what: str
) -> None:
    written = letter_pdf.source

    def with_fault(one: Any) -> str:
        before, heading, after = written(one).partition("#heading(level: 3")
        return before + planted + "\n\n" + heading + after

    monkeypatch.setattr(letter_pdf, "source", with_fault)
    with pytest.raises(Unreadable, match=what):
        write_letter(letter(table(5, 10)))


def test_a_figure_under_the_wrong_heading_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    written = letter_pdf.source
    monkeypatch.setattr(letter_pdf, "source", lambda one: written(one).replace('"7,919"', "[#h(-20pt) 7,919 #h(20pt)]"))
    with pytest.raises(Unreadable, match="under “1967”"):
        write_letter(letter(table(5, 10)))
