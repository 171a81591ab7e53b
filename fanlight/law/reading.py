"""A letter taken apart: its sentences, its citations, and which words are the requester's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fanlight.law.citations import Citation, find, within

_ASKED = re.compile(
    r"(you (?:seek|sought|requested|asked|have asked|wrote)\b[^\n]*(?:information|following|for|:)|your request (?:was|read|reads|said)"
    r"|the following information\s*:)[^\n]*",
    re.I,
)
_DECIDED = re.compile(
    r"^(?=[^\n]*(?:\bdecided\b|\bdecision\b|refusal notice|\bour (?:response|answer)|we (?:hold|can confirm|do not hold)|\bhave applied\b))",
    re.I | re.M,
)
_HEADING = re.compile(r"^(?:our |the |my )?(?:response|answer|reply|decision|disclosure)s?\s*:?\s*$", re.I | re.M)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\S)[^.!?\n]*)*[.!?]?")
_NUMBERED = re.compile(r"^\s*(?:Q(?:uestion)?\s*\d*\s*[-–.:]*|\(?[\dA-Za-z]{1,3}[.)]|[•*-])\s*", re.I)


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    start: int


@dataclass(frozen=True)
class Reading:
    """`request` is the requester's words, `answer` the authority's; offsets are into `text`."""

    text: str
    on: date
    request: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    police: bool

    @classmethod
    def of(cls, text: str, *, on: date, request_text: str, police: bool | None) -> Reading:
        joined = unwrapped(text)
        quoted = _quotation(joined, text.replace("\r\n", " \n").replace("\r", "\n"))
        request = unwrapped(request_text) or (joined[quoted[0] : quoted[1]] if quoted else "")
        asked = {_plain(line) for line in request.splitlines()} - {""}
        sentences = tuple(
            sentence
            for sentence in _sentences(joined)
            if not (quoted and quoted[0] <= sentence.start < quoted[1]) and not _repeats(joined, sentence, asked)
        )
        citations = tuple(
            Citation(c.printed, c.section, c.provisions, c.kind, c.ids, c.ncnd, c.complete, s.start + c.start)
            for s in sentences
            for c in find(s.text)
        )
        named = bool(re.search(r"\b(police|constabulary|MPS|chief constable)\b", text, re.I))
        return cls(text, on, request, sentences, citations, named if police is None else police)

    @property
    def answer(self) -> str:
        return "\n".join(sentence.text for sentence in self.sentences)

    def says(self, pattern: str) -> bool:
        return re.search(pattern, self.answer, re.I) is not None

    def where(self, start: int, quote: str) -> str:
        line = self.text.count("\n", 0, start) + 1
        short = quote.strip()
        return f'line {line}: "{short if len(short) <= 160 else short[:157] + "..."}"'

    def claimed(self, section: str) -> tuple[Citation, ...]:
        return tuple(c for c in self.citations if c.section == section and c.kind == "exemption")

    @property
    def claims_third_party_data(self) -> bool:
        return any(
            within(p, "40(2)") or within(p, "40(3A)") or within(p, "40(3)")
            for c in self.claimed("40")
            for p in c.provisions
        )

    @property
    def is_refusal(self) -> bool:
        grounds = any(c.kind == "exemption" or (c.section in {"12", "14"}) for c in self.citations)
        return grounds or self.says(r"\b(withheld|withhold|refus(e|al|ed) notice|exempt from disclosure)\b")


_WRAPPED = re.compile(r"(?<=[^\n.!?:])\n(?=[^\s\d•*\-–(])")


def unwrapped(text: str) -> str:
    """The text with line ends inside a wrapped paragraph made spaces; as long as before, so offsets still hold."""
    text = text.replace("\r\n", " \n").replace("\r", "\n")

    def join(end: re.Match[str]) -> str:
        line = end.start() - (text.rfind("\n", 0, end.start()) + 1)
        follows = text[end.end() : end.end() + 2]
        numbered = len(follows) == 2 and follows[1] in ".)"
        return " " if not numbered and (55 <= line <= 130 or follows[:1].islower()) else "\n"

    return _WRAPPED.sub(join, text)


def _quotation(text: str, lines: str) -> tuple[int, int] | None:
    """Where the request is quoted: from “you asked” to the decision. `lines` is the text before its lines were joined:
    a heading such as “Our response” after a long line is the end too."""
    asked = _ASKED.search(text)
    if not asked:
        return None
    ends = [
        found.start() for found in (_DECIDED.search(lines, asked.end()), _HEADING.search(lines, asked.end())) if found
    ]
    return (asked.end(), min(ends)) if ends else None


def _sentences(text: str) -> list[Sentence]:
    return [Sentence(m.group(), m.start()) for m in _SENTENCE.finditer(text) if m.group().strip()]


def _plain(line: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", _NUMBERED.sub("", _NUMBERED.sub("", line)).lower()).strip()


def _repeats(text: str, sentence: Sentence, asked: set[str]) -> bool:
    start = text.rfind("\n", 0, sentence.start + 1) + 1
    end = text.find("\n", sentence.start + 1)
    line = _plain(text[start : end if end >= 0 else len(text)])
    return bool(line) and any(line == each or (len(each) > 25 and each in line) for each in asked)
