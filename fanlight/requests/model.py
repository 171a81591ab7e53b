"""What a request falls into: questions in a tree, and spans that together are the whole text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Span:
    """`text[start:end]` in code points. `kind` is "question", "breakdown" or the name of what is no question."""

    start: int
    end: int
    kind: str
    number: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "kind": self.kind, "number": self.number}


@dataclass
class Question:
    """One node. `offset` and `end` bound its own words, without its children's; `number` is a path such as "3.b.1".

    `printed` is the number as the requester wrote it, "" where there is none. `subject` is a first guess: statistic,
    document, policy, information or not-foi. `doubts` say in words why a person should look; none means sure.
    """

    number: str
    printed: str
    offset: int
    end: int
    text: str
    kind: str = "question"
    subject: str = "information"
    years: list[str] = field(default_factory=list)
    breakdowns: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    children: list[Question] = field(default_factory=list)

    @property
    def sure(self) -> bool:
        return not self.doubts

    @property
    def statistical(self) -> bool:
        return self.subject == "statistic" or any(child.statistical for child in self.children)

    def walk(self) -> Iterator[Question]:
        yield self
        for child in self.children:
            yield from child.walk()

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "number_explicit": bool(self.printed),
            "printed": self.printed,
            "offset": self.offset,
            "end": self.end,
            "text": self.text,
            "kind": self.kind,
            "subject": self.subject,
            "statistical": self.statistical,
            "years": self.years,
            "breakdowns": self.breakdowns,
            "sure": self.sure,
            "doubts": self.doubts,
            "children": [child.as_json() for child in self.children],
        }


@dataclass(frozen=True)
class Split:
    """A request's text, its questions, and the spans whose texts joined are the text again."""

    text: str
    questions: list[Question]
    spans: list[Span]
    doubts: list[str]

    def walk(self) -> Iterator[Question]:
        for question in self.questions:
            yield from question.walk()

    @property
    def sure(self) -> bool:
        return not self.doubts and all(question.sure for question in self.walk())

    def as_json(self) -> dict[str, Any]:
        return {
            "questions": [question.as_json() for question in self.questions],
            "sure": self.sure,
            "doubts": self.doubts,
            "spans": [span.as_json() for span in self.spans],
        }
