"""The last day for an answer, question by question, and whether a letter comes after it."""

from __future__ import annotations

from datetime import date

from fanlight.answering.case.model import CaseFile
from fanlight.law.procedure.clocks import QuestionClock, running

TELLS_OF_ITSELF = frozenset({"answer_to_follow", "fees_notice_s9", "invalid_s8", "withdrawn"})
"""Outcomes whose own words and checks say what there is to say of time."""


def due_of(case: CaseFile, number: str) -> date | None:
    """The last day for a question; None while its clock does not run. Raises `BadInput` for dates that contradict."""
    clock = case.questions[number].clock or QuestionClock()
    return running(case.received, clock, clarified=case.clarified).due


def late(case: CaseFile) -> dict[date, list[str]]:
    """Questions that this letter answers after their last day, by that day. A review has times of its own: none."""
    found: dict[date, list[str]] = {}
    if case.internal_review is not None:
        return found
    for number, question in case.questions.items():
        due = None if question.outcome in TELLS_OF_ITSELF else due_of(case, number)
        if due is not None and case.decided > due:
            found.setdefault(due, []).append(number)
    return dict(sorted(found.items()))


def answered_now(case: CaseFile) -> list[str]:
    """Questions that this letter answers, or asks something about."""
    return [number for number, question in case.questions.items() if question.outcome not in TELLS_OF_ITSELF]
