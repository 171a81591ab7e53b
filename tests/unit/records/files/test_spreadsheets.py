"""What spreadsheets and people do to an extract: said, refused or read as what it is, and never counted as something else."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fanlight.errors import BadInput, CouldNotRead
from fanlight.records import FileReport, Store, import_files
from fanlight.records.fields.made_dates import readings

FIELDS = ("disposal_id", "crime_ref", "recorded_date", "outcome_date", "outcome_type", "ho_class", "ho_subclass",
          "borough", "offender_ref", "offence_label")  # fmt: skip
GOOD = {"recorded_date": "2024-05-04", "outcome_date": "2024-05-06", "outcome_type": "8", "ho_class": "8",
        "ho_subclass": "26", "borough": "Elmsea", "offence_label": "Having a blade"}  # fmt: skip


def row(number: int, **values: str) -> dict[str, str]:
    return {"disposal_id": f"P{number}", "crime_ref": f"C{number}", "offender_ref": f"O{number}", **GOOD, **values}


def written(folder: Path, rows: list[dict[str, str]], name: str = "a.csv") -> Path:
    columns = [*FIELDS, *sorted({key for one in rows for key in one} - set(FIELDS))]
    with (folder / name).open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)
    return folder / name


def imported(folder: Path, rows: list[dict[str, str]], **how: Any) -> tuple[FileReport, list[dict[str, Any]]]:
    (report,) = import_files([written(folder, rows)], folder / "s", **how).files
    with Store.open(folder / "s") as store:
        return report, store.tables()["disposals"].order_by("disposal_id").to_pyarrow().to_pylist()


MADE = ["03-Jan", "3-Jan", "Jan-03", "3 Jan", "03/Jan/26", "1-Mar", "2026-01-03", "2026-01-03T00:00:00", "03/01/2026",
        "46025", "46025.0", "Aug-67", "3-January", "JAN-03", "1967-08"]  # fmt: skip


def test_codes_that_are_dates_are_refused_until_a_person_says_what_they_were(tmp_path: Path) -> None:
    rows = [row(n, ho_class="", ho_subclass="", offence_code=made) for n, made in enumerate(["8/26", *MADE], start=10)]
    for left in range(len(MADE)):
        others = {made: "3/1" for at, made in enumerate(MADE) if at != left}
        with pytest.raises(BadInput, match=r"offence_code holds dates that a spreadsheet made.*--code") as refused:
            import_files([written(tmp_path, rows)], tmp_path / "s", codes=others)
        assert MADE[left] in str(refused.value)
    assert not (tmp_path / "s" / "records.duckdb").exists()
    _, held = imported(tmp_path, rows, codes=dict.fromkeys(MADE, "3/1"))
    assert [one["offence_code"] for one in held] == ["8/26", *["3/1"] * len(MADE)]


@pytest.mark.parametrize("field", ["ho_class", "ho_subclass", "cjs_code", "section", "classification_code"])
def test_every_column_of_codes_is_looked_at(tmp_path: Path, field: str) -> None:
    with pytest.raises(BadInput, match=f"{field} holds dates"):
        imported(tmp_path, [row(1, **{field: "03-Jan"})])


def test_true_codes_are_no_dates(tmp_path: Path) -> None:
    codes = ["8/26", "105/1", "8", "56A", "8L", "195/99", "92/61", "1/1"]
    report, held = imported(tmp_path, [row(n, ho_class="", offence_code=code) for n, code in enumerate(codes)])
    assert report.accepted == len(codes)
    assert [one["offence_code"] for one in held] == codes


@pytest.mark.parametrize(
    ("made", "codes"),
    [("03-Jan", ["3/1", "1/3"]), ("1967-08-01", ["1/8", "8/1", "8/67"]), ("Aug-67", ["8/67"]), ("x", []),
     ("44621", ["1/3", "3/1", "3/22"]), ("8/26", [])],
)  # fmt: skip
def test_a_date_may_be_several_codes(made: str, codes: list[str]) -> None:
    assert readings(made) == codes


def test_the_true_code_is_among_the_readings_of_real_ones(extracts: Path) -> None:
    """Codes that a spreadsheet turned into days in a published table, and what they were."""
    listed = extracts / "open" / "ref" / "police-uk-category-mappings_decoded.csv.gz"
    with gzip.open(listed, mode="rt", encoding="utf-8") as file:
        real = [(one["raw_cell"], one["ho_code"]) for one in csv.DictReader(file) if "date" in one["ho_code_note"]]
    assert len(real) > 50
    assert [pair for pair in real if pair[1] not in readings(pair[0])] == []


def test_a_mapping_says_what_dates_were(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "name: mine\nkind: disposals\nabout: Mine\ncolumns: {disposal_id: disposal_id, crime_ref: crime_ref, "
        'recorded_date: recorded_date, code: offence_code}\ncodes: {03-Jan: 3/1}\nunits: [crimes]\n'
    )  # fmt: skip
    report, held = imported(tmp_path, [row(1, code="03-Jan")], mapping=str(tmp_path / "m.yaml"))
    assert held[0]["offence_code"] == "3/1"
    assert "borough" in report.unmapped
    assert any("columns that no field takes" in note for note in report.warnings)


def test_values_that_a_mapping_does_not_know_are_named(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "name: mine\nkind: disposals\nabout: Mine\ncolumns: {disposal_id: disposal_id, crime_ref: crime_ref, "
        'recorded_date: recorded_date, result: outcome_type}\nvalues: {outcome_type: {Resolved: "8", Court: ""}}\nunits: [crimes]\n'
    )
    rows = [row(1, result="Resolved"), row(2, result="Resolved (CR)"), row(3, result=""), row(4, result="Court")]
    report, held = imported(tmp_path, rows, mapping=str(tmp_path / "m.yaml"))
    assert [one["outcome_type"] for one in held] == ["8", None, None, None]
    assert report.unknown_values == {"outcome_type": ["Resolved (CR)"]}
    assert any("does not know for outcome_type" in note for note in report.warnings)


def test_padded_and_decimal_codes_are_one_code(tmp_path: Path) -> None:
    variants = [("8", "26", "8"), ("008", "26", "08"), ("08", "026", "8.0"), ("8.0", "26.0", "8"), ("8", " 26", "8.00")]
    rows = [row(n, ho_class=a, ho_subclass=b, outcome_type=c) for n, (a, b, c) in enumerate(variants)]
    report, held = imported(tmp_path, rows)
    assert report.accepted == len(variants)
    assert {(one["offence_code"], one["outcome_type"], one["ho_class"]) for one in held} == {("8/26", "8", "8")}


def test_one_code_however_it_is_written(tmp_path: Path) -> None:
    written_so = ["8/26", "008/26", "08/26", "8 / 26", "00826", "8/026"]
    _, held = imported(tmp_path, [row(n, ho_class="", offence_code=code) for n, code in enumerate(written_so)])
    assert {one["offence_code"] for one in held} == {"8/26"}


def test_noughts_that_belong_to_a_code_stay(tmp_path: Path) -> None:
    codes = ["10/0", "100", "99/99", "20.5", "0"]
    _, held = imported(tmp_path, [row(n, ho_class="", offence_code=code) for n, code in enumerate(codes)])
    assert [one["offence_code"] for one in held] == codes


def test_words_for_nobody_are_nobody(tmp_path: Path) -> None:
    words = ["N/A", "n/a", "UNKNOWN", "Unknown suspect", "none", "-", "--", "not recorded", "Not Known", "NULL", "?", "0",
             "000", "(blank)", "TBC", "no offender", "#N/A", "nan", "N.K.", "\u00a0", "suspect unknown", "XXXX", "-1"]  # fmt: skip
    report, held = imported(tmp_path, [row(n, offender_ref=word) for n, word in enumerate(words)])
    assert [one["offender_ref"] for one in held] == [None] * len(words)
    assert (report.unidentified, report.placeholders) == (len(words), {"offender_ref": len(words) - 1})
    assert any("name no offender" in note for note in report.warnings)


def test_references_of_people_are_people(tmp_path: Path) -> None:
    words = ["N12", "NA1", "O0", "UNK77", "Noakes", "Nonesuch", "1001", "X1"]
    report, held = imported(tmp_path, [row(n, offender_ref=word) for n, word in enumerate(words)])
    assert [one["offender_ref"] for one in held] == words
    assert report.unidentified == 0


def test_a_crime_without_a_reference_is_no_crime(tmp_path: Path) -> None:
    report, _ = imported(tmp_path, [row(1), row(2, crime_ref="N/A"), row(3, crime_ref="unknown")])
    assert (report.accepted, report.reasons) == (1, {"crime_ref: it is empty": 2})


def test_a_total_is_no_record(tmp_path: Path) -> None:
    totals = [
        {"disposal_id": "Total", "crime_ref": "29"}, {"disposal_id": "TOTAL:", "crime_ref": "x"},
        {"disposal_id": "x", "crime_ref": "Grand total"}, {"disposal_id": "Total 2024/25", "crime_ref": "29"},
        {"borough": "Sub-total"}, {"disposal_id": "Count", "crime_ref": "29"},
        {"disposal_id": "29 records", "crime_ref": "x"}, {"disposal_id": "Number of crimes: 29", "crime_ref": "x"},
        {"disposal_id": "End of report", "crime_ref": "x"}, {"disposal_id": "Records: 29", "crime_ref": "29"},
        {"disposal_id": "Generated on 5 May 2024", "crime_ref": "x"},
    ]  # fmt: skip
    report, held = imported(tmp_path, [row(0), *(row(n, **total) for n, total in enumerate(totals, start=1))])
    assert [one["disposal_id"] for one in held] == ["P0"]
    assert report.reasons == {"it is a total or a note below the table, and no record": len(totals)}


def test_words_that_begin_like_a_total_are_records(tmp_path: Path) -> None:
    words = [
        {"offence_label": "Total loss of vehicle"}, {"crime_ref": "COUNTY/12"}, {"borough": "Endon"},
        {"crime_ref": "RUN1"}, {"offence_label": "Sum of money taken"}, {"borough": "Totals Wood"},
    ]  # fmt: skip
    report, _ = imported(tmp_path, [row(n, **values) for n, values in enumerate(words)])
    assert report.accepted == len(words)


@pytest.mark.parametrize("field", ["recorded_date", "outcome_date"])
def test_days_that_cannot_be_are_rejected_with_why(tmp_path: Path, field: str) -> None:
    days = {"future": ["2099-03-04", "2024-07-02"], "no date": ["1900-01-00", "00/01/1900", "45416"],
            "day nought": ["1899-12-30", "30/12/1899", "1900-01-01", "1904-01-01", "1970-01-01"]}  # fmt: skip
    listed = [day for some in days.values() for day in some]
    rows = [row(0), *(row(n, **{field: day}) for n, day in enumerate(listed, start=1))]
    report, held = imported(tmp_path, rows, extracted=date(2024, 7, 1))
    assert [one["disposal_id"] for one in held] == ["P0"]
    for why, some in days.items():
        assert [n for reason, n in report.reasons.items() if reason.startswith(field) and why in reason] == [len(some)]


def test_a_day_of_an_offence_long_ago_stays(tmp_path: Path) -> None:
    report, _ = imported(tmp_path, [row(1, committed_from_date="1970-01-01"), row(2, committed_from_date="1899-12-30")])
    assert (report.accepted, report.rejected) == (1, 1)


def test_rows_without_a_day_are_rejected_or_named(tmp_path: Path) -> None:
    rows = [row(1), row(2, recorded_date=""), row(3, outcome_date=""), row(4, outcome_date="", outcome_type="")]
    report, _ = imported(tmp_path, rows)
    assert (report.accepted, report.rejected, report.undated) == (3, 1, {"outcome_date": 1})
    assert any("1 outcomes have no outcome_date" in note for note in report.warnings)


def test_a_column_of_days_that_nobody_fills_rejects_nothing(tmp_path: Path) -> None:
    report, _ = imported(tmp_path, [row(n, recorded_date="") for n in range(3)])
    assert (report.accepted, report.undated) == (3, {"recorded_date": 3})


def test_spellings_of_one_category_are_named(tmp_path: Path) -> None:
    words = ["Ashcombe"] * 24 + ["ashcombe", "Ash-combe", "Ashcomb", "Elmsea"]
    report, held = imported(tmp_path, [row(n, borough=word) for n, word in enumerate(words)])
    assert len(held) == len(words)
    assert ["Ash-combe", "Ashcombe", "ashcombe"] in report.variants["borough"]
    assert any("Ashcomb" in group for group in report.variants["borough"])
    assert any(note.startswith("borough that differ in punctuation or case alone") for note in report.warnings)


def test_unknown_types_of_outcome_are_named(tmp_path: Path) -> None:
    report, _ = imported(tmp_path, [row(1), row(2, outcome_type="99"), row(3, outcome_type="CR")])
    assert (report.accepted, report.rejected) == (1, 2)
    assert "unknown outcome types: 99, cr." in report.warnings


def test_the_same_outcome_from_two_systems_is_named(tmp_path: Path) -> None:
    rows = [row(1, source_system="CRIS"), row(2, crime_ref="C1", source_system="Connect"), row(3, source_system="CRIS")]
    report, _ = imported(tmp_path, rows)
    assert any("1 crime has the same outcome, of the same day, from two systems" in note for note in report.warnings)


def book(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as made:
        for name, lines in sheets.items():
            sheet = made.add_worksheet(name)
            for at, values in enumerate(lines):
                sheet.write_row(at, 0, values)
    return path


def lines(numbers: range, order: tuple[str, ...] = FIELDS) -> list[list[str]]:
    return [[row(n)[field] for field in order] for n in numbers]


def test_every_sheet_of_records_is_read_and_others_are_named(tmp_path: Path) -> None:
    turned = FIELDS[::-1]
    path = book(
        tmp_path / "a.xlsx",
        {"2024": [list(FIELDS), *lines(range(10))], "2025": [list(turned), *lines(range(10, 30), turned)],
         "Look-up": [["8", "Resolution"], ["1", "Charge"]]},
    )  # fmt: skip
    (report,) = import_files([path], tmp_path / "s").files
    assert (report.rows, report.accepted, report.other_sheets) == (30, 30, {"Look-up": 2})
    assert any("Read from 2 sheets: “2024”, “2025”" in note for note in report.warnings)
    assert any("sheet “Look-up” (2 rows) was not read" in note for note in report.warnings)


def test_a_rejected_row_of_a_second_sheet_names_its_sheet(tmp_path: Path) -> None:
    bad = [row(11, outcome_type="99")[field] for field in FIELDS]
    path = book(
        tmp_path / "a.xlsx", {"A": [list(FIELDS), *lines(range(3))], "B": [list(FIELDS), *lines(range(3, 5)), bad]}
    )
    import_files([path], tmp_path / "s")
    with Store.open(tmp_path / "s") as store:
        (found,) = store.rejected()
    assert (found["line"], "sheet “B”" in found["reason"]) == (4, True)


def test_sheets_of_other_columns_are_refused(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        {"A": [list(FIELDS), *lines(range(3))], "B": [list(FIELDS[:-1]), *lines(range(3, 5), FIELDS[:-1])]},
    )
    with pytest.raises(BadInput, match="different columns"):
        import_files([path], tmp_path / "s")


def test_a_stray_value_far_away_is_said(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        sheet = made.add_worksheet()
        for at, values in enumerate([list(FIELDS), *lines(range(3))]):
            sheet.write_row(at, 0, values)
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(CouldNotRead, match=r"reaches to row 1,048,576 and column 16,384.*Delete every row"):
        import_files([tmp_path / "a.xlsx"], tmp_path / "s")


def test_a_workbook_s_reader_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fanlight.records.files.workbook.MEMORY", 40 << 20)
    path = book(tmp_path / "a.xlsx", {"A": [list(FIELDS), *lines(range(20_000))]})
    with pytest.raises(CouldNotRead, match=r"memory"):
        import_files([path], tmp_path / "s")


def test_an_archive_is_no_workbook(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "a,b\n")
    with pytest.raises(BadInput, match="ZIP archive, not a workbook"):
        import_files([tmp_path / "a.zip"], tmp_path / "s")


def test_packed_files_are_read(tmp_path: Path) -> None:
    plain = written(tmp_path, [row(n) for n in range(5)])
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    (report,) = import_files([tmp_path / "b.csv.gz"], tmp_path / "s").files
    assert (report.file, report.accepted) == ("b.csv.gz", 5)


def test_damaged_and_too_large_packed_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gzip.compress(written(tmp_path, [row(n) for n in range(50)]).read_bytes())
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CouldNotRead, match="damaged or cut short"):
        import_files([tmp_path / "cut.csv.gz"], tmp_path / "s")
    monkeypatch.setattr("fanlight.records.files.packed.MOST", 1000)
    (tmp_path / "b.csv.gz").write_bytes(whole)
    with pytest.raises(CouldNotRead, match="unpacks to more"):
        import_files([tmp_path / "b.csv.gz"], tmp_path / "s")
