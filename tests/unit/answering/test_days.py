"""The days that a letter tells of, against the days of the request and of the letter."""

from __future__ import annotations

from typing import Any

import pytest

from fanlight.answering import draft
from fanlight.answering.checks.days import of_days
from tests.unit.answering.outcome_examples import examples

EXAMPLES = examples()
BEFORE, AFTER = "2024-04-12", "2024-06-14"


def with_entry(name: str, path: tuple[str | int, ...], given: Any) -> list[tuple[str, str]]:
    """(finding, where) of an example with one entry changed."""
    example = EXAMPLES[name]
    entries = example.case().file.model_dump(mode="json", exclude_defaults=True)
    inner: Any = entries
    for step in path[:-1]:
        inner = inner[step] if isinstance(step, int) else inner.setdefault(step, {})
    inner[path[-1]] = given
    case = example.case(**entries)
    return [(found.id, found.where) for found in of_days(case.file)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_example_tells_of_a_day_that_cannot_be(name: str) -> None:
    assert not list(of_days(EXAMPLES[name].case().file))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("withdrawn", ("questions", "2", "withdrawn", "day")),
        ("not_held_elsewhere", ("questions", "1", "elsewhere", "passed_on")),
        ("not_held_elsewhere", ("questions", "1", "elsewhere", "agreed_on")),
        ("answer_to_follow", ("earlier_letters", 0, "day")),
        ("The answer after a clarification", ("questions", "2", "clock", "answered")),
        ("disclosed_in_full", ("questions", "1", "clock", "paid")),
    ],
)
def test_what_is_past_lies_between_the_request_and_the_letter(name: str, path: tuple[str | int, ...]) -> None:
    where = ".".join(map(str, path))
    assert with_entry(name, path, BEFORE) == [("day-before-request", where)]
    assert with_entry(name, path, AFTER) == [("day-after-letter", where)]


def test_no_letter_of_a_request_comes_before_it() -> None:
    assert with_entry("The decision after more time", ("extension", "noticed"), BEFORE)
    assert with_entry("An internal review", ("internal_review", "responded"), BEFORE)


@pytest.mark.parametrize(
    ("name", "path", "past", "to_come"),
    [
        (
            "clarification_s1_3",
            ("questions", "1", "clarification", "closes_on"),
            ["2024-05-02", "2024-04-20"],
            ["2024-05-03"],
        ),
        (
            "future_publication_s22",
            ("questions", "1", "future", "when"),
            ["on 1 May 2024", "by 2nd May 2024", "in april 2024"],
            ["in May 2024", "next summer", "after the meeting of 1 May 2024, by 1 July 2024", "on 3 May 2024"],
        ),
    ],
)
def test_what_is_to_come_is_after_the_letter(
    name: str, path: tuple[str | int, ...], past: list[str], to_come: list[str]
) -> None:
    where = ".".join(map(str, path))
    assert all(with_entry(name, path, each) == [("day-not-to-come", where)] for each in past)
    assert not any(with_entry(name, path, each) for each in to_come)


def test_an_answer_to_a_question_back_comes_after_it() -> None:
    found = with_entry("The answer after a clarification", ("questions", "1", "clock", "asked"), "2024-05-21")
    assert found == [("clarified-before-asked", "questions.1.clock.clarified")]


def test_such_a_day_stops_the_draft() -> None:
    example = EXAMPLES["withdrawn"]
    questions = example.case().file.model_dump(mode="json", exclude_defaults=True)["questions"]
    questions["2"]["withdrawn"]["day"] = BEFORE
    missing = draft(example.case(questions=questions), example.request, None, None).missing
    assert [item.about for item in missing] == ["questions.2.withdrawn.day"]
