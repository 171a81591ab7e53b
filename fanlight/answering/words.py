"""Small pieces of wording that several parts use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

INTERNAL = "INTERNAL: not for release. This file holds or bears on figures that are withheld."


def day(value: date) -> str:
    """A date as a letter gives it: 5 October 2026."""
    return f"{value.day} {value:%B %Y}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def size(number: int) -> str:
    """A file's size for people: 12 KB."""
    return f"{max(1, round(number / 1000))} KB" if number < 950_000 else f"{number / 1e6:.1f} MB"
