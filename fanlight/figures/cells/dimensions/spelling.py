"""Codes that nobody could tell apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from fanlight.errors import BadInput


def refuse_lookalikes(codes: Iterable[str], what: str, where: str, places: Mapping[str, str] | None = None) -> None:
    """Raises `BadInput` where two of these codes are two spellings of one (an accented letter as one character, and as a
    letter with its accent after it): nobody could tell the two apart. `what` they are, in messages; `places`:
    where each stands."""
    codes = tuple(codes)
    if all(code.isascii() for code in codes):
        return
    met: dict[str, str] = {}
    for code in codes:
        other = met.setdefault(unicodedata.normalize("NFC", code), code)
        if other != code:
            raise BadInput(
                f"{what} “{other}” is spelled in two ways that look the same: {_letters(other, code)} and {_letters(code, other)}.",
                where=(places or {}).get(code, where),
                next_step="Spell it in one way in all files (in Unicode's normal form C), and add up its rows if they are one.",
            )


def _letters(text: str, other: str) -> str:
    """The letters in which a spelling differs from another."""
    first = _shared(text, other)
    last = min(_shared(text[::-1], other[::-1]), min(len(text), len(other)) - first)
    return " ".join(f"U+{ord(letter):04X}" for letter in text[first : len(text) - last])


def _shared(text: str, other: str) -> int:
    """How many letters both begin with."""
    return next(
        (at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), min(len(text), len(other))
    )
