"""How the answer deals with what was asked: combined figures described in two ways, a part that no answer covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fanlight.law.findings import Finding, finding
from fanlight.law.letters.reading import Reading, Sentence

_COMBINED = (
    r"\b(?:combin(?:ed|ing)|pooled|pooling|aggregat(?:ed|ing|e)|merged|grouped together|added (?:together|up)|amalgamated"
    r"|summed|(?:as|in) (?:a|one) sum|(?:one|single|overall|joint|collective) (?:sum|figure|total|number))\b"
)
_EACH_YEAR = r"\b(?:by|per|for each|in each|each|for every|every|broken down by) (?:calendar |financial )?year\b|\byear by year\b|\bannual"
_ALL_YEARS = (
    r"\b(?:across|over|for|covering|of) (?:both|all|the two|the three|the whole|all the|the entire|these two) (?:[\w-]+ )?(?:years|period)\b"
    r"|\bnot (?:broken down |split )?by year\b|\b(?:both|two|three|all) years (?:together|combined)\b"
    r"|\bfor (?:19|20)\d\d ?(?:-|–|to|/) ?(?:19|20)?\d\d\b"
)


def handling(reading: Reading) -> Iterator[Finding]:
    said = [s for s in reading.sentences if re.search(_COMBINED, s.text, re.I)]
    kinds = [(_period(s.text), s) for s in said]
    by_year = [s for kind, s in kinds if kind == "year"]
    other = [s for kind, s in kinds if kind == "all"] or [s for s in said if _blames_years(reading, s)]
    if by_year and other and by_year[0] is not other[0]:
        first, second = sorted((by_year[0], other[0]), key=lambda s: s.start)
        yield finding("handling-described-differently", where=_both(reading, first, second))
        return
    counts = {(c, s) for s in said if (c := _how_many(s.text))}
    if len({c for c, _ in counts}) > 1:
        ordered = sorted((s for _, s in counts), key=lambda s: s.start)
        yield finding("handling-described-differently", where=_both(reading, ordered[0], ordered[-1]))


def _period(text: str) -> str:
    if re.search(_ALL_YEARS, text, re.I):
        return "all"
    return "year" if re.search(_EACH_YEAR, text, re.I) else ""


def _blames_years(reading: Reading, sentence: Sentence) -> bool:
    """The remedy is a combined figure with no period, right after the breakdown by year was called the danger."""
    if _period(sentence.text):
        return False
    at = reading.sentences.index(sentence)
    before = reading.sentences[at - 1].text if at else ""
    return bool(re.search(r"broken down by year[^.]{0,60}\b(?:could|would|may|might)\b", before, re.I))


def _how_many(text: str) -> str:
    hit = re.search(
        r"\b(two|three|four|five|six|[2-9])\b (?:of the (?:\w+ )?|remaining |other |offence |\w+ )?(?:categories|offences|offence types|types|kinds|rows)",
        text,
        re.I,
    )
    words = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
    return words.get(hit.group(1).lower(), hit.group(1)) if hit else ""


def _both(reading: Reading, first: Sentence, second: Sentence) -> str:
    return f"{reading.where(first.start, first.text)}; {reading.where(second.start, second.text)}"


_GENERIC = {
    "types",
    "type",
    "categories",
    "category",
    "number",
    "numbers",
    "copy",
    "copies",
    "details",
    "figures",
    "information",
    "documents",
    "records",
    "policy",
    "policies",
    "data",
    "dates",
    "whether",
    "where",
    "person",
    "persons",
    "people",
    "individuals",
    "other",
    "others",
    "either",
    "crime",
    "crimes",
    "offence",
    "offences",
    "total",
    "held",
    "recorded",
    "reported",
    "year",
    "years",
    "month",
    "months",
    "refuse",
    "refused",
    "grant",
    "granted",
    "used",
    "more",
    "less",
}
_PAIR = re.compile(r"^\W*(?:\(?[\dA-Za-z]{1,3}[.)]\s*)?([A-Za-z]{5,})\s*(?:\bor\b|\band\b|/)\s*([A-Za-z]{5,})\b", re.I)


_PAIR_OF_OFFENCES = re.compile(
    r"\b([A-Za-z]{5,})(?: or | and |/)([A-Za-z]{5,}) (?:offences|crimes|incidents|cases|allegations)\b", re.I
)

_OFFENCES_OF_PAIR = re.compile(
    r"\b(?:offences|crimes|incidents|cases|allegations|counts|charges) of ([A-Za-z]{5,})(?: or | and |/)([A-Za-z]{5,})\b",
    re.I,
)
_KIND = (
    r"(?:stalking|harassment|burglar(?:y|ies)|robber(?:y|ies)|thefts?|frauds?|assaults?|murders?|manslaughters?|arsons?|rapes?|"
    r"kidnap(?:ping)?s?|blackmail|brib(?:ery|es)|handling|woundings?|trespass|affrays?|riots?|stabbings?|shootings?|forger(?:y|ies)|"
    r"perjury|voyeurism|exposure|vandalism|threats?|slavery|trafficking|possession|supply)"
)
_PAIR_OF_KINDS = re.compile(rf"\b({_KIND})(?: or | and | ?/ ?)({_KIND})\b", re.I)


def unaccounted(reading: Reading) -> Iterator[Finding]:
    answer = reading.answer.lower()
    if re.search(r"\b(?:all|each|every) (?:of )?(?:the )?(?:categor|offences? you|rows|questions)", answer):
        return
    seen: set[tuple[str, str]] = set()
    for line, pair in _pairs(reading.request):
        words = (pair.group(1).lower(), pair.group(2).lower())
        if words in seen or set(words) & _GENERIC:
            continue
        seen.add(words)
        one, two = pair.group(1), pair.group(2)
        has = [_stem(word) in answer for word in (one, two)]
        if has[0] != has[1]:
            left, kept = (two, one) if has[0] else (one, two)
            where = f'the request: "{line.strip()[:120]}"'
            asked = f"{one} or {two}"
            yield finding(
                "part-of-request-unaccounted", where=where, asked=asked, answered=kept.lower(), left=left.lower()
            )


def _pairs(request: str) -> Iterator[tuple[str, re.Match[str]]]:
    for line in request.splitlines():
        if at_start := _PAIR.match(line):
            yield line, at_start
        yield from ((line, pair) for pair in _PAIR_OF_KINDS.finditer(line))
        yield from ((line, pair) for pair in _OFFENCES_OF_PAIR.finditer(line))
        yield from ((line, pair) for pair in _PAIR_OF_OFFENCES.finditer(line))


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ment|ed|es|s)$", "", word.lower())


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (handling, unaccounted)
