"""What is neither confirmed nor denied: the provisions are on record, and nothing about it tells whether it is held."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.answering.case.question import Question
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes import outcome_of
from fanlight.answering.outcomes.neither import NeitherConfirmedNorDenied, neither_of, says_so
from fanlight.answering.response.composition import Composition
from fanlight.law.claimed import ExemptionRecord
from fanlight.law.confirm_or_deny import tells
from fanlight.law.findings import finding
from fanlight.requests import normal_number


def of_neither(parts: Composition) -> list[Missing]:
    """By question, then by entry under exemptions."""
    missing: list[Missing] = []
    for number in parts.case.questions:
        missing += _of_question(number, parts)
    for position, record in zip(parts.positions[len(parts.records) :], parts.others, strict=True):
        if record.neither:
            missing += _of_provision(f"exemptions.{position}", record, parts)
    return missing


def _of_question(number: str, parts: Composition) -> Iterator[Missing]:
    question, at = parts.case.questions[number], f"questions.{number}"
    record = neither_of(question)
    outcome = outcome_of(question)
    if record is None:
        if says_so(question) and outcome is not None and outcome.stance != "no_request":
            text = f"Question {number}: its words neither confirm nor deny, but its outcome says that the information is held."
            mend = "Give it the outcome neither_confirmed_nor_denied, or an entry neither for the part that this is said of."
            yield Missing("neither", f"{at}.outcome", text, mend)
        return
    whole = record.scope == "question"
    if whole and question.outcome != NeitherConfirmedNorDenied.name:
        text = f"Question {number}: nothing of it is confirmed or denied by its entry neither, but its outcome says otherwise."
        yield Missing(
            "neither", f"{at}.outcome", text, "Make the outcome neither_confirmed_nor_denied, or give a narrower scope."
        )
    if record.scope == "part" and not record.part.strip():
        text = f"Question {number}: which part is neither confirmed nor denied is not said."
        yield Missing("neither", f"{at}.neither.part", text)
    if not any(_names(each, number) for each in parts.others if each.neither):
        yield _law("neither-without-provision", at, question=number)
    if whole:
        held = [(each.limb, each.questions) for each in parts.records]
        held += [(each.cited, each.questions) for each in parts.others if not each.neither]
        for cited, questions in held:
            if normal_number(number) in {normal_number(each) for each in questions}:
                yield _law("exempt-and-neither", at, provision=cited, question=number)
    for name, text in _told(question, record.part if record.scope == "part" else "", whole=whole):
        for words in tells(text):
            yield _law("confirms-or-denies", f"{at}.{name}", words=words)


def _told(question: Question, part: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    """The officer's words about what is neither confirmed nor denied, by their entries."""
    yield "neither.part", part
    if whole:
        yield "answer", question.answer
        yield "points", "\n".join(question.points)
        yield "after", question.after


def _of_provision(at: str, record: ExemptionRecord, parts: Composition) -> Iterator[Missing]:
    for number in record.questions:
        known = [each for each in parts.unconfirmed if normal_number(each) == normal_number(number)]
        if not known and normal_number(number) in {normal_number(each) for each in parts.case.questions}:
            yield _law("provision-without-neither", at, provision=record.cited)
    for name, text in (("reasons", record.reasons), ("public_interest", record.public_interest)):
        for words in tells(text):
            yield _law("confirms-or-denies", f"{at}.{name}", words=words)


def _names(record: ExemptionRecord, number: str) -> bool:
    return normal_number(number) in {normal_number(each) for each in record.questions}


def _law(name: str, about: str, **said: str) -> Missing:
    found = finding(name, where=about, **said)
    return Missing("neither", about, found.message, found.mend)
