"""Damaged packages: parts swapped, cut, doubled, flipped. No crash, no hang, and no "clean" for a part that was lost."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from fanlight.errors import CouldNotRead
from fanlight.inspection import Limits, inspect_data
from tests.inspection_files import SECRET, book, calc, cell, edited, hide_rows, white
from tests.unit.inspection.test_documents import binary_book, binary_row, binary_text, odt, slides, word

FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "row.xlsx": (book(hide_rows), ("xl/workbook.xml", "xl/worksheets/sheet1.xml")),
    "white.xlsx": (book(white), ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml")),
    "row.ods": (calc(f'<table:table-row table:visibility="collapse">{cell(SECRET)}</table:table-row>'), ("content.xml",)),
    "row.xlsb": (binary_book(binary_row(2, hidden=True) + binary_text(0, SECRET)),
                 ("xl/workbook.bin", "xl/worksheets/sheet1.bin", "xl/styles.bin")),
    "text.docx": (word(), ("word/document.xml", "word/styles.xml")),
    "show.pptx": (slides(), ("ppt/presentation.xml", "ppt/slides/slide1.xml")),
    "text.odt": (odt("<text:p>text</text:p>"), ("content.xml",)),
}  # fmt: skip


SAME_KIND = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.bin", "word/stylesWithEffects.xml"}
"""Parts that are what another's place asks for: a sheet for a sheet, styles for styles."""

PLACES = {
    "text.docx": ("docProps/core.xml", "docProps/app.xml", "word/settings.xml", "word/webSettings.xml",
                  "word/fontTable.xml", "word/theme/theme1.xml", "word/numbering.xml", "word/stylesWithEffects.xml",
                  "customXml/itemProps1.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"),
    "white.xlsx": ("docProps/core.xml", "docProps/app.xml", "[Content_Types].xml", "xl/theme/theme1.xml",
                   "xl/_rels/workbook.xml.rels"),
    "show.pptx": ("docProps/core.xml", "docProps/app.xml", "[Content_Types].xml", "ppt/presProps.xml",
                  "ppt/viewProps.xml", "ppt/tableStyles.xml", "ppt/theme/theme1.xml", "ppt/slideMasters/slideMaster1.xml",
                  "ppt/slideLayouts/slideLayout3.xml", "ppt/slides/_rels/slide1.xml.rels",
                  "ppt/printerSettings/printerSettings1.bin"),
    "text.odt": ("META-INF/manifest.xml",),
}  # fmt: skip
"""Parts that no reader shows, where a document's own text could hide."""


def outcome(name: str, data: bytes) -> str:
    """clean, findings or could_not_read; every other error is the test's."""
    try:
        return "clean" if inspect_data(name, data, Limits(seconds=30)).worst in {None, "info"} else "findings"
    except CouldNotRead:
        return "could_not_read"


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_part_in_anothers_place_is_never_clean(name: str) -> None:
    data, main = FILES[name]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    others = sorted(parts)[:: max(1, len(parts) // 8)]
    for part in main:
        for other in [*others, *main]:
            if parts[other] != parts[part] and other not in SAME_KIND:
                assert outcome(name, edited(data, {part: parts[other]})) != "clean", (part, other)
        assert outcome(name, edited(data, {part: b""})) == "could_not_read", part


@pytest.mark.parametrize("name", sorted(PLACES))
def test_what_stands_where_no_program_shows_it_is_never_clean(name: str) -> None:
    hidden = b'<?xml version="1.0"?><list xmlns="http://www.w3.org/"><t>Example Person, 1 January 1980</t></list>'
    for part in PLACES[name]:
        assert outcome(name, edited(FILES[name][0], {part: hidden})) != "clean", part


@pytest.mark.parametrize("name", sorted(FILES))
def test_damage_breaks_nothing_but_the_file(name: str) -> None:
    data, main = FILES[name]
    chance = random.Random(7)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {one: package.read(one) for one in main}
    for _ in range(25):
        part = chance.choice(main)
        made = bytearray(parts[part])
        at = chance.randrange(len(made))
        kind = chance.choice(("flip", "cut", "double"))
        if kind == "flip":
            made[at] ^= 1 << chance.randrange(8)
        elif kind == "cut":
            made = made[:at]
        else:
            made[at:at] = made[at : at + chance.randrange(1, 200)] * chance.randrange(1, 40)
        assert outcome(name, edited(data, {part: bytes(made)})) in {"clean", "findings", "could_not_read"}
    for _ in range(10):
        flipped = bytearray(data)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        assert outcome(name, bytes(flipped)) in {"clean", "findings", "could_not_read"}
        assert outcome(name, data[: chance.randrange(len(data))]) == "could_not_read"
