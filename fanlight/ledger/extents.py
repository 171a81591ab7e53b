"""Where a figure can lie at most: for each field, the values, days or emptiness that its records can have.

An extent is a box around a predicate: what lies outside is certainly not counted. Two figures whose extents do not meet
have no record in common, so that the ledger finds what touches a new table without working out atoms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, Predicate, Within


@dataclass(frozen=True, slots=True)
class Side:
    """What one field can be: one of `values`, a day from `start` to before `end`, or empty."""

    values: frozenset[str] = frozenset()
    start: date | None = None
    end: date | None = None
    empty: bool = False

    def meets(self, other: Side) -> bool:
        if self.empty and other.empty:
            return True
        if not self.values.isdisjoint(other.values):
            return True
        if self.start is None or other.start is None or self.end is None or other.end is None:
            return False
        return max(self.start, other.start) < min(self.end, other.end)

    def within(self, other: Side) -> bool:
        """Whether everything here is in `other`."""
        if (self.empty and not other.empty) or not self.values <= other.values:
            return False
        if self.start is None or self.end is None:
            return True
        return other.start is not None and other.end is not None and other.start <= self.start and self.end <= other.end

    def union(self, other: Side) -> Side:
        starts = [day for day in (self.start, other.start) if day is not None]
        ends = [day for day in (self.end, other.end) if day is not None]
        return Side(
            self.values | other.values, min(starts, default=None), max(ends, default=None), self.empty or other.empty
        )

    def both(self, other: Side) -> Side:
        start = end = None
        if self.start is not None and other.start is not None and self.end is not None and other.end is not None:
            start, end = max(self.start, other.start), min(self.end, other.end)
            if start >= end:
                start = end = None
        return Side(self.values & other.values, start, end, self.empty and other.empty)


Extent = Mapping[str, Side]
"""A field that is not there can be anything."""


def extent(predicate: Predicate) -> dict[str, Side]:
    """A box around the records that the predicate counts; not always the smallest."""
    match predicate:
        case In(field=name, values=values):
            return {name: Side(values=values)}
        case Within(field=name, start=start, end=end):
            return {name: Side(start=start, end=end) if start < end else Side()}
        case Missing(field=name):
            return {name: Side(empty=True)}
        case AllOf(parts=parts):
            found: dict[str, Side] = {}
            for part in parts:
                for name, side in extent(part).items():
                    found[name] = found[name].both(side) if name in found else side
            return found
        case AnyOf(parts=parts) if parts:
            return around(map(extent, parts))
    return {}


def around(several: Iterable[Extent]) -> dict[str, Side]:
    """A box around all of them: only fields that every one of them limits."""
    found: dict[str, Side] | None = None
    for one in several:
        if found is None:
            found = dict(one)
        else:
            found = {name: side.union(one[name]) for name, side in found.items() if name in one}
    return found or {}


def meet(first: Extent, second: Extent) -> bool:
    """Whether a record could lie in both."""
    small, large = (first, second) if len(first) <= len(second) else (second, first)
    return all(name not in large or side.meets(large[name]) for name, side in small.items())


def covers(outer: Extent, inner: Extent) -> bool:
    """Whether the inner box lies in the outer one."""
    return all(name in inner and inner[name].within(side) for name, side in outer.items())
