"""Which kind of authority a letter is from: it settles which exemptions are open and which limit of cost holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fanlight.law.data import law_file


@dataclass(frozen=True, slots=True)
class Body:
    """`limit_hours`: the limit of section 12 in hours of one person (SI 2004/3244, regulations 3 and 4(4))."""

    id: str
    what: str
    limit_hours: int
    names: re.Pattern[str]
    domains: tuple[str, ...]


@cache
def bodies() -> dict[str, Body]:
    """Every kind that is known, by id, in the order in which they are tried."""
    return {
        name: Body(name, e["what"], e["limit_hours"], re.compile(e["names"], re.I), tuple(e["domains"]))
        for name, e in law_file("bodies")["bodies"].items()
    }


def body_of(text: str, name: str = "") -> Body | None:
    """The kind of authority that wrote a letter; None where nothing shows it.

    In this order: the authority's `name`; a short line of a name at the head or the foot of the letter; the addresses in it;
    a name that acts ("Example Police withholds"); last the kind named in it, where it is one alone.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    heads = [
        line
        for line in (*lines[:8], *lines[-6:])
        if len(line) <= 70 and not re.search(r"[.?!:,]$|@|\bdear\b|request", line, re.I)
    ]
    for part in (name, *heads):
        if part and (found := _named(part)):
            return found
    for body in bodies().values():
        if any(re.search(rf"[@.]{re.escape(domain)}\b", text, re.I) for domain in body.domains):
            return body
    acts = r"\s+(?:can |has |have |will |does |do )?(?:neither|hold|not|withh|refus|confirm|consider|decid|receiv|estimat|collect|process|record)"
    for body in bodies().values():
        if re.search(rf"(?:{body.names.pattern}){acts}", text, re.I):
            return body
    named = [body for body in bodies().values() if body.names.search(text)]
    return named[0] if len(named) == 1 else None


def _named(text: str) -> Body | None:
    return next((body for body in bodies().values() if body.names.search(text)), None)
