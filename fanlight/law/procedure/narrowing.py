"""What could be asked for within the appropriate limit, worked out from counts of the records that would have to be gone through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fanlight.law.procedure.cost import Limit


@dataclass(frozen=True, slots=True)
class Fits:
    """A narrower request: what it is about, from the first to the last label where it runs over several, and its records."""

    labels: tuple[str, ...]
    records: int
    hours: Fraction

    @property
    def words(self) -> str:
        return self.labels[0] if len(self.labels) == 1 else f"{self.labels[0]} to {self.labels[-1]}"


def records_within(limit: Limit, *, minutes: float, besides: float = 0) -> int:
    """How many records can be gone through at `minutes` each, after `besides` hours of other work. Never below 0."""
    left = limit.hours - Fraction(str(besides))
    return max(0, int(left * 60 / Fraction(str(minutes))))


def alone(counts: Sequence[tuple[str, int]], *, limit: Limit, minutes: float, besides: float = 0) -> tuple[Fits, ...]:
    """The categories that fit, each alone, in their order. One without records is left out: there is nothing to ask for."""
    most = records_within(limit, minutes=minutes, besides=besides)
    return tuple(Fits((label,), count, _hours(count, minutes, besides)) for label, count in counts if 0 < count <= most)


def longest(periods: Sequence[tuple[str, int]], *, limit: Limit, minutes: float, besides: float = 0) -> Fits | None:
    """The longest run of periods that fits, of equal ones the latest; None where not one period does."""
    most = records_within(limit, minutes=minutes, besides=besides)
    best: tuple[int, int] | None = None
    start = total = 0
    for end, (_, count) in enumerate(periods):
        total += count
        while total > most and start <= end:
            total -= periods[start][1]
            start += 1
        if start <= end and (best is None or end - start >= best[1] - best[0]):
            best = (start, end)
    if best is None:
        return None
    run = periods[best[0] : best[1] + 1]
    records = sum(count for _, count in run)
    return Fits(tuple(label for label, _ in run), records, _hours(records, minutes, besides)) if records else None


def _hours(records: int, minutes: float, besides: float) -> Fraction:
    return records * Fraction(str(minutes)) / 60 + Fraction(str(besides))
