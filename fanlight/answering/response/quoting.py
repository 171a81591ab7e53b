"""The request as a letter repeats it: every word, laid out in lines. The splitter gives numbers and levels, and takes nothing away."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from fanlight.requests import Question, Split, split
from fanlight.requests.markers import starts_item

Lines = tuple[tuple[int, str], ...]
LEFT_OUT = "[…]"
"""Stands where an officer left words of the request out of a letter."""


def quoted(text: str) -> Lines:
    """All lines of the request with their levels. A line that an e-mail program broke is joined, and one that runs several
    numbered questions together is broken before each number; but for spaces and line ends the words are those received."""
    found = split(text)
    cuts = [question.offset for question in found.walk() if question.printed]
    begun = {question.offset for question in found.walk()}
    lines: list[tuple[int, str]] = []
    before, width = "", max((len(line.strip()) for line in text.splitlines()), default=0)
    for start, line in _lines(text, cuts):
        words = " ".join(line.split()).strip("\ufeff")
        ink = start + len(line) - len(line.lstrip())
        level = _level(found, ink)
        if lines and _goes_on(before, line, width) and ink not in begun:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {words}")
        elif words:
            lines.append((level, words))
        before = line
    return tuple(lines)


def _lines(text: str, cuts: list[int]) -> Iterator[tuple[int, str]]:
    """(offset, text) of each line, and of each part of one that begins with a question's number."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        inside = [cut for cut in cuts if start < cut < end and text[start:cut].strip()]
        edges = [start, *inside, end]
        for at, to in itertools.pairwise(edges):
            yield at, text[at:to]
        start = end


def _goes_on(before: str, line: str, width: int) -> bool:
    """The line goes on from the one before, which an e-mail program broke: its first word had no room there, or begins small."""
    words, last = line.strip(), before.strip()
    if not words or not last or starts_item(words) or words.startswith(">"):
        return False
    if words[:1].islower():
        return not last.endswith(":")
    return width <= _WRAPPED and len(last) + 1 + len(words.split()[0]) > width


_WRAPPED = 100  # characters; longer lines than an e-mail program makes were not broken by one


def _level(found: Split, start: int) -> int:
    level = 0
    questions, depth = found.questions, 0
    while questions:
        inside = [each for each in questions if each.offset <= start < _whole_end(each)]
        if not inside:
            break
        if inside[-1].offset <= start < inside[-1].end:
            level = depth
        questions, depth = inside[-1].children, depth + 1
    return level


def _whole_end(question: Question) -> int:
    return max(each.end for each in question.walk())


def without(text: str, left_out: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """(the request with each passage replaced by `LEFT_OUT`, passages that do not stand in it exactly as given)."""
    unknown = []
    for passage in left_out:
        pattern = r"\s+".join(map(re.escape, passage.split()))
        if not pattern or not re.search(pattern, text):
            unknown.append(passage)
            continue
        text = re.sub(pattern, LEFT_OUT, text)
    return text, tuple(unknown)


def leaves(text: str) -> tuple[tuple[str, bool], ...]:
    """The numbers of the questions that need an answer, and whether the reading is sure."""
    return tuple((q.number, q.sure) for q in split(text).walk() if not q.children)
