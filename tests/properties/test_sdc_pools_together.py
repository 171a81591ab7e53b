"""Sets of pools of several dimensions: all of them, least loss first; and the best of all, against every set there is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.errors import NotSafe
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import ProductNames, product_table
from fanlight.figures.cells.dimensions.trees import Axis, axis
from fanlight.sdc.recoding.candidates import Candidates
from fanlight.sdc.recoding.covers import PoolCovers
from fanlight.sdc.recoding.many_dimensions import CombinedPoolSets
from fanlight.sdc.recoding.one_dimension import PoolSets
from fanlight.sdc.recoding.pooling import groups, with_pools
from fanlight.sdc.recoding.recode import PoolingRules, apply_pools, pool
from fanlight.sdc.recoding.screening import Screening

TREE = {"a": "g", "b": "g", "c": "h", "d": "h", "g": "", "h": ""}
KINDS = axis("kind", "abcd", [TREE])
WORDS = axis("word", "xyz")
YEARS = axis("year", ("2001", "2002", "2003"))
AXES = ((WORDS, YEARS), (KINDS, YEARS), (axis("w", "xy"), axis("v", "pq"), axis("y", ("1", "2"))))


def partitions(one: Axis, counts: np.ndarray, *, inner: bool) -> list[list[tuple[int, ...]]]:
    """Every way of merging codes of a dimension with their siblings, by going through all of them."""
    ways: list[list[tuple[int, ...]]] = [[]]
    for codes, ordered in groups(one, inner=inner):
        own = []
        for marks in itertools.product(range(len(codes)), repeat=len(codes)):
            blocks = [[at for at in range(len(codes)) if marks[at] == b] for b in dict.fromkeys(marks)]
            pools = [block for block in blocks if len(block) > 1]
            whole = all(not ordered or block[-1] - block[0] + 1 == len(block) for block in pools)
            merged = [tuple(codes[at] for at in block) for block in pools]
            if whole and all(counts[list(places)].any() for places in merged) and sorted(merged) not in own:
                own.append(sorted(merged))
        ways = [[*before, *more] for before in ways for more in own]
    return ways


def every_set(table: CellTable, axes: tuple[Axis, ...], *, inner: bool = True) -> Iterator[tuple[Pool, ...]]:
    values = table.values.reshape(tuple(len(one) for one in axes))
    ways = [
        partitions(one, np.moveaxis(values, at, 0).reshape(len(one), -1).sum(axis=1), inner=inner)
        for at, one in enumerate(axes)
    ]
    for chosen in itertools.product(*ways):
        yield tuple(
            Pool(one.name, "+".join(one.codes[at] for at in places), tuple(one.codes[at] for at in places))
            for one, pools in zip(axes, chosen, strict=True)
            for places in pools
        )


Parts = frozenset[tuple[str, frozenset[str]]]


def parts(pools: tuple[Pool, ...]) -> Parts:
    return frozenset((one.dimension, frozenset(one.parts)) for one in pools)


def made(axes: tuple[Axis, ...], counts: list[int], *, zeros: bool = False) -> CellTable:
    shape = tuple(one.leaves for one in axes)
    plain = product_table(axes, np.array(counts, dtype=np.int64)[: math.prod(shape)].reshape(shape))
    return plain.with_requirements(3, zeros_protected=zeros)


def glance_at(table: CellTable, *, zeros: bool = False) -> Screening:
    assert isinstance(table.names, ProductNames)
    return Screening.at(table, table.names, 3, zeros=zeros)


def candidates(screening: Screening, late: Callable[[], bool], *, inner: bool) -> list[Candidates]:
    """Of each dimension, but for pools of nothing but zeros."""
    found = []
    for at, one in enumerate(screening.axes):
        values = np.moveaxis(screening.counts, at, 0).reshape(len(one), -1)
        found.append(
            Candidates(
                one, screening.by_code(at), lambda codes, v=values: bool(v[list(codes)].any()), late, inner=inner
            )  # type: ignore[misc]
        )
    return found


Case = tuple[tuple[Axis, ...], list[int]]
TABLES = st.tuples(st.sampled_from(AXES), st.lists(st.integers(0, 5), min_size=12, max_size=12))


def check_order(
    sets: CombinedPoolSets | PoolCovers, expected: dict[Parts, int], stop: int, stopped: list[bool]
) -> None:
    """All of them, least loss first, under a bound; also where time seems to run out after `stop` of them."""
    seen: dict[Parts, int] = {}
    least = 0
    while True:
        rest = min((loss for key, loss in expected.items() if key not in seen), default=math.inf)
        assert sets.bound <= rest
        if len(seen) == stop:
            stopped[0] = True
            assert sets.pop() is None
            assert sets.bound <= rest
            stopped[0] = False
        found = sets.pop()
        if found is None:
            break
        assert found[0] >= least
        least = found[0]
        assert parts(found[1]) not in seen
        seen[parts(found[1])] = least
    assert seen == expected
    assert sets.bound == math.inf


@settings(max_examples=250, deadline=None)
@given(TABLES, st.integers(0, 40))
def test_sets_of_several_dimensions_come_least_loss_first(case: Case, stop: int) -> None:
    table = made(*case)
    expected = {
        parts(pools): with_pools(table, pools, threshold=3).loss
        for pools in every_set(table, case[0])
        if len({one.dimension for one in pools}) >= 2
    }
    stopped = [False]
    screening = glance_at(table)
    each = [PoolSets(one) for one in candidates(screening, lambda: stopped[0], inner=True)]
    check_order(CombinedPoolSets(screening, each, lambda: stopped[0]), expected, stop, stopped)


@settings(max_examples=250, deadline=None)
@given(TABLES, st.integers(0, 20))
def test_sets_that_leave_no_low_figure_come_least_loss_first(case: Case, stop: int) -> None:
    table = made(*case)
    expected = {}
    for pools in every_set(table, case[0], inner=False):
        pooled = with_pools(table, pools, threshold=3)
        if not (pooled.table.primary & ~pooled.merged).any():
            expected[parts(pools)] = pooled.loss
    stopped = [False]
    screening = glance_at(table)
    each = candidates(screening, lambda: stopped[0], inner=False)
    check_order(PoolCovers(screening, each, lambda: stopped[0]), expected, stop, stopped)


@settings(max_examples=25, deadline=None)
@given(TABLES, st.booleans())
def test_the_best_of_all_sets_is_found_and_proved(case: Case, suppressing: bool) -> None:
    axes, counts = case
    table = made(axes, counts)
    rules = PoolingRules(3)
    best: float = math.inf
    for pools in every_set(table, axes):
        try:
            best = min(best, apply_pools(table, pools, rules, suppressing=suppressing, seconds=20).cost)
        except NotSafe:
            continue
    if best == math.inf:
        with pytest.raises(NotSafe):
            pool(table, rules, suppressing=suppressing, seconds=60)
        return
    found = pool(table, rules, suppressing=suppressing, seconds=60)
    assert found.cost == best
    assert found.optimal


@settings(max_examples=250, deadline=None)
@given(TABLES, st.booleans(), st.data())
def test_what_is_seen_at_a_glance_is_what_the_table_has(case: Case, zeros: bool, data: st.DataObject) -> None:
    axes, counts = case
    table = made(axes, counts, zeros=zeros)
    pools = data.draw(st.sampled_from(list(every_set(table, axes))))
    pooled = with_pools(table, pools, threshold=3, zeros_protected=zeros)
    low = pooled.table.primary & ~pooled.merged
    screening = glance_at(table, zeros=zeros)
    merged = screening.merged(pools)
    assert screening.lost(merged) == (int(low.sum()), int(pooled.table.cost[low].sum()))
    assert len(screening.low(merged)) == int(low.sum())
    assert screening.loss(merged) == pooled.loss


def test_two_dimensions_at_once_where_neither_alone_is_enough() -> None:
    """Each kind has a low figure in every year; each year has one in every kind: only pools of both leave none."""
    values = np.array([[2, 2, 9], [2, 2, 9], [9, 9, 30]])
    table = product_table((axis("kind", "abc"), YEARS), values).with_requirements(5)
    found = pool(table, PoolingRules(5), suppressing=False, seconds=60)
    assert parts(found.pooled.pools) == {("kind", frozenset("ab")), ("year", frozenset({"2001", "2002"}))}
    assert found.optimal
