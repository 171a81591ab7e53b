"""Records of people in tables of texts, slides and pages; and the same tables of counts, which are none."""

from __future__ import annotations

import io

import pytest

from fanlight.inspection import inspect_data
from tests.inspection_files import edited
from tests.unit.inspection.test_documents import odt, slides, word

FORENAMES = ("Anne", "John", "Mary", "Peter", "Susan", "Imran", "Helen", "Colin")
PEOPLE = [
    ["Name", "Date of birth", "Crime reference"],
    *([f"{n} Example", f"{3 + i:02}/0{1 + i % 9}/19{60 + 3 * i}", f"40/{7919 * (i + 1):06}/24"]
      for i, n in enumerate(FORENAMES)),
]  # fmt: skip
COUNTS = [
    ["Offence", "2022", "2023"],
    *([f"{n} road offences", str(40 + 7 * i), "<5" if i == 3 else str(51 + 3 * i)] for i, n in enumerate(FORENAMES)),
]


def docx_of(rows: list[list[str]]) -> bytes:
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{_xml(c)}</w:t></w:r></w:p></w:tc>' for c in row)}</w:tr>"
        for row in rows
    )
    return _put(word(), "word/document.xml", "<w:sectPr", f"<w:tbl>{table}</w:tbl>")


def pptx_of(rows: list[list[str]]) -> bytes:
    table = "".join(
        f'<a:tr h="1">{"".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{_xml(c)}</a:t></a:r></a:p></a:txBody></a:tc>" for c in row)}</a:tr>'
        for row in rows
    )
    frame = (
        '<p:graphicFrame><p:xfrm/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
        f"<a:tbl>{table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    return _put(slides(), "ppt/slides/slide1.xml", "</p:spTree>", frame)


def odt_of(rows: list[list[str]]) -> bytes:
    return odt("<table:table>" + "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{_xml(c)}</text:p></table:table-cell>' for c in row)}</table:table-row>"
        for row in rows
    ) + "</table:table>")  # fmt: skip


def pdf_of(rows: list[list[str]]) -> bytes:
    import pikepdf

    lines = [(72, 760, "Our response to your request of 4 March")]
    lines += [(72 + 150 * x, 700 - 18 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    text = "".join(f"BT /F 12 Tf {x} {y} Td ({cell}) Tj ET\n" for x, y, cell in lines)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    page.obj.Contents = pdf.make_stream(text.encode())
    made = io.BytesIO()
    pdf.save(made, deterministic_id=True)
    return made.getvalue()


def _put(package: bytes, part: str, before: str, xml: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        text = opened.read(part).decode()
    assert before in text
    at = text.rindex(before)
    return edited(package, {part: (text[:at] + xml + text[at:]).encode()})


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


FORMATS = {"letter.docx": docx_of, "talk.pptx": pptx_of, "letter.odt": odt_of, "letter.pdf": pdf_of}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_records_of_people_in_a_table_are_found(name: str) -> None:
    rows = [found for found in inspect_data(name, FORMATS[name](PEOPLE)) if found.check == "personal_rows"]
    assert [found.severity for found in rows] == ["serious"]
    assert "names" in rows[0].where
    assert "references" in rows[0].where
    assert "Anne" not in rows[0].sample
    assert "40/" not in rows[0].sample


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_table_of_counts_is_none(name: str) -> None:
    findings = inspect_data(name, FORMATS[name](COUNTS))
    assert [found.check for found in findings if found.severity != "info"] == []
