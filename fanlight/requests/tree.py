"""Items in order into a tree with numbers, texts and spans."""

from __future__ import annotations

from dataclasses import dataclass, field

from fanlight.requests import wording
from fanlight.requests.model import Question, Span, Split
from fanlight.requests.numbers import ROMAN


@dataclass
class Item:
    """One thing asked, before it has its place. `value` 0 means: counted on from its sisters."""

    offset: int
    body: int
    printed: str
    depth: int
    kind: str
    value: int
    explicit: tuple[tuple[str, int], ...] = ()
    doubts: list[str] = field(default_factory=list)
    breakdowns: list[str] = field(default_factory=list)
    role: str = "question"


def build(text: str, items: list[Item], zones: list[tuple[int, str]], left: list[str]) -> Split:
    """`zones` are (start, name) of blocks in order, from 0; they and the items partition the text. `left` are doubts about it."""
    roots: list[Question] = []
    path: list[Question] = []
    known: dict[str, Question] = {}
    labels = _labels(text, items, zones)
    for at, item in enumerate(items):
        end = _end(text, item.offset, items[at + 1].offset if at + 1 < len(items) else len(text), zones)
        words = text[item.offset : end]
        parent = _parent(item, path, known)
        path = [*_ancestors(parent, path), parent] if parent else []
        sisters = parent.children if parent else roots
        question = Question(
            _number(item, parent, sisters, known),
            item.printed,
            item.offset,
            end,
            words,
            item.role,
            subject=wording.subject(words),
            years=wording.years(text[item.body : end]),
            breakdowns=item.breakdowns,
            doubts=item.doubts,
        )
        if parent and parent.subject == "statistic" and question.subject == "information":
            question.subject = "statistic"  # "the number of: a) roofs": the parent says what is counted
        sisters.append(question)
        known.setdefault(question.number, question)
        path = [*path, question]
    for question in known.values():
        asked = [child for child in question.children if child.kind != "breakdown"]
        if asked and "?" not in question.text:
            question.kind = "stem"
    doubts = left if roots else ["No question was found in this text: read it."]
    return Split(text, roots, _spans(text, labels, known), doubts)


def _parent(item: Item, path: list[Question], known: dict[str, Question]) -> Question | None:
    if item.explicit:
        named = known.get(".".join(_value(kind, value) for kind, value in item.explicit[:-1]))
        # One that other questions stand behind cannot take more: the tree keeps the order of the text.
        return named if named in path else None
    return path[min(item.depth, len(path)) - 1] if item.depth and path else None


def _ancestors(parent: Question, path: list[Question]) -> list[Question]:
    return path[: path.index(parent)] if parent in path else []


def _number(item: Item, parent: Question | None, sisters: list[Question], known: dict[str, Question]) -> str:
    """Its own printed number under its parent's; a number already taken is counted on, so that each is unique."""
    stem = f"{parent.number}." if parent else ""
    if item.explicit and parent is None:
        own = ".".join(_value(kind, value) for kind, value in item.explicit)
    else:
        own = _value(item.kind, item.value) if item.value else ""
    if own and stem + own not in known:
        return stem + own
    count = len(sisters) + 1
    while f"{stem}{count}" in known:
        count += 1
    if own:
        item.doubts.append(f"It is printed as {item.printed} but that number is taken; it is counted as {stem}{count}.")
    return f"{stem}{count}"


def _value(kind: str, value: int) -> str:
    if kind == "letter":
        return chr(ord("a") + value - 1)
    return ROMAN[value] if kind == "roman" else str(value)


def _end(text: str, start: int, stop: int, zones: list[tuple[int, str]]) -> int:
    """Where an item's own words end: before the next item or the next block, whichever is first."""
    block_end = next((at for at, _ in zones if at > start), len(text))
    return start + len(text[start : min(stop, block_end)].rstrip())


def _labels(text: str, items: list[Item], zones: list[tuple[int, str]]) -> list[tuple[int, str]]:
    first = items[0].offset if items else len(text)
    marks = {
        at: ("preamble" if name == "body" and at < first else "further text" if name == "body" else name)
        for at, name in zones
    }
    marks.update({item.offset: "question" for item in items})
    return sorted(marks.items())


def _spans(text: str, labels: list[tuple[int, str]], known: dict[str, Question]) -> list[Span]:
    """Neighbours of one kind are joined, questions never. An indent before a mark belongs to the question."""
    numbers = {question.offset: question.number for question in known.values()}
    spans: list[Span] = []
    for at, (start, kind) in enumerate(labels):
        end = labels[at + 1][0] if at + 1 < len(labels) else len(text)
        number = numbers.get(start, "") if kind == "question" else ""
        if end <= start:
            continue
        if spans and spans[-1].kind == kind != "question":
            spans[-1] = Span(spans[-1].start, end, kind)
        elif kind != "question" and not text[start:end].strip() and spans:
            spans[-1] = Span(spans[-1].start, end, spans[-1].kind, spans[-1].number)
        else:
            spans.append(Span(start, end, kind, number))
    return spans
