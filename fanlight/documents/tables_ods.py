"""The same workbook as an OpenDocument spreadsheet (ODF 1.3)."""

from __future__ import annotations

import io
import re
import zipfile

from fanlight.documents.content import Workbook
from fanlight.documents.letter_html import environment
from fanlight.documents.normalise import normal_odf
from fanlight.documents.sheets import SIZE, TITLE, sheets, shown

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
PARTS = ("content.xml", "styles.xml", "META-INF/manifest.xml")


def write_ods(book: Workbook) -> bytes:
    """ODS bytes. The same workbook gives the same bytes."""
    made = environment()
    made.filters["shown"] = shown
    made.filters["spaced"] = _spaced
    laid = sheets(book)
    heights = sorted({row.height for sheet in laid for row in sheet.every_row})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        for name in PARTS:
            template = made.get_template(f"spreadsheet/{name.rpartition('/')[2]}")
            text = template.render(sheets=laid, heights=heights, book=book, size=SIZE, title=TITLE, mimetype=MIMETYPE)
            # White space between elements is none of the format's.
            archive.writestr(name, re.sub(r">\s*\n\s*<", "><", text))
    return normal_odf(stream.getvalue(), title=book.title)


_SPACES = re.compile(r"^ | $|(?<= ) +")


def _spaced(text: str) -> str:
    """A line with the spaces that the format would take for one, and its tabs (ODF 1.3, part 3, 6.1.2 and 6.1.4)."""
    from markupsafe import Markup, escape

    kept = _SPACES.sub(lambda found: f'<text:s text:c="{len(found.group())}"/>', str(escape(text)))
    return Markup(kept.replace("\t", "<text:tab/>"))
