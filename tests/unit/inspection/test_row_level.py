"""Records of people and events are told from tables of counts."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.inspection.row_level import looks_like_person, personal_rows

FIRST = ["Anne", "Ben", "Carol", "David", "Emma", "Farah", "George", "Hannah"]
LAST = ["Smith", "Jones", "Brown", "Taylor", "O'Neill", "Khan", "Evans", "Clark"]


def alarms(rows: list[list[str]], total: int | None = None) -> list[tuple[str, str]]:
    return [(one.severity, one.where) for one in personal_rows(rows, "", None, total)]


def _people(header: list[str], *columns: list[str]) -> list[list[str]]:
    return [header, *(list(row) for row in zip(*columns, strict=False))]


BIRTHS = [
    "01/02/1980",
    "1971-03-12",
    "4 May 1964",
    "30/11/2001",
    "12.10.1955",
    "07/07/1990",
    "03/04/1947",
    "22/09/1988",
]
REFERENCES = [f"40/0{n}345/24" for n in range(8)]
ALARMING: dict[str, list[list[str]]] = {
    "surnames and births": _people(["Surname", "DOB"], LAST, BIRTHS),
    "names by shape alone": _people(["", ""], [f"{f} {n}" for f, n in zip(FIRST, LAST, strict=True)], list("12345678")),
    "names, surname first": _people(["Officer", "Number"], [f"{n}, {f}" for f, n in zip(FIRST, LAST, strict=True)], list("12345678")),
    "ranks and names": _people(["Dealt with by", "When"], [f"DC {n}" for n in LAST], ["May"] * 8),
    "Welsh headers": _people(["Cyfenw", "Dyddiad geni"], LAST, BIRTHS),
    "French headers": _people(["Nom de famille", "Né(e) le"], LAST, BIRTHS),
    "German headers": _people(["Nachname", "Geburtsdatum"], LAST, BIRTHS),
    "Spanish headers": _people(["Apellidos", "Fecha de nacimiento"], LAST, BIRTHS),
    "Polish headers": _people(["Nazwisko", "Data urodzenia"], LAST, BIRTHS),
    "births as a spreadsheet's numbers": _people(["Surname", "Date of birth"], LAST, [str(20000 + 977 * n) for n in range(8)]),
    "national insurance numbers": _people(["Number", "Rank"], [f"AB{n}23456C" for n in range(1, 9)], ["PC"] * 8),
    "mail addresses": _people(["Contact", "Team"], [f"{f.lower()}.{n.lower()}@force.example" for f, n in zip(FIRST, LAST, strict=True)], ["A"] * 8),
    "mobile numbers": _people(["Phone", "Team"], [f"07700 9001{n}0" for n in range(8)], ["A"] * 8),
    "crime references with ages": _people(["Crime reference", "Age", "Gender"], REFERENCES, ["34", "19"] * 4, ["M", "F"] * 4),
    "a title above": [["Table 1: Suspects", "", ""], ["", "", ""], *_people(["Surname", "Forename", "Age"], LAST, FIRST, ["30"] * 8)],
    "events with place and traits": _people(
        ["Date", "Latitude", "Longitude", "Gender"],
        [f"{n:02}/03/2024" for n in range(1, 29)], [f"52.13{n}" for n in range(28)], [f"-0.46{n}" for n in range(28)], ["Male"] * 28,
    ),
}  # fmt: skip
QUIET: dict[str, list[list[str]]] = {
    "counts by offence": [["Offence", "2022", "2023"], ["Burglary", "4", "1"], ["Theft from the person", "2", "3"], ["Drugs", "5", "6"]],
    "counts with marks": [["Offence", "2022"], ["Burglary", "[c]"], ["Theft", "12"], ["Drugs", "<5"]],
    "wards that bear names": _people(["Ward", "Crimes"], ["Victoria Park", "St James", "Grace Road", "George Street", "Abbey", "Rowan Lea"], list("123456")),
    "stations with addresses": _people(
        ["Station", "Address", "Postcode", "Telephone"],
        ["Luton", "Bedford", "Dunstable", "Leighton Buzzard", "Biggleswade"],
        [f"{n} High Street" for n in range(5)], [f"LU{n} 2AB" for n in range(1, 6)], [f"01234 84121{n}" for n in range(5)],
    ),
    "offices' mail addresses": _people(["Office", "Email"], list("ABCDE"), [f"{w}@force.example" for w in ("foi", "info", "press", "hr", "data")]),
    "a time series": _people(["Date", "Offences"], [f"01/01/{y}" for y in range(1950, 2020)], [str(n) for n in range(70)]),
    "area codes": _people(["LSOA code", "LSOA name", "Count"], [f"E0101754{n}" for n in range(8)], [f"Bedford 00{n}A" for n in range(8)], list("12345678")),
    "ages and sexes counted": _people(["Age group", "Sex", "Number"], ["18-24", "25-34"] * 15, ["M", "F"] * 15, [str(n) for n in range(30)]),
    "a disclosure log": _people(["FOI ref", "Received", "Subject"], [f"FOI/2024/{n:04}" for n in range(8)], BIRTHS[:0] + [f"{n}/3/2024" for n in range(1, 9)], ["Drones", "Cars"] * 4),
    "spending": _people(["Supplier", "Date", "Amount"], ["Acme Ltd", "Smith & Sons Ltd", "Clark Services"] * 3, [f"{n}/3/2024" for n in range(1, 10)], ["£500.00"] * 9),
    "months": _people(["Month", "Number"], ["April", "May", "June", "July"], list("1234")),
    "a lookup of offences": _people(["Code", "Offence"], [f"{n}/1" for n in range(8)], ["Murder", "Arson"] * 4),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ALARMING))
def test_records_alarm(name: str) -> None:
    assert alarms(ALARMING[name])


@pytest.mark.parametrize("name", sorted(QUIET))
def test_tables_of_counts_do_not(name: str) -> None:
    assert alarms(QUIET[name]) == []


def test_the_finding_says_which_rows_and_how_many_and_no_content() -> None:
    (one,) = personal_rows(ALARMING["a title above"], "Sheet1", None, 5000)
    assert one.place.cells == "A3:C5000"
    assert one.count == 4997
    assert "column A (names)" in one.where
    assert not any(name in one.sample + one.where for name in LAST + FIRST)


REAL = {
    "homeoffice_outcome8_by_force_quarter.csv": False,
    "homeoffice_outcome8_national_year.csv": False,
    "bedfordshire_policeuk_vs_homeoffice.csv": False,
    "derived_bedfordshire_local_resolutions.csv.gz": True,
    "bedfordshire_outcomes.parquet": True,
    "bedfordshire_street.parquet": True,
    "bedfordshire_stopsearch.parquet": True,
    "mps_burglary_outcomes.parquet": True,
    "mps_burglary_street.parquet": True,
    "mps_stopsearch_2018_2022.parquet": True,
    "mps_thorough-searches.parquet": True,
    "mps_custody.parquet": False,
    "mps_monthly-crime-dashboard.parquet": False,
    "mps_recorded-crime-borough-historical.parquet": False,
    "mps_recorded-crime-borough.parquet": False,
    "mps_vawg-offences.parquet": False,
    "ref/police-uk-category-mappings_decoded.csv.gz": False,
    "ref/severity_codes.csv": False,
}
"""Published tables of the police and the Home Office → whether they are records of events."""


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_tables(extracts: Path, name: str) -> None:
    assert _alarming(extracts / "open" / name) is REAL[name]


WHOLE = {
    **{name: found for name, found in REAL.items() if "mappings" not in name},
    "bbc_outcomes_by_category_force_2014_2016.csv.gz": False,
    "ref/policeuk-ons-code-join.csv": False,
}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(WHOLE))
def test_whole_tables(shared: Path, name: str) -> None:
    assert _alarming(shared / "data" / name) is WHOLE[name]


def _alarming(path: Path) -> bool:
    name = path.name
    if name.endswith(".parquet"):
        import pyarrow.parquet

        head = next(pyarrow.parquet.ParquetFile(path).iter_batches(batch_size=2000))
        rows = [head.schema.names, *([*map(_shown, record.values())] for record in head.to_pylist())]
    else:
        opener = gzip.open if name.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8", newline="") as stream:  # type: ignore[operator]
            rows = [row for row, _ in zip(csv.reader(stream), range(2000), strict=False)]
    return bool(alarms(rows))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["", "[c]", "Theft", "2022"])),
            min_size=1,
            max_size=6,
        ),
        max_size=30,
    )
)
def test_figures_alone_never_alarm(rows: list[list[str]]) -> None:
    assert alarms(rows) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), max_size=5), max_size=20))
def test_no_table_breaks_it(rows: list[list[str]]) -> None:
    alarms(rows)


@pytest.mark.parametrize("text", ["Anne Smith", "Smith, Anne", "SMITH, ANNE", "DC Jones", "Mr A Khan", "Siân Evans"])
def test_people(text: str) -> None:
    assert looks_like_person(text)


@pytest.mark.parametrize(
    "text", ["Victoria Park", "Theft from the person", "Acme Ltd", "St John Street", "Other", "Luton", "12 May 2024"]
)
def test_not_people(text: str) -> None:
    assert not looks_like_person(text)
