"""Old Office files: workbooks record by record, and documents that are never clean."""

from __future__ import annotations

import struct

import pytest

from fanlight.errors import CouldNotRead
from fanlight.inspection.engine import inspect_data
from tests.unit.inspection.made import compound, doc, record, text8, xls

TABLE = [["Offence", "Number"], ["Burglary", "4"], ["Theft", "12"]]
PEOPLE = [["Surname", "Forename", "Date of birth"]] + [
    [s, f, b]
    for s, f, b in [("Smith", "Anne", "1/2/1980"), ("Jones", "Ben", "2/3/1971"), ("Brown", "Carol", "4/4/1964")]
]


def serious(name: str, data: bytes) -> set[str]:
    return {one.check for one in inspect_data(name, data) if one.severity != "info"}


def row(number: int, flags: int = 0, height: int = 255) -> bytes:
    return record(0x208, struct.pack("<HHHHHHHH", number, 0, 2, height, 0, 0, flags, 0))


def columns(first: int, last: int, flags: int = 0, width: int = 2560) -> bytes:
    return record(0x7D, struct.pack("<HHHHHH", first, last, width, 0, flags, 0))


def name(text: str, flags: int) -> bytes:
    body = struct.pack("<HBBHHHBBBB", flags, 0, len(text), 0, 0, 0, 0, 0, 0, 0)
    return record(0x18, body + b"\x00" + text.encode())


BOOKS: dict[str, tuple[bytes, set[str]]] = {
    "a plain table": (xls([("Table", 0, TABLE, b"")]), set()),
    "a hidden sheet": (xls([("Table", 0, TABLE, b""), ("Raw", 1, TABLE, b"")]), {"sheet_hidden"}),
    "a very hidden sheet of people": (
        xls([("Table", 0, TABLE, b""), ("Raw", 2, PEOPLE, b"")]), {"sheet_very_hidden", "personal_rows"}
    ),
    "a hidden row": (xls([("Table", 0, TABLE, row(1, 0x20))]), {"rows_hidden"}),
    "a hidden row without content": (xls([("Table", 0, TABLE, row(9, 0x20))]), set()),
    "a row of no height": (xls([("Table", 0, TABLE, row(1, 0, 0))]), {"rows_hidden"}),
    "a folded group": (xls([("Table", 0, TABLE, row(1, 0x21))]), {"rows_grouped"}),
    "a filter": (xls([("Table", 0, TABLE, record(0x9B) + row(1, 0x20))]), {"filter_active"}),
    "a hidden column": (xls([("Table", 0, TABLE, columns(1, 1, 1))]), {"columns_hidden"}),
    "a column of no width": (xls([("Table", 0, TABLE, columns(1, 1, 0, 0))]), {"columns_hidden"}),
    "columns hidden beyond the table": (xls([("Table", 0, TABLE, columns(5, 255, 1))]), set()),
    "a note": (xls([("Table", 0, TABLE, record(0x1C, struct.pack("<HHHH", 1, 1, 0, 1) + text8("Anne", True)))]), {"comments"}),
    "a hidden name": (xls([("Table", 0, TABLE, b"")], name("secret", 1)), {"defined_name_hidden"}),
    "a name": (xls([("Table", 0, TABLE, b"")], name("total", 0)), set()),
    "a macro's name": (xls([("Table", 0, TABLE, b"")], name("run", 0x0A)), {"macro_sheet"}),
    "a link to another book": (
        xls([("Table", 0, TABLE, b"")], record(0x1AE, struct.pack("<H", 1) + text8("\x01other.xls", True))), {"external_link"}
    ),
    "a link to itself": (xls([("Table", 0, TABLE, b"")], record(0x1AE, struct.pack("<HH", 1, 0x0401))), set()),
    "a user": (xls([("Table", 0, TABLE, b"")], record(0x5C, text8("Anne Example", True) + b" " * 97)), {"properties_person"}),
    "a program in the user's place": (xls([("Table", 0, TABLE, b"")], record(0x5C, text8("Calc", True) + b" " * 97)), set()),
    "white text": (xls([("Table", 0, TABLE, b"")], colour=9), {"invisible_text"}),
    "an unused text": (xls([("Table", 0, TABLE, b"")], unused=["Anne Example"]), {"unused_strings"}),
    "macros": (xls([("Table", 0, TABLE, b"")], more={"_VBA_PROJECT_CUR/VBA/dir": b"x"}), {"macros"}),
    "a pivot cache": (xls([("Table", 0, TABLE, b"")], more={"_SX_DB_CUR/0001": record(0xC6, b"\x00" * 20) + record(0xCD, b"\x04\x00\x00Anne")}), {"pivot_cache"}),
    "an unknown stream": (xls([("Table", 0, TABLE, b"")], more={"Secret": b"x"}), {"unknown_part"}),
    "an unknown record": (xls([("Table", 0, TABLE, record(0x7777, b"x"))]), {"unknown_records"}),
    "scenarios": (xls([("Table", 0, TABLE, record(0xAF, b"\x00" * 8))]), {"scenarios"}),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(BOOKS))
def test_old_workbooks(case: str) -> None:
    data, expected = BOOKS[case]
    assert serious("a.xls", data) == expected


def test_an_encrypted_workbook_could_not_be_read() -> None:
    with pytest.raises(CouldNotRead) as caught:
        inspect_data("a.xls", xls([("Table", 0, TABLE, b"")], record(0x2F, b"\x01\x00" + b"\x00" * 52)))
    assert caught.value.check == "encrypted"


def test_texts_across_records_are_read() -> None:
    """A shared string split over a CONTINUE record restates its width."""
    from fanlight.inspection.ole.biff import Record, shared_strings

    first = struct.pack("<II", 2, 2) + struct.pack("<HB", 8, 0) + b"Burg"
    second = b"\x01" + "lary".encode("utf-16-le") + struct.pack("<HB", 3, 0) + b"abc"
    assert shared_strings(Record(0xFC, 0, first, (second,)), "x") == ["Burglary", "abc"]


DOCS: dict[str, tuple[bytes, set[str]]] = {
    "an ordinary letter": (doc(), {"old_format"}),
    "hidden text": (doc(formatting=b"\x3c\x08\x01"), {"old_format", "hidden_text"}),
    "text that is not hidden": (doc(formatting=b"\x3c\x08\x00"), {"old_format"}),
    "a deletion": (doc(formatting=b"\x00\x08\x01"), {"old_format", "tracked_changes"}),
    "white text": (doc(formatting=b"\x42\x2a\x08"), {"old_format", "invisible_text"}),
    "a fast save": (doc(flags=4), {"old_format", "fast_save"}),
    "remains of earlier text": (
        doc(lost="The suspect was Anne Example of 12 High Street. "), {"old_format", "fast_save"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(DOCS))
def test_old_documents_are_never_clean(case: str) -> None:
    data, expected = DOCS[case]
    assert serious("a.doc", data) == expected


def test_an_encrypted_document_and_an_unknown_container_could_not_be_read() -> None:
    with pytest.raises(CouldNotRead):
        inspect_data("a.doc", doc(flags=0x100))
    with pytest.raises(CouldNotRead):
        inspect_data("a.bin", compound({"Something": b"x"}))


def test_remains_in_unused_sectors_are_found() -> None:
    from fanlight.inspection.ole.biff import records

    assert list(records(b"", "x")) == []
    stream = xls([("Table", 0, TABLE, b"")])
    import io

    import olefile

    with olefile.OleFileIO(io.BytesIO(stream)) as file:
        book = file.openstream("Workbook").read()
    data = compound({"Workbook": book}, free=b"The suspect was Anne Example of 12 High Street")
    assert serious("a.xls", data) == {"fast_save"}
