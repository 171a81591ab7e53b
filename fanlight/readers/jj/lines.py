"""The lines of a JJ file, and its numbers, read exactly."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from fanlight.errors import BadInput, Place
from fanlight.figures.cells.numbers.counts import LARGEST, too_large
from fanlight.figures.cells.numbers.decimals import Exact
from fanlight.readers.sheet import refuse_unseen

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE]([+-]?[0-9]+))?")
_LONGEST = 60
"""Characters of a number that is written out, and the largest exponent: more is no size of a count."""


class Lines:
    """The file's lines that are not blank, one after another, with their numbers for messages."""

    def __init__(self, path: Path) -> None:
        """Raises `BadInput` for a file that cannot be read or holds a control character."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise BadInput(
                f"The file could not be read: {error.strerror}.",
                where=str(path),
                next_step="Check its name, and that you may read it.",
            ) from None
        except UnicodeDecodeError:
            raise BadInput("The file is not text in UTF-8.", where=path.name, next_step="Save it as such.") from None
        self.name = path.name
        self.lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        for number, line in self.lines:
            refuse_unseen((("The line", line.replace("\t", " ")),), Place.of_line(path.name, number))
        self.at = 0

    @property
    def line(self) -> int:
        """The number of the line read last, from 1; 0 before the first."""
        return self.lines[self.at - 1][0] if self.at else 0

    @property
    def where(self) -> str:
        return self.of(self.line) if self.at else self.name

    def of(self, line: int) -> str:
        return Place.of_line(self.name, line)

    def next(self, what: str, needed: int, *, more: bool = False) -> list[str]:
        """The words of the next line, just `needed` or `more`. Factors are words with their brackets."""
        if self.at >= len(self.lines):
            raise BadInput(
                f"The file ends too early: {what} is missing.",
                where=self.name,
                next_step="Correct the numbers of cells and equations, or give what is missing.",
            )
        self.at += 1
        line = re.sub(r"\(\s*([^()\s]*)\s*\)", r" (\1) ", self.lines[self.at - 1][1])
        words = line.replace(":", " : ").split()
        if len(words) < needed or (len(words) > needed and not more):
            raise BadInput(
                f"The line has {len(words)} words; {what} needs {needed}{' or more' * more}.",
                where=self.where,
                next_step="Correct the line, or the number of lines announced above it.",
            )
        return words

    def end(self) -> None:
        if self.at < len(self.lines):
            self.at += 1
            raise BadInput(
                "The file goes on after the equations that it announces.",
                where=self.where,
                next_step="Correct the number of equations, or take out what follows them.",
            )

    def announced(self, what: str, word: str) -> int:
        """How many lines are to follow."""
        number = self.whole(word, f"The number of {what}")
        if number < 0:
            raise BadInput(f"The number of {what} is negative.", where=self.where, next_step="Correct it.")
        if number > len(self.lines) - self.at:
            raise BadInput(
                f"{number:,} {what} are announced, and the file ends {len(self.lines) - self.at:,} lines later.",
                where=self.where,
                next_step=f"Correct the number of {what}, or give those that are missing.",
            )
        return number

    def whole(self, word: str, what: str) -> int:
        """The whole number that a word writes, also as 12.0 or 1.2e3. Raises `BadInput` for another."""
        number = self.number(word, what)
        if isinstance(number, Fraction):
            raise BadInput(
                f"{what} is not whole.",
                where=self.where,
                next_step="Values, costs, bounds, levels and right sides may have decimals, nothing else.",
            )
        return number

    def number(self, word: str, what: str) -> Exact:
        """The number that a word writes, exactly. It is not repeated in messages: it may be a protected value."""
        found = _NUMBER.fullmatch(word)
        if not found:
            raise BadInput(
                f"{what} is not a number.",
                where=self.where,
                next_step="Write it in the digits 0 to 9, with a decimal point or an exponent (1.2e3) at most.",
            )
        if len(word) > _LONGEST or abs(int(found[1] or 0)) > _LONGEST:
            raise BadInput(
                f"{what} has more digits, or a larger exponent, than a count has.",
                where=self.where,
                next_step=f"Write it out in full; it may be up to {LARGEST:,}.",
            )
        number = Fraction(word)
        if abs(number) > LARGEST:
            raise too_large(what, self.where)
        return int(number) if number.denominator == 1 else number
