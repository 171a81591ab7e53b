"""The letter of an internal review: what it looks at, and what became of the first decision, question by question."""

from __future__ import annotations

from collections.abc import Mapping

from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.people import name_of
from fanlight.answering.case.question import Question
from fanlight.answering.response.composition import Composition
from fanlight.documents.content import Block, Heading, Paragraph
from fanlight.errors import NotReady
from fanlight.law.findings import passes
from fanlight.law.procedure.review import InternalReview, QuestionReview, check_review, question_words, review_words
from fanlight.requests import normal_number


def reviews(case: CaseFile) -> Mapping[str, QuestionReview | None]:
    """What became of each question's first decision."""
    return {number: question.review for number, question in case.questions.items()}


def review_of(case: CaseFile) -> InternalReview | None:
    """The record of the review with people by their names, so that one person is told from another by identity."""
    record = case.internal_review
    if record is None:
        return None
    first = tuple(name_of(case, words) for words in record.first_decided_by)
    return record.model_copy(update={"reviewer": name_of(case, record.reviewer), "first_decided_by": first})


def introduced(case: CaseFile) -> tuple[Block, ...]:
    """Of which response, by whom, with which result; nothing where the case is no review. Raises `NotReady` for a record
    that lacks what the letter has to say."""
    record = review_of(case)
    if record is None:
        return ()
    found = check_review(record, reviews(case), decided=case.decided)
    if not passes(found):
        missing = "; ".join(each.message for each in found if each.severity != "check")
        raise NotReady(
            f"The review cannot be written yet: {missing}", next_step="Complete internal_review in case.yaml."
        )
    told = review_words(record, reviews(case), decided=case.decided)
    return (Heading("Your request for a review"), *map(Paragraph, told))


def of_question(question: Question) -> tuple[Block, ...]:
    """What stands before the fresh answer to a question."""
    review = question.review
    return tuple(map(Paragraph, question_words(review))) if review is not None and review.result else ()


def review_without_ground(parts: Composition) -> bool:
    """A question says that a new exemption is relied on, and no exemption on record names it."""
    named = {normal_number(n) for record in parts.records for n in record.questions}
    named |= {normal_number(n) for record in parts.others for n in record.questions}
    named |= {normal_number(n) for claimed in parts.claimed for n in claimed.questions}
    return any(
        question.review is not None
        and question.review.result == "new_exemption"
        and normal_number(number) not in named
        and parts.stance(number) != "refuses"
        for number, question in parts.case.questions.items()
    )
