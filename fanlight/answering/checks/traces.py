"""No trace of the requester, or of anybody named in the request, in what is published."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from fanlight.answering.case.model import CaseFile

_TITLES = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof(?:essor)?|sir|dame|rev)\.?\s+", re.IGNORECASE)
_PERSONAL = re.compile(
    r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+            # an e-mail address
      | (?<![\w/])(?:\+44|0)(?:[ -]?\d){9,10}(?!\d)  # a telephone number
      | \b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b   # a postcode
    """,
    re.VERBOSE,
)


_NAME = r"[A-Z][\w'’-]+"
_PEOPLE = re.compile(
    rf"""\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|DC|DS|DI|PS|Sgt|Sergeant|Inspector|Constable|Superintendent)\.?\s+({_NAME}(?:\s+{_NAME})*)
      | \b(?:colleague|friend|neighbour|client|partner|husband|wife|brother|sister|son|daughter|mother|father|called|named),?
        \s+({_NAME}(?:\s+{_NAME})+)
    """,
    re.VERBOSE,
)


def _people(request: str) -> list[str]:
    """Names that the request itself marks as such: after a title, or after a word such as colleague."""
    return [" ".join((titled or related).split()) for titled, related in _PEOPLE.findall(request)]


def personal_words(case: CaseFile, request: str) -> tuple[str, ...]:
    """What must not appear in anything published: names, addresses, and contact details found in the request.

    A name counts whole and by its surname, whether the officer listed it or the request marks it as one ("my colleague
    …"). The authority's own details are no trace.
    """
    found: list[str] = []
    named = case.publication.named if case.publication else []
    for name in (case.requester.name, *named, *_people(request)):
        plain = _TITLES.sub("", name.strip())
        found.append(plain)
        parts = plain.split()
        if len(parts) > 1 and len(parts[-1]) > 2:
            found.append(parts[-1])
    found += [case.requester.email, case.requester.telephone, *case.requester.address]
    found += _PERSONAL.findall(request)
    own = " ".join((*case.authority.address, case.authority.email, case.authority.telephone, case.review.email)).lower()
    return tuple(dict.fromkeys(word for word in found if word.strip() and word.lower() not in own))


def traces(words: Iterable[str], texts: Sequence[tuple[str, str]]) -> list[str]:
    """The places in (place, text) pairs where a personal word stands: whole words, any case, entities resolved."""
    found = []
    for place, text in texts:
        plain = " ".join(html.unescape(text).split())
        for word in words:
            if re.search(_pattern(word), plain, re.IGNORECASE):
                found.append(place)
                break
    return found


def _pattern(word: str) -> str:
    """Whole words; a telephone number however its digits are grouped."""
    digits = re.sub(r"\D", "", word)
    if len(digits) >= 9 and not re.search(r"[A-Za-z@]", word):
        return r"(?<!\d)" + r"[\s().-]*".join(digits) + r"(?!\d)"
    return r"(?<!\w)" + r"\s+".join(map(re.escape, word.split())) + r"(?!\w)"
