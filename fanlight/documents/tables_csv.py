"""Each table as plain CSV with CSV-on-the-Web metadata (W3C, 2015) beside it."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from fanlight.documents.content import Workbook
from fanlight.tables.layout import Grid, caption, grid
from fanlight.tables.stages import CONFIDENTIAL, NOT_SHOWN, ReleasableTable


def write_csv(table: ReleasableTable) -> bytes:
    """UTF-8, one header row, whole numbers without separators, marks where no figure is given."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    laid = grid(table)
    writer.writerow([_plain(header) for header in laid.headers])
    for labels, cells in laid.rows:
        writer.writerow(
            [*map(_plain, labels), *(cell.value if cell.value is not None else cell.mark for cell in cells)]
        )
    return stream.getvalue().encode("utf-8")


def _plain(text: str) -> str:
    """A label that a spreadsheet would run as a formula gets the apostrophe that keeps it text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def write_csvw(table: ReleasableTable, book: Workbook) -> bytes:
    """The metadata: columns with titles and datatypes, marks as nulls, the notes that belong to the table."""
    laid = grid(table)
    notes = [note.text for note in book.notes if not note.topic.startswith("Table ") or _about(note.topic, table)]
    names = _names(laid)
    body: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": book.language}],
        "url": f"table-{table.number}.csv",
        "dc:title": caption(table),
        "dc:publisher": book.authority.name,
        "dc:issued": {"@value": book.date.isoformat(), "@type": "xsd:date"},
        "dc:identifier": book.reference,
        "dc:description": " ".join(text for text in (table.basis_text, table.period_text) if text),
        "rdfs:comment": notes,
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [_column(laid, names, index) for index in range(len(laid.headers))],
            "primaryKey": names[: laid.label_columns],
        },
    }
    return (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _about(topic: str, table: ReleasableTable) -> bool:
    return topic == f"Table {table.number}" or topic.startswith(f"Table {table.number}:")


def _column(laid: Grid, names: list[str], index: int) -> dict[str, Any]:
    if index < laid.label_columns:
        return {"name": names[index], "titles": laid.headers[index], "datatype": "string", "required": True}
    return {
        "name": names[index],
        "titles": laid.headers[index],
        "datatype": {"base": "nonNegativeInteger"},
        "null": [CONFIDENTIAL, NOT_SHOWN],
    }


def _names(laid: Grid) -> list[str]:
    """A name for each column that is no variable of two: from its title, numbered where two are alike."""
    found: list[str] = []
    for title in laid.headers:
        base = re.sub(r"\W+", "_", title.lower(), flags=re.ASCII).strip("_") or "column"
        base = f"c_{base}" if base[0].isdigit() else base
        name, number = base, 2
        while name in found:
            name, number = f"{base}_{number}", number + 1
        found.append(name)
    return found
