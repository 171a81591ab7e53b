"""Sections 12 and 14 in a letter: the limit of another kind of body, a person called vexatious."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fanlight.law.findings import Finding, finding
from fanlight.law.letters.reading import Reading


def limit_of_another_body(reading: Reading) -> Iterator[Finding]:
    """£600 and 24 hours are for government departments, the Houses and the armed forces; £450 and 18 hours for the rest."""
    if reading.body is None or not any(c.section == "12" for c in reading.citations):
        return
    right = reading.body.limit_hours
    wrong = r"£ ?600\b|\b24[- ]hours?\b" if right == 18 else r"£ ?450\b|\b18[- ]hours?\b"
    other = r"£ ?450\b|\b18[- ]hours?\b" if right == 18 else r"£ ?600\b|\b24[- ]hours?\b"
    hit = next(
        (
            s
            for s in reading.sentences
            if re.search(wrong, s.text) and re.search(r"limit|threshold|section 12|fees", s.text, re.I)
        ),
        None,
    )
    if hit and not reading.says(other):
        where = reading.where(hit.start, hit.text)
        yield finding(
            "cost-limit-of-another-body",
            where=where,
            authority=reading.body.what,
            limit=f"{right} hours (£{right * 25})",
        )


_PERSON = re.compile(
    r"\b(?:you are|you're|you have become|(?:the )?(?:applicant|requester|complainant|he|she|they|mr \w+|mrs \w+|ms \w+) (?:is|are)|(?:consider|deem|regard|treat)\w* you (?:to be |as )?)\s*"
    r"(?:being |to be |a |an )*(?:vexatious|obsessive|unreasonable|persistent complain\w+)\b|\bvexatious (?:person|applicant|requester|individual|complainant|correspondent)\b",
    re.I,
)


def vexatious_person(reading: Reading) -> Iterator[Finding]:
    for sentence in reading.sentences:
        if (hit := _PERSON.search(sentence.text)) and not re.search(
            r"\b(?:not|nor)\b[^.]{0,25}$", sentence.text[: hit.start() + 12], re.I
        ):
            yield finding("vexatious-person", where=reading.where(sentence.start, sentence.text), words=hit.group())
            return


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (limit_of_another_body, vexatious_person)
