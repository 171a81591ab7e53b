"""Section 8, withdrawal, and what another authority may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fanlight.law.procedure import validity


@pytest.mark.parametrize(
    ("lacks", "found"),
    [([], ["invalid-lacks-nothing"]), (["real_name"], ["invalid-but-answered"]), (["address", "name"], [])],
)
def test_what_an_invalid_request_lacks(lacks: list[Any], found: list[str]) -> None:
    record = validity.InvalidRecord(lacks=lacks)
    assert [each.id for each in validity.check_invalid(record, at="invalid")] == found


def test_how_to_mend_an_invalid_request() -> None:
    told = validity.invalid_words(validity.InvalidRecord(lacks=["name", "address"]))
    assert "it does not state your name and it does not give an address for correspondence" in told[0]
    assert told[1].startswith("Please tell us your name and give an address for our reply")
    assert "section 50" not in " ".join(told)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"contact": ""}, ["elsewhere-not-named"]),
        ({"passed_on": date(2023, 2, 6)}, ["passed-on-without-agreement"]),
        ({"passed_on": date(2023, 2, 6), "agreed_on": date(2023, 2, 7)}, ["passed-on-without-agreement"]),
        ({"passed_on": date(2023, 2, 6), "agreed_on": date(2023, 2, 3)}, []),
    ],
)
def test_details_are_passed_on_only_with_agreement(change: dict[str, Any], found: list[str]) -> None:
    given = {"body": "Example Council", "contact": "foi@example.gov.uk", "why": "it runs the scheme"}
    record = validity.ElsewhereRecord.model_validate({**given, **change})
    assert [each.id for each in validity.check_elsewhere(record, at="elsewhere")] == found
    told = validity.elsewhere_words(record, searches="we looked in the case system")
    assert told[0] == "We do not hold this information. We looked in the case system."
    if not found:
        assert ("As you agreed" in told[1]) == bool(record.passed_on)
        assert told[1].startswith("Example Council may hold it. It runs the scheme.")


def test_the_body_that_may_hold_it_begins_a_sentence() -> None:
    record = validity.ElsewhereRecord(body="the borough councils", contact="foi@example.gov.uk")
    assert validity.elsewhere_words(record, searches="we looked")[1].startswith("The borough councils may hold it. You")


def test_a_withdrawal_is_confirmed() -> None:
    incomplete = validity.WithdrawnRecord(day=date(2023, 2, 6))
    assert [each.id for each in validity.check_withdrawn(incomplete, at="withdrawn")] == ["withdrawn-not-said"]
    told = validity.withdrawn_words(validity.WithdrawnRecord(day=date(2023, 2, 6), how="by e-mail"))
    assert told[0].startswith("You withdrew this request on 6 February 2023, by e-mail.")
