"""Section 12: only what regulation 4(3) allows counts, only what exceeds the limit is refused, and advice has to fit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fanlight.law.clock import working_days_after
from fanlight.law.findings import passes
from fanlight.law.letter import check_letter
from fanlight.law.procedure import cost
from fanlight.law.procedure.cost_words import cost_words
from fanlight.law.wording import ReviewProcedure, right_to_complain

RECEIVED = date(2023, 3, 1)
READING: dict[str, Any] = {"activity": "extract", "what": "Reading each report.", "records": 17489, "minutes": 3}
NARROWED = {"what": "arrests for cannabis offences in one month", "records": 200, "minutes": 3}
WHOLE: dict[str, Any] = {"work": [READING], "sampled": "twenty reports were timed", "narrowed": [NARROWED]}


def ids(questions: dict[str, dict[str, Any]], *, central: bool = False, received: date = RECEIVED) -> list[str]:
    records = {number: cost.CostRecord.model_validate(given) for number, given in questions.items()}
    return [f.id for f in cost.check_cost(records, limit=cost.limit_of(central=central), received=received)]


def test_a_whole_record_has_nothing_wrong() -> None:
    assert ids({"1": WHOLE}) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"work": []}, ["cost-estimate-missing"]),
        ({"work": [{"activity": "extract", "what": "reading"}]}, ["cost-estimate-missing"]),
        ({"work": [{**READING, "records": 300}]}, ["cost-within-limit"]),
        ({"work": [{**READING, "records": 360}]}, ["cost-within-limit"]),
        ({"work": [{**READING, "records": 361}]}, []),
        ({"sampled": ""}, ["cost-not-sampled"]),
        ({"narrowed": []}, ["cost-advice-missing"]),
        ({"narrowed": [], "advice": "Ask for arrests without the kind of product."}, []),
        ({"narrowed": [], "nothing_fits": "One day alone would take longer."}, []),
        ({"narrowed": [{**NARROWED, "records": 361}]}, ["cost-advice-does-not-fit"]),
        ({"narrowed": [{"what": "the policy alone"}]}, []),
        ({"limb": "12(2)"}, ["cost-extraction-to-confirm"]),
        ({"limb": "12(2)", "work": [{**READING, "activity": "determine"}]}, []),
        ({"work": [{**READING, "records": 300}], "pounds": 75.01}, []),
        ({"work": [{**READING, "records": 300}], "pounds": 75}, ["cost-within-limit"]),
    ],
)
def test_each_lack_is_found(change: dict[str, Any], found: list[str]) -> None:
    assert ids({"1": {**WHOLE, **change}}) == found


def test_a_central_body_has_twenty_four_hours() -> None:
    work = {**WHOLE, "work": [{**READING, "records": 400}]}
    assert (ids({"1": work}), ids({"1": work}, central=True)) == ([], ["cost-within-limit"])
    assert cost.limit_of(central=True).words == "£600, which is 24 hours of work at £25 an hour"


@pytest.mark.parametrize("activity", ["redaction", "redacting", "considering exemptions", "drafting", "typing"])
def test_no_other_activity_can_be_written_down(activity: str) -> None:
    with pytest.raises(ValidationError, match="only determine, locate, retrieve, extract"):
        cost.Work.model_validate({**READING, "activity": activity})


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1, 0])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    for changed in ({"minutes": number}, {"hours": number}):
        with pytest.raises(ValidationError):
            cost.Work.model_validate({"activity": "extract", "what": "reading", **changed})
    if number:
        with pytest.raises(ValidationError):
            cost.CostRecord(pounds=number)


def test_a_question_named_twice_is_counted_once() -> None:
    together = {"questions": ["2", "2"], "related": "the same reports"}
    first = {**WHOLE, "work": [{**READING, "records": 200}], "together": together}
    assert ids({"1": first, "2": {"part_of": "1", "work": [{**READING, "records": 100}]}}) == ["cost-within-limit"]


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("reading each report and redacting the names", True),
        ("removing personal data from each log", True),
        ("considering whether exemptions apply to each e-mail", True),
        ("reading each e-mail for exempt information", True),
        ("applying exemptions", True),
        ("applying the public interest test", True),
        ("consulting the manufacturer about each contract", True),
        ("drafting the response", True),
        ("sign-off by the chief officer", True),
        ("anonymising each account", True),
        ("opening each file to see whether the method of entry is written in the free text", False),
        ("searching the e-mail archive for the name of the product", False),
        ("consulting the index of each box", False),
        ("reading the free text of each report for the kind of harm", False),
        ("reading each medical exemption certificate", False),
        ("considering whether the certificate is exempt", True),
        ("reading the free text of each crime report", False),
    ],
)
def test_what_is_not_counted_is_seen_in_words(what: str, wrong: bool) -> None:
    assert ids({"1": {**WHOLE, "work": [{**READING, "what": what}]}}) == (
        ["cost-activity-not-counted"] if wrong else []
    )


TOGETHER = {"questions": ["2"], "related": "Both ask for the content of the same crime reports."}


def test_related_questions_are_counted_as_one() -> None:
    first = {**WHOLE, "work": [{**READING, "records": 200}], "together": TOGETHER}
    second = {"part_of": "1", "work": [{**READING, "records": 161}]}
    assert ids({"1": first, "2": second}) == []
    assert ids({"1": first, "2": {**second, "work": [{**READING, "records": 160}]}}) == ["cost-within-limit"]


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ({"1": {**WHOLE, "together": TOGETHER}}, ["cost-counted-with-no-refusal"]),
        ({"1": WHOLE, "2": {"part_of": "1"}}, ["cost-counted-with-no-refusal"]),
        (
            {"1": {**WHOLE, "together": {**TOGETHER, "related": ""}}, "2": {"part_of": "1"}},
            ["cost-reasons-to-aggregate-missing"],
        ),
        (
            {"1": {**WHOLE, "together": {**TOGETHER, "by": "in_concert"}}, "2": {"part_of": "1"}},
            ["cost-reasons-to-aggregate-missing"],
        ),
        ({"1": {**WHOLE, "together": {"related": "the same"}}}, ["cost-aggregates-nothing"]),
    ],
)
def test_unrelated_questions_are_not(questions: dict[str, Any], found: list[str]) -> None:
    assert ids(questions) == found


@given(st.dates(date(2019, 1, 1), date(2024, 1, 1)))
def test_sixty_consecutive_working_days(first: date) -> None:
    """A period of sixty working days that holds the first day: 59 after it."""
    last = working_days_after(first, 59)[-1].date
    over = working_days_after(first, 60)[-1].date
    for received, found in ((last, []), (over, ["cost-outside-the-window"])):
        earlier = {"reference": "F/1", "received": first, "hours": 5}
        together = {"requests": [earlier], "related": "the same reports"}
        assert ids({"1": {**WHOLE, "together": together}}, received=received) == found


@given(st.integers(0, 10**6), st.sampled_from([0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 7.5, 20]))
def test_estimates_are_exact(records: int, minutes: float) -> None:
    work = cost.Work(activity="extract", what="reading", records=records, minutes=minutes)
    assert work.exact_hours() * 60 == records * Fraction(str(minutes))
    exceeds = records * Fraction(str(minutes)) > 18 * 60
    within = "cost-within-limit" in ids({"1": {**WHOLE, "work": [work.model_dump()]}})
    assert within != exceeds or records == 0


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (Fraction(18), "18 hours"),
        (Fraction(1), "1 hour"),
        (Fraction(31, 2), "15 hours and 30 minutes"),
        (Fraction(1, 60), "1 minute"),
        (Fraction(18) + Fraction(1, 1000), "just over 18 hours"),
        (Fraction(17489, 20), "about 874 hours"),
    ],
)
def test_hours_in_words(hours: Fraction, words: str) -> None:
    assert cost.hours_in_words(hours) == words


def said(questions: dict[str, dict[str, Any]], number: str = "1") -> str:
    records = {name: cost.CostRecord.model_validate(given) for name, given in questions.items()}
    assert passes(cost.check_cost(records, limit=cost.limit_of(), received=RECEIVED))
    words = cost_words(number, records, cost.limit_of())
    text = "\n".join((*words.notice, *words.lines, *words.total, *words.advice, *words.fits, *words.given))
    complain = right_to_complain(ReviewProcedure(email="foi@example.police.uk"))
    assert check_letter("\n".join((text, *complain)), on=RECEIVED) == ()
    return text


def test_the_letter_says_the_estimate_and_what_would_fit() -> None:
    text = said({"1": WHOLE})
    assert (
        "We hold information of the kind that you ask for. Section 12(1) of the Freedom of Information Act 2000" in text
    )
    assert "£450, which is 18 hours of work at £25 an hour" in text
    assert "Extracting: reading each report: 17,489 records at 3 minutes each, about 874 hours." in text
    assert "about 874 hours, or £21,861, which exceeds the limit." in text
    assert text.endswith("arrests for cannabis offences in one month")
    assert "10 hours" not in text
    assert "outside the Act" not in text


def test_12_2_does_not_say_whether_it_is_held() -> None:
    text = said({"1": {**WHOLE, "limb": "12(2)", "work": [{**READING, "activity": "locate"}]}})
    assert "Section 12(2)" in text
    assert "We hold" not in text


def test_what_is_given_outside_the_act_is_said_to_be() -> None:
    text = said({"1": {**WHOLE, "outside_the_act": "the number of arrests for all drug offences was published in May"}})
    assert "we give you the following, outside the Act: The number of arrests" in text


def test_aggregated_requests_are_named_with_the_reason() -> None:
    earlier = {"reference": "FOI 250/23", "received": date(2023, 2, 1), "hours": 6}
    together = {**TOGETHER, "requests": [earlier], "by": "in_concert", "in_concert": "all use the same form of words"}
    questions = {"1": {**WHOLE, "together": together}, "2": {"part_of": "1", "work": [{**READING, "records": 1}]}}
    text = said(questions)
    assert "we count questions 1 and 2 and the request FOI 250/23 (received on 1 February 2023) together" in text
    assert "in concert" in text
    assert "1 record at 3 minutes, 3 minutes." in text
    assert "It is counted together with question 1" in said(questions, "2")
