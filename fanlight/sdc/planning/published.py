"""A way of publishing applied to a raw table: what the public would see."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.sdc.planning.candidate import pool_code
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.merges import Merges
from fanlight.tables.spec.table import Category, Dimension, Key
from fanlight.tables.stages import (
    CONFIDENTIAL,
    NOT_SHOWN,
    Flag,
    Pool,
    ProtectedTable,
    Reason,
    Shown,
    pool_predicate,
)


@dataclass(frozen=True)
class Run:
    """Withheld periods of one row that are given in one figure. `row`: the codes of the other dimensions, in order."""

    members: tuple[str, ...]
    row: tuple[str, ...]
    value: int


def protected(
    losses: Losses,
    merges: Merges,
    values: Mapping[Key, int | None],
    sensitive: tuple[Flag, ...],
    cleared: frozenset[Key],
    runs: Sequence[Run] = (),
) -> ProtectedTable:
    """`values`: of every figure that has a row, its count, or None where it is withheld."""
    raw = losses.raw
    own = [
        [codes for name, codes in merges if name == dimension.name and losses.takes(name, codes)]
        for dimension in raw.spec.dimensions
    ]
    period = next((at for at, dimension in enumerate(raw.spec.dimensions) if dimension.is_period), None)
    columns = tuple(dict.fromkeys(run.members for run in runs))
    dimensions = tuple(
        _seen(dimension, pools, columns if at == period else ())
        for at, (dimension, pools) in enumerate(zip(raw.spec.dimensions, own, strict=True))
    )
    identifying = {flag.key for flag in sensitive}
    nothing = all(value is None for value in values.values())
    given = {
        (*run.row[:period], pool_code(run.members), *run.row[period:]): run.value for run in runs if period is not None
    }
    cells: dict[Key, Shown] = {}
    for key in itertools.product(*(dimension.codes for dimension in dimensions)):
        if key in given:
            cells[key] = Shown(given[key])
        elif key not in values:
            cells[key] = Shown(None, NOT_SHOWN)
        elif values[key] is not None:
            cells[key] = Shown(values[key])
        else:
            cells[key] = Shown(None, CONFIDENTIAL, _reason(key, identifying, nothing, runs, period))
    pools = [
        Pool(dimension.name, pool_code(codes), pool_label(dimension, codes), codes)
        for dimension, of_dimension in zip(raw.spec.dimensions, own, strict=True)
        for codes in of_dimension
    ]
    if period is not None:
        pools += [_within(raw.spec.dimensions, period, codes, runs) for codes in columns]
    return ProtectedTable(raw, dimensions, cells, tuple(pools), sensitive, cleared)


def pool_label(dimension: Dimension, codes: Sequence[str]) -> str:
    if dimension.is_period:
        return f"{dimension.label(codes[0])} to {dimension.label(codes[-1])} combined"
    return "Combined: " + "; ".join(dimension.label(code) for code in codes)


def _seen(dimension: Dimension, pools: Sequence[tuple[str, ...]], columns: Sequence[tuple[str, ...]]) -> Dimension:
    """The dimension as the public sees it: a pool where its first category stood (below those on their own, where nothing
    holds them in place), a run of periods after its last."""
    gone = {code for codes in pools for code in codes}
    order = {category.code: float(at) for at, category in enumerate(dimension.categories)}
    loose = all(category.parent is None for category in dimension.categories) and dimension.total is None
    found = [(order[category.code], category) for category in dimension.categories if category.code not in gone]
    for codes in (*pools, *columns):
        parents = {dimension.category(code).parent for code in codes}
        made = Category(
            pool_code(codes), pool_label(dimension, codes), pool_predicate(dimension, codes),
            parents.pop() if len(parents) == 1 else None,
        )  # fmt: skip
        last = order[codes[-1]] + 0.5
        after = len(order) + order[codes[0]]
        found.append((last if dimension.is_period else after if loose else order[codes[0]], made))
    found.sort(key=lambda pair: pair[0])
    return Dimension(
        dimension.name, dimension.title, tuple(one for _, one in found), dimension.total, dimension.is_period
    )


def _within(dimensions: Sequence[Dimension], period: int, codes: tuple[str, ...], runs: Sequence[Run]) -> Pool:
    """A run of periods stands in the rows that give it alone."""
    others = [dimension for at, dimension in enumerate(dimensions) if at != period]
    rows = [run.row for run in runs if run.members == codes]
    within = {dimension.name: frozenset(row[at] for row in rows) for at, dimension in enumerate(others)}
    return Pool(dimensions[period].name, pool_code(codes), pool_label(dimensions[period], codes), codes, within)


def _reason(key: Key, identifying: set[Key], nothing: bool, runs: Sequence[Run], period: int | None) -> Reason:
    if nothing:
        return "table"
    if period is not None:
        row = (*key[:period], *key[period + 1 :])
        if any(run.row == row and key[period] in run.members for run in runs):
            return "pooled"
    return "assessed" if key in identifying else "complementary"
