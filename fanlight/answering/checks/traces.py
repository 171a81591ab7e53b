"""No trace of the requester, or of anybody named in the request, in what is published."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from fanlight.answering.case.model import CaseFile
from fanlight.answering.checks.names import TITLE, people_in, same_person

_TITLES = re.compile(rf"^(?:{TITLE}\b\.?\s+)+(?:[A-Z]{{0,2}}\d+\s+)?", re.IGNORECASE)
_PERSONAL = re.compile(
    r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+            # an e-mail address
      | (?<![\w/])(?:\+44|0)(?:[ -]?\d){9,10}(?!\d)  # a telephone number
      | \b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b   # a postcode
    """,
    re.VERBOSE,
)


def personal_words(case: CaseFile, request: str) -> tuple[str, ...]:
    """What must not appear in anything published: names, addresses, and contact details found in the request.

    A name counts whole and by its surname, whether the officer listed it or the request has it. The authority's own details are
    no trace, nor is somebody of whom it is decided that the name may stay; the requester is always one.
    """
    found: list[str] = []
    publication = case.publication
    for name in (case.requester.name, *(publication.named if publication else ())):
        found += _forms(name)
    for name in people_in(request):
        if not may_stay(case, name):
            found += _forms(name)
    found += [case.requester.email, case.requester.telephone, *case.requester.address]
    found += _PERSONAL.findall(request)
    own = " ".join((*case.authority.address, case.authority.email, case.authority.telephone, case.review.email)).lower()
    return tuple(dict.fromkeys(word for word in found if word.strip() and word.lower() not in own))


def may_stay(case: CaseFile, name: str) -> bool:
    """Whether a named person has decided that a name may stand in what is published."""
    entries = case.publication.may_stay if case.publication else []
    return same_person(
        name, [one.who for one in entries if one.decided_by.strip() and one.role.strip() and one.why.strip()]
    )


def people_named(case: CaseFile, texts: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Names of people in (place, text) pairs of what is published, each once, with the place where it stands first. Left out are
    those that may stay, and the authority's own name."""
    found: dict[str, str] = {}
    for place, text in texts:
        for name in people_in(text):
            own = " ".join(name.casefold().split()) in " ".join(case.authority.name.casefold().split())
            if not own and not may_stay(case, name) and not same_person(name, found):
                found[name] = place
    return found


def _forms(name: str) -> list[str]:
    plain = _TITLES.sub("", name.strip())
    parts = plain.split()
    return [plain, *([parts[-1]] if len(parts) > 1 and len(parts[-1]) > 2 else [])]


def traces(words: Iterable[str], texts: Sequence[tuple[str, str]]) -> list[str]:
    """The places in (place, text) pairs where a personal word stands: whole words, any case, entities resolved."""
    found = []
    for place, text in texts:
        plain = " ".join(html.unescape(text).split())
        for word in words:
            if _stands(word, plain):
                found.append(place)
                break
    return found


def _stands(word: str, text: str) -> bool:
    """A surname by itself with its capital, and where the text has the same word in small letters ("Young", "young people") only
    as it stands in a name or a signature; anything else in any case."""
    if not re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", word):
        return bool(re.search(_pattern(word), text, re.IGNORECASE))
    forms = (
        rf"(?<!\w)(?:{'|'.join(re.escape(form) for form in dict.fromkeys((word, word.title(), word.upper())))})(?!\w)"
    )
    if not re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", text):
        return bool(re.search(forms, text))
    return bool(
        re.search(
            rf"(?:\b(?i:{TITLE})\b\.?|[A-Z]\.|(?i:regards|sincerely|faithfully|thanks|dear|you),?)\s+{forms}|^{forms}$",
            text,
        )
    )


def _pattern(word: str) -> str:
    """Whole words; a telephone number however its digits are grouped."""
    digits = re.sub(r"\D", "", word)
    if len(digits) >= 9 and not re.search(r"[A-Za-z@]", word):
        return r"(?<!\d)" + r"[\s().-]*".join(digits) + r"(?!\d)"
    return r"(?<!\w)" + r"\s+".join(map(re.escape, word.split())) + r"(?!\w)"
