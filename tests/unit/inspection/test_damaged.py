"""Damaged copies of files that hide something: no crash, no hang, and never clean while the hidden thing is there."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable

import pytest

from fanlight.errors import CouldNotRead
from fanlight.inspection.engine import inspect_data
from tests.unit.inspection import test_old_office, test_pdf, test_pictures, test_text_mail_archives
from tests.unit.inspection.made import doc, jpeg, msg, pdf, photograph, png, png_chunk, with_segment, xls, zipped
from tests.unit.inspection.mutants import mutants

PEOPLE, TABLE = test_text_mail_archives.PEOPLE, test_text_mail_archives.TABLE
SMALL = photograph((64, 48))
FILES: dict[str, bytes] = {
    "box.pdf": pdf(test_pdf.TEXT + test_pdf.SECRET + test_pdf.BOX),
    "attached.pdf": pdf(test_pdf.TEXT, test_pdf._attach),
    "author.jpg": with_segment(jpeg(SMALL), 0xED, test_pictures.IPTC),
    "author.png": png(SMALL)[:33] + png_chunk(b"tEXt", b"Author\x00Anne Example") + png(SMALL)[33:],
    "people.csv": PEOPLE,
    "hidden.msg": msg(hidden=True),
    "people.zip": zipped({"raw.csv": PEOPLE, "t.csv": TABLE}),
    "people.tar": test_text_mail_archives._tar(uname="x"),
    "people.csv.gz": gzip.compress(PEOPLE),
    "hidden.xls": xls([("Table", 0, test_old_office.TABLE, b""), ("Raw", 2, test_old_office.PEOPLE, b"")]),
    "hidden.doc": doc(formatting=b"\x3c\x08\x01"),
}
COUNT = 30


def outcome(name: str, data: bytes) -> str:
    """clean, findings or could_not_read; anything else than these is an error of the test."""
    try:
        found = inspect_data(name, data)
    except CouldNotRead:
        return "could_not_read"
    return "findings" if any(one.severity != "info" for one in found) else "clean"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(FILES))
def test_damaged_files_are_never_clean_by_accident(name: str) -> None:
    """Copies that are clean have lost what was hidden: for tables, the people; for the others there are none."""
    assert outcome(name, FILES[name]) == "findings"
    for what, data in mutants(FILES[name], COUNT, seed=11):
        if outcome(name, data) == "clean":
            assert name in {"people.csv", "box.pdf", "attached.pdf"}, what
            if name == "people.csv":
                assert data.count(b"19") < PEOPLE.count(b"19") or b"Surname" not in data, what
            else:
                assert not _holds_secret(data), what


def _holds_secret(data: bytes) -> bool:
    """Whether the words under the box, or the attached table, can still be unpacked from the bytes."""
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            body = zlib.decompressobj().decompress(data[match.end() :], 1_000_000)
        except zlib.error:
            continue
        if b"Surname" in body or (b"Anne" in body and b"re f" in body):
            return True
    return False


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(set(FILES) - {"people.csv"}))
def test_cut_files_are_never_clean(name: str) -> None:
    data = FILES[name]
    for part in (0.2, 0.5, 0.8, 0.95):
        assert outcome(name, data[: int(len(data) * part)]) != "clean", part


@pytest.mark.parametrize(
    "make", [lambda n: b"\x00" * n, lambda n: b"\xff" * n, lambda n: bytes(i * 7 % 256 for i in range(n))]
)
@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"PK\x03\x04",
                                   b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08", b"From: a\r\nTo: b\r\n\r\n"])  # fmt: skip
def test_rubbish_behind_a_good_start_is_never_clean(start: bytes, make: Callable[[int], bytes]) -> None:
    if not start.startswith(b"From"):
        assert outcome("file", start + make(3000)) == "could_not_read"
    else:
        outcome("file.eml", start + make(3000))
