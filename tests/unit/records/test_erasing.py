"""A person's rows leave the store for good; that they did stays on record, and what they were does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fanlight.errors import BadInput
from fanlight.records import Extract, Store, erase, import_files
from tests.intake_case import rows, written

DAY = date(2026, 6, 1)
ODD = "QX77-ELSE-91"


def store(tmp_path: Path) -> Path:
    other = rows(1, 70, offender_ref=ODD, outcome_type="99")
    import_files([written(tmp_path / "a.csv", [*rows(20), *rows(2, 50, offender_ref=ODD), *other])], tmp_path / "store")
    return tmp_path / "store"


def held(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_nothing_of_the_person_is_left_and_the_file_still_adds_up(tmp_path: Path) -> None:
    own = store(tmp_path)
    before = import_identity(own)
    assert ODD.encode() in held(own)
    done = erase(own, offender=ODD, person="Jo Bell", reason="Court order", day=DAY)
    assert (done["rows"], done["decided"]) == (3, 0)
    assert ODD.encode() not in held(own)
    with Store.open(own) as opened:
        (entry,) = opened.history()
        assert (entry["what"], entry["rows"], entry["person"], entry["reason"]) == (
            "erased",
            3,
            "Jo Bell",
            "Court order",
        )
        assert (entry["file"], entry["sha256"]) == ("", "")
        (file,) = opened.report().files
        assert (file.rows, file.accepted, file.duplicates, file.rejected, file.erased) == (23, 20, 0, 0, 3)
        assert opened.tables()["disposals"].count().execute() == 20
    assert import_identity(own) != before


def import_identity(own: Path) -> str:
    with Store.open(own) as opened:
        return opened.report().identity


def test_one_record_and_the_rows_of_replaced_extracts(tmp_path: Path) -> None:
    own = tmp_path / "store"
    import_files([written(tmp_path / "a.csv", rows(20))], own, extract=Extract(day=date(2026, 5, 1)))
    changed = [*rows(19, 2), *rows(1, borough="Elmsea")]
    import_files([written(tmp_path / "b.csv", changed)], own, extract=Extract(day=date(2026, 6, 1)))
    assert erase(own, record="D1", person="Jo Bell", reason="Duplicate person", day=DAY)["rows"] == 2
    with Store.open(own) as opened:
        assert "D1" not in opened.diff().gone
        assert "D1" not in opened.diff().new


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"offender": "N999"}, "no imported row"),
        ({"offender": "N1", "record": "D1"}, "one person or one record"),
        ({}, "one person or one record"),
        ({"offender": "N1", "reason": "He is n1"}, "names what is erased"),
        ({"offender": "N1", "person": " "}, "who erases"),
    ],
)
def test_what_cannot_be_erased_changes_nothing(tmp_path: Path, given: dict[str, str], says: str) -> None:
    own = store(tmp_path)
    before = import_identity(own)
    with pytest.raises(BadInput, match=says):
        erase(own, **{"person": "Jo Bell", "reason": "Court order", "day": DAY, **given})  # type: ignore[arg-type]
    assert import_identity(own) == before
