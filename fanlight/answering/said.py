"""Words that say something about a number. Each must be declared by a person, since the audit must know it.

A letter that withholds a figure and says "none" or "a handful" beside it has given the figure away. Whatever the
officer wrote is searched for quantities; a quantity that is not declared in `case.yaml` under `said` stops approval.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fanlight.answering.assess import matching
from fanlight.answering.case import Case, Said
from fanlight.errors import SpecError
from fanlight.tables.spec import PublicFigure, TableSpec

# Numbers that name something rather than count it.
_NAMING = re.compile(
    r"""
      \b(?:sections?|ss?\.|articles?|art\.|schedules?|sch\.|parts?|chapters?|regulations?|reg\.|paragraphs?|para\.?|
         clauses?|tables?|notes?|questions?|q|sheets?|pages?|outcomes?|outcome\s+type|codes?|class(?:es)?|version|
         code\s+of\s+practice|annex|appendix|tel(?:ephone)?|references?|ref\.?)\s*:?\s*
         \(?\d[\w./()-]*(?:\s*(?:,|and|or|to|&|/)\s*(?:\(?\d[\w./()-]*))*
    | \b\d{1,2}(?:st|nd|rd|th)?\s+(?:january|february|march|april|may|june|july|august|september|october|november|
         december)(?:\s+\d{4})?
    | \b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b
    | \b\d{4}-\d{2}-\d{2}\b
    | \b(?:19|20)\d{2}(?:\s*[-/–]\s*\d{2,4})?\b
    | \bAct\s+1[678]\d{2}\b
    | \b\d{1,3}/\d{1,3}\b
    | \b(?:sections?|articles?|schedules?|parts?|chapters?|tables?|notes?|questions?|pages?|stages?|steps?|annex)\s+
         (?:one|two|three|four|five|six|seven|eight|nine|ten)\b
    | \S*@\S+ | https?://\S+
    | \b\d{2}\.[A-Z]{2,4}\.\d{2}\.\d{6}\b
    | \b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_COUNTED = (
    r"(?:resolutions?|crimes?|offences?|offenders?|disposals?|outcomes?|cases?|people|persons?|individuals?|victims?"
    r"|records?|searches|incidents?|figures?|counts?|numbers?)"
)
_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_SOMEBODY = (
    r"(?:wom[ae]n|m[ae]n|child(?:ren)?|boys?|girls?|adults?|juveniles?|youths?|instances?|occasions?|times?|suspects?)"
)
_QUANTITY = re.compile(
    rf"""
      \d+(?:,\d{{3}})*(?:\.\d+)?%?
    | \b(?:none|nil|zero|nought|a\s+few|few(?:er|est)?|a\s+handful|handful|several|numerous|single|sole
        |isolated|once|twice|hardly\s+any|barely|scarcely|a\s+couple|pair|trio|dozens?|hundreds?|thousands?|half
        |majority|minority|most|mostly|mainly|rare(?:ly)?|seldom|infrequent(?:ly)?|negligible|very\s+little|little\s+or\s+no
        |one\s+or\s+two|doubled?|halved?|trebled?|tripled?|unchanged)\b
    | \b(?:extremely|very|too)?\s*(?:low|small|tiny)\s+(?:{_COUNTED}|volumes?|figures?)
    | \b(?:low|small|lower|higher|greater|fewer|less|more)\b(?=\s+(?:than|number|figure|count)|\s+in\s+(?:19|20)\d\d)
    | \b{_NUMBER}\b
    | \b(?:only|just|exactly|precisely|all\s+but|not|but|of|by|but\s+for|at\s+(?:least|most))\s+(?:the\s+)?one\b(?!\s+of\b)
    | \b(?:no|not\s+any|one)\s+(?:\w+\s+){{0,2}}(?:{_COUNTED}|{_SOMEBODY}|results?)\b
    | \b(?:is|are|was|were|has|have|had|do|does|did)(?:n['’]t|\s+not)\s+(?:\w+\s+)?any\b
        (?=\s*[.,;]|\s+(?:\w+\s+){{0,2}}(?:{_COUNTED}|{_SOMEBODY})|\s+in\b|\s*$)
    | \b(?:nobody|no\s+one)\s+(?:was|were|has|had|received|got)\b|\b(?:have|had|for|to|of)\s+(?:nobody|no\s+one)\b
    | \bnever\s+(?:been\s+)?(?:happen|occur|given|used|recorded|issued|administered)\w*
    | \b(?:highest|lowest|largest|smallest|biggest)\b(?=\s*[.,;]|\s*$|\s+(?:\w+\s+)?(?:categor\w+|volumes?|{_COUNTED})\b)
    | \b(?:same|equal|identical|similar)\s+(?:numbers?|figures?|counts?|totals?)\b
    | \b(?:numbers?|figures?|counts?|totals?|{_COUNTED})\b[^.;]{{0,40}}\b(?:rose|risen|rise|fell|fallen|increased?|decreased?
        |dropped|declined?|grew|grown|went\s+(?:up|down))\b
    | \b(?:increase|decrease|rise|fall|drop|decline|growth)\b\s+(?:of|in|by)\b
    | \b(?:every|all|each)\s+(?:one\s+)?of\s+(?:the\s+)?(?:\w+\s+)?{_COUNTED}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def figures_said(case: Case, specs: Sequence[TableSpec]) -> list[PublicFigure]:
    """What the officer declared that the response's words say about figures. Raises `SpecError` for a declaration that
    names no figure of the case and does not say why it is none."""
    by_id = {spec.id: spec for spec in specs}
    figures = []
    for number, entry in enumerate(case.file.said):
        place = case.place("said", number)
        if not entry.table:
            if not entry.not_a_figure.strip():
                raise SpecError("Say which table's figure this is, or why it is none (not_a_figure).", where=place)
            continue
        if entry.table not in by_id or entry.value is None:
            raise SpecError("A declared figure needs a table of this case and a value.", where=place)
        spec = by_id[entry.table]
        keys = matching(spec, dict(entry.figure), place)
        if len(keys) != 1:
            raise SpecError("A declared figure names one category for every dimension.", where=place)
        source = f"words: “{entry.text}”"
        figures.append(PublicFigure(spec.unit, spec.predicate(keys[0]), entry.relation, entry.value, source))
    return figures


@dataclass(frozen=True, slots=True)
class Words:
    """Words found in `place`: `text` is the quantity, `context` the words around it."""

    place: str
    text: str
    context: str


def quantities(place: str, text: str) -> Iterator[Words]:
    """The quantities of a text, numbers that only name something left out."""
    named = [match.span() for match in _NAMING.finditer(text)]
    for match in _QUANTITY.finditer(text):
        start, end = match.span()
        if any(first <= start < last for first, last in named):
            continue
        lead, tail = max(0, text.rfind(" ", 0, max(0, start - 30))), text.find(" ", end + 30)
        context = " ".join(text[lead : tail if tail > 0 else None].split())
        yield Words(place, " ".join(match.group().split()), context)


def undeclared(texts: Sequence[tuple[str, str]], said: Sequence[Said]) -> list[Words]:
    """Quantities in (place, text) pairs that no declaration covers. A declaration covers the quantities inside its
    own words, wherever these stand."""
    declared = [" ".join(entry.text.split()).lower() for entry in said if entry.decided_by]
    found = []
    for place, text in texts:
        flat = " ".join(text.split())
        covered = [
            (start, start + len(words)) for words in declared if words for start in _positions(flat.lower(), words)
        ]
        spans = [match.span() for match in _NAMING.finditer(flat)] + covered
        for words in quantities(place, flat):
            starts = list(_positions(flat, words.text))
            if any(not any(a <= s < b for a, b in spans) for s in starts):
                found.append(words)
    return list(dict.fromkeys(found))


def _positions(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)
