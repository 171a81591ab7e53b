"""The days that a letter tells of: what is past lies between the request and the letter, what is to come after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.question import Question
from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.records import long_day


def of_days(case: CaseFile) -> Iterator[Finding]:
    """Each day on the wrong side of the request or of the letter."""
    for where, what, day in _past(case):
        said = {"what": what, "day": long_day(day)}
        if day < case.received:
            yield finding("day-before-request", where=where, received=long_day(case.received), **said)
        elif day > case.decided:
            yield finding("day-after-letter", where=where, decided=long_day(case.decided), **said)
    for number, question in case.questions.items():
        clock = question.clock
        if clock and clock.asked and clock.clarified and clock.clarified < clock.asked:
            yield finding(
                "clarified-before-asked",
                where=f"questions.{number}.clock.clarified",
                clarified=long_day(clock.clarified),
                asked=long_day(clock.asked),
            )
        for where, what, day in _to_come(number, question):
            if day <= case.decided:
                yield finding(
                    "day-not-to-come", where=where, what=what, day=long_day(day), decided=long_day(case.decided)
                )


def _past(case: CaseFile) -> Iterator[tuple[str, str, date]]:
    """(where, what, day) of all that was before the letter."""
    for position, letter in enumerate(case.earlier_letters):
        yield f"earlier_letters.{position}.day", "The day of an earlier letter", letter.day
    told: list[tuple[str, str, date | None]] = []
    if case.extension and case.extension.noticed <= case.decided:
        told.append(("extension.noticed", "The day of the letter that took more time", case.extension.noticed))
    if case.internal_review:
        told.append(("internal_review.responded", "The day of the first response", case.internal_review.responded))
    for number, question in case.questions.items():
        told += _of_question(f"questions.{number}", question)
    yield from ((where, what, day) for where, what, day in told if day is not None)


def _of_question(at: str, question: Question) -> Iterator[tuple[str, str, date | None]]:
    if clock := question.clock:
        yield f"{at}.clock.asked", "The day on which further information was asked for", clock.asked
        yield f"{at}.clock.clarified", "The day on which the further information came", clock.clarified
        yield f"{at}.clock.fees_notice", "The day of the fees notice", clock.fees_notice
        yield f"{at}.clock.paid", "The day of payment", clock.paid
        yield f"{at}.clock.answered", "The day of the letter that answered it", clock.answered
    if question.withdrawn:
        yield f"{at}.withdrawn.day", "The day of the withdrawal", question.withdrawn.day
    if question.elsewhere:
        yield f"{at}.elsewhere.agreed_on", "The day on which the applicant agreed", question.elsewhere.agreed_on
        yield f"{at}.elsewhere.passed_on", "The day on which it was passed on", question.elsewhere.passed_on


def _to_come(number: str, question: Question) -> Iterator[tuple[str, str, date]]:
    if question.clarification and question.clarification.closes_on:
        where = f"questions.{number}.clarification.closes_on"
        yield where, "The last day for a reply", question.clarification.closes_on
    if question.future and (named := _days_in(question.future.when)):
        yield f"questions.{number}.future.when", "The publication", max(named)


_MONTHS = {date(2000, month, 1).strftime("%B"): month for month in range(1, 13)}
_DAY = re.compile(rf"(?:\b(\d{{1,2}})(?:st|nd|rd|th)?\s+)?\b({'|'.join(_MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)


def _days_in(text: str) -> list[date]:
    """The days that a text names; of a month alone its 28th, as it may still come until its end."""
    found = []
    for day, month, year in _DAY.findall(text):
        try:
            found.append(date(int(year), _MONTHS[month.capitalize()], int(day or 28)))
        except ValueError:
            continue
    return found
