"""Tables inside texts and slides, as rows of cells, for the check that looks for records of people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place
from fanlight.inspection.opened import elements

MOST_ROWS = 5_000
"""Rows that are kept of one table; more of the same shape tell nothing new."""
MOST_TABLES = 500


def table_findings(root: Any, where: str, place: Place, context: Context) -> Iterator[Finding]:
    """What looks like records of people in a part's tables (Word and PowerPoint: `tbl`; OpenDocument: `table`)."""
    for number, table in enumerate(elements(root, "tbl", "table"), start=1):
        if number > MOST_TABLES:
            return
        rows: list[list[str]] = []
        total = 0
        for row in elements(table, "tr", "table-row"):
            total += 1
            if len(rows) < MOST_ROWS:
                rows.append([_text(cell) for cell in row if _is_cell(cell)])
        yield from context.rows_check(rows, f"{where}, table {number}", place, total)


def _is_cell(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] in {"tc", "table-cell", "sdt"}


def _text(cell: Any) -> str:
    """A cell's words; paragraphs apart."""
    paragraphs = ["".join(p.itertext()) for p in elements(cell, "p")]
    return " ".join(" ".join(paragraphs).split())
