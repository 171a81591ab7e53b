"""Calendar years, financial years, quarters and months as categories of a date field."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from fanlight.errors import SpecError
from fanlight.tables.predicate.predicate import Within
from fanlight.tables.spec.table import Category

PeriodKind = Literal["calendar_year", "financial_year", "quarter", "month"]
TITLES: dict[PeriodKind, str] = {
    "calendar_year": "Calendar year",
    "financial_year": "Financial year (April to March)",
    "quarter": "Quarter",
    "month": "Month",
}
MAX_PERIODS = 600


def categories(kind: PeriodKind, first: str, last: str, basis: str, *, where: str) -> tuple[Category, ...]:
    """The periods from `first` to `last`, both included. Written 2020, 2020/21 (or 2020-21), 2020-Q3, 2020-07.

    Raises `SpecError` for a period that does not exist, or an end before the start.
    """
    begin, end = _start(kind, first, where), _start(kind, last, where)
    if end < begin:
        raise SpecError(f"The period ends ({last}) before it begins ({first}).", where=where)
    found = []
    for start in _starts(kind, begin, end):
        code, label = _names(kind, start)
        found.append(Category(code, label, Within(basis, start, _after(kind, start))))
        if len(found) > MAX_PERIODS:
            raise SpecError(f"More than {MAX_PERIODS} periods are asked for.", where=where)
    return tuple(found)


def text(kind: PeriodKind, first: str, last: str, *, where: str) -> str:
    """The whole period in words: "1 January 2020 to 31 December 2021"."""
    begin = _start(kind, first, where)
    end = _after(kind, _start(kind, last, where))
    final = date.fromordinal(end.toordinal() - 1)
    return f"{begin.day} {begin:%B %Y} to {final.day} {final:%B %Y}"


_SHAPES: dict[PeriodKind, tuple[str, str]] = {
    "calendar_year": (r"(\d{4})", "2020"),
    "financial_year": (r"(\d{4})(?:[/-](\d{2}|\d{4}))?", "2020/21"),
    "quarter": (r"(\d{4})-?Q(\d)", "2020-Q3"),
    "month": (r"(\d{4})-(\d{2})", "2020-07"),
}


def _start(kind: PeriodKind, given: str, where: str) -> date:
    shape, example = _SHAPES[kind]
    match = re.fullmatch(shape, given.strip(), re.IGNORECASE)
    problem = SpecError(
        f"“{given}” is no {kind.replace('_', ' ')}.", where=where, next_step=f"Write it like {example}."
    )
    if not match:
        raise problem
    year = int(match.group(1))
    try:
        match kind:
            case "calendar_year":
                return date(year, 1, 1)
            case "financial_year":
                second = match.group(2)
                if second and int(second) % 100 != (year + 1) % 100:
                    raise problem
                return date(year, 4, 1)
            case "quarter":
                return date(year, 3 * int(match.group(2)) - 2, 1)
            case "month":
                return date(year, int(match.group(2)), 1)
    except ValueError:
        raise problem from None


def _after(kind: PeriodKind, start: date) -> date:
    months = {"calendar_year": 12, "financial_year": 12, "quarter": 3, "month": 1}[kind]
    index = start.year * 12 + start.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _starts(kind: PeriodKind, begin: date, end: date) -> Iterator[date]:
    while begin <= end:
        yield begin
        begin = _after(kind, begin)


def _names(kind: PeriodKind, start: date) -> tuple[str, str]:
    match kind:
        case "calendar_year":
            return str(start.year), str(start.year)
        case "financial_year":
            name = f"{start.year}/{(start.year + 1) % 100:02d}"
            return name, name
        case "quarter":
            last = _after("quarter", start)
            name = f"{start.year}-Q{(start.month + 2) // 3}"
            ending = calendar.month_name[12 if last.month == 1 else last.month - 1]
            return name, f"{calendar.month_name[start.month]} to {ending} {start.year}"
        case "month":
            return f"{start.year}-{start.month:02d}", f"{calendar.month_name[start.month]} {start.year}"
