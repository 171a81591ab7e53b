"""Ready tables: read from CSV and workbooks, checked cell by cell, and counted on like any other table."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.answering.case.crosstab import letters, read_crosstab
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.case.ready import ready_tables
from fanlight.answering.case.specs import resolved_specs, specs_of, with_ready
from fanlight.answering.folder import read_case, write_case
from fanlight.errors import BadInput, SpecError
from fanlight.tables.spec.table import TOTAL
from fanlight.tabulation import tabulate

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "cases" / "ready-table"
TABLE = ",Ashwick,Brindle,All\nStalking,41,2,43\nThreats,12,30,42\nTotal,53,32,85\n"
ENTRY: dict[str, Any] = {
    "file": "t.csv",
    "id": "t",
    "title": "Crimes",
    "unit": "crimes",
    "counted": "Crimes recorded",
    "rows": [{"name": "offence", "total": "Total"}],
    "columns": {"name": "borough", "total": "All"},
    "period": {"kind": "financial_year", "from": "2024/25", "to": "2024/25"},
    "source": "Report R12",
    "source_date": "2026-10-12",
}
YEARS = ENTRY | {
    "rows": [{"name": "offence"}],
    "columns": {"name": "period", "total": "Both"},
    "period": {"kind": "calendar_year", "from": "2024", "to": "2025"},
}


def case_of(*tables: tuple[dict[str, Any], str | bytes]) -> Case:
    case, _ = read_case(EXAMPLE)
    content = case.file.model_dump(by_alias=True)
    content["tables"] = [entry for entry, _ in tables]
    files = {entry["file"]: data if isinstance(data, bytes) else data.encode() for entry, data in tables}
    return replace(case, file=CaseFile.model_validate(content), files=files, source=None)


def refused(entry: dict[str, Any], data: str | bytes) -> str:
    with pytest.raises(BadInput) as error:
        ready_tables(case_of((entry, data)))
    return str(error.value)


def test_a_cross_tab_is_read_with_its_totals() -> None:
    raw = ready_tables(case_of((ENTRY, TABLE)))[0]
    assert [one.name for one in raw.spec.dimensions] == ["offence", "borough", "period"]
    assert raw.counts["Stalking", "Brindle", "2024/25"] == 2
    assert raw.counts[TOTAL, TOTAL, "2024/25"] == 85
    assert set(raw.counts) == set(raw.spec.keys())
    assert (raw.source, raw.extracted, raw.additive) == ("Report R12", "2026-10-12", True)
    assert raw.spec.dimensions[0].total == "Total"


def test_periods_may_go_across_in_any_order_and_several_labels_down() -> None:
    text = "Borough,Offence,2025,2024,Both\nA,x,1,2,3\nA,y,3,4,7\nB,x,5,6,11\nB,y,7,8,15\n"
    entry = YEARS | {"rows": [{"name": "borough"}, {"name": "offence"}]}
    raw = ready_tables(case_of((entry, text)))[0]
    assert raw.counts["A", "y", "2024"] == 4
    assert raw.counts["B", "x", TOTAL] == 11
    assert [c.code for c in raw.spec.dimensions[2].categories] == ["2024", "2025"]
    assert "There is no row for B / y" in refused(entry, text.replace("B,y,7,8,15\n", ""))


def test_one_column_of_counts_needs_no_columns_and_covers_all_its_time() -> None:
    entry = ENTRY | {"columns": None, "period": {"kind": "month", "from": "2024-11", "to": "2025-02"}}
    raw = ready_tables(case_of((entry, "Offence,Count\nx,1\ny,2\nTotal,3\n")))[0]
    (period,) = raw.spec.dimensions[1].categories
    assert period.label == "November 2024 to February 2025"
    assert raw.counts[TOTAL, period.code] == 3


WRONG = {
    "a total that is none": (ENTRY, ("53,32,85", "53,33,85"), "cell C4: The total of Offence is not the sum of its parts (C2, C3)"),
    "a sum across": (ENTRY, ("41,2,43", "41,2,44"), "cell D"),
    "an empty cell": (ENTRY, ("41,2,", "41,,"), "cell C2: The cell is empty"),
    "a mark": (ENTRY, ("41,2,", "41,[c],"), "cell C2: This is no whole number"),
    "below nought": (ENTRY, ("41,2,", "41,-2,"), "cell C2: This is no whole number"),
    "a part": (ENTRY, ("41,2,", "41,2.5,"), "cell C2: This is no whole number"),
    "a row twice": (ENTRY, ("Threats", "Stalking"), "cell A3: The row Stalking stands twice"),
    "a column twice": (ENTRY, ("Brindle", "Ashwick"), "cell C1: “Ashwick” stands twice, first in B1"),
    "two spellings": (ENTRY, ("Threats", "STALKING"), "differ by letter case"),
    "no label": (ENTRY, ("Threats", ""), "cell A3: A label is missing"),
    "a date": (ENTRY, ("Threats", "2026-01-03"), "cell A3: This label is a date"),
    "words beside it": (ENTRY, ("41,2,43", "41,2,43,see note"), "cell E2: Something stands beside the table"),
    "a total unsaid": (ENTRY | {"rows": [{"name": "offence"}]}, ("", ""), "cell A4: “Total” looks like a total"),
    "a total not there": (ENTRY | {"rows": [{"name": "offence", "total": "Sum"}]}, ("", ""), "There is no “Sum”"),
    "several columns": (ENTRY | {"columns": None}, ("", ""), "columns does not say what goes across"),
    "an unseen sign": (ENTRY, ("Threats", "Thr\u200beats"), "cell A3: The cell holds a character that cannot be seen"),
    "a range that is none": (ENTRY | {"cells": "A1"}, ("", ""), "is no range of cells"),
    "no id": (ENTRY | {"id": "T 1"}, ("", ""), "is no id"),
    "no basis": (ENTRY | {"basis": "seen"}, ("", ""), "is no date to count by"),
    "one dimension twice": (ENTRY | {"columns": {"name": "offence"}}, ("", ""), "two dimensions are called"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_by_its_cell_without_a_count(name: str) -> None:
    entry, (old, new), said = WRONG[name]
    message = refused(entry, TABLE.replace(old, new, 1))
    assert said in message
    assert not {"41", "85", "2.5", "-2", "44"} & set(message.replace(",", " ").split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Offence,2024,2026,Both\nx,1,2,3\n", "cell C1: This period lies outside of 2024 to 2025"),
        ("Offence,2024,last year,Both\nx,1,2,3\n", "cell C1: “last year” is no calendar year"),
        ("Offence,2024,Both\nx,1,1\n", "The period 2025 is not in the table"),
        ("Offence;2024;2025;Both\nx;1;2;3\n", "separated by semicolons"),
        ("Offence,2024,2025,Both\n", "it needs a header and rows"),
        ("", "it needs a header and rows"),
    ],
)
def test_periods_are_those_of_the_entry(text: str, said: str) -> None:
    assert said in refused(YEARS, text)


def test_what_is_not_additive_has_totals_between_largest_and_sum() -> None:
    entry = ENTRY | {"additive": False, "unit": "offenders"}
    lower = TABLE.replace("53,32,85", "50,31,80").replace(",43\n", ",42\n")
    assert ready_tables(case_of((entry, lower)))[0].additive is False
    assert "between the largest and the sum" in refused(entry, TABLE.replace("53,32,85", "54,32,85"))
    assert "between the largest and the sum" in refused(entry, TABLE.replace("53,32,85", "40,32,72"))


def test_two_tables_that_give_one_figure_differently_are_refused() -> None:
    years = YEARS | {
        "file": "y.csv",
        "id": "y",
        "columns": {"name": "period"},
        "rows": [{"name": "offence", "total": "Total"}],
    }
    years |= {"period": {"kind": "financial_year", "from": "2023/24", "to": "2024/25"}}
    text = "Offence,2023/24,2024/25\nStalking,40,43\nThreats,40,42\nTotal,80,85\n"
    assert len(ready_tables(case_of((ENTRY, TABLE), (years, text)))) == 2
    with pytest.raises(BadInput, match=r"y\.csv cell C2: t\.csv cell D2 gives the same figure"):
        ready_tables(case_of((ENTRY, TABLE), (years, text.replace("43", "44").replace("85", "86"))))


def book(rows: list[list[Any]], *, sheets: tuple[str, ...] = ("Data",), at: tuple[int, int] = (1, 1)) -> bytes:
    import openpyxl

    made = openpyxl.Workbook()
    made.active.title = sheets[0]
    for name in sheets[1:]:
        made.create_sheet(name)["A1"] = "words"
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            made[sheets[0]].cell(at[0] + down, at[1] + across, value)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_workbook_is_read_like_a_csv_wherever_its_table_stands() -> None:
    rows: list[list[Any]] = [[None, 2024, 2025], ["x", 1, 2], ["y", 3, 4]]
    entry = YEARS | {"file": "t.xlsx", "columns": {"name": "period"}}
    for data in (book(rows), book(rows, at=(4, 3))):
        assert ready_tables(case_of((entry, data)))[0].counts["y", "2025"] == 4
    two = book(rows, sheets=("Data", "Notes"))
    assert "The workbook has 2 sheets with cells: Data, Notes" in refused(entry, two)
    assert ready_tables(case_of((entry | {"sheet": "Data"}, two)))[0].counts["x", "2024"] == 1
    assert "There is no sheet “Date”" in refused(entry | {"sheet": "Date"}, two)
    titled = book([["Crimes by year"], *rows], at=(1, 2))
    assert "cell C2: Something stands beside" in refused(entry, titled)
    assert ready_tables(case_of((entry | {"cells": "B2:D4"}, titled)))[0].counts["x", "2025"] == 2
    assert "cell E6: This is no whole number" in refused(entry, book([rows[0], rows[1], ["y", 3, "<5"]], at=(4, 3)))
    assert "t.xlsx" in refused(entry, b"PK\x03\x04 no workbook")


def test_it_is_counted_without_records_and_beside_them() -> None:
    case = case_of((ENTRY, TABLE))
    source = with_ready(case, None)
    assert source is not None
    (spec,) = resolved_specs(case, source)
    assert tabulate(spec, source).counts == ready_tables(case)[0].counts
    assert "Report R12" in source.description()
    with pytest.raises(BadInput, match="none are named"):
        resolved_specs(case, None)


def test_two_tables_of_one_id_and_a_table_that_no_file_gives_are_refused() -> None:
    with pytest.raises(BadInput, match="Two tables have the id t"):
        specs_of(case_of((ENTRY, TABLE), (ENTRY | {"file": "u.csv"}, TABLE)))
    case = case_of((ENTRY, TABLE))
    with pytest.raises(SpecError, match=r"There is no file t\.csv"):
        ready_tables(replace(case, files={}))


def test_a_case_with_a_ready_table_is_written_and_read_again(tmp_path: Path) -> None:
    case, request = read_case(EXAMPLE)
    write_case(tmp_path / "case", case, request)
    assert read_case(tmp_path / "case") == (case, request)


@pytest.mark.parametrize(("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_their_letters(position: int, name: str) -> None:
    assert letters(position) == name


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2_000), min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_count_comes_from_its_own_cell(counts: list[list[int]]) -> None:
    """Against a reading by position alone."""
    rows = [[f"r{at}", *row, sum(row)] for at, row in enumerate(counts)]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    lines = [["", "a", "b", "c", "All"], *rows, ["Total", *sums, sum(sums)]]
    text = "\n".join(",".join(f'"{v:,}"' if isinstance(v, int) else v for v in line) for line in lines)
    raw = ready_tables(case_of((ENTRY, text)))[0]
    for at, row in enumerate(counts):
        assert [raw.counts[f"r{at}", name, "2024/25"] for name in "abc"] == row
        assert raw.counts[f"r{at}", TOTAL, "2024/25"] == sum(row)
    assert raw.counts[TOTAL, TOTAL, "2024/25"] == sum(sums)
    assert read_crosstab("t.csv", text.encode())[1][1].name == "B2"
