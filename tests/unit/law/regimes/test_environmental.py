"""Environmental information: its own clock, exceptions and complaint."""

from __future__ import annotations

from datetime import date

import pytest

from fanlight.errors import BadInput
from fanlight.law.clock import deadline
from fanlight.law.regimes import environmental
from fanlight.law.regimes.environmental import Refused, check_refusals

WEIGHED = {"reasons": "They are e-mails among staff.", "public_interest": "Frank talk outweighs."}


def test_the_clock_is_20_working_days_and_40_with_the_extension() -> None:
    received = date(2024, 4, 15)
    assert environmental.due(received).due == deadline(received).due
    assert environmental.due(received, extended=True).due == deadline(received, days=40).due
    assert "regulations 5(2) and 7(1)" in environmental.due(received, extended=True).law
    assert environmental.due(received, clarified=date(2024, 4, 22)).received == date(2024, 4, 22)


@pytest.mark.parametrize("text", ["12(5)(b)", "regulation 12(5)(b)", "reg. 12 (5) (b)"])
def test_an_exception_as_people_write_it(text: str) -> None:
    assert environmental.exception(text).cite == "12(5)(b)"


def test_no_cost_limit_and_no_exemption_of_the_act() -> None:
    for wrong in ("12(1)", "section 12", "14(1)", "s31_1", ""):
        with pytest.raises(BadInput, match="no exception"):
            environmental.exception(wrong)


def test_what_regulation_14_wants() -> None:
    ids = [found.id for found in check_refusals([Refused("12(4)(e)")])]
    assert ids == ["reasons-missing", "eir-public-interest-missing"]
    assert check_refusals([Refused("12(4)(e)", **WEIGHED)]) == ()
    assert check_refusals([Refused("13(1)", reasons="It names a neighbour.")]) == ()


@pytest.mark.parametrize(
    ("cite", "closed"), [("12(5)(c)", False), ("12(5)(d)", True), ("12(5)(g)", True), ("12(4)(e)", False)]
)
def test_emissions_close_12_5_d_to_g(cite: str, closed: bool) -> None:
    found = check_refusals([Refused(cite, **WEIGHED, emissions=True)])
    assert (["eir-emissions"] if closed else []) == [each.id for each in found]


def test_a_refusal_says_what_regulation_14_asks() -> None:
    said = " ".join(environmental.refusal([Refused("12(4)(e)", **WEIGHED)]))
    for part in ("regulation 12(4)(e)", "regulation 14", "presume in favour", "Frank talk outweighs."):
        assert part in said
    told = " ".join(environmental.representations("team", "foi@example.org"))
    for part in ("regulation 11", "40 working days", "regulation 18", "Information Commissioner"):
        assert part in told
    assert "15 April" not in environmental.extension_notice(date(2024, 4, 15))
    assert "regulation 7" in environmental.extension_notice(date(2024, 4, 15)).lower()


def test_a_decision_on_representations_offers_no_more_and_the_office_is_named_once() -> None:
    asked, applied = environmental.representations("team", "foi@example.org", office="Office, Street")
    assert "within 40 working days of this letter, to the team: foi@example.org" in asked
    assert applied.endswith("section 50 of that Act: Office, Street.")
    decided, applied = environmental.representations("team", "foi@example.org", reviewed=True)
    assert "make representations" not in decided
    assert applied.endswith("section 50 of that Act.")
