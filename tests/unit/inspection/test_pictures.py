"""Pictures: metadata, previews, further frames, transparency, bytes after the end."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from fanlight.errors import CouldNotRead
from fanlight.inspection.engine import inspect_data
from tests.unit.inspection.made import (
    exif_with_preview,
    jpeg,
    photograph,
    png,
    png_chunk,
    with_segment,
    zipped,
)


def serious(name: str, data: bytes) -> set[str]:
    return {one.check for one in inspect_data(name, data) if one.severity != "info"}


def _exif(**tags: object) -> Image.Exif:
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[int(tag[1:], 16)] = value
    return exif


def _other() -> Image.Image:
    picture = Image.new("RGB", (160, 120), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 90, 110), fill="black")
    return picture


XMP = (
    b'http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
    b'"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b"<dc:creator><rdf:Seq><rdf:li>Anne Example</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
)
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x11\x1c\x02\x50\x00\x0cAnne Example\x00"
SMALL = photograph().resize((160, 120))
PICTURES: dict[str, tuple[str, bytes, set[str]]] = {
    "a plain JPEG": ("a.jpg", jpeg(), set()),
    "a progressive JPEG": ("a.jpg", jpeg(progressive=True), set()),
    "camera and date": ("a.jpg", jpeg(exif=_exif(x010F="Maker", x0110="Model", x0132="2024:01:01 10:00:00")), set()),
    "an artist": ("a.jpg", jpeg(exif=_exif(x013B="Anne Example")), {"properties_person"}),
    "a place": (
        "a.jpg", jpeg(exif=_exif(x8825={2: (51.0, 1.0, 2.0), 4: (0.0, 7.0, 0.0)})), {"picture_place"}
    ),
    "a description": ("a.jpg", jpeg(exif=_exif(x010E="Anne at the custody desk")), {"picture_metadata"}),
    "a comment": ("a.jpg", jpeg(comment=b"from Anne"), {"picture_metadata"}),
    "a program's comment": ("a.jpg", jpeg(comment=b"CREATOR: gd-jpeg v1.0"), set()),
    "XMP": ("a.jpg", with_segment(jpeg(), 0xE1, XMP), {"properties_person"}),
    "IPTC": ("a.jpg", with_segment(jpeg(), 0xED, IPTC), {"properties_person"}),
    "a preview of the same": ("a.jpg", with_segment(jpeg(), 0xE1, exif_with_preview(jpeg(SMALL))), set()),
    "a preview of something else": (
        "a.jpg", with_segment(jpeg(), 0xE1, exif_with_preview(jpeg(_other()))), {"preview_differs"}
    ),
    "bytes after a JPEG": ("a.jpg", jpeg() + b"Surname,Forename", {"bytes_outside"}),
    "an archive after a JPEG": (
        "a.jpg", jpeg() + zipped({"a.csv": b"a,b\n=1+1,2\n"}), {"bytes_outside", "formulas"}
    ),
    "an unknown segment": ("a.jpg", with_segment(jpeg(), 0xE7, b"Private 12345"), {"picture_metadata"}),
    "a plain PNG": ("a.png", png(), set()),
    "a PNG that a plot wrote": (
        "a.png", png(pnginfo=None) [:33] + png_chunk(b"tEXt", b"Software\x00Matplotlib") + png()[33:], set()
    ),
    "a PNG's author": (
        "a.png", png()[:33] + png_chunk(b"tEXt", b"Author\x00Anne Example") + png()[33:], {"properties_person"}
    ),
    "a packed remark": (
        "a.png", png()[:33] + png_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"Ask Anne")) + png()[33:],
        {"picture_metadata"},
    ),
    "the remains of a cropped picture": ("a.png", png() + png()[8:], {"bytes_outside"}),
    "an unknown chunk": ("a.png", png()[:33] + png_chunk(b"prVt", b"x") + png()[33:], {"picture_metadata"}),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_what_a_picture_carries(name: str) -> None:
    file, data, expected = PICTURES[name]
    assert serious(file, data) == expected


def test_content_under_transparency_is_found() -> None:
    hidden = photograph().convert("RGBA")
    ImageDraw.Draw(hidden).text((30, 100), "ANNE EXAMPLE 1980 HIGH STREET " * 3, fill=(0, 0, 0, 255))
    for line in range(0, 240, 8):
        ImageDraw.Draw(hidden).text((5, line), "Anne Example, 12 High Street, Anytown", fill=(255, 255, 255, 255))
    hidden.putalpha(0)
    assert serious("a.png", png(hidden)) == {"transparent_content"}
    shown = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    ImageDraw.Draw(shown).ellipse((20, 20, 180, 180), fill=(200, 30, 30, 255))
    assert serious("a.png", png(shown)) == set()


def test_frames_and_pages_are_found() -> None:
    out = io.BytesIO()
    photograph().save(out, "PNG", save_all=True, append_images=[_other().resize((320, 240))])
    assert serious("a.png", out.getvalue()) == {"picture_frames"}
    out = io.BytesIO()
    photograph().save(out, "TIFF", save_all=True, append_images=[_other()])
    assert serious("a.tif", out.getvalue()) == {"picture_frames"}
    out = io.BytesIO()
    photograph().save(out, "TIFF", compression="tiff_lzw")
    assert serious("a.tif", out.getvalue()) == set()
    assert serious("a.tif", out.getvalue() + b"Surname,Forename,Date") == {"bytes_outside"}
    out = io.BytesIO()
    photograph().save(out, "TIFF", tiffinfo={315: "Anne Example"})
    assert serious("a.tif", out.getvalue()) == {"properties_person"}


def test_xmp_text_and_raw_profiles_in_png() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.partition(b"\x00")[2].decode())
    assert serious("a.png", png(pnginfo=info)) == {"properties_person"}
    tags = Image.Exif()
    tags[0x013B] = "Anne Example"
    raw = b"Exif\x00\x00" + tags.tobytes()[6:]
    text = f"\nexif\n{len(raw):8}\n{raw.hex()}\n"
    info = PngImagePlugin.PngInfo()
    info.add_text("Raw profile type exif", text, zip=True)
    assert serious("a.png", png(pnginfo=info)) == {"properties_person"}


@pytest.mark.parametrize(("name", "data"), [("a.jpg", jpeg()), ("a.png", png())])
def test_a_truncated_picture_could_not_be_read(name: str, data: bytes) -> None:
    with pytest.raises(CouldNotRead):
        inspect_data(name, data[: len(data) // 2])


def test_a_name_of_another_kind_is_found() -> None:
    assert serious("a.png", jpeg()) == {"name_mismatch"}
