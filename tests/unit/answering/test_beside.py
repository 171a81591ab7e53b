"""The authority's ledger is one place by setting; an empty one beside a filled one is said loudly."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from fanlight.answering.approve import advice, approve
from fanlight.answering.beside import SETTING
from fanlight.answering.drafting import Draft
from fanlight.answering.folder import answer
from fanlight.errors import BadInput, StoreError
from fanlight.ledger import Ledger
from fanlight.records import import_files
from tests.intake_case import case, rows, table, written


@pytest.fixture(autouse=True)
def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)


def store(tmp_path: Path, name: str = "store") -> Path:
    import_files([written(tmp_path / f"{name}.csv", rows(40))], tmp_path / name)
    return tmp_path / name


def filled(tmp_path: Path, *, ledger: str | None = None) -> Path:
    """A store whose response was approved, into its ledger or the one that is named."""
    own = store(tmp_path)
    answer(case(tmp_path / "case", table()), [own], tmp_path / "first", ledger=ledger)
    approve(tmp_path / "first", by="Idris Vane", on=date(2026, 5, 29))
    return own


def again(tmp_path: Path, *records: Path, no_ledger: bool = False) -> Draft:
    return answer(case(tmp_path / "case", table()), list(records), tmp_path / "out", no_ledger=no_ledger)


def test_the_settings_ledger_serves_stores_and_files_and_the_manifest_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger.create(tmp_path / "authority")
    monkeypatch.setenv(SETTING, str(tmp_path / "authority"))
    filled(tmp_path)
    assert not (tmp_path / "store" / "ledger").exists()
    made = again(tmp_path, tmp_path / "store.csv")
    ledger = json.loads(made.manifest.to_json())["ledger"]
    assert (ledger["place"], ledger["entries"]) == ("../authority", 1)
    assert "touch this one" in made.published_before[0]


def test_a_setting_that_leads_nowhere_or_into_a_store_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = store(tmp_path)
    monkeypatch.setenv(SETTING, str(tmp_path / "nothing"))
    with pytest.raises(StoreError, match="no ledger here"):
        again(tmp_path, own)
    monkeypatch.setenv(SETTING, str(own / "ledger"))
    with pytest.raises(BadInput, match="lies in a record store"):
        again(tmp_path, own)


def test_an_empty_ledger_beside_a_filled_one_is_said_loudly(tmp_path: Path) -> None:
    filled(tmp_path)
    made = again(tmp_path, store(tmp_path, "newer"))
    assert "THE LEDGER IN USE IS EMPTY" in made.published_before[0]
    assert "store/ledger" in made.published_before[0]
    assert any("THE LEDGER IN USE IS EMPTY" in line for line in advice(tmp_path / "out"))
    assert "No ledger is used" in again(tmp_path, tmp_path / "store.csv").published_before[0]
    assert "No ledger is used" in again(tmp_path, tmp_path / "store", no_ledger=True).published_before[0]


def test_a_filled_ledger_and_a_first_one_are_not_warned_of(tmp_path: Path) -> None:
    own = store(tmp_path)
    assert not any("LEDGER IN USE" in line for line in again(tmp_path, own).published_before)
    (tmp_path / "deeper").mkdir()
    own = filled(tmp_path / "deeper")
    made = answer(case(tmp_path / "deeper" / "case", table()), [own], tmp_path / "deeper" / "out")
    assert not any("LEDGER IN USE" in line for line in made.published_before)
