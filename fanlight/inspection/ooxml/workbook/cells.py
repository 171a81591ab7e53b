"""Cell references and ranges: letters, numbers, rectangles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """ "A" → 1, "XFD" → 16384. "" → 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both ends included; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def __str__(self) -> str:
        if self.bottom >= LAST_ROW and self.top <= 1:
            return f"{column_letters(self.left)}:{column_letters(self.right)}"
        start = f"{column_letters(self.left)}{self.top}"
        end = f"{column_letters(self.right)}{self.bottom}"
        return start if start == end else f"{start}:{end}"


_PART = re.compile(r"^\$?([A-Za-z]{1,3})?\$?(\d{1,7})?$")


def area_of(text: str) -> Area | None:
    """ "A1", "$A$1:B4", "A:C" or "2:5" → its rectangle; None for anything else. A sheet's name before it is let go."""
    bare = text.rpartition("!")[2].strip()
    first, _, second = bare.partition(":")
    a, b = _PART.match(first), _PART.match(second or first)
    if not a or not b or not first:
        return None
    top, bottom = int(a[2] or 1), int(b[2] or LAST_ROW)
    left, right = column_number(a[1] or "A"), column_number(b[1] or "XFD")
    if not a[1] and not second:
        return None
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def areas_of(text: str) -> list[Area]:
    """A list of ranges, parted by spaces or commas."""
    parts = re.split(r"[\s,]+(?=(?:[^']*'[^']*')*[^']*$)", text.strip())
    return [area for part in parts if part and (area := area_of(part)) is not None]


def spans(numbers: Iterable[int], most: int = 4) -> str:
    """Row numbers in words: "3-4, 9"; after `most` ranges, "…"."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = [str(a) if a == b else f"{a}-{b}" for a, b in ranges[:most]]
    return ", ".join([*said, "…"] if len(ranges) > most else said)


def column_spans(numbers: Iterable[int], most: int = 4) -> str:
    return re.sub(r"\d+", lambda m: column_letters(int(m[0])), spans(numbers, most))
