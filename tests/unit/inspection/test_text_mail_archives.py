"""Tables in text, mail, and archives."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from email.message import EmailMessage

import pytest

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Limits
from fanlight.inspection.engine import inspect_data
from tests.unit.inspection.made import msg, pdf, zipped

PEOPLE = b"Surname,Forename,Date of birth\n" + b"".join(
    f"{s},{f},{d}/02/19{y}\n".encode()
    for s, f, d, y in [
        ("Smith", "Anne", 1, 80),
        ("Jones", "Ben", 12, 71),
        ("Brown", "Carol", 3, 64),
        ("Ali", "Omar", 9, 92),
    ]
)
TABLE = b"Offence,2022,2023\nBurglary,4,1\nTheft,12,15\nDrugs,575,681\n"


def serious(name: str, data: bytes) -> set[str]:
    return {one.check for one in inspect_data(name, data) if one.severity != "info"}


TEXTS: dict[str, tuple[bytes, set[str]]] = {
    "a table of counts": (TABLE, set()),
    "a table with marks": (b"Offence,2022\nBurglary,[c]\nTheft,-\nDrugs,<5\nArson,-3.5%\n", set()),
    "a list of people": (PEOPLE, {"personal_rows"}),
    "a formula": (b"a,b\n1,=1+1\n", {"formulas"}),
    "a formula behind a blank": (b"a,b\n1,\" =cmd|' /C calc'!A0\"\n", {"formulas"}),
    "a formula made text by an apostrophe": (b"a,b\n1,'=1+1\n", set()),
    "an at sign": (b"a,b\n1,@SUM(A1)\n", {"formulas"}),
    "a negative number": (b"a,b\n1,-5\n2,-1.5\n3,+4\n", set()),
    "a list in words and telephone numbers": (b"a,b\n- first item,+44 (0)1234 567890\n-0.5 to 1.2,+1\n", set()),
    "a call behind a sign": (b"a,b\n1,- HYPERLINK(A1)\n", {"formulas"}),
    "a dash with words": (b"a,b\n1,-x+1\n", {"formulas"}),
    "a stray column": (b"a,b\n1,2\n3,4,Anne\n", {"stray_columns"}),
    "a title above": (b"Table 1: Offences\n\nOffence,2022\nTheft,3\n", set()),
    "two tables": (TABLE + b"\n" + TABLE, set()),
    "control characters": (b"a,b\n1\x07,2\n", {"control_characters"}),
    "zero-width signs": ("a,b\n1\u200b2,2\n".encode(), {"control_characters"}),
    "a byte order mark": (b"\xef\xbb\xbf" + TABLE, set()),
    "UTF-16": (TABLE.decode().encode("utf-16"), set()),
    "two encodings": ("a,é\n".encode() + b"b,\xe9\n", {"mixed_encoding"}),
    "Windows' own encoding": (b"Offence,\xa3\nTheft,3\nFraud \x96 other,4\n", set()),
    "semicolons": (b"Offence;2022;2023\nTheft;1;2\n", set()),
}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_tables_in_text(name: str) -> None:
    data, expected = TEXTS[name]
    assert serious("table.csv", data) == expected


def _mail(**more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "anne@force.example", "ben@public.example", "Figures"
    for name, value in more.items():
        message[name] = value
    message.set_content("The figures that you asked for are attached. They are counted by calendar year.")
    return message


def test_mail_shows_its_people_routing_hidden_recipients_and_attachments() -> None:
    message = _mail(Bcc="carol@force.example", Received="from pc17.internal.example by mail.example; date")
    message.add_attachment(PEOPLE, maintype="text", subtype="csv", filename="raw.csv")
    message.add_attachment(pdf(), maintype="application", subtype="pdf", filename="letter.pdf")
    assert serious("a.eml", bytes(message)) == {
        "mail_people", "mail_bcc", "mail_routing", "attachments", "personal_rows"
    }  # fmt: skip
    assert serious("a.eml", bytes(_mail())) == {"mail_people"}


def test_two_versions_of_a_mail_that_differ_are_found() -> None:
    message = _mail()
    message.add_alternative(
        "<p>The figures that you asked for are attached. They are counted by calendar year.</p>", subtype="html"
    )
    assert serious("a.eml", bytes(message)) == {"mail_people"}
    message = _mail()
    message.add_alternative("<p>Nothing at all</p><p style='display:none'>Anne told us</p>", subtype="html")
    assert serious("a.eml", bytes(message)) == {"mail_people", "mail_alternative", "hidden_text"}


def test_a_mail_within_a_mail_is_opened() -> None:
    outer = _mail()
    outer.add_attachment(_mail(Bcc="carol@force.example"))
    assert "mail_bcc" in serious("a.eml", bytes(outer))


def test_outlook_messages() -> None:
    assert serious("a.msg", msg()) == {"mail_people"}
    assert serious("a.msg", msg(hidden=True)) == {"mail_people", "mail_bcc"}
    # The content is padded to a whole stream, as every stream of the made container is.
    assert serious("a.msg", msg(("raw.csv", PEOPLE + b"Green,Dora,04/05/1955\n" * 250))) == {
        "mail_people", "attachments", "personal_rows"
    }  # fmt: skip


def test_archives_are_opened_to_the_last_file() -> None:
    inner = zipped({"raw.csv": PEOPLE})
    assert serious("a.zip", zipped({"table.csv": TABLE})) == set()
    assert serious("a.zip", zipped({"inner.zip": inner, "t.csv": TABLE})) == {"personal_rows"}
    where = [one.where for one in inspect_data("a.zip", zipped({"inner.zip": inner})) if one.check == "personal_rows"]
    assert where[0].startswith("inner.zip › raw.csv")


def test_what_directories_of_archives_say() -> None:
    assert serious("a.zip", zipped({"t.csv": TABLE}, comment=b"from Anne")) == {"zip_comment"}
    assert serious("a.zip", zipped({"t.csv": TABLE}, extra=b"\x99\x99\x04\x00Anne")) == {"zip_extra"}
    assert serious("a.zip", zipped({"../t.csv": TABLE})) == {"path_traversal"}
    assert serious("a.zip", zipped({"t.csv": TABLE}) + b"Surname") == {"bytes_outside"}
    assert serious("a.zip", zipped({"t.csv": TABLE, "__MACOSX/._t.csv": b"x"})) == {"private_data"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("t.csv", PEOPLE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("t.csv", TABLE)
    assert serious("a.zip", out.getvalue()) == {"name_twice", "personal_rows"}


def test_a_file_dropped_from_the_directory_is_found() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("raw.csv", PEOPLE)
        package.writestr("t.csv", TABLE)
        del package.NameToInfo["raw.csv"]
        package.filelist = package.filelist[1:]
    assert serious("a.zip", out.getvalue()) == {"bytes_outside"}


def _tar(**owner: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("raw.csv")
        info.size = len(PEOPLE)
        for key, value in owner.items():
            setattr(info, key, value)
        archive.addfile(info, io.BytesIO(PEOPLE))
    return out.getvalue()


def test_tar_and_compressed_files() -> None:
    assert serious("a.tar", _tar()) == {"personal_rows"}
    assert serious("a.tar", _tar(uname="aexample")) == {"personal_rows", "archive_owner"}
    assert serious("a.tar.gz", gzip.compress(_tar())) == {"personal_rows"}
    assert serious("t.csv.gz", gzip.compress(TABLE)) == set()


def test_what_unpacks_too_large_could_not_be_read() -> None:
    bomb = zipped({"t.csv": b"0," * 3_000_000})
    with pytest.raises(CouldNotRead) as caught:
        inspect_data("a.zip", bomb, Limits(unpacked=2_000_000))
    assert caught.value.check == "too_large"
    with pytest.raises(CouldNotRead):
        inspect_data("a.csv.gz", gzip.compress(b"0," * 3_000_000), Limits(unpacked=2_000_000))


def test_too_deep_is_not_clean() -> None:
    data = zipped({"t.csv": TABLE})
    for _ in range(9):
        data = zipped({"inner.zip": data})
    with pytest.raises(CouldNotRead) as caught:
        inspect_data("a.zip", data)
    assert caught.value.check == "too_deep"


@pytest.mark.parametrize("start", [b"7z\xbc\xaf\x27\x1c\x00\x04", b"Rar!\x1a\x07\x00"])
def test_archives_that_are_not_read_are_never_clean(start: bytes) -> None:
    with pytest.raises(CouldNotRead):
        inspect_data("a.7z", start + b"\x00" * 100)
    with pytest.raises(CouldNotRead):
        inspect_data("a.zip", zipped({"a.7z": start + b"\x00" * 100}))


def test_more_rows_than_the_table_should_have() -> None:
    assert {one.check for one in inspect_data("t.csv", TABLE, Limits(rows=3))} == {"more_rows"}
    assert {one.check for one in inspect_data("t.csv", TABLE, Limits(rows=4))} == set()
