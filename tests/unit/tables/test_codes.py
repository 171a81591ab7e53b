"""Codes have one normal form, in specs and in records alike."""

from __future__ import annotations

import duckdb
import pytest

from fanlight.records.fields import cleaning
from fanlight.tables.predicate.codes import normal

CODES = [
    "008/26",
    "8/26",
    "00826",
    "08",
    "8.0",
    "8 / 26",
    "0",
    "000",
    "10",
    "195/012",
    "8L",
    "008L",
    "99/1",
    "8/026.0",
    "8/0",
]


@pytest.mark.parametrize("code", CODES)
def test_a_spec_and_an_import_agree(code: str) -> None:
    with duckdb.connect() as db:
        found = db.execute(f"SELECT {cleaning.code('c')} FROM (SELECT ? AS c)", [code]).fetchone()
    assert found == (normal("offence_code", code),)
    assert normal("offence_code", normal("offence_code", code)) == normal("offence_code", code)


def test_other_fields_stay_as_they_are() -> None:
    assert normal("borough", "008") == "008"
    assert normal("outcome_type", "008A") == "8a"
