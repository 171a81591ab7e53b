"""Wording that the workbook's formats share."""

from __future__ import annotations

from fanlight.documents.content import Workbook
from fanlight.tables.stages import ReleasableTable

NOTES_HEADERS = ["Note", "About", "Text"]


def sheet_name(table: ReleasableTable) -> str:
    return f"Table_{table.number}"


def subtitles(table: ReleasableTable) -> list[str]:
    """What is counted, and when: printed on every table."""
    first = "This worksheet contains one table. Notes are on the Notes sheet."
    return [first, *(text for text in (table.basis_text, _sentence("Period", table.period_text)) if text)]


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
        f"Date: {book.date.isoformat()}",
    ]
    return [line for line in lines if line]
