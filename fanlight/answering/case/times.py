"""The last day for an answer, question by question, and whether a letter comes after it."""

from __future__ import annotations

from datetime import date

from fanlight.answering.case.model import CaseFile
from fanlight.errors import BadInput
from fanlight.law import environmental
from fanlight.law.clock import deadline
from fanlight.law.procedure.clocks import QuestionClock, running

TELLS_OF_ITSELF = frozenset({"answer_to_follow", "fees_notice_s9", "invalid_s8", "withdrawn"})
"""Outcomes whose own words and checks say what there is to say of time."""


def due_of(case: CaseFile, number: str) -> date | None:
    """The last day for a question, of the Act or of the Environmental Information Regulations; None while its clock does
    not run. Raises `BadInput` for dates that contradict."""
    try:
        return _due_of(case, number)
    except BadInput as error:
        place = f"questions.{number}.clock" if case.questions[number].clock else "case.yaml"
        raise BadInput(error.what, where=error.where or place, next_step=error.next_step) from None


def _due_of(case: CaseFile, number: str) -> date | None:
    question = case.questions[number]
    clock = question.clock or QuestionClock()
    if question.outcome == "environmental_information":
        extended = bool(question.environmental and question.environmental.extended)
        return environmental.due(case.received, extended=extended, clarified=clock.clarified or case.clarified).due
    return running(case.received, clock, clarified=case.clarified).due


def last_day(case: CaseFile) -> date:
    """The day by which the requester should have had an answer, or the letter that takes more time for the public interest."""
    days = [due for number in answered_now(case) if (due := due_of(case, number))]
    return min(days) if days else deadline(case.received, clarified=case.clarified).due


def late(case: CaseFile) -> dict[date, list[str]]:
    """Questions that this letter answers after their last day, by that day. Where more time was taken to weigh the public
    interest (FOIA s.10(3)), the letter that said so counts. A review has times of its own: none."""
    found: dict[date, list[str]] = {}
    if case.internal_review is not None:
        return found
    told = case.extension.noticed if case.extension else case.decided
    for number in answered_now(case):
        due, clock = due_of(case, number), case.questions[number].clock
        if due is not None and (clock.answered if clock and clock.answered else told) > due:
            found.setdefault(due, []).append(number)
    return dict(sorted(found.items()))


def answered_now(case: CaseFile) -> list[str]:
    """Questions that this letter answers, or asks something about."""
    return [number for number, question in case.questions.items() if question.outcome not in TELLS_OF_ITSELF]
