"""Codes that a spreadsheet turned into dates: 3/1 becomes 03-Jan, 1-Mar, 2026-01-03 or 46025.

Which code a date was, depends on the spreadsheet's country and on the year: only a person can say. An extract that
holds such values is refused until each is explained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from fanlight.errors import BadInput
from fanlight.records.database.file import rows

FIELDS = ("ho_class", "ho_subclass", "offence_code", "classification_code", "cjs_code", "section")
NUMBERED = frozenset({"ho_class", "ho_subclass", "offence_code", "classification_code"})
"""Fields in which a number of five digits is a spreadsheet's number of a day."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?"
_MARK = "[-/ .]"
_END = "([t ][0-9:.]+z?)?"
WRITTEN = (
    f"([0-9]{{1,2}}{_MARK}?{_MONTH}({_MARK}?[0-9]{{2,4}})?{_END}|{_MONTH}{_MARK}?[0-9]{{1,4}}|"
    f"[0-9]{{4}}-[0-9]{{1,2}}(-[0-9]{{1,2}})?{_END}|[0-9]{{1,2}}{_MARK}[0-9]{{1,2}}{_MARK}[0-9]{{2,4}}{_END})"
)
"""Dates as spreadsheets write them, in lower case."""
_FIRST, _LAST = date(1930, 1, 1), date(2050, 1, 1)
_NOUGHT = date(1899, 12, 30)
SHOWN = 4


def check(db: Any, texts: Mapping[str, str], said: Mapping[str, str], *, where: str) -> None:
    """Raises `BadInput` where a column of codes (`texts`: its SQL, by field) holds dates of which nobody has `said`
    what they were."""
    for field in FIELDS:
        if field not in texts:
            continue
        text = texts[field]
        found = [
            value for (value,) in rows(db, f"SELECT DISTINCT {text} FROM raw WHERE {_made(field, text)} ORDER BY 1")
        ]
        if unsaid := [value for value in found if value not in said]:
            raise BadInput(
                f"{field} holds dates that a spreadsheet made of codes: {_listed(unsaid)}. Nothing was imported.",
                where=where,
                next_step="Export the codes as text again; or say what each was, for example "
                f'--code "{unsaid[0]}={(readings(unsaid[0]) or ["3/1"])[0]}" (or codes: in the mapping).',
            )


def _made(field: str, text: str) -> str:
    written = f"regexp_full_match(lower({text}), '{WRITTEN}')"
    if field not in NUMBERED:
        return written
    number = f"try_cast({text} AS DOUBLE)"
    first, last = (_FIRST - _NOUGHT).days, (_LAST - _NOUGHT).days
    return (
        f"({written} OR (regexp_full_match({text}, '[1-9][0-9]{{4}}(\\.0+)?') AND {number} BETWEEN {first} AND {last}))"
    )


def _listed(values: list[str]) -> str:
    shown = []
    for value in values[:SHOWN]:
        may = readings(value)
        shown.append(f"{value[:24]} ({' or '.join(may)})" if may else value[:24])
    more = len(values) - SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def readings(value: str) -> list[str]:
    """The codes that a spreadsheet may have made this date of: day and month, month and day, month and year.

    03-Jan gives 3/1 and 1/3; 1967-08-01 also 8/67.
    """
    day = _day(value.lower())
    if day is None:
        return []
    number, month, year = day
    found = [f"{number}/{month}", f"{month}/{number}"] if number else []
    if year is not None and number in (None, 1):
        found.append(f"{month}/{year % 100}")
    return list(dict.fromkeys(found))


Parts = tuple[int | None, int, int | None]
"""Day, month and year, as far as they are written."""


def _day(text: str) -> Parts | None:
    for pattern, parts in _PATTERNS:
        if found := re.fullmatch(pattern, text):
            return parts(found.groups())
    return None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _numbered(groups: tuple[str, ...]) -> Parts:
    own = _NOUGHT + timedelta(days=int(groups[0]))
    return own.day, own.month, own.year


_PATTERNS: tuple[tuple[str, Callable[[tuple[Any, ...]], Parts]], ...] = (
    (f"([0-9]{{1,2}}){_MARK}?{_MONTH}(?:{_MARK}?([0-9]{{2,4}}))?{_END}",
     lambda g: (int(g[0]), _month(g[1]), int(g[2]) if g[2] else None)),
    (f"{_MONTH}{_MARK}?([0-9]{{1,4}})",
     lambda g: (int(g[1]) if int(g[1]) <= 31 else None, _month(g[0]), int(g[1]))),
    (f"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}}){_END}", lambda g: (int(g[2]), int(g[1]), int(g[0]))),
    ("([0-9]{4})-([0-9]{1,2})", lambda g: (None, int(g[1]), int(g[0]))),
    (f"([0-9]{{1,2}}){_MARK}([0-9]{{1,2}}){_MARK}([0-9]{{2,4}}){_END}", lambda g: (int(g[0]), int(g[1]), int(g[2]))),
    ("([0-9]{5})(?:\\.0+)?", _numbered),
)  # fmt: skip
