"""The letter and the tables in every format: the same words, the same bytes, nothing hidden."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fanlight.documents import FORMATS, write_letter, write_tables
from fanlight.documents.content import (
    Authority,
    Bullets,
    Facts,
    Heading,
    Letter,
    Link,
    Note,
    Paragraph,
    Quoted,
    TableHere,
    Workbook,
)
from fanlight.inspection import inspect, text_of
from tests import factories

AUTHORITY = Authority(
    "Wyre & District Police", ("Dunmere Road", "Wyreford"), "foi@example.org", telephone="01632 960100"
)


def letter() -> Letter:
    return Letter(
        AUTHORITY, "01.FOI.22.000001", date(2022, 7, 29), ("A. Person", "1 Any Street"), "Dear A. Person,", "Our <response>",
        (
            Heading("Your request"),
            Quoted(((0, "1. How many?"), (1, "(a) In 2020?"), (2, "i. #here *and* _there_"))),
            Heading("Question 1", 3),
            Paragraph('Some "quoted" text with \\backslashes\\, $dollars$ and @signs.'),
            Bullets(("first <item>", "second item")),
            Facts((("Unit", "disposals"),)),
            Link("the policy", "https://example.org/policy", "See ", "."),
            TableHere(1),
            TableHere(2),
        ),
        ("Yours sincerely,", "R. Officer"),
        (factories.totals(), factories.pooled()),
    )  # fmt: skip


def workbook() -> Workbook:
    return Workbook(
        AUTHORITY, "01.FOI.22.000001", date(2022, 7, 29), "Tables", ("Read with the notes.",),
        (Note("Table 1: note", "What is <counted> & how."), Note("Shorthand", "[c] withheld")),
        (factories.totals(), factories.with_marks()),
    )  # fmt: skip


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {**write_letter(letter()), **write_tables(workbook())}


@pytest.fixture(scope="module")
def folder(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("written")
    for name, data in files.items():
        (place / name).write_bytes(data)
    return place


SAID = (
    "Wyre & District Police", "01.FOI.22.000001", "29 July 2022", "Our <response>", "1. How many?", "i. #here *and* _there_",
    'Some "quoted" text with \\backslashes\\, $dollars$ and @signs.', "first <item>", "the policy", "40,992",
    "Threats to kill", "1,358", "Combined: Coercive <control> & more; =Harassment", "R. Officer",
)  # fmt: skip


@pytest.mark.parametrize("name", ["letter.html", "letter.pdf", "letter.docx"])
def test_every_letter_says_the_same_in_the_same_order(folder: Path, name: str) -> None:
    text = re.sub(r"\s+", " ", text_of(folder / name)).replace("“", '"').replace("”", '"')
    squeezed = text.replace(" ", "")
    at = [squeezed.find(words.replace(" ", "")) for words in SAID[3:]]
    assert -1 not in at
    assert at == sorted(at)
    assert all(words.replace(" ", "") in squeezed for words in SAID[:3])


def test_nothing_is_hidden_in_what_is_written(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        assert [f for f in inspect(path) if f.severity != "info"] == [], path.name


def test_the_pdf_is_tagged_and_names_nobody(files: dict[str, bytes]) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(files["letter.pdf"])) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en-GB"
        assert set(pdf.docinfo.keys()) == {"/Title", "/CreationDate"}
        with pdf.open_metadata() as meta:
            assert str(meta["pdfuaid:part"]) == "1"
            assert meta["dc:title"].startswith("Our <response>")
        tags = _tags(pdf.Root.StructTreeRoot)
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L"} <= tags


def _tags(root: object) -> set[str]:
    import pikepdf

    found, stack = set(), [root]
    while stack:
        node = stack.pop()
        if isinstance(node, pikepdf.Dictionary):
            if ("/S" in node and "/Type" not in node) or str(node.get("/Type", "")) in {
                "/StructElem",
                "/StructTreeRoot",
            }:
                found.add(str(node.get("/S", "")))
            kids = node.get("/K")
            if kids is not None:
                stack += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return found


def test_the_docx_has_real_headings_and_header_rows(files: dict[str, bytes]) -> None:
    import docx

    document = docx.Document(io.BytesIO(files["letter.docx"]))
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["Our <response>"] == "Heading 1"
    assert styles["Your request"] == "Heading 2"
    assert all("tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert document.core_properties.author == ""


def test_workbooks_hold_the_tables_figures_and_no_others(folder: Path) -> None:
    import python_calamine

    for name in ("tables.xlsx", "tables.ods"):
        book = python_calamine.CalamineWorkbook.from_path(str(folder / name))
        assert {"Cover", "Contents", "Notes", "Table_1", "Table_2"} == set(book.sheet_names)
        for number, table in ((1, factories.totals()), (2, factories.with_marks())):
            rows = book.get_sheet_by_name(f"Table_{number}").to_python()
            figures = [int(c) for row in rows for c in row if isinstance(c, int | float)]
            assert figures == [c.value for c in table.cells.values() if c.value is not None]
        flat = {str(cell) for row in book.get_sheet_by_name("Table_2").to_python() for cell in row}
        assert "[c]" in flat


def test_csv_and_its_metadata_agree(files: dict[str, bytes]) -> None:
    lines = files["table-2.csv"].decode().splitlines()
    assert lines[0] == "Offence category,2020,2021"
    assert lines[1] == "Coercive <control> & more,[c],101"
    meta = json.loads(files["table-2.csv-metadata.json"])
    assert [c["titles"] for c in meta["tableSchema"]["columns"]] == ["Offence category", "2020", "2021"]
    assert meta["tableSchema"]["columns"][1]["null"] == ["[c]", "[z]"]


def test_the_same_content_gives_the_same_bytes_in_another_process(files: dict[str, bytes]) -> None:
    program = (
        "import hashlib, json; from tests.unit.documents.test_documents import *; "
        "print(json.dumps({n: hashlib.sha256(d).hexdigest() for n, d in "
        "{**write_letter(letter()), **write_tables(workbook())}.items()}))"
    )
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"},
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert json.loads(other.stdout.splitlines()[-1]) == {n: hashlib.sha256(d).hexdigest() for n, d in files.items()}


def test_every_format_has_its_writer() -> None:
    letters, tables = {"letter.html", "letter.pdf", "letter.docx"}, {"tables.xlsx", "tables.ods"}
    assert set(FORMATS) == {*letters, *tables, "page.html", "response.json"}


def test_contents_lists_every_sheet_and_leads_there(folder: Path) -> None:
    import zipfile

    from openpyxl import load_workbook

    book = load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Table_1", "Table_2"]
    assert [row[0] for row in book["Contents"].iter_rows(min_row=4, values_only=True)] == book.sheetnames[2:]
    links = [cell.hyperlink.location for (cell, *_) in book["Contents"].iter_rows(min_row=4)]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    for name in ("Table_1", "Table_2"):
        said = [row[0] for row in book[name].iter_rows(values_only=True)]
        assert sum("one table" in str(text) for text in said) == 1
    with zipfile.ZipFile(folder / "tables.ods") as archive:
        ods = archive.read("content.xml").decode()
    assert re.findall(r'table:table table:name="([^"]+)"', ods) == book.sheetnames
