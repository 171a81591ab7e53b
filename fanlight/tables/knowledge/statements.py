"""What the public knows, as plain values: linear statements about atoms, each with its source.

An *atom* is one of the finest groups of records that the figures at hand tell apart; its count is a whole number, at
least 0. A *figure* is the sum of some atoms. A published figure is a `Statement`; a figure that must stay unknown is a
`Target` with a `Requirement`. Protector and auditor share these values and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from fanlight.tables.knowledge.rules import Knowledge

Relation = Literal["=", ">=", "<="]
Terms = tuple[tuple[int, int], ...]
"""Pairs (atom index, whole coefficient)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`sum(coefficient * atom) relation value`, known to everybody, from `source` (where it can be read)."""

    terms: Terms
    relation: Relation
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """How far apart the whole-number tables must lie that agree with everything known.

    Over all those tables the figure's maximum must reach `reach_up_to` and its minimum must come down to
    `reach_down_to` (None: no requirement on that side). `width`: maximum less minimum at least this. `rule` names the
    part of the requirement: `low_count` (a), `zero` (b), `group` (c), `magnitude` (d), `unknown_value` (e).
    """

    rule: str
    reach_up_to: int | None = None
    reach_down_to: int | None = None
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is not published: `figure` names it, `terms` says which atoms it sums.

    `value` is the true count, None where it is not known (an imported release). `requirements` may be empty: a cell
    withheld only to protect others has none of its own.
    """

    figure: str
    terms: Terms
    value: int | None
    requirements: tuple[Requirement, ...] = ()


@dataclass(frozen=True)
class KnownSystem:
    """All that is known: `atoms` counts with whole-number bounds, and statements about their sums.

    `lower[i] <= atom i <= upper[i]` (upper None: no bound). `assumptions` are sentences for the audit's reader.
    """

    atoms: int
    statements: tuple[Statement, ...]
    lower: tuple[int, ...]
    upper: tuple[int | None, ...]
    atom_names: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = field(default=())

    def with_statements(self, more: Iterable[Statement]) -> KnownSystem:
        return KnownSystem(
            self.atoms, self.statements + tuple(more), self.lower, self.upper, self.atom_names, self.assumptions
        )


def requirements_for(
    value: int | None, *, threshold: int, knowledge: Knowledge, protected_zero: bool = True
) -> tuple[Requirement, ...]:
    """The requirement on one protected figure with true count `value`, for threshold t.

    (a) 1 <= value < t: the maximum is at least t and the minimum at most value - 1 (under K1, value 1 has no lower
    side). (b) value 0, protected by a rule: the maximum is at least t. (e) value unknown: the maximum is at least t
    and the minimum 0 (under K1, at most 1). A value of t or more, or a zero that no rule protects, has none.
    """
    if value is None:
        floor = 1 if knowledge is Knowledge.K1 else 0
        return (Requirement("unknown_value", reach_up_to=threshold, reach_down_to=floor),)
    if value == 0:
        return (Requirement("zero", reach_up_to=threshold),) if protected_zero else ()
    if value >= threshold:
        return ()
    if value == 1 and knowledge is Knowledge.K1:
        return (Requirement("low_count", reach_up_to=threshold),)
    return (Requirement("low_count", reach_up_to=threshold, reach_down_to=value - 1),)
