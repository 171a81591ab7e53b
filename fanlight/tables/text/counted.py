"""A number with its noun."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """“1 cell”, “2 cells”, “1,000 cells”; `plural` where an s does not do: “2 categories”."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
