"""Whole numbers as files write them: the digits 0 to 9, and nothing that another program would read as another number."""

from __future__ import annotations

import re

from fanlight.errors import BadInput

LARGEST = 2**53
"""The largest count, bound, level or cost: up to it every whole number is exact in every program that reads the files, and
in the solver."""

MOST_THRESHOLD = 10**9
"""The largest threshold, or base of rounding: no rule for counts has a larger one."""

_DIGITS = len(str(LARGEST))

LARGEST_IN_WORDS = f"{LARGEST:,} (2^53)"


def whole(text: str, what: str, where: str, *, least: int | None = 0, next_step: str = "") -> int:
    """The number that a field writes in digits. `least`: 0, or None where a number below 0 may stand.

    Raises `BadInput` that says what is wrong with it and does not repeat it: it may be a protected count.
    """
    if not re.fullmatch("-?[0-9]+" if least is None else "[0-9]+", text):
        needed = "a whole number" if least is None else "a whole number from 0"
        raise BadInput(f"{what} is not {needed}: {_why(text)}.", where=where, next_step=next_step or _WRITE)
    digits = text.lstrip("-").lstrip("0")
    if len(digits) > _DIGITS or int(digits or "0") > LARGEST:
        raise too_large(what, where)
    return int(text)


def too_large(what: str, where: str, places: int = 0, most: int = 0) -> BadInput:
    """`places`: decimals that the smallest unit of a file has; `most`: the line that needs them."""
    if places:
        of = f" units of 10^-{places}, the smallest that the file needs{f' (for line {most})' if most else ''}"
    else:
        of = ""
    return BadInput(
        f"{what} is beyond {LARGEST_IN_WORDS}{of}, from where on programs no longer tell whole numbers apart.",
        where=where,
        next_step="Give the table with fewer decimals, or in a larger unit."
        if places
        else "Give the table in a larger unit, thousands say.",
    )


_WRITE = "Write it in the digits 0 to 9 alone, without decimals, signs, separators or exponents."


def _why(text: str) -> str:
    if not text:
        return "it is blank"
    if re.fullmatch(r"-[0-9]+(?:\.0*)?", text):
        return "it is below 0"
    if re.fullmatch(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+)", text):
        return "it has a decimal point"
    if re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+", text):
        return "it is written with an exponent"
    if re.fullmatch(r"[0-9]+(?:[,_'\u2019\u00a0\u202f ][0-9]+)+", text):
        return "it has separators between its digits"
    if text.lstrip("+-").isdigit() and not text.isascii():
        return "its digits are not 0 to 9 but those of another script"
    return "it has other characters than digits"
