"""An internal review: afresh, by another person, at one stage."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fanlight.law.letter import check_letter
from fanlight.law.procedure import review
from fanlight.law.wording import ReviewProcedure, right_to_complain

DECIDED = date(2023, 5, 2)
REVIEW: dict[str, Any] = {
    "of": "F/1",
    "responded": date(2023, 3, 1),
    "due": date(2023, 3, 1),
    "asked": date(2023, 4, 11),
    "reviewer": "Ama Boateng",
    "first_decided_by": ["Rosalind Achebe"],
}
UPHELD = review.QuestionReview(first="withheld under section 31(1)(a)", result="upheld")


def check(change: dict[str, Any], questions: dict[str, review.QuestionReview | None] | None = None) -> list[str]:
    record = review.InternalReview.model_validate({**REVIEW, **change})
    given = questions if questions is not None else {"1": UPHELD}
    return [found.id for found in review.check_review(record, given, decided=DECIDED)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"of": ""}, ["review-incomplete"]),
        ({"reviewer": ""}, ["review-incomplete"]),
        ({"first_decided_by": []}, ["review-incomplete"]),
        ({"reviewer": "rosalind  ACHEBE"}, ["review-by-the-same-person"]),
        ({"asked": date(2023, 2, 1)}, ["review-dates"]),
        ({"asked": date(2023, 6, 1)}, ["review-dates"]),
        ({"declined": True}, ["review-declined-in-time"]),
        ({"due": date(2023, 2, 24)}, ["review-delay-not-said"]),
        ({"asked": date(2023, 3, 2)}, ["review-late"]),
        ({"asked": date(2023, 3, 2), "late": "The reviewer was ill."}, []),
    ],
)
def test_each_lack_is_found(change: dict[str, Any], found: list[str]) -> None:
    assert check(change) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ama Boateng", "Boateng, Ama", True),
        ("Ama Boateng", "BOATENG Ama", True),
        ("A. Boateng", "Ama Boateng", True),
        ("Superintendent Ama Boateng", "Ama Boateng", True),
        ("Dr Boateng", "Ama Boateng", True),
        ("Ama K. Boateng", "Ama Boateng", True),
        ("Ama O'Neill-Boateng", "ama o'neill-boateng", True),
        ("Kofi Boateng", "Ama Boateng", False),
        ("K. Boateng", "Ama Boateng", False),
        ("Ama Boateng", "Ama Mensah", False),
        ("A. B.", "Ama Boateng", False),
        ("", "Ama Boateng", False),
        ("Mr", "Mrs", False),
    ],
)
def test_a_person_is_told_by_more_than_spelling(one: str, other: str, same: bool) -> None:
    assert review.same_person(one, other) is same
    assert review.same_person(other, one) is same


def test_each_question_has_its_result() -> None:
    assert check({}, {"1": UPHELD, "2": None}) == ["review-result-missing"]
    delay = review.QuestionReview(first="given in full", result="delay_only")
    assert check({}, {"1": delay}) == ["review-was-in-time"]
    assert check({"due": date(2023, 2, 24)}, {"1": delay}) == []
    assert check({"due": None}, {"1": delay}) == ["review-incomplete"]


def test_out_of_time() -> None:
    late = {"responded": date(2023, 1, 4), "due": date(2023, 1, 4), "declined": True}
    assert check(late) == []
    told = review.review_words(review.InternalReview.model_validate({**REVIEW, **late}), {}, decided=DECIDED)
    assert "until 1 March 2023" in told[1]
    assert "The first response stands." in told[1]


def test_the_words_link_to_the_first_and_offer_no_second_review() -> None:
    record = review.InternalReview.model_validate({**REVIEW, "complaint": "section 31 does not apply"})
    told = review.review_words(record, {"1": UPHELD}, decided=DECIDED)
    text = "\n".join((*told, *review.question_words(UPHELD)))
    assert "our response F/1 of 1 March 2023" in text
    assert "Ama Boateng carried out the review. The reviewer took no part in the first decision" in text
    assert "We uphold our first decision." in text
    complain = right_to_complain(ReviewProcedure(email="foi@example.police.uk"), reviewed=True)
    assert "one stage" in complain[0]
    assert "you can ask us" not in " ".join(complain)
    assert (
        check_letter("\n".join((text, "Public interest: the balance lies in withholding.", *complain)), on=DECIDED)
        == ()
    )


def test_several_results_are_told_question_by_question() -> None:
    other = review.QuestionReview(first="withheld", result="overturned")
    assert review.summary({"1": UPHELD, "2(a)": other, "3": UPHELD}).startswith(
        "at questions 1 and 3 we uphold our first"
    )
    assert review.summary({"1": UPHELD, "2(a)": other}) == (
        "at question 1 we uphold our first decision; at question 2(a) we overturn our first decision."
    )
