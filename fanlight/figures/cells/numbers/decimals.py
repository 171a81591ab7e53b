"""Numbers with decimals as whole numbers of a smallest unit: exact, and never by way of binary fractions."""

from __future__ import annotations

import re
from fractions import Fraction

from fanlight.errors import BadInput
from fanlight.figures.cells.numbers.counts import LARGEST, too_large, whole

Exact = int | Fraction
"""A number as a file writes it: an int where it is whole."""


def places_of(number: Exact) -> int:
    """Decimal places that the number needs: 12.50 needs one."""
    places = 0
    while 10**places % number.denominator:
        places += 1
    return places


def text_of(units: int, places: int) -> str:
    """The number that so many units of 10^-places are, in digits, with no more decimals than it needs."""
    if not places:
        return str(units)
    digits = str(abs(units)).zfill(places + 1)
    decimals = digits[-places:].rstrip("0")
    return ("-" if units < 0 else "") + digits[:-places] + ("." + decimals if decimals else "")


def told(units: int, places: int) -> int | str:
    """The same as a value for JSON: a whole number where the unit is 1, else a text, since JSON's numbers with decimals are
    binary fractions to most readers."""
    return text_of(units, places) if places else int(units)


def measured(text: str, what: str, where: str, places: int, *, next_step: str = "") -> int:
    """The units of 10^-places that a field writes, which may be below 0. `places` 0: as `whole`.

    Raises `BadInput` that says what is wrong with it and does not repeat it: it may be a protected value.
    """
    if not places:
        return whole(text, what, where, least=None, next_step=next_step)
    found = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]+))?", text)
    decimals = (found[3] or "").rstrip("0") if found else ""
    if not found or len(decimals) > places:
        raise BadInput(
            f"{what} is not a multiple of {text_of(1, places)}, the smallest unit of the instance.",
            where=where,
            next_step=next_step or "Write it in the digits 0 to 9, with a decimal point at most.",
        )
    digits = (found[2] + decimals.ljust(places, "0")).lstrip("0")
    if len(digits) > len(str(LARGEST)) or int(digits or "0") > LARGEST:
        raise too_large(what, where, places)
    return int(found[1] + (digits or "0"))
