"""The shortest chain of figures that gives one away: which to add up, which to take off. Internal, never in a release."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from fanlight.audit.multipliers import proves
from fanlight.figures.collect import Given
from fanlight.figures.system import System
from fanlight.optimise.fewest import fewest
from fanlight.optimise.sweep import Row
from fanlight.tables.knowledge.statements import Terms

SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Step:
    """`times` this figure (below 0: taken off)."""

    times: Fraction
    given: Given


@dataclass(frozen=True)
class Chain:
    """`kind`: the steps add up to the figure itself (`exact`), or to a bound on it. `value`: what they come to."""

    kind: Literal["exact", "at most", "at least"]
    value: int
    steps: tuple[Step, ...]

    def words(self) -> str:
        """One sentence: "Table 2: … of 01.FOI.22.1 minus Table 1: … of …"."""
        first = sorted(self.steps, key=lambda step: step.times < 0)
        text = ""
        for step in first:
            factor = abs(step.times)
            named = step.given.source if factor == 1 else f"{factor} times {step.given.source}"
            text += (" minus " if step.times < 0 else " plus ") + named if text else named
            if text == named and step.times < 0:
                text = f"minus {named}"
        verb = {
            "exact": "comes to exactly",
            "at most": "shows that it is at most",
            "at least": "shows that it is at least",
        }
        return f"{text} {verb[self.kind]} {self.value}."


def chains(one: System, figure: str, *, lo: int, hi: int | None, seconds: float = SECONDS) -> tuple[Chain, ...]:
    """The shortest chains that prove what can be worked out about a withheld figure: one where figures add up to it
    exactly, else one for each end that anything proves. Empty where none was found in time."""
    position = next(i for i, withheld in enumerate(one.withheld) if withheld.id == figure)
    return tuple(_chains(one, one.covers[len(one.given) + position].tolist(), lo, hi, seconds))


def _chains(one: System, cover: Sequence[int], lo: int, hi: int | None, seconds: float) -> Iterator[Chain]:
    terms: Terms = tuple((atom, 1) for atom in cover)
    rows: list[Row] = [
        (tuple((atom, 1) for atom in own.tolist()), given.relation, given.value)
        for given, own in zip(one.given, one.covers, strict=False)
    ]
    rows += one.ties
    if hi is not None and lo == hi:
        # Records of which there are known to be none make no difference: they are left out of every sum.
        none = {atom for row, relation, value in rows if _no(row, relation, value) for atom, _ in row}
        short: list[Row] = [
            (tuple(pair for pair in row if pair[0] not in none), relation, value) for row, relation, value in rows
        ]
        wanted = {atom: weight for atom, weight in terms if atom not in none}
        chain = _sum(one, short, wanted, fewest(short, wanted, side="identity", limit=0, seconds=seconds))
        if chain is not None:
            yield chain
            return
    if hi is not None:
        found = fewest(rows, dict(terms), side="upper", limit=hi + 0.99, seconds=seconds)
        chain = _chain(one, cover, rows, found, "at most")
        if chain is not None and chain.value == hi:
            yield chain
    if lo > 0:
        found = fewest(rows, dict(terms), side="lower", limit=lo - 0.99, seconds=seconds)
        chain = _chain(one, cover, rows, found, "at least")
        if chain is not None and chain.value == lo:
            yield chain


def _no(row: Sequence[tuple[int, int]], relation: str, value: int) -> bool:
    """Whether a statement says that there is none of what it counts."""
    return value == 0 and relation != ">=" and all(factor > 0 for _, factor in row)


def _sum(
    one: System,
    rows: Sequence[Row],
    wanted: dict[int, int],
    found: dict[int, float] | None,
) -> Chain | None:
    """Equations that add up to the figure, in exact fractions, checked."""
    if not found:
        return None
    left = {atom: Fraction(-weight) for atom, weight in wanted.items()}
    steps, total = [], Fraction(0)
    for row, value in sorted(found.items()):
        weight = Fraction(value).limit_denominator(1_000)
        for atom, factor in rows[row][0]:
            left[atom] = left.get(atom, Fraction(0)) + weight * factor
        total += weight * rows[row][2]
        if row < len(one.given):
            steps.append(Step(weight, one.given[row]))
    if any(left.values()) or total.denominator != 1:
        return None
    return Chain("exact", int(total), tuple(steps))


def _chain(
    one: System,
    cover: Sequence[int],
    rows: Sequence[Row],
    found: dict[int, float] | None,
    kind: Literal["at most", "at least"],
) -> Chain | None:
    """In exact fractions, checked; None where the multipliers prove nothing."""
    if not found:
        return None
    weights = {row: Fraction(value).limit_denominator(1_000) for row, value in sorted(found.items())}
    total = proves(rows, cover, weights, upper=kind != "at least")
    if total is None:
        return None
    steps = tuple(Step(weight, one.given[row]) for row, weight in weights.items() if row < len(one.given))
    return Chain(kind, math.ceil(total) if kind == "at least" else math.floor(total), steps)
