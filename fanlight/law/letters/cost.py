"""A letter that refuses for cost: whether what it estimates exceeds the limit that it names, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from fanlight.law.data import law_file
from fanlight.law.findings import Finding, finding
from fanlight.law.letters.reading import Reading, Sentence
from fanlight.law.procedure.cost import hours_in_words, limit_of
from fanlight.law.procedure.records import words_of

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_PRODUCT = re.compile(
    rf"(?<![£\d./])(?<!section )(?<!regulation )\b({_NUMBER})(?!\s*(?:hours?|%|per cent))\b[^\d£]{{1,100}}?\b({_NUMBER}) ?min(?:ute)?s?\b",
    re.I,
)
_HOURS = re.compile(rf"(?<![\d.,£])({_NUMBER}) ?(?:person[- ])?hours?\b", re.I)
_ABOVE = re.compile(r"\b(?:more than|over|above|exceed\w*|excess of|at least|beyond)\W+(?:\w+\W+){0,2}$", re.I)
_OF_LIMIT = re.compile(r"limit|£ ?(?:450|600)|fees regulations|threshold|£ ?25", re.I)
_LESS = re.compile(
    r"\b(?:narrow|refin|reduc|fewer|instead|within the|would fit|could (?:be )?(?:ask|answer|provid)|advice|section 16)",
    re.I,
)


_TOGETHER = r"12\s*\((?:2|4)\)|aggregat|confirm(?:ing)? (?:or deny|whether)|whether (?:or not )?(?:we|it|the \w+) holds?|together with (?:your|the) (?:other|earlier|previous|request)|taken together"


def cost_estimate(reading: Reading) -> Iterator[Finding]:
    """An estimate that does not exceed the limit. A letter that gives none, or says only that it exceeds, has no finding; nor
    has one under 12(2), or with requests counted together: the estimate there is not of this request alone."""
    cited = next((c for c in reading.citations if c.section == "12"), None)
    if cited is None or not reading.is_refusal or reading.says(_TOGETHER):
        return
    central = reading.body.limit_hours == 24 if reading.body else reading.says(r"£ ?600|\b24 hours")
    limit = limit_of(central=central)
    estimates: list[Fraction] = []
    for sentence in reading.sentences:
        if not _LESS.search(sentence.text):
            estimates += _estimates(sentence, limit.hours)
    if estimates and max(estimates) <= limit.hours:
        most = max(estimates)
        where = reading.where(cited.start, cited.printed)
        yield finding("cost-within-limit", where=where, hours=hours_in_words(most), limit=limit.words)


def _estimates(sentence: Sentence, limit: Fraction) -> Iterator[Fraction]:
    """Hours that a sentence estimates; what it says of the limit itself is none."""
    for found in _PRODUCT.finditer(sentence.text):
        records, minutes = (_number(each) for each in found.groups())
        if not re.fullmatch(r"(?:19|20)\d\d", found.group(1)):
            yield records * minutes / 60
    for found in _HOURS.finditer(sentence.text):
        hours = _number(found.group(1))
        before = sentence.text[: found.start()]
        if hours in {18, 24} and _OF_LIMIT.search(sentence.text):
            continue
        yield hours if not _ABOVE.search(before) else max(hours, limit) + 1


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def cost_activities(reading: Reading) -> Iterator[Finding]:
    """Redaction or exemptions counted in the estimate: said in a sentence that gives its time."""
    if not any(c.section == "12" for c in reading.citations):
        return
    data = law_file("cost_limit")["not_counted"]
    for sentence in reading.sentences:
        if not (_HOURS.search(sentence.text) or _PRODUCT.search(sentence.text)):
            continue
        if re.search(r"\b(?:not|no|nothing|excluding|without|besides|apart from)\b", sentence.text, re.I):
            continue
        for name, words in words_of(data["words"], sentence.text):
            where, activity = reading.where(sentence.start, sentence.text), data["activities"][name]
            yield finding("cost-activity-not-counted", where=where, words=words, activity=activity)


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (cost_estimate, cost_activities)
