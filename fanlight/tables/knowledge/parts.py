"""A share or a multiple as words give it, and the whole numbers that it leaves open."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

_NAMED = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
          "twelfth": 12, "twentieth": 20, "hundredth": 100}  # fmt: skip
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
            "nine": 9, "ten": 10}  # fmt: skip
_TIMES = {"once": 1, "twice": 2, "double": 2, "thrice": 3, "treble": 3, "triple": 3, "quadruple": 4}
_ROUNDED = re.compile(r"(\d+)(?:\.(\d+))?\s*(%|per\s?cent|times|-?fold|x)?")
_FRACTION = re.compile(r"(\w+)\s*(?:/|in|out of)\s*(\w+)")
_WORDS = re.compile(r"(?:(\w+)[\s-]+)?([a-z]+?)s?")


@dataclass(frozen=True, slots=True)
class Part:
    """`size` of the base is the count; `unit` is the last place that a rounded number shows, 0 where it is meant as it
    stands."""

    size: Fraction
    unit: Fraction = Fraction(0)

    def counts(self, base: int, true: int) -> tuple[int, int]:
        """The least and the greatest whole number that it leaves open for a base.

        A rounded number leaves open what is rounded to it; half a unit is rounded up, unless `true` shows that it was
        rounded down. A fraction that is meant as it stands leaves open the whole number, or the two beside it.
        """
        if not self.unit:
            exact = self.size * base
            return math.floor(exact), math.ceil(exact)
        low, high = (self.size - self.unit / 2) * base, (self.size + self.unit / 2) * base
        most = math.ceil(high) - 1
        return max(0, math.ceil(low)), max(most, true) if true == high else most


def read_part(value: int | str) -> Part | None:
    """ "1.5 %", "15 per cent", "1/3", "one in five", "two thirds", "2.5", "twice", "threefold", 2: None for anything else."""
    text = " ".join(str(value).lower().split())
    if rounded := _ROUNDED.fullmatch(text):
        whole, places, what = rounded.groups()
        percent = 100 if what and what[0] in "%p" else 1
        unit = Fraction(1, 10 ** len(places or ""))
        size = Fraction(f"{whole}.{places or 0}")
        return Part(size / percent, unit / percent if places or percent > 1 else Fraction(0))
    if text in _TIMES:
        return Part(Fraction(_TIMES[text]))
    if text.endswith("fold") and (times := _number(text.removesuffix("fold").rstrip("-"))):
        return Part(Fraction(times))
    if (times := _number(text.removesuffix(" times"))) and text.endswith(" times"):
        return Part(Fraction(times))
    return _fraction(text)


def _fraction(text: str) -> Part | None:
    if match := _FRACTION.fullmatch(text):
        above, below = _number(match[1]), _number(match[2])
        return Part(Fraction(above, below)) if above is not None and below else None
    match = _WORDS.fullmatch(text.replace("halves", "half"))
    if match and match[2] in _NAMED:
        above = _number(match[1] or "a")
        return Part(Fraction(above, _NAMED[match[2]])) if above is not None else None
    return None


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() else _NUMBERS.get(word)
