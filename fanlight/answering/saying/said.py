"""Words that say something about a number. Each must be declared by a person, since the audit must know it.

A letter that withholds a figure and says "none" or "a third of them" beside it has given the figure away. Whatever the
officer wrote is searched for quantities that are tied to what the tables count; one that is not declared in `case.yaml`
under `said` stops approval.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fanlight.answering.case.model import Said
from fanlight.answering.saying.tied import Subject


@dataclass(frozen=True, slots=True)
class Written:
    """A text that people wrote and the public will read: its place in the case by entries, and in words.

    `own`: it belongs to a table or to the answer that gives one, so that it speaks of nothing else.
    """

    about: str
    place: str
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Words that nobody has declared: `text` as it stands where it was found first, `contexts` the words around each.

    `share`: a share or multiple that is declared as no figure, or as a range with one end, which it cannot be.
    """

    about: str
    place: str
    text: str
    contexts: tuple[str, ...]
    share: bool


_BREAKS = re.compile(r"(?P<numbered>\s*\n\s*(?=\(?\w{1,2}[.)]\s))|\s+")
"""The breaks of a text; those before the numbers of a list are kept, since these numbers count nothing."""


def undeclared(texts: Sequence[Written], said: Sequence[Said], subject: Subject) -> list[Words]:
    """Quantities tied to the subject that no declaration covers, each once for the whole response.

    A figure that no table counts, declared with its source, covers nothing that speaks of what a table does count.
    A declaration covers the quantities inside its own words, wherever these stand. A share or a multiple of what is
    counted is a figure whatever is declared: only a statement of it, or of a range with both its ends, covers it.
    """
    figures = [_flat(entry.text) for entry in said if entry.decided_by and entry.table]
    whole = [text for text in figures if _whole(entry for entry in said if _flat(entry.text) == text)]
    others = [_flat(entry.text) for entry in said if entry.decided_by and not entry.table and not entry.source]
    loose = [_flat(entry.text) for entry in said if entry.decided_by and not entry.table and entry.source]
    found: dict[tuple[str, bool], Words] = {}
    for written in texts:
        text = _BREAKS.sub(lambda gap: "\n" if gap["numbered"] else " ", written.text.strip())
        covered, denied, stated, apart = (list(_spans(text, some)) for some in (figures, others, whole, loose))
        counted = {(one.start, one.end) for one in subject.quantities(text)} if apart and subject.counted else set()
        for one in subject.quantities(text, own=written.own):
            if (one.start, one.end) not in counted and _inside(one.start, one.end, apart):
                continue
            declared = _inside(one.start, one.end, [*covered, *denied])
            share = declared and one.strength == "share" and not _inside(one.start, one.end, stated)
            if declared and not share:
                continue
            words, context = text[one.start : one.end], _around(text, one.start, one.end)
            first = found.setdefault((words.lower(), share), Words(written.about, written.place, words, (), share))
            contexts = tuple(dict.fromkeys((*first.contexts, context)))
            found[words.lower(), share] = Words(first.about, first.place, first.text, contexts, share)
    return list(found.values())


def _whole(entries: Iterable[Said]) -> bool:
    """Whether declarations of one phrase say all that a share tells: a statement of it, or both ends of a range."""
    kinds = {(entry.kind, entry.relation if entry.kind == "count" else "") for entry in entries if entry.table}
    low, high = {("at_least", ""), ("count", ">=")}, {("at_most", ""), ("count", "<=")}
    exact = {("share", ""), ("ratio", ""), ("all", ""), ("none", ""), ("as_many", ""), ("count", "=")}
    return bool(kinds & exact) or bool(kinds & low and kinds & high)


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()


def _spans(text: str, declared: Sequence[str]) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    for words in declared:
        start = lowered.find(words) if words else -1
        while start >= 0:
            yield start, start + len(words)
            start = lowered.find(words, start + 1)


def _inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether most of the words are declared: a declaration may leave out the article, say."""
    return any(2 * (min(end, last) - max(start, first)) >= end - start for first, last in spans)


def _around(text: str, start: int, end: int) -> str:
    lead, tail = max(0, text.rfind(" ", 0, max(0, start - 30))), text.find(" ", end + 30)
    return " ".join(text[lead : tail if tail > 0 else None].split())
