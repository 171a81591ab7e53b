"""Ways of merging codes of one dimension: which pools are possible, and what a table with pools loses.

Only siblings (codes with the same parents in every tree of the dimension) are merged; of codes in an order (years,
months, numbers) only neighbours. Loss is counted in hundredths of a record: a record whose figure is withheld loses 100;
one that is given within a pool of k codes, of K that it could be in, loses 100 log k / log K (100 where they are all parts
of a sum that has a row).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fanlight.errors import BadInput, option
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.pooled import pooled_table
from fanlight.figures.cells.dimensions.pools import Pool, pools_of
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.grouped import with_groups, with_helpers
from fanlight.figures.cells.public import public_of
from fanlight.sdc.suppression_problem import Mask
from fanlight.tables.text.formulas import runs_as_formula

UNIT = 100
IN_ORDER = re.compile(
    r"^(?P<below>(?:under|below|less than|<)\s*)?(?P<part>[MQW])?(?P<first>\d{1,15})(?:\s?[-–/ ]\s?[MQW]?(?P<last>\d{1,15}))?"
    r"(?P<above>\+|\s*(?:and|or) (?:over|above|more|older))?$",
    re.IGNORECASE,
)
"""Codes that stand in an order: numbers, years, quarters, months and ranges of them, ends of ranges open or not."""
MONTHS = re.compile(
    r"^(?:(jan)(?:uary)?|(feb)(?:ruary)?|(mar)(?:ch)?|(apr)(?:il)?|(may)|(june?)|(july?)|(aug)(?:ust)?|(sept?)(?:ember)?|(oct)(?:ober)?"
    r"|(nov)(?:ember)?|(dec)(?:ember)?)\.?$",
    re.IGNORECASE,
)
MOST_COSTS = 2**57
"""What all costs together come to, at most, counted in hundredths with every sum and every pool."""


@dataclass(frozen=True, eq=False)
class PooledTable:
    """`table` has the pools as codes, with requirements, costs (in hundredths) and statuses, and where groups are protected
    their helpers (see `fanlight.figures.cells.grouped`); `merged`: cells without a row, helpers among them; `loss`: what merging alone loses, in hundredths of a record."""

    table: CellTable
    merged: Mask
    loss: int
    pools: tuple[Pool, ...]


def groups(axis: Axis, *, inner: bool = False) -> list[tuple[tuple[int, ...], bool]]:
    """Groups of leaves that may be merged with one another, and whether they stand in an order; with `inner` of the codes
    above the leaves too."""
    # By the sums that a code is part of, not by the codes of these: trees share their top.
    over: dict[int, list[int]] = {at: [] for at in range(len(axis) - 1 if inner else axis.leaves)}
    for number, (_, parts) in enumerate(axis.families):
        for part in parts:
            if part in over:
                over[part].append(number)
    siblings: dict[tuple[int, ...], list[int]] = {}
    for code, sums in over.items():
        siblings.setdefault(tuple(sums), []).append(code)
    found = []
    for codes in siblings.values():
        if len(codes) > 1:
            order = _in_order([axis.codes[code] for code in codes])
            found.append((tuple(codes[at] for at in order) if order else tuple(codes), order is not None))
    return found


def _in_order(codes: Sequence[str]) -> list[int] | None:
    """Positions in order, where every code is a number or a period, or every one a month, and no two are the same."""
    keys = [_key(code) for code in codes]
    if None in keys:
        months = [MONTHS.match(code) for code in codes]
        keys = [(month.lastindex or 0, 0, 0) if month is not None else None for month in months]
    if None in keys or len(set(keys)) != len(keys):
        return None
    return sorted(range(len(codes)), key=lambda at: keys[at])  # type: ignore[arg-type,return-value]


def _key(code: str) -> tuple[int, int, int] | None:
    match = IN_ORDER.match(code)
    if match is None:
        return None
    below, first, last, above = match["below"], int(match["first"]), int(match["last"] or 0), match["above"]
    if match["part"] and match["last"]:
        return last, first, 0  # “Q1 2024”: the year first
    # “under 18” comes before 18, “65+” after 65.
    return first, -1 if below else 0, 2**62 if above else last


def named(axis: Axis, groups: Sequence[tuple[Sequence[int], bool]]) -> tuple[Pool, ...]:
    """Pools of codes at some places (and whether these stand in an order), under codes that nothing else has."""
    taken = set(axis.codes)
    found = []
    for places, ordered in groups:
        codes = tuple(axis.codes[at] for at in places)
        name = _name(codes, ordered)
        while name in taken:
            name = f"{name} (pool)"
        taken.add(name)
        found.append(Pool(axis.name, name, codes))
    return tuple(found)


def _name(codes: Sequence[str], ordered: bool) -> str:
    first, last = codes[0], codes[-1]
    # “2018 to 2020” would take in a 2019 that there is not.
    gaps = all(code.isdecimal() for code in codes) and int(last) - int(first) != len(codes) - 1
    name = f"{first} to {last}" if ordered and not gaps else " + ".join(codes)
    if len(name) > 60:
        name = f"{first} and {len(codes) - 1} more"
    # Of codes that are harmless by themselves, -1 and the like.
    return f"Pool of {name}" if runs_as_formula(name) else name


def check_costs(table: CellTable) -> None:
    """Raises `BadInput` where costs are too large for whole numbers of 64 bits to weigh sets of pools."""
    if float(table.cost.sum(dtype=np.float64)) * UNIT > MOST_COSTS:
        raise BadInput(
            "Counts of this size cannot be weighed in hundredths of a record: over all cells and their totals they come to "
            f"more than {MOST_COSTS // UNIT:,}.",
            next_step=f"Leave out the pools, or give smaller costs ({option('costs')} cells).",
        )


def lost_share(parts: int, axis: Axis) -> int:
    """What a record loses by being given within a pool of so many codes, in hundredths."""
    return round(UNIT * math.log(parts) / math.log(max(axis.leaves, 2)))


def share_of(codes: Collection[int], axis: Axis) -> int:
    """What a record loses by being given within a pool of codes at these places. All parts of a sum, which has a row of its
    own, lose all: their pool says nothing beside that."""
    whole = any(len(parts) == len(codes) and set(parts) == set(codes) for _, parts in axis.families)
    return UNIT if whole else lost_share(len(codes), axis)


def with_pools(
    table: CellTable,
    pools: Sequence[Pool],
    *,
    threshold: int,
    zeros_shown: bool = False,
    zeros_protected: bool = False,
    given: Ints | None = None,
    bounded: Ints | None = None,
) -> PooledTable:
    """The table with these pools. `given`: cells (positions) that somebody asks to have given, zeros among them; `bounded`: cells of
    which readers have bounds from elsewhere; a cell of
    status WITHHOLD may not be known exactly, merged or not. Raises `BadInput` where a cell that must be given belongs to
    a merged code."""
    if not isinstance(table.names, ProductNames):
        raise BadInput("Pools need a table with dimensions; a JJ file has none.")
    check_costs(table)
    grown, merged = pooled_table(table, pools)
    names = grown.names
    assert isinstance(names, ProductNames)
    place = _places(table.names.axes, grown)
    status = np.zeros(len(grown), dtype=np.int8)
    cost = _with_pools(table.cost.reshape(table.names.shape), table.names.axes, pools).ravel()
    # Zeros of the old table were set to be given by its own requirement; the new one decides afresh.
    loose = (table.status == Status.PUBLISH) & (table.values == 0)
    if given is not None:
        loose[given] = False
    own = np.where(loose, Status.FREE, table.status)
    asked = np.zeros(len(grown), dtype=np.bool_)
    asked[place] = table.status == Status.WITHHOLD
    status[place] = own
    if (merged & (status == Status.PUBLISH)).any():
        cell = int(np.flatnonzero(merged & (status == Status.PUBLISH))[0])
        raise BadInput(f"The cell {grown.name(cell)} is to be given, but a pool takes its row away.")
    status[merged] = Status.WITHHOLD
    share = _shares(table.names.axes, names.axes, pools).ravel()
    # A merged code's figures for a pool of another dimension are nobody's: its own were counted.
    loss = int((table.cost * share[place])[merged[place]].sum())
    cost = np.where(merged, 0, cost * (UNIT - np.where(merged, 0, share)))
    ready = replace(grown, status=status, cost=cost.astype(np.int64)).with_requirements(
        threshold, zeros_shown=zeros_shown, zeros_protected=zeros_protected
    )
    if zeros_shown:
        # Which of a pool's parts are zero nobody sees, for they have no row; that the pool is none everybody does.
        finest = public_of(grown, np.zeros(len(grown), dtype=np.bool_), merged=merged).finest & (grown.values >= 1)
        ready = replace(ready, lower=np.where(finest, np.maximum(grown.lower, 1), grown.lower))
    if bounded is not None:
        lower, upper = ready.lower.copy(), ready.upper.copy()
        lower[place[bounded]], upper[place[bounded]] = table.lower[bounded], table.upper[bounded]
        ready = replace(ready, lower=lower, upper=upper)
    loosened = np.zeros(len(grown), dtype=np.bool_)
    loosened[place] = (table.values == 0) & (table.status == Status.FREE)
    status = np.where(loosened & ~merged, Status.FREE, ready.status).astype(np.int8)
    ready = replace(ready, status=status).kept_unknown(asked)
    if table.groups is None:
        return PooledTable(ready, merged, loss, tuple(pools))
    fixed = place[given] if given is not None else place[:0]
    ready = with_helpers(with_groups(ready, table.groups.dimensions, pools), fixed)
    return PooledTable(
        ready, np.concatenate([merged, np.ones(len(ready) - len(merged), dtype=np.bool_)]), loss, tuple(pools)
    )


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


def _with_pools(costs: Ints, axes: Sequence[Axis], pools: Sequence[Pool]) -> Ints:
    """What the cells of the grown table cost, in its shape: of a pool what its parts cost together."""
    for position, axis in enumerate(axes):
        places = {code: at for at, code in enumerate(axis.codes)}
        parts = [costs.take(range(len(axis) - 1), position)]
        parts += [
            costs.take([places[code] for code in pool.parts], position).sum(axis=position, keepdims=True)
            for pool in pools_of(pools, axis.name)
        ]
        costs = np.concatenate([*parts, costs.take([len(axis) - 1], position)], axis=position)
    return costs


def _shares(axes: Sequence[Axis], grown: Sequence[Axis], pools: Sequence[Pool]) -> Ints:
    """What a record of each cell of the grown table loses by being given in a pool, in hundredths: of a merged code, and of
    a pool's. In the shape of the table."""
    share = np.zeros((1,) * len(axes), dtype=np.int64)
    for position, (axis, own) in enumerate(zip(axes, grown, strict=True)):
        places = {code: at for at, code in enumerate(axis.codes)}
        lost: dict[str, int] = {}
        for pool in pools_of(pools, axis.name):
            part = share_of([places[code] for code in pool.parts], axis)
            lost |= dict.fromkeys((*pool.parts, pool.code), part)
        line = np.array([lost.get(code, 0) for code in own.codes], dtype=np.int64)
        share = np.maximum(share, line.reshape([-1 if at == position else 1 for at in range(len(axes))]))
    return np.broadcast_to(share, tuple(len(axis) for axis in grown))
