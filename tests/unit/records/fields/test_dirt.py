"""Files as they come: whatever is wrong with one line costs that line alone, and is named with its line in the file."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.errors import BadInput, CouldNotRead
from fanlight.records import Store, import_files
from fanlight.records.files.csv_records import delimiter_of, records

HEADER = "disposal_id,crime_ref,outcome_type,outcome_date,offence_code,offence_label,borough\n"
ONE = "D1,C1,8,2024-01-05,8/30,Harassment,Wyre\n"
TWO = "D2,C2,8,2024-02-05,3/1,Threats — café,Dun\n"
THREE = 'D3,C3,8,05/03/2024,3/1,"Quoted, label",Dun\n'
PLAIN = HEADER + ONE + TWO + THREE
BROKEN = 'D4,C4,8,2024-02-05,3/1,"two\nlines",Dun\n'


def imported(
    folder: Path, data: bytes, name: str = "extract.csv"
) -> tuple[int, int, list[tuple[int, str, str]], list[str]]:
    """(rows, accepted, rejected as (line, field, reason), notes)"""
    (folder / name).write_bytes(data)
    (report,) = import_files([folder / name], folder / "store").files
    assert report.rows == report.accepted + report.duplicates + report.rejected
    with Store.open(folder / "store") as store:
        rejected = [(row["line"], row["field"], row["reason"]) for row in store.rejected()]
    assert len(rejected) == report.rejected
    return report.rows, report.accepted, rejected, report.warnings


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        (HEADER + ONE.rstrip("\n") + "\r\n" + TWO + THREE).encode(),
        PLAIN.replace("Quoted, label", "Quoted; label").replace('"', "").replace(",", ";").replace("Quoted; label", '"Quoted; label"').encode(),
        PLAIN.replace("Quoted, label", "Q").replace(",", "\t").encode(),
        PLAIN.replace("Quoted, label", "Q").replace(",", "|").encode(),
        ("sep=,\n" + PLAIN).encode(),
        ("Extract for the FOI team\n\n" + PLAIN).encode(),
        ("\n" + HEADER + "\n" + ONE + "\n\n" + TWO + THREE + "\n").encode(),
        (HEADER.upper() + ONE + TWO + THREE).encode(),
        "".join(line + ",\n" for line in PLAIN.splitlines()).encode(),
    ],
)  # fmt: skip
def test_every_shape_of_the_same_rows_is_read(tmp_path: Path, data: bytes) -> None:
    rows, accepted, rejected, _ = imported(tmp_path, data)
    assert (rows, accepted, rejected) == (3, 3, [])
    with Store.open(tmp_path / "store") as store:
        labels = store.tables()["disposals"].execute()["offence_label"].tolist()
    assert "Threats — café" in labels


@pytest.mark.parametrize(
    ("text", "accepted", "rejected"),
    [
        (HEADER + ONE + "D2,C2,8\n" + THREE, 2, [(3, "", "the line has 3 values, the header 7")]),
        (HEADER + BROKEN + "D2,C2,8,no day,3/1,x,y\n" + ONE + "D5,C5\n", 2,
         [(4, "outcome_date", "it is no date"), (6, "", "the line has 2 values, the header 7")]),
        (HEADER + ONE + 'D2,C2,8,2024-02-05,3/1,"never closed,Dun\n' + THREE, 2,
         [(3, "", "a quotation mark is opened and not closed")]),
        (HEADER + ONE + 'D2,C2,8,2024-02-05,3/1,a "b" c,Dun\n' + THREE, 3, []),
        (HEADER + ONE + "D2,C2,8,2024-02-05,3/1,a\0b,Dun\n" + THREE, 2, [(3, "", "the line holds NUL bytes")]),
        (HEADER + "D2,C2,8,2024-02-05,3/1," + "x" * 4_100_000 + ",Dun\n" + ONE, 1, [(2, "", "the line is longer than any record")]),
        (HEADER + "D1,C1,8,1/2/24,3/1,x,y\nD2,C2,8,2023-02-29,3/1,x,y\n" + THREE, 1,
         [(2, "outcome_date", "it is no date"), (3, "outcome_date", "it is no date")]),
        (HEADER, 0, []),
    ],
)  # fmt: skip
def test_a_damaged_line_costs_itself_alone(
    tmp_path: Path, text: str, accepted: int, rejected: list[tuple[int, str, str]]
) -> None:
    rows, kept, found, _ = imported(tmp_path, text.encode())
    assert (rows, kept, found) == (accepted + len(rejected), accepted, rejected)


def test_two_encodings_in_one_file_are_read_and_reported(tmp_path: Path) -> None:
    data = HEADER.encode() + TWO.encode() + THREE.replace("Quoted", "Café").encode("cp1252")
    _, accepted, _, notes = imported(tmp_path, data)
    assert accepted == 2
    assert any("1 lines are UTF-8 and others cp1252" in note for note in notes)


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", BadInput, "empty"),
        (bytes(range(256)) * 50, CouldNotRead, "no table"),
        (
            (HEADER.replace("borough", "offence_label") + ONE).encode(),
            BadInput,
            "Two columns are called “offence_label”",
        ),
        (b"a,b\n1,2\n", BadInput, "No mapping fits"),
    ],
)
def test_a_file_that_is_no_table_of_records_is_refused(
    tmp_path: Path, data: bytes, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        imported(tmp_path, data)
    assert not (tmp_path / "store" / "records.duckdb").exists()


def test_a_workbook_s_sheet_is_found_by_its_header_and_lines_are_its_rows(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "extract.xlsx") as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Extract of 2024", "read me"])
        sheet = book.add_worksheet("Data")
        for at, line in enumerate([HEADER, ONE, "D2,C2,8,soon,3/1,a,b"], start=2):
            sheet.write_row(at, 0, line.strip().split(","))
    (report,) = import_files([tmp_path / "extract.xlsx"], tmp_path / "store").files
    assert (report.accepted, report.rejected) == (1, 1)
    with Store.open(tmp_path / "store") as store:
        assert [row["line"] for row in store.rejected()] == [5]


TEXT = st.text(st.sampled_from('a",;\n\r x'), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], mark: str
) -> None:
    import csv

    path = tmp_path_factory.mktemp("careful") / "x.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=mark, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
            [["h1", "h2", "h3"], *rows]
        )
    unreadable: list[tuple[int, str, str]] = []
    assert delimiter_of(path) == mark
    found = [
        [v.replace("\r\n", "\n").replace("\r", "\n") for v in values] for _, values in records(path, mark, unreadable)
    ]
    wanted = [[v.replace("\r\n", "\n").replace("\r", "\n") for v in values] for values in rows]
    assert (found[1:], unreadable) == (wanted, [])
