"""Brute force: slow and obviously right. Knows predicates and nothing else of how Fanlight sets up or solves.

A *kind* is the records that one counted unit may have (for most units, a single record); a *table* says how many units
of each kind there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fanlight.tables.predicate.predicate import Predicate, holds

Kind = Sequence[Mapping[str, object]]
Fact = tuple[Predicate, str, int]


def counted(predicate: Predicate, kinds: Sequence[Kind]) -> list[int]:
    """1 for each kind that the predicate counts, else 0."""
    return [int(any(holds(predicate, record) for record in kind)) for kind in kinds]


def consistent_tables(kinds: Sequence[Kind], facts: Sequence[Fact], cap: int) -> Iterator[tuple[int, ...]]:
    """Every table with counts of 0 to `cap` that agrees with all facts (predicate, relation, value)."""
    rows = [(counted(predicate, kinds), relation, value) for predicate, relation, value in facts]

    def grow(table: list[int], sums: list[int]) -> Iterator[tuple[int, ...]]:
        at = len(table)
        for (row, relation, value), total in zip(rows, sums, strict=True):
            still = any(row[at:])
            if relation in ("=", "<=") and total > value:
                return
            if not still and relation in ("=", ">=") and total < value:
                return
        if at == len(kinds):
            yield tuple(table)
            return
        for count in range(cap + 1):
            yield from grow(
                [*table, count], [total + row[at] * count for (row, _, _), total in zip(rows, sums, strict=True)]
            )

    yield from grow([], [0] * len(rows))


def values_of(predicate: Predicate, kinds: Sequence[Kind], tables: Sequence[tuple[int, ...]]) -> set[int]:
    """Every count that the figure takes over the given tables."""
    row = counted(predicate, kinds)
    return {sum(one * count for one, count in zip(row, table, strict=True)) for table in tables}
