"""Neither confirmed nor denied (FOIA s.2(1)). The same answer whether or not anything is held; nobody has to search."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanlight.answering.case.question import Question
from fanlight.answering.case.records import Neither
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes.base import Asked, Outcome
from fanlight.law.confirm_or_deny import information, said


class NeitherConfirmedNorDenied(Outcome):
    name = "neither_confirmed_nor_denied"
    stance = "neither"
    words = "neither confirmed nor denied"
    needs_answer = False

    def missing(self, asked: Asked) -> Iterator[Missing]:
        """No answer is needed: the words of the reply are the same for everybody. What the rest of a question got is its
        outcome, and a table of a question would show that something is held."""
        if asked.question.tables:
            text = f"{asked.name} is neither confirmed nor denied, but names a table, which would show that figures are held."
            yield Missing("neither", f"{asked.at}.tables", text, "Take the table out.")
        if asked.question.neither and asked.question.neither.scope != "question":
            text = f"{asked.name}: its outcome says that nothing of it is confirmed or denied, its scope that only a part is not."
            mend = "Give it the outcome of the rest (disclosed_in_full, withheld_exempt …); the entry neither goes beside it."
            yield Missing("neither", f"{asked.at}.outcome", text, mend)

    def text(self, asked: Asked) -> str:
        return f"{reply(asked)}\n\n{asked.question.answer.strip()}".strip()


def neither_of(question: Question) -> Neither | None:
    """What a question's answer neither confirms nor denies; None where it says of everything whether it is held."""
    if question.outcome == NeitherConfirmedNorDenied.name:
        return question.neither or Neither()
    return question.neither


def beside(asked: Asked) -> str:
    """What an answer with another outcome adds for a part, or for other information; "" where it neither … nor … nothing."""
    if asked.question.outcome == NeitherConfirmedNorDenied.name or not asked.question.neither:
        return ""
    return reply(asked)


def reply(asked: Asked) -> str:
    return said(covered(asked))


def covered(asked: Asked) -> str:
    """What is neither confirmed nor denied, as it follows "that we hold"."""
    held = neither_of(asked.question) or Neither()
    return information(held.scope, asked.number, held.part)


def says_so(question: Question) -> bool:
    """The officer's own words neither confirm nor deny."""
    words = " ".join((question.answer, *question.points, question.after))
    return bool(
        re.search(r"neither (?:to )?confirms? n?or den|(?:not|cannot|never) (?:\w+ ){0,2}confirm or deny", words, re.I)
    )
