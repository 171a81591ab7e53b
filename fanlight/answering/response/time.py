"""The last day of a response: of the Act, or of the Environmental Information Regulations where all of it is under them."""

from __future__ import annotations

from datetime import date

from fanlight.answering.case.model import CaseFile
from fanlight.law import environmental
from fanlight.law.clock import deadline


def last_day(case: CaseFile) -> date:
    """The day by which the requester should have had an answer, or the letter that takes more time for the public interest."""
    questions = case.questions.values()
    if questions and all(question.outcome == "environmental_information" for question in questions):
        extended = any(question.environmental and question.environmental.extended for question in questions)
        return environmental.due(case.received, extended=extended, clarified=case.clarified).due
    return deadline(case.received, clarified=case.clarified).due


def in_time(case: CaseFile) -> bool:
    """Answered by then; or more time was taken by then, to weigh the public interest alone (FOIA s.10(3))."""
    return (case.extension.noticed if case.extension else case.decided) <= last_day(case)
