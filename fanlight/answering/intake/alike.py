"""Values that may be one: written in another case, with other marks or blanks, padded, or a letter wrong."""

from __future__ import annotations

from collections.abc import Mapping

from fanlight.tables.predicate.codes import normal

RARE = 20
"""A value with a letter other than another's is taken for a slip where it is so many times rarer."""
LONG = 6


def plain(value: str) -> str:
    """Without case, marks, blanks and padding; a code in its normal form."""
    words = "".join(mark if mark.isalnum() else " " for mark in normal("offence_code", value).casefold()).split()
    return "".join(word.lstrip("0") or word[-1:] for word in words) if _is_code(value) else "".join(words)


def _is_code(value: str) -> bool:
    return any(mark.isdigit() for mark in value) and len(value) <= 10


def same(one: str, other: str) -> bool:
    if _is_code(one) and _is_code(other):
        # 8/26 is not 82/6.
        return normal("offence_code", one).casefold() == normal("offence_code", other).casefold()
    return bool(plain(one)) and plain(one) == plain(other)


def alike(value: str, held: Mapping[str, int]) -> list[str]:
    """Of the values held, with their rows: other spellings of `value`, and words that one letter tells apart from it and
    that are far rarer, or far commoner, than it."""
    own = held.get(value, 0)
    return sorted(
        other
        for other, rows in held.items()
        if other != value
        and (same(value, other) or (_far(own, rows) and not _is_code(value) and one_letter(plain(value), plain(other))))
    )


def _far(one: int, other: int) -> bool:
    return min(one, other) * RARE <= max(one, other)


def one_letter(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or exchanged with its neighbour, makes the one of the other."""
    if min(len(one), len(other)) < LONG or abs(len(one) - len(other)) > 1 or one == other:
        return False
    digits = ["".join(mark for mark in text if mark.isdigit()) for text in (one, other)]
    if digits[0] != digits[1]:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[at:], other[at:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])
