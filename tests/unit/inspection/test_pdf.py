"""PDF: what a reader does not see is found for its reason, and ordinary layout is not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from fanlight.errors import CouldNotRead
from fanlight.inspection.engine import inspect_data
from fanlight.inspection.findings import Finding
from tests.unit.inspection.made import BOX, SECRET, TEXT, annotated, jpeg, pdf, photograph, scan, with_picture


def serious(data: bytes, name: str = "file.pdf") -> set[str]:
    """The checks that find something worth a warning."""
    return {one.check for one in found(data, name) if one.severity != "info"}


def found(data: bytes, name: str = "file.pdf") -> tuple[Finding, ...]:
    return tuple(inspect_data(name, data))


PAGES = {
    "a box over text": (TEXT + SECRET + BOX, {"text_covered"}),
    "a box beside text": (TEXT + SECRET + "0 0 0 rg 38 500 140 16 re f\n", set()),
    "a box before its white words": ("0 0 0 rg 38 595 140 16 re f 1 1 1 rg\n" + SECRET + "0 g\n" + TEXT, set()),
    "a shaded table head": ("0.9 g 30 590 300 20 re f 0 g\n" + SECRET + TEXT, set()),
    "a word over a box over a name": (
        TEXT + SECRET + BOX + "1 g BT /F1 12 Tf 40 600 Td (REDACTED) Tj ET\n", {"text_covered"}
    ),
    "white text": (TEXT + "1 1 1 rg\n" + SECRET, {"invisible_text"}),
    "nearly white text": (TEXT + "0.99 0.99 0.99 rg\n" + SECRET, {"invisible_text"}),
    "white text under other text": (
        "1 1 1 rg\n" + SECRET + "0 g BT /F1 12 Tf 42 602 Td (Ordinary text) Tj ET\n", {"invisible_text"}
    ),
    "grey text": (TEXT + "0.7 0.7 0.7 rg\n" + SECRET, set()),
    "text without ink": (TEXT + "BT 3 Tr ET\n" + SECRET.replace("BT", "BT 3 Tr"), {"invisible_text"}),
    "text off the page": (TEXT + SECRET.replace("40 600", "40 -100"), {"off_page"}),
    "text clipped away": (TEXT + "q 0 0 10 10 re W n\n" + SECRET + "Q\n", {"invisible_text"}),
    "tiny text": (TEXT + SECRET.replace("/F1 12", "/F1 1"), {"tiny_text"}),
    "a scaled font": ("q 12 0 0 12 40 600 cm BT /F1 1 Tf (Ordinary) Tj ET Q\n" + TEXT, set()),
    "text painted twice": (TEXT + TEXT, set()),
    "a struck-out word": (TEXT + "0.5 w 40 704 m 200 704 l S\n", set()),
    "an underlined word": (TEXT + "40 698 160 0.6 re f\n", set()),
    "a line off the page's edge": (
        "BT /F1 12 Tf 500 700 Td (A long line of ordinary words) Tj ET\n", set()
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_is_painted(name: str) -> None:
    content, expected = PAGES[name]
    assert serious(pdf(content)) == expected


def test_a_transparent_highlight_hides_nothing() -> None:
    def change(document: Any) -> None:
        document.pages[0].Resources.ExtGState = Dictionary(G1=Dictionary(ca=0.4))

    assert serious(pdf(TEXT + SECRET + "q /G1 gs 1 1 0 rg 38 595 140 16 re f Q\n", change)) == set()


def _layer(document: Any, off: bool = True) -> None:
    group = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Names")))
    document.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group] if off else [])))
    document.pages[0].Resources.Properties = Dictionary(MC0=group)


def _attach(document: Any) -> None:
    document.attachments["raw.csv"] = b"Surname,Date of birth\nSmith,1/2/1980\nJones,2/3/1971\nBrown,4/4/1964\n"


def _script(document: Any) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    document.Root.OpenAction = document.make_indirect(action)


def _opening_page(document: Any) -> None:
    document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])


def _author(document: Any) -> None:
    document.docinfo["/Author"] = String("Anne Example")


def _path(document: Any) -> None:
    document.docinfo["/Title"] = String(r"C:\Users\aexample\secret.docx")


def _title(document: Any) -> None:
    document.docinfo["/Title"] = String("Microsoft Word - response.docx")


def _xmp(document: Any) -> None:
    with document.open_metadata() as meta:
        meta["dc:creator"] = ["Anne Example"]


def _crop(document: Any) -> None:
    document.pages[0].CropBox = Array([0, 650, 595, 842])


def _crop_nothing(document: Any) -> None:
    document.pages[0].CropBox = Array([10, 10, 585, 832])


def _form(document: Any, flags: int = 0) -> None:
    field = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("Anne Example"),
                   F=flags, Rect=Array([40, 400, 200, 420]))
    )  # fmt: skip
    document.Root.AcroForm = Dictionary(Fields=Array([field]))
    document.pages[0].Annots = Array([field])


def _hidden_form(document: Any) -> None:
    _form(document, 2)


def _bookmark(title: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        content = TEXT + "".join(
            f"BT /F1 12 Tf 40 {500 - 20 * n} Td (Ordinary words of an ordinary page) Tj ET\n" for n in range(8)
        )
        document.pages[0].Contents = document.make_stream(content.encode())
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(title, 0))

    return change


def _replaced(document: Any) -> None:
    document.pages[0].Contents = document.make_stream(
        (
            TEXT
            + "/Span << /ActualText (Anne Example lives there) >> BDC\n"
            + SECRET.replace("Anne Example", " ")
            + "EMC\n"
        ).encode()
    )


def _ligature(document: Any) -> None:
    spelt = "/Span << /ActualText (Anne Example) >> BDC\n" + SECRET + "EMC\n"
    document.pages[0].Contents = document.make_stream((TEXT + spelt).encode())


def _orphan(document: Any) -> None:
    document.Root.Kept = document.make_indirect(document.make_stream(SECRET.encode()))


def _piece(document: Any) -> None:
    document.pages[0].PieceInfo = Dictionary(
        Editor=Dictionary(Private=document.make_indirect(document.make_stream(b"x" * 500)))
    )


def _picture_with_place(document: Any) -> None:
    from PIL import Image

    tags = Image.Exif()
    tags[0x8825] = {2: (51.0, 30.0, 0.0), 4: (0.0, 7.0, 0.0)}
    image = pikepdf.Stream(document, jpeg(exif=tags))
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
    image.ColorSpace, image.BitsPerComponent, image.Width, image.Height = Name.DeviceRGB, 8, 320, 240
    document.pages[0].Resources.XObject = Dictionary(Im1=document.make_indirect(image))
    document.pages[0].Contents = document.make_stream(TEXT.encode() + b"q 320 0 0 240 40 300 cm /Im1 Do Q\n")


DOCUMENTS: dict[str, tuple[Callable[[Any], None], set[str]]] = {
    "a layer that is off": (_layer, {"layers"}),
    "a layer that is on": (lambda d: _layer(d, False), set()),
    "an attached table of people": (_attach, {"attachments", "personal_rows"}),
    "a script at opening": (_script, {"javascript"}),
    "a first page to open at": (_opening_page, set()),
    "an author": (_author, {"properties_person"}),
    "a path": (_path, {"properties_person"}),
    "a file name as title": (_title, set()),
    "an author in XMP": (_xmp, {"properties_person"}),
    "text beyond the crop": (_crop, {"cropped"}),
    "a crop of blank margins": (_crop_nothing, set()),
    "a filled form": (_form, {"form"}),
    "a hidden field": (_hidden_form, {"form_hidden"}),
    "a bookmark with the text of a clause": (
        _bookmark("The supplier shall deliver several hundred thousand doses during January"), {"bookmarks"}
    ),
    "a bookmark with a heading": (_bookmark("An ordinary letter"), set()),
    "words that spell what is shown": (_ligature, set()),
    "words that replace others": (_replaced, {"alternate_text"}),
    "content that no page paints": (_orphan, {"orphan_objects"}),
    "private data": (_piece, {"private_data"}),
    "a picture with a place": (_picture_with_place, {"picture_place"}),
    "a comment": (annotated("Text", (10, 10, 30, 30), Contents=String("Ask Anne")), {"annotations"}),
    "a redaction not applied": (annotated("Redact", (38, 595, 178, 611)), {"redaction_pending"}),
    "a link to the web": (
        annotated("Link", (10, 10, 30, 30), A=Dictionary(S=Name.URI, URI=String("https://example.org/"))), set()
    ),
    "a link to a drive": (
        annotated("Link", (10, 10, 30, 30), A=Dictionary(S=Name.URI, URI=String("file:///S:/Cases/a.docx"))),
        {"hyperlinks_local"},
    ),
    "a command to start": (
        annotated("Link", (10, 10, 30, 30), A=Dictionary(S=Name.Launch, F=String("cmd.exe"))), {"javascript"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_what_the_document_holds(name: str) -> None:
    change, expected = DOCUMENTS[name]
    content = TEXT + "/OC /MC0 BDC\n" + SECRET + "EMC\n" if "layer" in name else TEXT + SECRET
    assert serious(pdf(content, change)) == expected


def test_a_drawn_box_over_text_is_an_annotation_that_hides() -> None:
    look = "0 0 0 rg 0 0 140 16 re f"

    def change(document: Any) -> None:
        form = document.make_stream(look.encode())
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 140, 16])
        annotated("Square", (38, 595, 178, 611), AP=Dictionary(N=document.make_indirect(form)))(document)

    assert serious(pdf(TEXT + SECRET, change)) == {"annotations", "text_covered"}


def test_an_earlier_version_tells_what_it_held() -> None:
    first = pdf(TEXT + SECRET)
    update = first + _incremental(first, TEXT)
    kept = [one for one in found(update) if one.check == "old_revisions"]
    assert [(one.severity, one.count) for one in kept] == [("serious", 2)]
    same = first + _incremental(first, TEXT + SECRET)
    assert [one.severity for one in found(same) if one.check == "old_revisions"] == ["info"]


def _incremental(before: bytes, content: str) -> bytes:
    """An update that puts another content in place of the page's."""
    with pikepdf.open(io.BytesIO(before)) as document:
        number = document.pages[0].obj.Contents.objgen[0]
        size, root = len(list(document.objects)) + 1, document.Root.objgen[0]
    body = f"{number} 0 obj\n<< /Length {len(content)} >>\nstream\n{content}\nendstream\nendobj\n".encode()
    start = len(before)
    previous = int(before.rpartition(b"startxref")[2].split()[0])
    table = f"xref\n{number} 1\n{start:010d} 00000 n \ntrailer << /Size {size} /Root {root} 0 R /Prev {previous} >>\n"
    return body + table.encode() + f"startxref\n{start + len(body)}\n%%EOF\n".encode()


def test_a_file_laid_out_for_the_web_has_no_earlier_version() -> None:
    assert serious(pdf(TEXT, linearize=True)) == set()


def test_bytes_around_the_document_are_found() -> None:
    assert serious(pdf() + b"\nSurname,Forename\n") == {"bytes_outside"}
    assert serious(b"secret" * 20 + b"\n" + pdf()) == {"bytes_outside"}


def test_a_dropped_object_is_found() -> None:
    data = pdf(TEXT)
    end = data.rindex(b"xref\n0")
    lost = b"99 0 obj\n<< /Length 60 >>\nstream\n" + SECRET.encode() + b"\nendstream\nendobj\n"
    moved = data[:end] + lost + data[end:].replace(str(end).encode(), str(end + len(lost)).encode())
    assert serious(moved) == {"orphan_objects"}


def test_a_box_over_a_scan_is_found_and_its_text_layer_is_not_alarming() -> None:
    layer = "".join(
        f"BT 3 Tr /F1 9 Tf 40 {842 - y - 9} Td (Anne Example, 12 High Street) Tj ET\n" for y in range(60, 800, 20)
    )
    page = "q 595 0 0 842 0 0 cm /Im1 Do Q\n"
    assert serious(pdf("", with_picture(page + layer, scan()))) == set()
    assert "scan_text" in {one.check for one in found(pdf("", with_picture(page + layer, scan())))}
    box = "0 0 0 rg 30 740 250 60 re f\n"
    assert serious(pdf("", with_picture(page + box, scan()))) == {"picture_covered"}
    titled = "0 0 0 rg 30 740 250 60 re f 1 g BT /F1 20 Tf 40 760 Td (A title) Tj ET\n"
    assert serious(pdf("", with_picture(page + titled, photograph((595, 842))))) == set()


def test_a_text_layer_where_the_scan_shows_nothing_is_found() -> None:
    from PIL import Image

    page = "q 595 0 0 842 0 0 cm /Im1 Do Q\nBT 3 Tr /F1 12 Tf 40 600 Td (Anne Example) Tj ET\n"
    assert serious(pdf("", with_picture(page, Image.new("RGB", (595, 842), "white")))) == {"invisible_text"}


def test_a_picture_over_text_is_found() -> None:
    content = TEXT + SECRET + "q 200 0 0 100 30 550 cm /Im1 Do Q\n"
    assert serious(pdf("", with_picture(content, photograph()))) == {"text_covered"}


def test_an_encrypted_file_could_not_be_read() -> None:
    locked = pdf(TEXT, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(CouldNotRead) as caught:
        inspect_data("file.pdf", locked)
    assert caught.value.check == "encrypted"


def test_no_finding_tells_the_text_itself() -> None:
    for one in (*found(pdf(TEXT + SECRET + BOX)), *found(pdf(TEXT, _author))):
        assert "Anne" not in f"{one.where} {one.sample} {one.mend}"
