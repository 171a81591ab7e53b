"""Yes, no, unknown: the three values of a fact, and Kleene's way of combining them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Tri(StrEnum):
    """A closed vocabulary. It has no truth value of its own: code must say which of the three it means."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("A yes/no/unknown value is not a truth value: compare it with Tri.YES, Tri.NO or Tri.UNKNOWN.")


def negate(value: Tri) -> Tri:
    return {Tri.YES: Tri.NO, Tri.NO: Tri.YES, Tri.UNKNOWN: Tri.UNKNOWN}[value]


def every(values: Iterable[Tri]) -> Tri:
    """Kleene's and: no if any is no, else unknown if any is unknown."""
    found = set(values)
    return Tri.NO if Tri.NO in found else Tri.UNKNOWN if Tri.UNKNOWN in found else Tri.YES


def some(values: Iterable[Tri]) -> Tri:
    """Kleene's or: yes if any is yes, else unknown if any is unknown."""
    found = set(values)
    return Tri.YES if Tri.YES in found else Tri.UNKNOWN if Tri.UNKNOWN in found else Tri.NO
