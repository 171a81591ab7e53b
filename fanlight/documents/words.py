"""Wording that the workbook's formats share."""

from __future__ import annotations

from datetime import date

from fanlight.documents.content import Workbook
from fanlight.tables.layout import caption
from fanlight.tables.stages import ReleasableTable

NOTES_HEADERS = ["Note", "About", "Text"]
CONTENTS_HEADERS = ["Sheet", "What is on it"]


def sheet_name(table: ReleasableTable) -> str:
    return f"Table_{table.number}"


INSTRUCTIONS = "This worksheet contains one table. Notes are on the Notes sheet."
SHORTHAND = {
    "[c]": "[c] marks a figure that is withheld.",
    "[z]": "[z] marks a cell where no figure is meant to stand.",
}


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def subtitles(table: ReleasableTable) -> list[str]:
    """What is counted, and when: printed on every table."""
    said = (_sentence("Population", table.population_text), table.basis_text, _sentence("Period", table.period_text))
    return [text for text in said if text]


def source(table: ReleasableTable) -> str:
    return f"Source: {table.source}." if table.source else ""


def legend(table: ReleasableTable) -> list[str]:
    """The shorthand that the table uses."""
    used = {cell.mark for cell in table.cells.values() if cell.mark}
    return [text for mark, text in SHORTHAND.items() if mark in used]


def contents(book: Workbook) -> list[tuple[str, str]]:
    """(sheet, what is on it) of every sheet after the contents."""
    tables = [(sheet_name(table), caption(table)) for table in book.tables]
    return [("Notes", "Notes: what is counted and how, shorthand, source"), *tables]


def _sentence(topic: str, text: str) -> str:
    return f"{topic}: {text}." if text else ""


def cover_lines(book: Workbook) -> list[str]:
    own = book.authority
    lines = [
        own.team,
        own.name,
        own.email,
        own.telephone,
        f"Reference: {book.reference}",
        f"Date: {day(book.date)}",
    ]
    return [line for line in lines if line]
