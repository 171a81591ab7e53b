"""What a table counts: population, unit, basis, period, dimensions, and what is already public about it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from fanlight.tables.knowledge.statements import Relation
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, AnyOf, Predicate

Key = tuple[str, ...]
"""One category code for each dimension, in the dimensions' order; `TOTAL` where the figure sums over one."""

TOTAL = "Total"


class Unit(Enum):
    """What is counted: distinct values of the field named in `id_field`."""

    CRIMES = "crimes"
    DISPOSALS = "disposals"
    OFFENDERS = "offenders"
    SEARCHES = "searches"

    @property
    def id_field(self) -> str:
        return {
            Unit.CRIMES: "crime_ref",
            Unit.DISPOSALS: "disposal_id",
            Unit.OFFENDERS: "offender_ref",
            Unit.SEARCHES: "search_id",
        }[self]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a dimension. `asked`, `counted` and `missing` are its mapping note: what the request asked for,
    what is counted for it, and what is left out. `parent` is the code of the category one level up."""

    code: str
    label: str
    predicate: Predicate
    parent: str | None = None
    asked: str = ""
    counted: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A breakdown. `total` is the label of the figure over all of the population, None where none is shown.

    `is_period` marks the dimension whose categories are calendar years, quarters and so on. `values_of` names a field
    whose values in the records are still to become the categories, before those given; `values_where` what else each asks.
    """

    name: str
    title: str
    categories: tuple[Category, ...]
    total: str | None = None
    is_period: bool = False
    values_of: str | None = None
    values_where: Predicate = EVERY_RECORD

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes shown, the total last."""
        own = tuple(category.code for category in self.categories)
        return (*own, TOTAL) if self.total is not None else own

    def category(self, code: str) -> Category:
        for category in self.categories:
            if category.code == code:
                return category
        raise KeyError(code)

    def label(self, code: str) -> str:
        return (self.total or TOTAL) if code == TOTAL else self.category(code).label

    def predicate(self, code: str) -> Predicate:
        """Which records a code counts. A total over periods counts the periods, not what lies outside of all of them."""
        if code != TOTAL:
            return self.category(code).predicate
        return AnyOf(tuple(one.predicate for one in self.categories)) if self.is_period else EVERY_RECORD

    def children(self, code: str) -> tuple[str, ...]:
        return tuple(category.code for category in self.categories if category.parent == code)


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A figure that the public has from elsewhere, or reads in a letter or note: counted in `unit` over `predicate`
    (population included), `relation` `value`, found in `source`. `assumed`: readers are only taken to know it."""

    unit: Unit
    predicate: Predicate
    relation: Relation
    value: int
    source: str
    assumed: bool = False


@dataclass(frozen=True)
class TableSpec:
    """One table. `population` already leaves out what is not counted (cancelled disposals, say); `basis` is the
    date field that places a record in a period. `period_text`, `population_text` and `basis_text` are printed. `called`:
    what a unit is called where that is not the unit's own name (complaints, planning applications); `records`: what its
    records are called, where that is not as the store says.

    `overlaps` lists pairs of category codes of one dimension that can count the same record.
    """

    id: str
    title: str
    unit: Unit
    basis: str
    population: Predicate
    dimensions: tuple[Dimension, ...]
    population_text: str = ""
    basis_text: str = ""
    period_text: str = ""
    public: tuple[PublicFigure, ...] = ()
    notes: tuple[str, ...] = ()
    overlaps: tuple[tuple[str, str, str], ...] = field(default=())
    called: str = ""
    records: str = ""

    @property
    def unit_text(self) -> str:
        """What its figures are, as documents say it."""
        return f"Number of {self.called or self.unit.value}"

    def keys(self) -> Iterator[Key]:
        """Every figure of the table, row by row, totals last."""
        return itertools.product(*(dimension.codes for dimension in self.dimensions))

    def predicate(self, key: Key) -> Predicate:
        """Which records the figure counts."""
        return AllOf((self.population, *predicates(self.dimensions, key)))

    def dimension(self, name: str) -> Dimension:
        for dimension in self.dimensions:
            if dimension.name == name:
                return dimension
        raise KeyError(name)

    def labels(self, key: Key) -> tuple[str, ...]:
        return tuple(d.label(code) for d, code in zip(self.dimensions, key, strict=True))

    def with_dimensions(self, dimensions: tuple[Dimension, ...]) -> TableSpec:
        return replace(self, dimensions=dimensions)


def predicates(dimensions: tuple[Dimension, ...], key: Key) -> tuple[Predicate, ...]:
    """What each code of a key asks of a record; nothing for a total that counts all of the population."""
    return tuple(
        dimension.predicate(code)
        for dimension, code in zip(dimensions, key, strict=True)
        if code != TOTAL or dimension.is_period
    )
