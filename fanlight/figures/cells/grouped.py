"""The groups of a table (see `fanlight.figures.cells.groups`), and a table with a cell for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from fanlight.errors import BadInput, option
from fanlight.figures.cells.dimensions.pools import Pool, pools_of
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Equations, Ints
from fanlight.figures.cells.groups import Groups
from fanlight.figures.cells.table import NO_BOUND, CellTable, GrownNames, Status


def with_groups(table: CellTable, dimensions: Sequence[str], pools: Sequence[Pool] = ()) -> CellTable:
    """The table with the groups over these dimensions: every sum that is not 0 and falls in one of several parts.

    `pools`: those that the table has as codes. Codes that are merged into one pool are one part of every sum that counts
    them all. Sums at a code of another dimension that is merged are left out: they have no row, and no more is known of
    them than of the codes that they sum. Raises `BadInput` for a dimension that there is not.
    """
    if not dimensions:
        return table
    names = table.names
    if not isinstance(names, ProductNames):
        raise BadInput(
            "Groups are those of a dimension, and this table has none.",
            where=option("groups"),
            next_step="Leave it out, or give the table as CSV.",
        )
    heads = names.heads
    for dimension in dimensions:
        if dimension not in heads:
            raise BadInput(
                f"There is no dimension “{dimension}”.",
                where=option("groups"),
                next_step=f"There are {', '.join(heads)}.",
            )
    found: dict[tuple[str, int, tuple[int, ...]], None] = {}
    for dimension in dict.fromkeys(dimensions):
        found.update(dict.fromkeys(_over(table.values, names, heads.index(dimension), pools)))
    return replace(table, groups=Groups.of(dimensions, list(found)))


def _over(
    values: Ints, names: ProductNames, position: int, pools: Sequence[Pool]
) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """The groups over one dimension."""
    axis, shape = names.axes[position], names.shape
    places = np.moveaxis(np.arange(len(values)).reshape(shape), position, -1)
    counts = np.moveaxis(values.reshape(shape), position, -1)
    rows = np.ones((1,) * (len(shape) - 1), dtype=np.bool_)
    for at, other in enumerate(one for one in names.axes if one is not axis):
        gone = {code for pool in pools_of(pools, other.name) for code in pool.parts}
        own = np.array([code not in gone for code in other.codes])
        rows = rows & own.reshape([-1 if at == i else 1 for i in range(len(shape) - 1)])
    for whole, parts in axis.families:
        own_parts = _parts(axis, parts, pools_of(pools, axis.name))
        if len(own_parts) < 2:
            continue
        filled = (counts[..., own_parts] != 0).sum(axis=-1) == 1
        lines = np.nonzero(filled & np.broadcast_to(rows, filled.shape))
        of_parts = places[..., own_parts][lines]
        empty = counts[..., own_parts][lines] == 0
        for cell, line, zero in zip(places[..., whole][lines].tolist(), of_parts, empty, strict=True):
            yield axis.name, cell, tuple(sorted(line[zero].tolist()))


def _parts(axis: Axis, parts: Sequence[int], pools: Sequence[Pool]) -> list[int]:
    """The parts of a sum as they are published: a pool of some of them is one."""
    place = {code: at for at, code in enumerate(axis.codes)}
    left, merged = list(parts), []
    for pool in pools:
        own = {place[code] for code in pool.parts}
        if own <= set(parts):
            left = [part for part in left if part not in own]
            merged.append(place[pool.code])
    return [*left, *merged]


def with_helpers(table: CellTable, given: Ints) -> CellTable:
    """The table with a cell for each of its groups, the last ones: the sum of the group's other parts, which is never
    given, costs nothing, and must be able to reach 1. So any of its zeros may hide a group.

    Zeros that may do that are free to be withheld, each at a cost of 1 where it cost nothing, but for those of `given`
    (positions), which are given in any case. A table without groups stays as it is.
    """
    groups = table.groups
    if groups is None or not len(groups):
        return table
    n, k = len(table), len(groups)
    status, cost = table.status.copy(), table.cost.copy()
    loose = _hiding(table, groups) & (status == Status.PUBLISH)
    loose[given] = False
    status[loose] = Status.FREE
    cost[loose] = np.maximum(cost[loose], 1)
    zeros, ones = np.zeros(k, dtype=np.int64), np.ones(k, dtype=np.int64)
    more = [
        (*table.names[int(cell)], f"other codes of {over}") for cell, over in zip(groups.sums, groups.over, strict=True)
    ]
    return replace(
        table,
        names=GrownNames(table.names, more),
        values=np.concatenate([table.values, zeros]),
        equations=Equations.joined([table.equations, groups.helpers(n)]),
        cost=np.concatenate([cost, zeros]),
        status=np.concatenate([status, np.full(k, Status.WITHHOLD, dtype=np.int8)]),
        lower=np.concatenate([table.lower, zeros]),
        upper=np.concatenate([table.upper, np.full(k, NO_BOUND)]),
        primary=np.concatenate([table.primary, ones.astype(np.bool_)]),
        lpl=np.concatenate([table.lpl, zeros]),
        upl=np.concatenate([table.upl, ones]),
        spl=np.concatenate([table.spl, zeros]),
        inner=np.concatenate([table.inner, zeros.astype(np.bool_)]),
    )


def without_helpers(table: CellTable) -> CellTable:
    """What `with_helpers` was given, but for the statuses and costs of zeros that may hide a group."""
    groups = table.groups
    if groups is None or not len(groups):
        return table
    assert isinstance(table.names, GrownNames)
    n, rows = len(table) - len(groups), table.equations
    m = len(rows) - len(groups)
    terms = int(rows.starts[m])
    equations = Equations(rows.starts[: m + 1], rows.cells[:terms], rows.factors[:terms], rows.values[:m])
    arrays = ("values", "cost", "status", "lower", "upper", "primary", "lpl", "upl", "spl", "inner")
    own = {name: getattr(table, name)[:n] for name in arrays}
    return replace(table, names=table.names.base, equations=equations, **own)


def _hiding(table: CellTable, groups: Groups) -> np.ndarray:
    """The zeros that may hide a group: its other parts, and whatever these are sums of."""
    found = np.zeros(len(table), dtype=np.bool_)
    found[groups.cells] = True
    rows, zero = table.equations, table.values == 0
    while True:
        whole = np.zeros(len(rows), dtype=np.bool_)
        whole[rows.rows[(rows.factors < 0) & found[rows.cells]]] = True
        more = rows.cells[(rows.factors > 0) & whole[rows.rows]]
        more = more[zero[more] & ~found[more]]
        if not len(more):
            return found
        found[more] = True
