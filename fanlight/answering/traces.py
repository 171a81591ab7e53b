"""No trace of the requester, or of anybody named in the request, in what is published."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from fanlight.answering.case import CaseFile

_TITLES = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof(?:essor)?|sir|dame|rev)\.?\s+", re.IGNORECASE)
_PERSONAL = re.compile(
    r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+            # an e-mail address
      | (?<![\w/])(?:\+44|0)(?:[ -]?\d){9,10}(?!\d)  # a telephone number
      | \b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b   # a postcode
    """,
    re.VERBOSE,
)


def personal_words(case: CaseFile, request: str) -> tuple[str, ...]:
    """What must not appear in anything published: names, addresses, and contact details found in the request.

    A name counts whole and by its surname. The authority's own details are no trace.
    """
    found: list[str] = []
    for name in (case.requester.name, *(case.publication.named if case.publication else ())):
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
            pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, word.split())) + r"(?!\w)"
            if re.search(pattern, plain, re.IGNORECASE):
                found.append(place)
                break
    return found
