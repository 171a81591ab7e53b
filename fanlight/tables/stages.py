"""The stages of a table, as types: raw → protected → releasable. Writers take only the last; only the audit makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fanlight.tables.predicate.predicate import AllOf, AnyOf, Predicate
from fanlight.tables.spec.table import Dimension, Key, TableSpec, Unit, predicates

CONFIDENTIAL = "[c]"
NOT_SHOWN = "[z]"


@dataclass(frozen=True)
class RawTable:
    """True counts, whole numbers, one for every key of the spec: never leaves the unit.

    `source` says where the records came from, `extracted` the date of the extract (ISO), for the notes page.
    `additive`: no counted unit has records in two of the finest groups that the table tells apart.
    """

    spec: TableSpec
    counts: Mapping[Key, int]
    source: str = ""
    extracted: str = ""
    additive: bool = True


FlagRule = Literal["low_count", "zero", "group"]


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule asks a person to assess this figure. For `group`, `others` are the group's other categories, all empty,
    so that the figure says something about every member of the group."""

    key: Key
    rule: FlagRule
    others: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """Categories `members` of `dimension` combined under a code of its own.

    `within` limits the pool to some codes of other dimensions (a dimension that is not named: all of its codes).
    """

    dimension: str
    code: str
    label: str
    members: tuple[str, ...]
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.dimension, self.code, self.members))


Reason = Literal["assessed", "complementary", "pooled", "table"]
"""Why a figure is not given: a person found it identifying; to protect another; it is part of a pool; the whole table
is withheld. Internal: outside, every withheld figure looks the same."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it would be given out: a value, or None with a mark. `reason` stays inside."""

    value: int | None
    mark: str = ""
    reason: Reason | None = None


@dataclass(frozen=True)
class ProtectedTable:
    """A plan applied to a raw table, not yet audited.

    `dimensions` are as the public sees them: pools take the place of categories that have no row left. `cells` has
    one `Shown` for each key over them. `sensitive` are the flags that a person found identifying: these must be
    protected; `cleared` are flagged keys that a person found to identify nobody.
    """

    raw: RawTable
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Key, Shown]
    pools: tuple[Pool, ...] = ()
    sensitive: tuple[Flag, ...] = ()
    cleared: frozenset[Key] = frozenset()

    def predicate(self, key: Key) -> Predicate:
        """Which records a public figure counts, pools included."""
        # A total over periods counts the periods that were asked for, however they are shown.
        own = predicates(self.raw.spec.dimensions, key) if key in self.raw.counts else predicates(self.dimensions, key)
        return AllOf((self.raw.spec.population, *own))


def pool_predicate(dimension: Dimension, members: tuple[str, ...]) -> Predicate:
    """Which records a pool of categories counts: those in at least one of them."""
    return AnyOf(tuple(dimension.predicate(code) for code in members))


_AUDITED = object()


@dataclass(frozen=True)
class ReleasableTable:
    """A table as the public may see it. Made by `fanlight.audit` alone, from a table whose audit found it safe.

    `cells` has a value, or None with a mark, for each key over `dimensions`. `audit` is the SHA-256 of the audit that
    found it safe. Nothing here knows a true count that is not published.
    """

    id: str
    number: int
    title: str
    unit: Unit
    unit_text: str
    population_text: str
    basis_text: str
    period_text: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Key, Shown]
    pools: tuple[Pool, ...]
    notes: tuple[str, ...]
    source: str
    extracted: str
    audit: str
    seal: object = field(repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.seal is not _AUDITED:
            raise TypeError("Only fanlight.audit makes a ReleasableTable, from a table that it found safe.")
        if any(cell.reason is not None for cell in self.cells.values()):
            raise TypeError("A releasable table must not say why a figure is withheld.")
