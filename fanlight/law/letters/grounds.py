"""Sections 12 and 14 in a letter: an estimate below the limit, the limit of another kind of body, a person called vexatious."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fanlight.law.findings import Finding, finding
from fanlight.law.letters.reading import Reading

_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_UNIT = r"(minutes?|mins?|hours?|hrs?|seconds?)"
_EACH = re.compile(
    rf"{_NUMBER}\s+(?!hours?|minutes?|days?|working)(?:[a-z-]+\s+){{0,6}}?[^.]{{0,80}}?(?:at|takes?|taking|need(?:s|ing)?|require[sd]?|of|for|spend(?:ing)?|x|×)\s+"
    rf"(?:at least |about |around |approximately |roughly |an average of |on average |only )*{_NUMBER}\s+{_UNIT}\b",
    re.I,
)
_HOURS = re.compile(rf"{_NUMBER}\s*(?:person[- ]|staff |working |officer )?(?:hours?|hrs?)\b", re.I)
_LIMIT = re.compile(
    r"(?:limit (?:is |of |set at |equates to |in hours is )?|exceed\w* |more than |over |in excess of |above |than |equivalent (?:to|of) |equates to |represents? |(?:£450|£600)[^.]{0,40})$", re.I
)
_TOGETHER = r"12\s*\((?:2|4)\)|aggregat|confirm(?:ing)? (?:or deny|whether)|whether (?:or not )?(?:we|it|the \w+) holds?|together with (?:your|the) (?:other|earlier|previous)|taken together"


def cost_within_limit(reading: Reading) -> Iterator[Finding]:
    """An estimate that does not pass the limit. 12(2) and requests counted together may explain it: then it is not judged."""
    cited = next((c for c in reading.citations if c.section == "12"), None)
    if cited is None or not reading.is_refusal or reading.says(_TOGETHER):
        return
    limit = _limit_of(reading)
    found = []
    for sentence in reading.sentences:
        for one in _EACH.finditer(sentence.text):
            minutes = _value(one.group(2)) * {"s": 1 / 60, "m": 1, "h": 60}[one.group(3)[0].lower()]
            found.append((_value(one.group(1)) * minutes / 60, sentence))
        for one in _HOURS.finditer(sentence.text):
            hours, before = _value(one.group(1)), sentence.text[: one.start()]
            per_item = re.search(r"\b(?:each|per|every)\b", sentence.text[one.end() : one.end() + 12], re.I)
            if not per_item and not (_LIMIT.search(before) and hours in {18, 24, 17.5}):
                found.append((hours, sentence))
    if not found:
        return
    hours, sentence = max(found, key=lambda each: each[0])
    if hours <= limit:
        where = reading.where(sentence.start, sentence.text)
        yield finding("cost-within-limit", where=where, hours=f"{hours:g} hours", limit=f"{limit} hours")


def _limit_of(reading: Reading) -> int:
    if reading.body is not None:
        return reading.body.limit_hours
    return 24 if reading.says(r"£600|24 hours") else 18


def limit_of_another_body(reading: Reading) -> Iterator[Finding]:
    """£600 and 24 hours are for government departments, the Houses and the armed forces; £450 and 18 hours for the rest."""
    if reading.body is None or not any(c.section == "12" for c in reading.citations):
        return
    right = reading.body.limit_hours
    wrong = r"£ ?600\b|\b24[- ]hours?\b" if right == 18 else r"£ ?450\b|\b18[- ]hours?\b"
    other = r"£ ?450\b|\b18[- ]hours?\b" if right == 18 else r"£ ?600\b|\b24[- ]hours?\b"
    hit = next((s for s in reading.sentences if re.search(wrong, s.text) and re.search(r"limit|threshold|section 12|fees", s.text, re.I)), None)
    if hit and not reading.says(other):
        where = reading.where(hit.start, hit.text)
        yield finding("cost-limit-of-another-body", where=where, authority=reading.body.what, limit=f"{right} hours (£{right * 25})")


_PERSON = re.compile(
    r"\b(?:you are|you're|you have become|(?:the )?(?:applicant|requester|complainant|he|she|they|mr \w+|mrs \w+|ms \w+) (?:is|are)|(?:consider|deem|regard|treat)\w* you (?:to be |as )?)\s*"
    r"(?:being |to be |a |an )*(?:vexatious|obsessive|unreasonable|persistent complain\w+)\b|\bvexatious (?:person|applicant|requester|individual|complainant|correspondent)\b",
    re.I,
)


def vexatious_person(reading: Reading) -> Iterator[Finding]:
    for sentence in reading.sentences:
        if (hit := _PERSON.search(sentence.text)) and not re.search(r"\b(?:not|nor)\b[^.]{0,25}$", sentence.text[: hit.start() + 12], re.I):
            yield finding("vexatious-person", where=reading.where(sentence.start, sentence.text), words=hit.group())
            return


def _value(text: str) -> float:
    return float(text.replace(",", ""))


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (cost_within_limit, limit_of_another_body, vexatious_person)
