"""Brute force over all whole-number tables: what the audit of cells is held against. Slow, and right at a glance."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

Key = tuple[str, ...]


def groups(
    leaves: Sequence[str], trees: Sequence[Mapping[str, str]], pools: Mapping[str, Sequence[str]]
) -> dict[str, set[str]]:
    """Of each code of a dimension the leaves that it stands for. `trees`: code to parent."""
    found = {leaf: {leaf} for leaf in leaves} | {"Total": set(leaves)}
    for tree in trees:
        for leaf in leaves:
            at = tree.get(leaf, "")
            while at:
                found.setdefault(at, set()).add(leaf)
                at = tree[at]
    for pool, parts in pools.items():
        found[pool] = set().union(*(found[part] for part in parts))
    return found


def tables(
    dimensions: Sequence[Mapping[str, set[str]]],
    given: Mapping[Key, int],
    low: Mapping[Key, int],
    high: Mapping[Key, int],
) -> Iterator[dict[Key, int]]:
    """Every table whose cells, all of them, agree with what is given and lie between bounds. The grand total must be
    given: it is what makes them finite."""
    leaves = [sorted({leaf for stands in codes.values() for leaf in stands}) for codes in dimensions]
    inner = list(itertools.product(*leaves))
    cells = list(itertools.product(*dimensions))
    counted = {
        cell: [
            at
            for at, key in enumerate(inner)
            if all(leaf in d[code] for leaf, code, d in zip(key, cell, dimensions, strict=True))
        ]
        for cell in cells
    }
    total = given[("Total",) * len(dimensions)]
    for counts in compositions(len(inner), total, [given.get(key) for key in inner]):
        table = {cell: sum(counts[at] for at in places) for cell, places in counted.items()}
        if all(table[cell] == count for cell, count in given.items()) and all(
            low.get(cell, 0) <= table[cell] <= high.get(cell, total) for cell in cells if cell not in given
        ):
            yield table


def compositions(parts: int, total: int, fixed: Sequence[int | None]) -> Iterator[tuple[int, ...]]:
    """All ways to write `total` as `parts` whole numbers from 0, some of them fixed."""
    if parts == 0:
        if total == 0:
            yield ()
        return
    first = fixed[0]
    for count in range(total + 1) if first is None else [first]:
        if count <= total:
            for rest in compositions(parts - 1, total - count, fixed[1:]):
                yield (count, *rest)


def solutions(
    rows: Sequence[tuple[Sequence[tuple[int, int]], int]], ranges: Sequence[range]
) -> Iterator[tuple[int, ...]]:
    """Every choice of whole numbers in their ranges that keeps all rows ((cell, factor) …, right side)."""
    for choice in itertools.product(*ranges):
        if all(sum(factor * choice[cell] for cell, factor in terms) == right for terms, right in rows):
            yield choice
