"""What gives a figure away: published figures that, each some times, add up to a bound on it, in exact fractions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from fanlight.figures.cells.equations import Ints
from fanlight.figures.collect import Given
from fanlight.figures.system import System
from fanlight.optimise.sweep import Row, Sweep

DENOMINATOR = 10_000
MOST = 20_000
"""With more finest counts than this no multipliers are looked for."""


@dataclass(frozen=True)
class Proved:
    """`bound` on a figure, by these figures as many times."""

    bound: int
    weights: tuple[tuple[Given, Fraction], ...]


class Multipliers:
    """Of the figures of one system whose finest counts are single records."""

    def __init__(self, system: System, left: Callable[[], float]) -> None:
        self.system, self.left = system, left
        self.possible = system.additive and system.finest.cells <= MOST
        self._kept: dict[tuple[bytes, bool, int], Proved | None] = {}

    @cached_property
    def _sweep(self) -> Sweep:
        given = self.system.given
        rows: list[Row] = [
            (_terms(cover), one.relation, one.value)
            for one, cover in zip(given, self.system.covers[: len(given)], strict=True)
        ]
        return Sweep(self.system.finest.cells, [*rows, *self.system.ties])

    def of(self, withheld: int, upper: bool, bound: int) -> Proved | None:
        """What proves that withheld figure number `withheld` is at most (at least) `bound`; None where nothing does."""
        cover = self.system.covers[len(self.system.given) + withheld]
        asked = cover.tobytes(), upper, bound
        if asked not in self._kept:
            self._kept[asked] = self._of(cover, upper, bound) if self.possible else None
        return self._kept[asked]

    def _of(self, cover: Ints, upper: bool, bound: int) -> Proved | None:
        sweep = self._sweep
        found = sweep.relaxed(dict.fromkeys(cover.tolist(), 1.0), maximise=upper, seconds=self.left())
        if found.status != "optimal" or found.duals is None:
            return None
        weights = {row: Fraction(dual).limit_denominator(DENOMINATOR) for row, dual in enumerate(found.duals)}
        weights = {row: weight for row, weight in weights.items() if weight}
        total = proves(sweep.rows, cover.tolist(), weights, upper=upper)
        if total is None or (math.floor(total) if upper else math.ceil(total)) != bound:
            return None
        own = tuple((self.system.given[row], weight) for row, weight in weights.items() if row < len(self.system.given))
        return Proved(bound, own)


def _terms(cover: Ints) -> tuple[tuple[int, int], ...]:
    return tuple((atom, 1) for atom in cover.tolist())


def proves(
    rows: Sequence[Row], cover: Sequence[int], weights: Mapping[int, Fraction], *, upper: bool
) -> Fraction | None:
    """The bound that multipliers of the rows prove on the sum of `cover`, in exact arithmetic; None where they prove none."""
    sign = 1 if upper else -1
    surplus = dict.fromkeys(cover, Fraction(-1))
    total = Fraction(0)
    for row, weight in weights.items():
        terms, relation, value = rows[row]
        if (relation == "<=" and weight * sign < 0) or (relation == ">=" and weight * sign > 0):
            return None
        total += weight * value
        for atom, factor in terms:
            surplus[atom] = surplus.get(atom, Fraction(0)) + weight * factor
    return total if all(rest * sign >= 0 for rest in surplus.values()) else None
