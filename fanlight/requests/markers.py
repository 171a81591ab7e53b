"""Marks that may number a question, with every reading of each. Which one holds, `outline` decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fanlight.requests.numbers import roman_value


@dataclass(frozen=True)
class Reading:
    """One way to read a mark: its style (what its siblings share), and its values from outer to inner."""

    style: str
    path: tuple[tuple[str, int], ...]  # (digit | letter | roman | word, value)


@dataclass(frozen=True)
class Marker:
    """A mark at `offset`; the item's words begin at `body`."""

    offset: int
    body: int
    printed: str
    readings: tuple[Reading, ...]
    leads: bool = False  # what stands before it ends in a colon, or it is indented further than the mark before

    @property
    def bullet(self) -> bool:
        return self.readings[0].style == "bullet"


BARE_LETTER = "bare A"


_NAMED = re.compile(
    r"(?:(?:question|request|query|part|item|point)\s+|no\.\s*(?=\d{1,2}\s?[.:)])|#\s?|ques\.?\s*|q\.?\s*)(\d{1,2})(?:([a-z])(?![a-z])|\s?\(([a-z])\))?\s*[.):/\-–]*(?=\s|$|[A-Z])",
    re.I,
)
_NAMED_LETTER = re.compile(r"(?:question|request|query|item)\s+\(?([a-h])\)?\s*[.):\-–]+(?=\s|$)", re.I)
_SPELT = {
    w: n for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_IN_WORDS = re.compile(rf"(?:question|request|query|part)\s+({'|'.join(_SPELT)})\s*[.):\-–]+(?=\s|$)", re.I)
_COMPOUND = re.compile(r"\(?(\d{1,2})[.(]?([a-z])(?:[).](\d{1,2}|[ivx]{1,4}))?[).:/]*(?=\s)", re.I)
_DECIMAL = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?[.):]?(?=\s+\D)")
_NUMBER = re.compile(r"(\()?(\d{1,2})(\)\.|\.\)|[).:/](?![\d/])|\s*[-–](?=\s)|\s*\|(?=\s))(?=\s|\D|$)|(\d{1,2})(?=\t)")
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNMARKED = re.compile(rf"(\d{{1,2}})(?=[ \u00a0]+(?!(?:{_MONTH})\b)[A-Z])")
_BY = re.compile(r"\bby:?\s*$", re.IGNORECASE)
_LETTER = re.compile(r"(\()?([a-z]|[ivx]{2,5})(\)\.|\.\)|[).:/])(?=\s|$|[A-Z])", re.I)
_ROW = re.compile(r"\|[ \t]*(?=\S)")
_BARE_LETTER = re.compile(r"([A-HJ-Z])(?=[ \t\u00a0]+[A-Z])")
_BULLET = re.compile(r"[•·●▪◦‣∙○■–—*o\-\uf0b7](?=[\s\u00a0])|[•●▪\uf0b7]")
_RUN_TOGETHER = re.compile(r"(?<=(?:19|20)\d\d\.)\d{1,2}\.(?=\s*[A-Z])")
_SAYS_MORE = re.compile(
    r"\b(?:how|what|which|who|why|when|where|whether|number|total|amount|cost|average|cop(?:y|ies)|list|details|polic(?:y|ies)|reports?|minutes of)\b|"
    r"^(?:were|was|are|is|have|has|had|did|do|does|been|please|provide|give)\b",
    re.I,
)
_NEXT = re.compile(
    r"(?<=[.?;:!,])\s+(?=(?:Q\.?\s?)?\(?\d{1,2}[.):]\)?\s*[A-Za-z“\"])|(?<=[.?;:!,])\s+(?=\(?[b-z]\)\s*\w)"
)
_INLINE = re.compile(r"(?<=[\s:;,?.])\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})\)(?=\s*\w)", re.I)


def starts_item(words: str) -> bool:
    return marker_at(words, 0) is not None


def marker_at(text: str, offset: int) -> Marker | None:
    """The mark that begins at `offset`, if one may; quotation marks before it are passed over."""
    row = _ROW.match(text, offset)
    body = row.end() if row else offset
    while body < len(text) and text[body] in "“\"‘'":
        body += 1
    for pattern, reader in _READERS:
        match = pattern.match(text, body)
        if match and (readings := reader(match)):
            return Marker(body, match.end(), match.group().strip(), readings)
    return None


def inline_markers(text: str, start: int, end: int, first: Marker | None = None) -> list[Marker]:
    """Marks inside a block that may begin items: run together, going on from its `first` mark, or two or more in
    sequence from the first value."""
    found = [m for hit in _RUN_TOGETHER.finditer(text, start, end) if (m := marker_at(text, hit.start()))]
    after = _going_on(text, start, end, first)
    if after:
        return sorted({m.offset: m for m in found + after}.values(), key=lambda m: m.offset)
    listed = [m for hit in _INLINE.finditer(text, start, end) if (m := marker_at(text, hit.start()))]
    for kind in ("digit", "letter", "roman"):
        run: list[Marker] = []
        for marker in listed:
            values = [r.path[0][1] for r in marker.readings if len(r.path) == 1 and r.path[0][0] == kind]
            if values and values[0] == len(run) + 1:
                run.append(marker)
        if len(run) >= 2 and not _only_names(text, start, end, run):
            return sorted(found + run, key=lambda m: m.offset)
    return found


def indent(text: str, offset: int) -> int:
    """Code points between the line's beginning and the mark."""
    return offset - max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) - 1


def _going_on(text: str, start: int, end: int, first: Marker | None) -> list[Marker]:
    """Marks of the style of the block's first one that count on from it, where line ends were lost: "1. Why? 2. When?"."""
    listed = [m for hit in _NEXT.finditer(text, start, end) if (m := marker_at(text, hit.end()))]
    if first is None or first.bullet:
        lead = next((m for m in listed if m.readings[0].style == "n" and m.readings[0].path == (("digit", 1),)), None)
        run = _counting_on(lead, [m for m in listed if lead and m.offset > lead.offset]) if lead else []
        return [lead, *run] if lead and run else []
    return _counting_on(first, listed)


def _counting_on(first: Marker, listed: list[Marker]) -> list[Marker]:
    last, run = first.readings[0], []
    for marker in listed:
        going = next((r for r in marker.readings if r.style == last.style and len(r.path) == len(last.path) == 1), None)
        if going and going.path[0][1] == last.path[0][1] + 1:
            run.append(marker)
            last = going
    return run


def names_groups(text: str) -> bool:
    """Whether marks inside a text may be things to count by, or things asked: neither is sure."""
    hits = [
        hit
        for hit in _INLINE.finditer(text)
        if not re.match(r"\s*(?:\d|under|over|up to|more|less)", text[hit.end() :])
    ]
    return len(hits) > 1


def _only_names(text: str, start: int, end: int, run: list[Marker]) -> bool:
    """Whether a run inside a line names groups: "by (a) age, (b) sex", "took: a) 0-10 days, b) 11-25 days"."""
    if _BY.search(text, start, run[0].offset):
        return True
    edges = [*(marker.offset for marker in run[1:]), end]
    pieces = [text[marker.body : edge].strip(" ,;.\r\n\t") for marker, edge in zip(run, edges, strict=True)]
    if len(run) > 1:
        pieces[-1] = re.split(r"[.?!]\s", pieces[-1])[0]
    return all(len(piece.split()) <= 10 and not _SAYS_MORE.search(piece) for piece in pieces)


def _named(match: re.Match[str]) -> tuple[Reading, ...]:
    word = "request" if match.group().lower().startswith("request") else "question"
    path: tuple[tuple[str, int], ...] = (("digit", int(match[1])),)
    letter = match[2] or match[3]
    return (Reading(word, path + ((("letter", _letter(letter)),) if letter else ())),)


def _in_words(match: re.Match[str]) -> tuple[Reading, ...]:
    word = "request" if match.group().lower().startswith("request") else "question"
    return (Reading(word, (("digit", _SPELT[match[1].lower()]),)),)


def _named_letter(match: re.Match[str]) -> tuple[Reading, ...]:
    return (Reading("question A", (("letter", _letter(match[1])),)),)


def _compound(match: re.Match[str]) -> tuple[Reading, ...]:
    path = [("digit", int(match[1])), ("letter", _letter(match[2]))]
    if match[3]:
        path.append(("digit", int(match[3])) if match[3].isdecimal() else ("roman", roman_value(match[3])))
    return (Reading("compound", tuple(path)),)


def _decimal(match: re.Match[str]) -> tuple[Reading, ...]:
    return (Reading("decimal", tuple(("digit", int(part)) for part in match.groups() if part)),)


def _number(match: re.Match[str]) -> tuple[Reading, ...]:
    shape = "(n)" if match[1] else "n"
    return (Reading(shape, (("digit", int(match[2] or match[4])),)),)


def _unmarked(match: re.Match[str]) -> tuple[Reading, ...]:
    return (Reading("bare", (("digit", int(match[1])),)),)


def _lettered(match: re.Match[str]) -> tuple[Reading, ...]:
    letters, bracket = match[2], "(" if match[1] else ""
    case = "A" if letters[0].isupper() else "a"
    readings = []
    if len(letters) == 1:
        readings.append(Reading(f"{bracket}{case}", (("letter", _letter(letters)),)))
    if value := roman_value(letters):
        readings.append(Reading(f"{bracket}{'I' if case == 'A' else 'i'}", (("roman", value),)))
    return tuple(readings)


def _bare_letter(match: re.Match[str]) -> tuple[Reading, ...]:
    return (Reading(BARE_LETTER, (("letter", _letter(match[1])),)),)


def _bullet(match: re.Match[str]) -> tuple[Reading, ...]:
    return (Reading("bullet", (("bullet", 0),)),)


def _letter(letter: str) -> int:
    return ord(letter.lower()) - ord("a") + 1


_READERS = (
    (_NAMED, _named),
    (_IN_WORDS, _in_words),
    (_NAMED_LETTER, _named_letter),
    (_COMPOUND, _compound),
    (_DECIMAL, _decimal),
    (_NUMBER, _number),
    (_UNMARKED, _unmarked),
    (_LETTER, _lettered),
    (_BARE_LETTER, _bare_letter),
    (_BULLET, _bullet),
)
