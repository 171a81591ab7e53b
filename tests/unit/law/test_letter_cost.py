"""Anybody's letter that refuses for cost: an estimate within the limit is found, and one above it, or none, is not."""

from __future__ import annotations

from datetime import date

import pytest

from fanlight.law.letter import check_letter

HEAD = "10 May 2024\nWe refuse your request under section 12(1) of the Freedom of Information Act 2000. "
TAIL = (
    "\nYou may ask for an internal review within 40 working days by writing to foi@example.org.uk. You may then apply to the "
    "Information Commissioner for a decision under section 50 of the Act.\n"
)


def found(body: str) -> list[str]:
    return [each.id for each in check_letter(f"{HEAD}{body}{TAIL}", on=date(2024, 5, 10))]


@pytest.mark.parametrize(
    "body",
    [
        "There are 300 files and each takes 3 minutes, 15 hours in all, which is more than the limit of 18 hours.",
        "We would have to read 300 files at 3 minutes each.",
        "It would take an officer 12 hours to read them. The appropriate limit is £450, equal to 18 hours at £25 an hour.",
        "We estimate 17.5 hours of work.",
        "There are 120 records; at 5 minutes per record this exceeds the limit.",
        "As a central body our limit is £600, or 24 hours. Reading 400 files at 3 minutes each would take 20 hours.",
    ],
)
def test_an_estimate_within_the_limit_is_found(body: str) -> None:
    assert found(body) == ["cost-within-limit"]


@pytest.mark.parametrize(
    "body",
    [
        "There are 3,715 cases and each takes 3 minutes, about 185 hours, which is more than the limit of 18 hours.",
        "There are over 7,069 occurrences to read. The limit is £450, which is 18 hours.",
        "To read them would take more than 18 hours.",
        "It would take in excess of 20 hours.",
        "We hold this in many files, and to read them would exceed the appropriate limit.",
        "Of 2023 we hold 17,489 records, and at 3 minutes each this is 874 hours. You could narrow it to 200 records, 10 hours.",
        "A sample of 20 took 60 minutes; there are 8,000 records, which makes 400 hours.",
        "Section 12 applies as 1,144 records at 3 minutes each come to over 57 hours.",
        "The limit of 18 hours would be passed.",
        "As a central body our limit is £600, or 24 hours. Reading 500 files at 3 minutes each would take 25 hours.",
    ],
)
def test_one_above_it_and_none_are_not(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("Reading and redacting 8,000 records at 3 minutes each would take 400 hours.", True),
        ("Considering whether exemptions apply to 8,000 e-mails at 3 minutes each would take 400 hours.", True),
        ("Reading 8,000 records at 3 minutes each would take 400 hours. Redaction is not counted.", False),
        ("Reading 8,000 records at 3 minutes each, not counting redaction, would take 400 hours.", False),
    ],
)
def test_redaction_and_exemptions_do_not_count(body: str, wrong: bool) -> None:
    assert found(body) == (["cost-activity-not-counted"] if wrong else [])


def test_another_section_is_no_refusal_for_cost() -> None:
    body = "Each interview took 45 minutes and there were 3 of them."
    text = f"10 May 2024\nWe hold this. {body}{TAIL}"
    assert check_letter(text, on=date(2024, 5, 10)) == ()
