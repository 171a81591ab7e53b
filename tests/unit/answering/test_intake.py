"""What of the records is not counted is said, in the draft and before the approver, and waits for a person's word."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fanlight.answering.approve import advice, approve
from fanlight.answering.drafting import Draft
from fanlight.answering.folder import answer
from fanlight.errors import BadInput, NotReady
from fanlight.records import import_files
from tests.intake_case import COLUMNS, case, rows, table, written


def drafted(tmp_path: Path, *records: Path, tables: tuple[dict[str, Any], ...] = (), **more: Any) -> Draft:
    folder = case(tmp_path / "case", *(tables or (table(),)), **more)
    return answer(folder, list(records), tmp_path / "out", no_ledger=True)


def codes(draft: Draft) -> list[str]:
    return [item.code for item in draft.missing]


def extract_of(draft: Draft) -> str:
    return str(json.loads(draft.internal["records.json"])["extract"])


def test_a_clean_extract_asks_nothing(tmp_path: Path) -> None:
    made = drafted(tmp_path, written(tmp_path / "r.csv", rows(40)))
    assert (codes(made), made.not_counted) == ([], ())


def test_rejected_rows_wait_and_stand_in_the_trail_and_before_the_approver(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [*rows(11), *rows(23, 50, outcome_type="99")])
    made = drafted(tmp_path, own)
    assert codes(made) == ["records_not_counted"]
    assert "23 of 34 rows were rejected" in made.missing[0].words
    (counted,) = [e for e in json.loads(made.internal["trail.json"])["trail"] if e["event"] == "records counted"]
    (file,) = counted["files"]
    assert (file["rows"], file["accepted"], file["rejected"], len(file["sha256"])) == (34, 11, 23, 64)
    assert any("23 of 34" in line for line in advice(tmp_path / "out"))
    with pytest.raises(NotReady, match="23 of 34"):
        approve(tmp_path / "out", by="Idris Vane", on=date(2026, 5, 29))


def word(extract: str) -> dict[str, Any]:
    return {"extract": extract, "what": ["rejected"], "why": "Outcomes of another scheme.", "decided_by": "Jo Bell"}


def test_a_named_persons_word_is_of_these_records(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [*rows(11), *rows(23, 50, outcome_type="99")])
    extract = extract_of(drafted(tmp_path, own))
    for lacking in (
        {"why": ""},
        {"decided_by": ""},
        {"extract": extract[:4]},
        {"extract": "0" * 12},
        {"what": ["undated"]},
    ):
        assert codes(drafted(tmp_path, own, not_counted=[{**word(extract), **lacking}])) == ["records_not_counted"], (
            lacking
        )
    made = drafted(tmp_path, own, not_counted=[word(extract)])
    assert codes(made) == []
    assert "Jo Bell: Outcomes of another scheme." in made.not_counted[0]
    assert "Jo Bell" in made.manifest.deciders
    with pytest.raises(NotReady, match="took a decision"):
        approve(tmp_path / "out", by="Jo Bell", on=date(2026, 5, 29))
    newer = written(tmp_path / "newer.csv", [*rows(12), *rows(23, 50, outcome_type="99")])
    again = drafted(tmp_path, newer, not_counted=[word(extract)])
    assert codes(again) == ["records_not_counted"]
    assert "other records" in again.missing[0].words


def test_a_store_says_the_same_as_its_files(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [*rows(11), *rows(23, 50, outcome_type="99")])
    of_file = drafted(tmp_path, own)
    import_files([own], tmp_path / "store", extracted=date(2026, 5, 5))
    of_store = drafted(tmp_path, tmp_path / "store")
    assert [i.words for i in of_store.missing] == [i.words for i in of_file.missing]
    assert extract_of(of_store) == extract_of(of_file)


def test_records_that_were_all_rejected_are_no_zeros(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", rows(34, outcome_type="99"))
    with pytest.raises(BadInput, match="all 34 rows of its records were rejected"):
        drafted(tmp_path, own)
    import_files([own], tmp_path / "store")
    with pytest.raises(BadInput, match="all 34 rows"):
        drafted(tmp_path, tmp_path / "store")
    assert not (tmp_path / "out").exists()


def test_a_total_below_the_records_is_named_and_waits_for_nobody(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [*rows(40), dict.fromkeys(COLUMNS, "") | {"disposal_id": "Total"}])
    made = drafted(tmp_path, own)
    assert codes(made) == []
    assert "such as a total" in made.not_counted[0]


@pytest.mark.parametrize(
    ("unit", "bad", "says"),
    [
        ("disposals", {"outcome_date": ""}, "have no outcome_date"),
        ("offenders", {"offender_ref": "UNKNOWN"}, "have no offender_ref"),
        ("disposals", {"outcome_type": "22", "outcome_date": ""}, ""),
        ("disposals", {"offender_ref": "UNKNOWN"}, ""),
    ],
)
def test_rows_without_their_date_or_person_where_the_table_would_count_them(
    tmp_path: Path, unit: str, bad: dict[str, str], says: str
) -> None:
    own = written(tmp_path / "r.csv", [*rows(40), *rows(6, 90, **bad)])
    made = drafted(tmp_path, own, tables=(table(count={"unit": unit, "basis": "outcome_date"}),))
    assert codes(made) == (["records_not_counted"] if says else [])
    assert all(f"6 records that it asks for {says}" in item.text for item in made.missing)


AREAS = {
    "name": "area", "total": "All", "categories": [
        {"code": "a", "label": "Ashcombe", "where": {"borough": "Ashcombe"}},
        {"code": "e", "label": "Elmsea", "where": {"borough": "Elmsea"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize("spelling", ["ashcombe", "Ash-combe", "ASHCOMBE ", "Ashcomb"])
def test_spellings_of_a_category(tmp_path: Path, spelling: str) -> None:
    own = written(tmp_path / "r.csv", [*rows(40), *rows(40, 100, borough="Elmsea"), *rows(2, 200, borough=spelling)])
    made = drafted(tmp_path, own, tables=(table(dimensions=[AREAS]),))
    assert codes(made) == ["records_not_counted"]
    assert spelling.strip() in made.missing[0].text
    both = {**AREAS, "categories": [
        {"code": "a", "label": "Ashcombe", "where": {"borough": ["Ashcombe", spelling.strip()]}}, AREAS["categories"][1]
    ]}  # fmt: skip
    assert codes(drafted(tmp_path, own, tables=(table(dimensions=[both]),))) == []


def test_one_person_from_two_systems(tmp_path: Path) -> None:
    moved = [
        {**row, "disposal_id": f"C{n}", "crime_ref": f"sx-{n}-25", "source_system": "Connect", "offender_ref": f"P{n}"}
        for n, row in enumerate(rows(20), start=1)
    ]
    own = written(tmp_path / "r.csv", [*rows(25), *moved])
    made = drafted(tmp_path, own, tables=(table(count={"unit": "offenders", "basis": "outcome_date"}),))
    assert codes(made) == ["records_not_counted"]
    assert "40 records" in made.missing[0].text
    assert "two systems" in made.missing[0].text


def test_two_people_of_one_crime_in_one_system_are_two(tmp_path: Path) -> None:
    own = written(
        tmp_path / "r.csv",
        [*rows(25), *({**row, "disposal_id": f"E{n}", "offender_ref": f"P{n}"} for n, row in enumerate(rows(20)))],
    )
    assert codes(drafted(tmp_path, own)) == []


def test_another_sheet_waits(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "2024"
    first.append(list(COLUMNS))
    for row in rows(40):
        first.append(list(row.values()))
    second = book.create_sheet("2025")
    second.append(["Crime No", "Result"])
    for n in range(20):
        second.append([f"C{n}", "8"])
    book.save(tmp_path / "book.xlsx")
    made = drafted(tmp_path, tmp_path / "book.xlsx")
    assert codes(made) == ["records_not_counted"]
    assert "sheet “2025” (21 rows)" in made.missing[0].text


def test_a_folder_of_files_is_its_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path / "in" / "1.csv", rows(20))
    written(tmp_path / "in" / "2.csv", rows(20, 100))
    made = drafted(tmp_path, tmp_path / "in")
    assert json.loads(made.internal["records.json"])["tables"][0]["counts"] == [["2025", 40]]
    (tmp_path / "in" / "more").mkdir()
    with pytest.raises(BadInput, match="holds folders"):
        drafted(tmp_path, tmp_path / "in")


MAPPING = """
name: own
kind: disposals
about: An extract
columns: {Number: disposal_id, Crime: crime_ref, Day: outcome_date, Result: outcome_type}
values: {outcome_type: {Resolution: "8", Charge: "1"}}
units: [disposals, crimes]
"""


@pytest.mark.parametrize(
    ("column", "where", "waits"),
    [("Cancelled", {}, True), ("Sex", {"outcome_cancelled_date": "included"}, False)],
)
def test_columns_that_no_field_takes_where_a_table_reads_what_is_lacking(
    tmp_path: Path, column: str, where: dict[str, str], waits: bool
) -> None:
    (tmp_path / "own.yaml").write_text(MAPPING)
    own = written(
        tmp_path / "r.csv",
        [
            {"Number": f"D{n}", "Crime": f"C{n}", "Day": "2025-05-06", "Result": "Resolution", column: "x"}
            for n in range(40)
        ],
        ("Number", "Crime", "Day", "Result", column),
    )
    count = {"unit": "disposals", "basis": "outcome_date", "cancelled": "included" if where else "excluded"}
    folder = case(tmp_path / "case", table(count=count))
    made = answer(folder, [own], tmp_path / "out", mapping=str(tmp_path / "own.yaml"), no_ledger=True)
    assert codes(made) == (["records_not_counted"] if waits else [])
    assert any(column in line for line in made.not_counted)


def test_values_that_the_mapping_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(MAPPING)
    results = ["Resolution"] * 40 + ["Comm. resolution"] * 9
    own = written(
        tmp_path / "r.csv",
        [{"Number": f"D{n}", "Crime": f"C{n}", "Day": "2025-05-06", "Result": r} for n, r in enumerate(results)],
        ("Number", "Crime", "Day", "Result"),
    )
    folder = case(tmp_path / "case", table())
    made = answer(folder, [own], tmp_path / "out", mapping=str(tmp_path / "own.yaml"), no_ledger=True)
    assert codes(made) == ["records_not_counted"]
    assert "Comm. resolution" in made.missing[0].text


OFFENCES = {
    "name": "offence", "categories": [
        {"code": "blade", "label": "Having a blade", "where": {"offence_code": "008/26"}},
        {"code": "threats", "label": "Threats to kill", "where": {"offence_code": "3/1"}},
    ],
}  # fmt: skip


def zeros_of(draft: Draft) -> list[str]:
    return [item.text for item in draft.missing if item.code == "zeros_not_confirmed"]


def test_padded_codes_of_a_spec_are_the_records_codes(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [*rows(40), *rows(30, 100, offence_code="3/1", offence_label="Threats to kill")])
    made = drafted(tmp_path, own, tables=(table(dimensions=[OFFENCES]),))
    assert codes(made) == []
    assert json.loads(made.internal["records.json"])["tables"][0]["counts"] == [
        ["blade", "2025", 40],
        ["threats", "2025", 30],
    ]


def test_a_zero_that_the_records_labels_speak_against_is_confirmed_once_a_table(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [*rows(40), *rows(30, 100, offence_code="3/2", offence_label="Threats to kill")])
    made = drafted(tmp_path, own, tables=(table(dimensions=[OFFENCES]),))
    (text,) = zeros_of(made)
    assert "“Threats to kill” counts nothing" in text
    assert "no record has offence_code “3/1”" in text
    assert "with offence_code “3/2”" in text
    entry = {"table": "t", "extract": extract_of(made), "categories": ["threats"], "decided_by": "Jo Bell"}
    confirmed = drafted(tmp_path, own, tables=(table(dimensions=[OFFENCES]),), zeros=[entry])
    assert zeros_of(confirmed) == []
    assert any("Jo Bell confirmed it" in line for line in confirmed.not_counted)
    for other in ({"categories": ["blade"]}, {"table": "u"}, {"extract": "0" * 12}, {"decided_by": ""}):
        assert zeros_of(drafted(tmp_path, own, tables=(table(dimensions=[OFFENCES]),), zeros=[{**entry, **other}])), (
            other
        )


def test_a_category_that_is_half_counted(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [
        *rows(40), *rows(30, 100, offence_code="3/1", offence_label="Threats to kill"),
        *rows(30, 200, offence_code="3/99", offence_label="threats to kill"),
    ])  # fmt: skip
    (text,) = zeros_of(drafted(tmp_path, own, tables=(table(dimensions=[OFFENCES]),)))
    assert "may lack records" in text


def test_a_year_that_the_records_do_not_reach(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", rows(40))
    (text,) = zeros_of(
        drafted(tmp_path, own, tables=(table(period={"kind": "calendar_year", "from": "2024", "to": "2025"}),))
    )
    assert "“2024” counts nothing, and the records hold nothing at all of that time" in text


def test_a_zero_of_one_year_that_the_records_know_is_named_alone(tmp_path: Path) -> None:
    known = rows(3, 100, offence_code="3/1", offence_label="Threats to kill", outcome_date="2023-05-06")
    made = drafted(tmp_path, written(tmp_path / "r.csv", [*rows(40), *known]), tables=(table(dimensions=[OFFENCES]),))
    assert zeros_of(made) == []
    assert any("“Threats to kill” counts nothing" in line for line in made.not_counted)


@pytest.mark.parametrize(
    ("where", "basis", "count"),
    [({}, "recorded_date", 20), ({"outcome_type": "8"}, "recorded_date", 19), ({}, "outcome_date", 19)],
)
def test_a_crime_stays_recorded_when_its_outcome_is_cancelled(
    tmp_path: Path, where: dict[str, str], basis: str, count: int
) -> None:
    own = written(tmp_path / "r.csv", [*rows(19), *rows(1, 20, outcome_cancelled_date="2025-06-01")])
    asked = table(count={"unit": "crimes", "basis": basis}, population={"title": "Crimes", "where": where})
    made = drafted(tmp_path, own, tables=(asked,))
    assert json.loads(made.internal["records.json"])["tables"][0]["counts"] == [["2025", count]]


def test_recorded_crimes_by_outcome_count_standing_outcomes(tmp_path: Path) -> None:
    own = written(tmp_path / "r.csv", [*rows(19), *rows(1, 20, outcome_cancelled_date="2025-06-01")])
    for outcomes in (
        {
            "name": "o",
            "total": "All",
            "categories": [{"code": "8", "label": "Resolution", "where": {"outcome_type": "8"}}],
        },
        {"name": "o", "total": "All", "field": "outcome_type"},
    ):
        asked = table(
            count={"unit": "crimes", "basis": "recorded_date"}, population={"title": "Crimes"}, dimensions=[outcomes]
        )
        made = drafted(tmp_path, own, tables=(asked,))
        assert json.loads(made.internal["records.json"])["tables"][0]["counts"] == [
            ["8", "2025", 19],
            ["Total", "2025", 20],
        ]


def test_every_figure_says_which_extract_it_counted(tmp_path: Path) -> None:
    made = drafted(tmp_path, written(tmp_path / "r.csv", rows(40)))
    extract = extract_of(made)
    for name in ("table-1-unprotected.csv", "audit.html", "trail.json"):
        assert extract in made.internal[name].decode(), name
