"""The letter as self-contained HTML: semantic, printable, without script or any request elsewhere."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

from fanlight.documents import content
from fanlight.documents.content import Letter
from fanlight.documents.style import ENGLISH, Labels
from fanlight.tables.layout import Grid, caption, grid
from fanlight.tables.stages import ReleasableTable

KINDS: dict[type, str] = {
    content.Heading: "heading",
    content.Paragraph: "paragraph",
    content.Bullets: "bullets",
    content.Quoted: "quoted",
    content.Facts: "facts",
    content.TableHere: "table",
    content.Link: "link",
}


def environment() -> Any:
    """Jinja2 with escaping on, shared by every HTML document."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("fanlight.documents"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters["kind"] = lambda block: KINDS[type(block)]
    made.filters["day"] = day
    made.filters["data"] = lambda data: base64.b64encode(data).decode()
    made.filters["figure"] = figure
    made.filters["caption"] = caption
    return made


def figure(cell: Any) -> str:
    """A cell as readers see it: 1,234 or its mark."""
    return f"{cell.value:,}" if cell.value is not None else cell.mark


def day(value: date, labels: Labels = ENGLISH) -> str:
    """A date as a letter gives it: 5 October 2026."""
    return f"{value.day} {labels.months[value.month - 1]} {value.year}"


def grids(tables: tuple[ReleasableTable, ...]) -> dict[int, Grid]:
    return {table.number: grid(table) for table in tables}


def write_letter_html(letter: Letter) -> bytes:
    """UTF-8 HTML. The same letter gives the same bytes."""
    text = (
        environment()
        .get_template("letter.html")
        .render(letter=letter, tables={table.number: table for table in letter.tables}, grids=grids(letter.tables))
    )
    return str(text).encode("utf-8")
