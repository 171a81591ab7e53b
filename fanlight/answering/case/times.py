"""The last day for an answer, question by question, and whether a letter comes after it."""

from __future__ import annotations

from datetime import date

from fanlight.answering.case.model import CaseFile
from fanlight.errors import BadInput
from fanlight.law.procedure.clocks import QuestionClock, running
from fanlight.law.regimes import environmental

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
    if question.outcome == "environmental_information":
        extended = question.environmental is not None and question.environmental.extended
        clarified = (question.clock.clarified if question.clock else None) or case.clarified
        return environmental.due(case.received, extended=extended, clarified=clarified).due
    clock = question.clock or QuestionClock()
    return running(case.received, clock, clarified=case.clarified).due


def late(case: CaseFile) -> dict[date, list[str]]:
    """Questions that this letter answers after their last day, by that day. A review has times of its own: none.

    Where more time was taken for the public interest, the letter that said so answered everything else: its day counts (FOIA
    s.10(3))."""
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
