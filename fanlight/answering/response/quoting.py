"""The request's questions as lines to quote, each with its own number and level."""

from __future__ import annotations

from fanlight.requests import Question, split

Lines = tuple[tuple[int, str], ...]


def quoted(text: str) -> Lines:
    """The request's numbered words, greeting and signature left out; the whole text where no question was found."""
    found = split(text)
    lines: list[tuple[int, str]] = []
    for question in found.questions:
        _walk(question, 0, lines)
    if not lines:
        lines = [(0, " ".join(paragraph.split())) for paragraph in text.split("\n\n") if paragraph.strip()]
    return tuple(lines)


def _walk(question: Question, level: int, lines: list[tuple[int, str]]) -> None:
    words = " ".join(question.text.split())
    if words:
        lines.append((level, words))
    for child in question.children:
        _walk(child, level + 1, lines)


def leaves(text: str) -> tuple[tuple[str, bool], ...]:
    """The numbers of the questions that need an answer, and whether the reading is sure."""
    return tuple((q.number, q.sure) for q in split(text).walk() if not q.children)
