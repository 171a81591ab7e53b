"""What the records of this package share."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict

Date = datetime.date


class Record(BaseModel):
    """A record of `case.yaml`: its entries and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def long_day(day: Date) -> str:
    """3 May 2024."""
    return f"{day.day} {day:%B %Y}"


def sentence(text: str) -> str:
    """The text on one line, with a capital and a full stop; empty stays empty."""
    text = " ".join(text.split())
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def clause(text: str) -> str:
    """The text as part of a sentence: on one line, without its full stop, small where its first word is ordinary."""
    text = " ".join(text.split()).rstrip(".")
    ordinary = re.match(r"(?:The|A|An|It|We|This|That|These|Those|Each|Every|In|To|Of|For|By|[A-Z][a-z]+ing)\b", text)
    return text[:1].lower() + text[1:] if ordinary else text


def listed(items: list[str] | tuple[str, ...]) -> str:
    """1, 2 and 3."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def words_of(patterns: Mapping[str, str], text: str) -> Iterator[tuple[str, str]]:
    """(name, the words found) of each pattern that a text holds."""
    for name, pattern in patterns.items():
        if found := re.search(pattern, text, re.IGNORECASE):
            yield name, " ".join(found.group().split())
