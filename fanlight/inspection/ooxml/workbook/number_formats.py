"""Number formats that show nothing, or words in place of the value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_QUOTED = re.compile(r'"[^"]*"|\\.|[_*].')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_SHOWS = re.compile(r"(?i)[0#?@dmyhsgeba]|general|standard|main|[^\x00-\x7f]")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]")
_ELAPSED = re.compile(r"(?i)\[(h+|m+|s+)\]")
_COLOUR = re.compile(r"(?i)\[white\]")
_OPERATORS = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class Section:
    shows: bool
    condition: tuple[str, float] | None

    def takes(self, value: float) -> bool:
        return self.condition is not None and bool(_OPERATORS[self.condition[0]](value, self.condition[1]))


@lru_cache(maxsize=2000)
def sections(code: str) -> tuple[Section, ...]:
    """A format code's sections, in order."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    return tuple(_section(part) for part in parts[:4])


def _section(text: str) -> Section:
    condition = _CONDITION.search(text)
    limit = None
    if condition:
        try:
            limit = (condition[1], float(condition[2]))
        except ValueError:
            limit = None
    bare = _ELAPSED.sub("h", text)
    white = bool(_COLOUR.search(bare))
    bare = _BRACKETS.sub("", _QUOTED.sub("", bare))
    return Section(bool(_SHOWS.search(bare)) and not white, limit)


def may_hide(code: str) -> bool:
    """Whether some value other than 0 could be hidden by this format."""
    if not code or code.lower() in {"general", "standard"}:
        return False
    found = sections(code)
    if any(section.condition for section in found):
        return any(not s.shows and not (s.condition and s.condition[0] == "=" and s.condition[1] == 0) for s in found)
    return any(not section.shows for index, section in enumerate(found) if index != 2)


def hides(code: str, value: str, *, is_text: bool) -> bool:
    """Whether the format shows nothing of this value, or only words in its place. A hidden 0 is no secret."""
    found = sections(code)
    if is_text:
        return len(found) == 4 and not found[3].shows
    try:
        number = float(value)
    except ValueError:
        return False
    if number == 0:
        return False
    if any(section.condition for section in found):
        for section in found[:2]:
            if section.takes(number):
                return not section.shows
        rest = next((s for s in found if s.condition is None), None)
        return rest is not None and not rest.shows
    return not found[1 if number < 0 and len(found) > 1 else 0].shows
