"""What follows from an outcome: what has to be on record, what the letter and the page say, what the notice claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.question import OutcomeName, Question
from fanlight.answering.missing import Missing, of_findings
from fanlight.documents.content import Block, Bullets, Paragraph
from fanlight.law.findings import Finding
from fanlight.law.notice import Claimed

Stance = Literal[
    "gives",
    "gives_part",
    "withholds",
    "undecided",
    "published_later",
    "not_held",
    "holds_part",
    "elsewhere",
    "neither",
    "environmental",
    "own_data",
    "handed_over",
    "no_request",
    "refuses",
    "waits",
    "ended",
]
"""What an outcome is to the requester; the sentences about the decision as a whole follow from all questions' stances.

`undecided`: more time is taken for the public interest; `refuses`: under section 12 or 14, whatever is held; `waits`: the
answer comes later; `ended`: there is nothing to answer."""


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

    @property
    def kind(self) -> str:
        """What a letter calls it: the request, where it is the only question."""
        return "request" if len(self.case.questions) == 1 else "question"


class Outcome:
    """One outcome. A new one is a module here, a line in `OUTCOMES` and a name in `case/question.py`."""

    name: ClassVar[OutcomeName]
    stance: ClassVar[Stance]
    words: ClassVar[str]
    """The outcome in a summary, in lower case and without a full stop: "not held"."""
    decides: ClassVar[str] = ""
    """The decision in a sentence, with `{what}` for the request or for the questions; "" where the stance says it."""
    record: ClassVar[str] = ""
    """The entry of the question that is the outcome's own record; `inside` are those of it that no letter prints."""
    inside: ClassVar[tuple[str, ...]] = ()
    needs_answer: ClassVar[bool] = True
    """Whether the officer has to write something beside the outcome's own record."""
    publishes: ClassVar[bool] = True
    """Whether a response of such outcomes alone is published; a case that has no entry `publication` then waits."""

    def missing(self, asked: Asked) -> Iterator[Missing]:
        """What has to be on record before the answer may go. Advice that need not be followed is `advice`."""
        question = asked.question
        written = question.answer.strip() or question.points or question.where
        if self.needs_answer and question.kind != "statistic" and not written:
            yield Missing("question_without_answer", f"{asked.at}.answer", f"{asked.name} has no answer.")
        yield from of_findings(self.findings(asked))

    def advice(self, asked: Asked) -> Iterator[str]:
        """What a person should look at, and need not follow."""
        return (f"{asked.name}: {found.message}" for found in self.findings(asked) if found.severity == "check")

    def findings(self, asked: Asked) -> Iterable[Finding]:
        """What the law finds in the outcome's own record: what is missing or wrong stops the draft, what is to be checked
        is advice."""
        return ()

    def claimed(self, asked: Asked) -> tuple[Claimed, ...]:
        """Exemptions that the outcome itself relies on, beside those under `exemptions`; section 17's check takes them."""
        return ()

    def procedural(self, asked: Asked) -> str:
        """The provision outside Part II that the answer relies on, of which section 17(5) asks a notice: "12(1)"."""
        return ""

    def texts(self, asked: Asked) -> Iterator[tuple[str, str]]:
        """(entry, words) of all that the outcome's own record has the letter say."""
        own: BaseModel | None = getattr(asked.question, self.record) if self.record else None
        return prose(own, f"{asked.at}.{self.record}", inside=self.inside)

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


def listed_blocks(before: Iterable[str], items: Iterable[str], after: Iterable[str] = ()) -> list[Block]:
    """Paragraphs, a list where there is one, and paragraphs."""
    kept = tuple(items)
    return [*map(Paragraph, before), *((Bullets(kept),) if kept else ()), *map(Paragraph, after)]


def prose(record: BaseModel | None, at: str, *, inside: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(entry, words) of every text that a person wrote into a record, lists and records within it too. `inside`: entries
    that no letter prints."""
    if record is None:
        return
    left_out = frozenset(inside)
    for name, field in type(record).model_fields.items():
        if name not in left_out and field.annotation in (str, tuple[str, ...]):
            yield from _texts(getattr(record, name), f"{at}.{name}")
        elif name not in left_out:
            yield from _within(getattr(record, name), f"{at}.{name}", left_out)


def _texts(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield at, value
    else:
        yield from ((f"{at}.{position}", each) for position, each in enumerate(value))


def _within(value: Any, at: str, inside: frozenset[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from prose(value, at, inside=inside)
    elif isinstance(value, tuple):
        for position, each in enumerate(value):
            yield from _within(each, f"{at}.{position}", inside)
