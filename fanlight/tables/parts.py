"""How the figures of one table make each other up: wholes and their parts, pools and their members."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from fanlight.tables.predicate.predicate import fields_of
from fanlight.tables.spec.table import TOTAL, Dimension, Key, TableSpec
from fanlight.tables.stages import NOT_SHOWN, ProtectedTable


def pooled_value(table: ProtectedTable, key: Key) -> int | None:
    """The true count of a public figure, from the raw counts of what is pooled in it.

    None where the raw counts do not settle it: categories that overlap, or a unit that can be in several.
    """
    members = {(pool.dimension, pool.code): pool.members for pool in table.pools}
    choices = []
    pooled = False
    for dimension, code in zip(table.raw.spec.dimensions, key, strict=True):
        parts = members.get((dimension.name, code), (code,))
        pooled = pooled or len(parts) > 1
        overlap = any(
            name == dimension.name and first in parts and second in parts
            for name, first, second in table.raw.spec.overlaps
        )
        nested = any(dimension.category(part).parent in parts for part in parts if part != TOTAL and len(parts) > 1)
        if overlap or nested:
            return None
        choices.append(parts)
    if pooled and not is_additive(table):
        return None
    counts = [table.raw.counts.get(choice) for choice in itertools.product(*choices)]
    return None if any(count is None for count in counts) else sum(count for count in counts if count is not None)


def is_inner(spec: TableSpec, key: Key) -> bool:
    """Whether a figure is one of the finest of its table: no total, and no category with categories under it."""
    codes = [{category.code for category in dimension.categories} for dimension in spec.dimensions]
    return all(
        code in known and not dimension.children(code)
        for dimension, known, code in zip(spec.dimensions, codes, key, strict=True)
    )


def told_not_zero(table: ProtectedTable) -> frozenset[Key]:
    """Withheld figures of the finest breakdown that has rows: where every zero is shown, each is seen not to be one.

    Neither pools nor what they hold in the same row say so where some of them are withheld zeros.
    """
    parts = {(pool.dimension, pool.code): pool.members for pool in table.pools}
    rows = [key for key, shown in table.cells.items() if shown.value is None and shown.mark != NOT_SHOWN]
    finest = [
        key
        for key in rows
        if all(
            is_inner(table.raw.spec, choice)
            for choice in itertools.product(
                *(
                    parts.get((dimension.name, code), (code,))
                    for dimension, code in zip(table.raw.spec.dimensions, key, strict=True)
                )
            )
        )
    ]
    pools = {key for key in finest if key not in table.raw.counts}
    held = {key for key in finest if _is_pooled(table, key)}
    silent = {key for group in (pools, held) if any(pooled_value(table, key) == 0 for key in group) for key in group}
    return frozenset(finest) - silent


def _is_pooled(table: ProtectedTable, key: Key) -> bool:
    """Whether a pool of the figure's own row holds it."""
    codes = dict(zip((dimension.name for dimension in table.raw.spec.dimensions), key, strict=True))
    return any(
        codes[pool.dimension] in pool.members and all(codes[name] in held for name, held in pool.within.items())
        for pool in table.pools
    )


def families(dimension: Dimension) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(whole, parts): the total with its top categories, and each category with those under it."""
    top = tuple(category.code for category in dimension.categories if category.parent is None)
    if dimension.total is not None and top:
        yield TOTAL, top
    for category in dimension.categories:
        under = dimension.children(category.code)
        if under:
            yield category.code, under


def lines(table: ProtectedTable, position: int, whole: str, parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(true whole, sum of its true parts) wherever the raw table holds them all."""
    counts = table.raw.counts
    for key, count in counts.items():
        if key[position] == whole:
            cells = [counts.get((*key[:position], part, *key[position + 1 :])) for part in parts]
            if all(cell is not None for cell in cells):
                yield count, sum(cell for cell in cells if cell is not None)


def is_additive(table: ProtectedTable) -> bool:
    """Whether each counted unit is in one of the finest groups only: as the table says, unless its sums deny it."""
    spec = table.raw.spec
    overlapping = {name for name, _, _ in spec.overlaps}
    return table.raw.additive and not any(
        count < total
        for position, dimension in enumerate(spec.dimensions)
        if dimension.name not in overlapping
        for whole, parts in families(dimension)
        for count, total in lines(table, position, whole, parts)
    )


def repeated_fields(table: ProtectedTable) -> frozenset[str]:
    """The fields in which one counted unit is seen to have several values: the parts sum to more than the whole."""
    found: set[str] = set()
    for position, dimension in enumerate(table.raw.spec.dimensions):
        for whole, parts in families(dimension):
            if any(count < total for count, total in lines(table, position, whole, parts)):
                found.update(*(fields_of(dimension.predicate(part)) for part in parts))
    return frozenset(found)


def one_sided_groups(table: ProtectedTable) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """(figure, the group's other categories): all of a group, over one breakdown, falls in one category.

    The periods of a table do not make up such a group: when something happened is not what it discloses.
    """
    counts = table.raw.counts
    for position, dimension in enumerate(table.raw.spec.dimensions):
        top = [category.code for category in dimension.categories if category.parent is None]
        if dimension.is_period or len(top) < 2:
            continue
        for key in counts:
            if key[position] != top[0]:
                continue
            group = [(*key[:position], code, *key[position + 1 :]) for code in top]
            filled = [one for one in group if counts.get(one)]
            if len(filled) == 1 and all(one in counts for one in group):
                yield filled[0], tuple(one for one in group if one != filled[0])
