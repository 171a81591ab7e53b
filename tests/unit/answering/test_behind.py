"""An analyst sees the rows that a figure counted, from the records that it counted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fanlight.answering.behind import behind
from fanlight.answering.folder import answer
from fanlight.errors import BadInput
from fanlight.records import erase, import_files
from tests.intake_case import case, rows, table, written

AREAS = {
    "name": "area", "total": "All", "categories": [
        {"code": "a", "label": "Ashcombe", "where": {"borough": "Ashcombe"}},
        {"code": "e", "label": "Elmsea", "where": {"borough": "Elmsea"}},
    ],
}  # fmt: skip


def out(tmp_path: Path, *records: Path) -> Path:
    asked = table(count={"unit": "offenders", "basis": "outcome_date"}, dimensions=[AREAS])
    answer(case(tmp_path / "case", asked), list(records), tmp_path / "out", no_ledger=True)
    return tmp_path / "out"


def records(tmp_path: Path) -> Path:
    twice = rows(2, 100, borough="Elmsea", offender_ref="N900")
    return written(tmp_path / "r.csv", [*rows(40), *rows(30, 50, borough="Elmsea"), *twice])


def test_rows_of_a_figure_by_codes_and_by_labels(tmp_path: Path) -> None:
    made = out(tmp_path, records(tmp_path))
    found = behind(made, "t", "area=e,period=2025")
    assert (found.units, len(found.rows), found.unit) == (31, 32, "offenders")
    assert {row[found.columns.index("borough")] for row in found.rows} == {"Elmsea"}
    assert {row[found.columns.index("file")] for row in found.rows} == {"r.csv"}
    assert behind(made, "t", "Elmsea / 2025") == found
    assert behind(made, "t", "period=2025").units == 71
    for path in (made / "draft").rglob("*"):
        assert not path.is_file() or b"N900" not in path.read_bytes(), path


def test_the_records_have_to_be_those_that_were_counted(tmp_path: Path) -> None:
    own = records(tmp_path)
    import_files([own], tmp_path / "store")
    made = out(tmp_path, tmp_path / "store")
    shutil.move(tmp_path / "store", tmp_path / "moved")
    with pytest.raises(BadInput, match="no records here"):
        behind(made, "t", "area=e,period=2025")
    assert behind(made, "t", "area=e,period=2025", records=[tmp_path / "moved"]).units == 31
    from datetime import date

    erase(tmp_path / "moved", offender="N900", person="Jo Bell", reason="Court order", day=date(2026, 6, 1))
    with pytest.raises(BadInput, match="other records"):
        behind(made, "t", "area=e,period=2025", records=[tmp_path / "moved"])


@pytest.mark.parametrize(
    ("name", "cell", "says"),
    [
        ("x", "", "no table “x”"), ("t", "area=z,period=2025", "no category “z”"), ("t", "place=e", "no dimension “place”"),
        ("t", "Elmsea", "names no figure"), ("t", "area=e", "no category “Total”"),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_there(tmp_path: Path, name: str, cell: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        behind(out(tmp_path, records(tmp_path)), name, cell)
