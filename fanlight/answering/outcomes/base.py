"""What follows from an outcome: what has to be on record, what the letter and the page say, what the notice claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.question import OutcomeName, Question
from fanlight.answering.missing import Missing
from fanlight.documents.content import Block, Bullets, Paragraph
from fanlight.law.notice import Claimed

Stance = Literal["gives", "gives_part", "withholds", "not_held", "elsewhere", "no_request"]
"""What an outcome is to the requester; the sentences about the decision as a whole follow from all questions' stances."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the number that the request gives it, in its case."""

    number: str
    question: Question
    case: CaseFile

    @property
    def on(self) -> date:
        """The day of the decision, by whose law it is judged."""
        return self.case.decided

    @property
    def at(self) -> str:
        """Where it stands in case.yaml, as `Missing.about` names it."""
        return f"questions.{self.number}"

    @property
    def name(self) -> str:
        return f"Question {self.number}"


class Outcome:
    """One outcome. A new one is a module here, a line in `OUTCOMES` and a name in `case/question.py`."""

    name: ClassVar[OutcomeName]
    stance: ClassVar[Stance]
    words: ClassVar[str]
    """The outcome in a summary, in lower case and without a full stop: "not held"."""

    def missing(self, asked: Asked) -> Iterator[Missing]:
        """What has to be on record before the answer may go. Advice that need not be followed is `advice`."""
        question = asked.question
        if question.kind != "statistic" and not (question.answer.strip() or question.points or question.where):
            yield Missing("question_without_answer", f"{asked.at}.answer", f"{asked.name} has no answer.")

    def advice(self, asked: Asked) -> Iterator[str]:
        """What a person should look at, and need not follow."""
        return iter(())

    def claimed(self, asked: Asked) -> tuple[Claimed, ...]:
        """Exemptions that the outcome itself relies on, beside those under `exemptions`; section 17's check takes them."""
        return ()

    def text(self, asked: Asked) -> str:
        """The answer's first paragraphs, parted by empty lines."""
        return asked.question.answer.strip()

    def blocks(self, asked: Asked) -> list[Block]:
        """The answer in letter and page; the question's tables come after it."""
        return plain(asked, self.text(asked))


def plain(asked: Asked, text: str | None = None) -> list[Block]:
    """The answer's `text` (by default as the officer wrote it), its points, and what comes after them."""
    question = asked.question
    blocks: list[Block] = [*paragraphs(question.answer if text is None else text)]
    if question.points:
        blocks.append(Bullets(tuple(" ".join(point.split()) for point in question.points)))
    return [*blocks, *paragraphs(question.after)]


def paragraphs(text: str) -> list[Paragraph]:
    """One paragraph for each part that an empty line ends."""
    return [Paragraph(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]
