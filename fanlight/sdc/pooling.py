"""Ways of merging codes of one dimension: which pools are possible, and what a table with pools loses.

Only siblings (codes with the same parents in every tree of the dimension) are merged; of codes in an order (years,
months, numbers) only neighbours. Loss is counted in hundredths of a record: a record whose figure is withheld loses 100;
one that is given within a pool of k codes, of K that it could be in, loses 100 log k / log K.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fanlight.errors import BadInput
from fanlight.sdc.forced import kept_unknown
from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.pools import Pool, pools_of
from fanlight.tables.cells.product import ProductNames
from fanlight.tables.cells.public import pooled_table
from fanlight.tables.cells.trees import Axis
from fanlight.tables.formulas import runs_as_formula

UNIT = 100
IN_ORDER = re.compile(r"^[MQW]?(\d{1,4})(?:[-–/ ]?[MQW]?(\d{1,4}))?\+?$")
"""Codes that stand in an order: numbers, years, quarters, months and ranges of them."""


@dataclass(frozen=True, eq=False)
class PooledTable:
    """`table` has the pools as codes, with requirements, costs (in hundredths) and statuses; `merged`: cells without a
    row; `loss`: what merging alone loses, in hundredths of a record."""

    table: CellTable
    merged: Mask
    loss: int
    pools: tuple[Pool, ...]


def groups(axis: Axis, *, inner: bool = False) -> list[tuple[tuple[int, ...], bool]]:
    """Groups of leaves that may be merged with one another, and whether they stand in an order; with `inner` of the codes
    above the leaves too."""
    over: dict[int, list[int]] = {at: [] for at in range(len(axis) - 1 if inner else axis.leaves)}
    for whole, parts in axis.families:
        for part in parts:
            if part in over:
                over[part].append(whole)
    siblings: dict[tuple[int, ...], list[int]] = {}
    for code, wholes in over.items():
        siblings.setdefault(tuple(sorted(wholes)), []).append(code)
    found = []
    for codes in siblings.values():
        if len(codes) > 1:
            order = _in_order([axis.codes[code] for code in codes])
            found.append((tuple(codes[at] for at in order) if order else tuple(codes), order is not None))
    return found


def _in_order(codes: Sequence[str]) -> list[int] | None:
    """Positions in order, where every code is a number or a period and no two are the same."""
    keys = []
    for code in codes:
        match = IN_ORDER.match(code)
        if match is None:
            return None
        keys.append((int(match[1]), int(match[2] or 0)))
    if len(set(keys)) != len(keys):
        return None
    return sorted(range(len(codes)), key=lambda at: keys[at])


def named(axis: Axis, places: Sequence[int], ordered: bool) -> Pool:
    """The pool of codes at some places, under a code that is not taken."""
    codes = [axis.codes[at] for at in places]
    name = f"{codes[0]} to {codes[-1]}" if ordered else " + ".join(codes)
    if len(name) > 60:
        name = f"{codes[0]} and {len(codes) - 1} more"
    if runs_as_formula(name):
        # Of codes that are harmless by themselves, -1 and the like.
        name = f"Pool of {name}"
    while name in axis.codes:
        name = f"{name} (pool)"
    return Pool(axis.name, name, tuple(codes))


def lost_share(parts: int, axis: Axis) -> int:
    """What a record loses by being given within a pool of so many codes, in hundredths."""
    return round(UNIT * math.log(parts) / math.log(max(axis.leaves, 2)))


def with_pools(
    table: CellTable,
    pools: Sequence[Pool],
    *,
    threshold: int,
    zeros_shown: bool = False,
    zeros_protected: bool = False,
    given: Ints | None = None,
) -> PooledTable:
    """The table with these pools. `given`: cells (positions) that somebody asks to have given, zeros among them; a cell of
    status WITHHOLD may not be known exactly, merged or not. Raises `BadInput` where a cell that must be given belongs to
    a merged code."""
    if not isinstance(table.names, ProductNames):
        raise BadInput("Pools need a table with dimensions; a JJ file has none.")
    grown, merged = pooled_table(table, pools)
    names = grown.names
    assert isinstance(names, ProductNames)
    place = _places(table.names.axes, grown)
    status = np.zeros(len(grown), dtype=np.int8)
    cost = grown.values.copy()
    # Zeros of the old table were set to be given by its own requirement; the new one decides afresh.
    loose = (table.status == Status.PUBLISH) & (table.values == 0)
    if given is not None:
        loose[given] = False
    own = np.where(loose, Status.FREE, table.status)
    asked = np.zeros(len(grown), dtype=np.bool_)
    asked[place] = table.status == Status.WITHHOLD
    status[place] = own
    cost[place] = table.cost
    if (merged & (status == Status.PUBLISH)).any():
        cell = int(np.flatnonzero(merged & (status == Status.PUBLISH))[0])
        raise BadInput(f"The cell {grown.name(cell)} is to be given, but a pool takes its row away.")
    status[merged] = Status.WITHHOLD
    share = pooled_shares(names.axes, pools).ravel()
    # A merged code's figures for a pool of another dimension are nobody's: its own were counted.
    loss = int((table.cost * share[place])[merged[place]].sum())
    cost = np.where(merged, 0, cost * (UNIT - np.where(merged, 0, share)))
    ready = replace(grown, status=status, cost=cost.astype(np.int64)).with_requirements(
        threshold, zeros_shown=zeros_shown, zeros_protected=zeros_protected
    )
    return PooledTable(kept_unknown(ready, asked), merged, loss, tuple(pools))


def _places(axes: Sequence[Axis], grown: CellTable) -> Ints:
    """Of each cell of the old table, its place in the grown one."""
    names = grown.names
    assert isinstance(names, ProductNames)
    at = [
        np.array([names.positions[position][code] for code in axis.codes], dtype=np.int64)
        for position, axis in enumerate(axes)
    ]
    grid = np.meshgrid(*at, indexing="ij")
    return np.ravel_multi_index(tuple(grid), names.shape).ravel()


def pooled_shares(axes: Sequence[Axis], pools: Sequence[Pool]) -> Ints:
    """What a record of each cell loses by being given in a pool, in hundredths: of a merged code, and of a pool's code where
    the axis has it. In the shape of the table."""
    share = np.zeros((1,) * len(axes), dtype=np.int64)
    for position, axis in enumerate(axes):
        lost = {
            code: lost_share(len(pool.parts), axis)
            for pool in pools_of(pools, axis.name)
            for code in (*pool.parts, pool.code)
        }
        own = np.array([lost.get(code, 0) for code in axis.codes], dtype=np.int64)
        share = np.maximum(share, own.reshape([-1 if at == position else 1 for at in range(len(axes))]))
    return np.broadcast_to(share, tuple(len(axis) for axis in axes))
