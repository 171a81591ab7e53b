"""What a table says to a careful reader, as statements about records: from the spec's values and the counts alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, AnyOf, Not, Predicate, fields_of, holds
from fanlight.tables.spec.table import TOTAL, Dimension, Key, TableSpec, Unit
from fanlight.tables.stages import Pool, ProtectedTable

Units = Sequence[Sequence[Mapping[str, object]]]
"""Counted units, each with its records."""

Marks = Mapping[str, tuple[int, int | None]]
SILENT = ("", "[c]", "[z]")

Statement = tuple[Unit, Predicate, str, int]
"""Of a unit, the count of a predicate is =, >= or <= a value."""


def counts_of(spec: TableSpec, units: Units) -> dict[Key, int]:
    """The true figures: how many units have a record that the figure counts."""
    return {
        key: sum(any(holds(figure_of(spec, spec.dimensions, key), record) for record in unit) for unit in units)
        for key in itertools.product(*(dimension.codes for dimension in spec.dimensions))
    }


def figure_of(spec: TableSpec, dimensions: Sequence[Dimension], key: Key) -> Predicate:
    own = [
        category.predicate
        for dimension, code in zip(dimensions, key, strict=True)
        for category in dimension.categories
        if category.code == code and code != TOTAL
    ]
    return AllOf((spec.population, *own))


def true_figures(table: ProtectedTable) -> Iterator[Statement]:
    spec = table.raw.spec
    for key, count in table.raw.counts.items():
        yield spec.unit, figure_of(spec, spec.dimensions, key), "=", count


def told_by(table: ProtectedTable, rules: DisclosureRules, marks: Marks) -> Iterator[Statement]:
    """What a reader of the table sees: figures, what marks mean, and (K1) that what is withheld is not zero."""
    spec = table.raw.spec
    for key, shown in table.cells.items():
        predicate = figure_of(spec, table.dimensions, key)
        if shown.value is not None:
            yield spec.unit, predicate, "=", shown.value
        elif shown.mark in marks:
            low, high = marks[shown.mark]
            yield spec.unit, predicate, ">=", low
            if high is not None:
                yield spec.unit, predicate, "<=", high
        elif shown.mark not in SILENT:
            raise ValueError("A mark that tells something, and not what.")
    if rules.knowledge is Knowledge.K1:
        rows = [key for key, shown in table.cells.items() if shown.value is None and shown.mark != "[z]"]
        pools = [key for key in rows if key not in table.raw.counts and TOTAL not in key and _of_inner(table, key)]
        cells = [key for key in rows if key in table.raw.counts and inner(spec, key)]
        combined = [key for key in cells if any(_within(table, pool, key) for pool in table.pools)]
        honest = combined if all(table.raw.counts[key] for key in combined) else []
        honest += pools if all(_sum_of(table, key) for key in pools) else []
        for key in [*honest, *(key for key in cells if key not in combined)]:
            yield spec.unit, figure_of(spec, table.dimensions, key), ">=", 1


def _of_inner(table: ProtectedTable, key: Key) -> bool:
    """Whether a pool's figure is a sum of inner ones."""
    return all(inner(table.raw.spec, one) for one in _held(table, key))


def _sum_of(table: ProtectedTable, key: Key) -> int:
    return sum(table.raw.counts[one] for one in _held(table, key))


def _held(table: ProtectedTable, key: Key) -> list[Key]:
    own = {pool.code: pool.members for pool in table.pools}
    return list(itertools.product(*(own.get(code, (code,)) for code in key)))


def _within(table: ProtectedTable, pool: Pool, key: Key) -> bool:
    codes = {dimension.name: code for dimension, code in zip(table.raw.spec.dimensions, key, strict=True)}
    return codes[pool.dimension] in pool.members and all(codes[name] in only for name, only in pool.within.items())


def inner(spec: TableSpec, key: Key) -> bool:
    return TOTAL not in key and not any(
        category.parent == code
        for dimension, code in zip(spec.dimensions, key, strict=True)
        for category in dimension.categories
    )


def _lines(table: ProtectedTable) -> Iterator[tuple[Dimension, str, tuple[str, ...], list[tuple[int, int]]]]:
    """Each breakdown: its dimension, the whole, the parts, and (true whole, sum of true parts) of every line."""
    counts, dimensions = table.raw.counts, table.raw.spec.dimensions
    for place, dimension in enumerate(dimensions):
        wholes = [TOTAL] if dimension.total is not None else []
        for whole in [*wholes, *(category.code for category in dimension.categories)]:
            parts = tuple(c.code for c in dimension.categories if (c.parent or TOTAL) == whole)
            if parts:
                rows = [key for key in counts if key[place] == whole]
                yield (
                    dimension,
                    whole,
                    parts,
                    [
                        (counts[key], sum(counts[(*key[:place], part, *key[place + 1 :])] for part in parts))
                        for key in rows
                    ],
                )


def in_several(table: ProtectedTable) -> bool:
    """Whether a unit can be in several of the finest groups: as the table says, or its sums show."""
    overlapping = {name for name, *_ in table.raw.spec.overlaps}
    return not table.raw.additive or any(
        whole < parts
        for dimension, _, _, rows in _lines(table)
        for whole, parts in rows
        if dimension.name not in overlapping
    )


def repeated_fields(table: ProtectedTable) -> frozenset[str]:
    """The fields whose breakdown is seen to sum to more than its total."""
    return frozenset().union(
        *(
            fields_of(category.predicate)
            for dimension, _, parts, rows in _lines(table)
            for category in dimension.categories
            if category.code in parts and any(whole < total for whole, total in rows)
        )
    )


def nothing_else(table: ProtectedTable) -> Iterator[Statement]:
    """Where the true parts make up the whole, nothing else is taken to be in it."""
    spec = table.raw.spec
    for dimension, whole, parts, rows in _lines(table):
        if all(total >= count for count, total in rows):
            by = {category.code: category.predicate for category in dimension.categories}
            none = Not(AnyOf(tuple(by[part] for part in parts)))
            predicate = AllOf((spec.population, by.get(whole, EVERY_RECORD), none))
            yield spec.unit, predicate, "=", 0
