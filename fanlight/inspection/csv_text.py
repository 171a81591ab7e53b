"""Plain tables in text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding
from fanlight.inspection.opened import Opened


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    content = text(opened)
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content):
        yield Finding("control_characters", "warning", opened.name, "Write the file again without control characters.")
    delimiter = "\t" if opened.name.lower().endswith(".tsv") else ","
    rows = [row for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter) if row]
    running = sum(1 for row in rows for cell in row if re.match(r"[=@]|[+-](?![\d.,]+$)", cell) and len(cell) > 1)
    if running:
        yield Finding(
            "formulas", "serious", opened.name, "A spreadsheet would run these cells: write plain text.", running
        )
    if len({len(row) for row in rows}) > 1:
        yield Finding("stray_columns", "warning", opened.name, "Every row should have as many columns as the header.")


def text(opened: Opened) -> str:
    return opened.data.decode("utf-8-sig")
