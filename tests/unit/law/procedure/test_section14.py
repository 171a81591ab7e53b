"""Section 14: the fact is enough, 14(2) has four conditions, and 17(6) is decided afresh."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fanlight.law.letter import check_letter
from fanlight.law.procedure import section14
from fanlight.law.wording import ReviewProcedure, right_to_complain

RECEIVED = date(2024, 6, 3)
COMPLAIN = right_to_complain(ReviewProcedure(email="foi@example.police.uk"))
NO_NOTICE = {
    "earlier": "F/7",
    "noticed_on": date(2024, 2, 1),
    "why": "It asks for the same once more, a week after the last.",
    "warned": "The notice of 1 February said so.",
}
REPEATED: dict[str, Any] = {
    "earlier": "F/9",
    "complied_on": date(2024, 5, 1),
    "same_person": True,
    "similar": "Both ask for the same three figures.",
    "interval": "The figures are made once a year.",
}


def vexatious(given: dict[str, Any]) -> list[str]:
    record = section14.VexatiousRecord.model_validate(given)
    return [found.id for found in section14.check_vexatious(record, received=RECEIVED, at="vexatious")]


def repeated(change: dict[str, Any]) -> list[str]:
    record = section14.RepeatedRecord.model_validate({**REPEATED, **change})
    return [found.id for found in section14.check_repeated(record, received=RECEIVED, at="repeated")]


def test_reasons_are_advised_and_do_not_block() -> None:
    record = section14.VexatiousRecord()
    found = list(section14.check_vexatious(record, received=RECEIVED, at="vexatious"))
    assert [(each.id, each.severity) for each in found] == [("section-14-reasons-not-given", "check")]


@pytest.mark.parametrize(
    ("reasons", "wrong"),
    [
        ("You are vexatious.", True),
        ("The requester is obsessive about the officers.", True),
        ("He is a vexatious complainant.", True),
        ("The request is vexatious: it repeats accusations that were investigated twice.", False),
        ("The burden of reading 40,000 e-mails is out of proportion to the value of the request.", False),
    ],
)
def test_it_is_said_of_the_request_and_never_of_the_person(reasons: str, wrong: bool) -> None:
    assert vexatious({"reasons": reasons}) == (["vexatious-person"] if wrong else [])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"earlier": ""}, ["repeated-earlier-missing"]),
        ({"complied_on": None}, ["repeated-earlier-missing"]),
        ({"complied_on": date(2024, 6, 4)}, ["repeated-before-answer"]),
        ({"same_person": None}, ["repeated-person-not-same"]),
        ({"same_person": False}, ["repeated-person-not-same"]),
        ({"interval": " "}, ["repeated-interval-missing"]),
        ({"similar": ""}, []),
    ],
)
def test_14_2_has_four_conditions(change: dict[str, Any], found: list[str]) -> None:
    assert repeated(change) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"earlier": ""}, ["no-notice-earlier-missing"]),
        ({"noticed_on": RECEIVED}, ["no-notice-not-earlier"]),
        ({"why": ""}, ["no-notice-why-missing"]),
        ({"warned": ""}, ["no-notice-not-warned"]),
    ],
)
def test_17_6_needs_an_earlier_notice_and_a_fresh_reason(change: dict[str, Any], found: list[str]) -> None:
    assert vexatious({"no_notice": {**NO_NOTICE, **change}}) == found
    assert repeated({"no_notice": {**NO_NOTICE, **change}}) == found


def test_the_notices_pass_our_own_check() -> None:
    texts = [
        section14.vexatious_words(section14.VexatiousRecord()),
        section14.vexatious_words(
            section14.VexatiousRecord(reasons="it repeats what was answered", history="kept inside")
        ),
        section14.repeated_words(section14.RepeatedRecord.model_validate(REPEATED)),
    ]
    for told in texts:
        assert check_letter("\n".join((*told, *COMPLAIN)), on=RECEIVED) == ()
        assert "section 17(5)" in told[0]
        assert "kept inside" not in " ".join(told)
    assert "On 1 May 2024 we complied with your request F/9" in texts[2][0]
    assert (
        "said of the question and not of you"
        in section14.vexatious_words(section14.VexatiousRecord(), what="question")[0]
    )
