"""Clarifications, fees and later parts; each question has a clock of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fanlight.errors import BadInput
from fanlight.law.clock import deadline
from fanlight.law.procedure import waiting
from fanlight.law.procedure.clocks import QuestionClock, running

RECEIVED = date(2023, 2, 1)
DUE = deadline(RECEIVED).due


def test_each_clock_is_its_own() -> None:
    plain = running(RECEIVED, QuestionClock())
    assert plain.due == DUE
    waits = running(RECEIVED, QuestionClock(asked=date(2023, 2, 6)))
    assert (waits.due, "6 February 2023" in waits.why) == (None, True)
    came = running(RECEIVED, QuestionClock(asked=date(2023, 2, 6), clarified=date(2023, 2, 20)))
    assert came.due == deadline(date(2023, 2, 20)).due
    unpaid = running(RECEIVED, QuestionClock(fees_notice=date(2023, 2, 6)))
    assert (unpaid.due, "5 May 2023" in unpaid.why) == (None, True)
    paid = running(RECEIVED, QuestionClock(fees_notice=date(2023, 2, 6), paid=date(2023, 2, 10)))
    assert paid.due == date(2023, 3, 8)
    both = QuestionClock(clarified=date(2023, 2, 20), fees_notice=date(2023, 2, 21), paid=date(2023, 2, 22))
    assert running(RECEIVED, both).due == date(2023, 3, 23)
    assert running(RECEIVED, QuestionClock(asked=date(2023, 2, 6)), clarified=date(2023, 2, 20)).due == came.due
    with pytest.raises(BadInput, match="time for compliance"):
        running(RECEIVED, QuestionClock(fees_notice=date(2023, 3, 2)))


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        (["Which of our three stations do you mean?"], []),
        (["By 'serious incidents', do you mean those recorded as critical incidents?", "Which years?"], []),
        ([], ["clarification-empty"]),
        ([" "], ["clarification-empty"]),
        (["Could you narrow your request to one year?"], ["clarification-is-narrowing"]),
        (["Your request would exceed the appropriate limit. What may we leave out?"], ["clarification-is-narrowing"]),
        (["Please give a shorter period, as this is too much to read."], ["clarification-is-narrowing"]),
        (["Which offences would let us answer within 18 hours?"], ["clarification-is-narrowing"]),
        (["Would you refine your request?"], ["clarification-is-narrowing"]),
        (["Could you ask for less?"], ["clarification-is-narrowing"]),
        (["Your request is too broad. Which stations matter most to you?"], ["clarification-is-narrowing"]),
        (["Do you mean reports made within 24 hours of an arrest?"], []),
        (["Do you mean narrow boats, or all boats?"], []),
        (["Is it oil refining, or its sale, that you ask about?"], []),
        (["How many is too many: do you mean more than five calls?"], []),
    ],
)
def test_advice_to_ask_for_less_is_no_clarification(asks: list[str], found: list[str]) -> None:
    record = waiting.ClarificationRecord(asks=asks)
    assert [each.id for each in waiting.check_clarification(record, at="clarification")] == found


def test_what_a_clarification_says() -> None:
    record = waiting.ClarificationRecord(asks=["which year"], why="we hold two logs", closes_on=date(2023, 4, 3))
    before, asked, after = waiting.clarification_words(record)
    assert before[0].endswith("We hold two logs. Please tell us:")
    assert asked == ("Which year.",)
    assert "run from the day on which your reply reaches us (section 10(6))" in after[0]
    assert "by 3 April 2023" in after[0]


FEE: dict[str, Any] = {
    "items": [{"what": "copying of 120 plans", "pounds": 48}, {"what": "postage", "pounds": 6.5}],
    "pay": "pay by card at example.org",
}


@pytest.mark.parametrize(
    ("change", "decided", "found"),
    [
        ({}, date(2023, 2, 6), []),
        ({"items": []}, date(2023, 2, 6), ["fee-missing"]),
        ({"pay": ""}, date(2023, 2, 6), ["fee-missing"]),
        ({}, DUE, []),
        ({}, date(2023, 3, 2), ["fees-notice-late"]),
        ({"items": [{"what": "two hours of an officer", "pounds": 50}]}, date(2023, 2, 6), ["fee-for-staff-time"]),
        ({"items": [{"what": "locating the files", "pounds": 50}]}, date(2023, 2, 6), ["fee-for-staff-time"]),
        ({"items": [{"what": "staff time for copying", "pounds": 50}]}, date(2023, 2, 6), ["fee-for-staff-time"]),
        ({"items": [{"what": "an officer's work, 3 hours", "pounds": 50}]}, date(2023, 2, 6), ["fee-for-staff-time"]),
        ({"items": [{"what": "redaction", "pounds": 50}]}, date(2023, 2, 6), ["fee-for-staff-time"]),
        ({"items": [{"what": "copying of 12 search warrants", "pounds": 3}]}, date(2023, 2, 6), []),
        ({"items": [{"what": "printing the staff handbook", "pounds": 3}]}, date(2023, 2, 6), []),
        ({"items": [{"what": "first-class postage", "pounds": 3}]}, date(2023, 2, 6), []),
    ],
)
def test_a_fee_covers_communication_only(change: dict[str, Any], decided: date, found: list[str]) -> None:
    record = waiting.FeeRecord.model_validate({**FEE, **change})
    assert [each.id for each in waiting.check_fee(record, decided=decided, due=DUE, at="fee")] == found


def test_a_fees_notice_states_amount_and_last_day() -> None:
    before, items, after = waiting.fee_words(waiting.FeeRecord.model_validate(FEE), decided=date(2023, 2, 6))
    assert "£54.50" in before[0]
    assert items == ("copying of 120 plans: £48.00", "postage: £6.50")
    assert "by 5 May 2023, which is three months beginning with the day of this notice" in after[0]


@pytest.mark.parametrize(
    ("expected", "found", "words"),
    [
        (None, ["later-date-missing"], ""),
        (date(2023, 2, 6), ["later-not-later"], ""),
        (date(2023, 2, 20), [], "expect to do so by 20 February 2023."),
        (date(2023, 3, 20), ["later-after-the-time"], "That is later than 1 March 2023"),
    ],
)
def test_a_later_part_has_its_day(expected: date | None, found: list[str], words: str) -> None:
    record = waiting.LaterRecord(expected=expected)
    decided = date(2023, 2, 6)
    assert [each.id for each in waiting.check_later(record, decided=decided, due=DUE, at="later")] == found
    if words:
        assert words in waiting.later_words(record, decided=decided, due=DUE)[0]


def test_a_letter_that_is_late_already_apologises() -> None:
    told = waiting.later_words(waiting.LaterRecord(expected=date(2023, 4, 3)), decided=date(2023, 3, 20), due=DUE)
    assert "You should have had it by 1 March 2023. We are sorry for the delay." in told[0]
