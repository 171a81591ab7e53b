"""Sets of pools: all of them, least loss first, and what is not made yet loses no less than the bound says."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.errors import BadInput, NotProvedSafe, NotSafe
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import Axis, axis
from fanlight.sdc.recoding.candidates import Candidates
from fanlight.sdc.recoding.one_dimension import PoolSets
from fanlight.sdc.recoding.pooling import lost_share
from fanlight.sdc.recoding.recode import PoolingRules, apply_pools, pool

WORDS, YEARS = "abcde", ("2001", "2002", "2003", "2004", "2005")


def every_set(one: Axis, costs: np.ndarray, needed: set[int], ordered: bool) -> list[tuple[int, frozenset]]:
    """By going through all partitions of the leaves."""
    found = []
    for marks in itertools.product(range(one.leaves), repeat=one.leaves):
        blocks = [frozenset(i for i in range(one.leaves) if marks[i] == b) for b in range(one.leaves)]
        pools = frozenset(b for b in blocks if len(b) > 1)
        if ordered and any(max(b) - min(b) + 1 != len(b) for b in pools):
            continue
        if needed <= set().union(*pools):
            loss = sum(int(costs[sorted(b)].sum()) * lost_share(len(b), one) for b in pools)
            found.append((loss, pools))
    return sorted(set(found), key=lambda pair: pair[0])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=5, max_size=5),
    st.sets(st.integers(0, 4), max_size=3),
    st.booleans(),
    st.integers(0, 12),
)
def test_all_sets_least_loss_first_under_a_bound(counts: list[int], needed: set[int], ordered: bool, stop: int) -> None:
    one = axis("dim", YEARS if ordered else WORDS)
    costs = np.array([*counts, sum(counts)], dtype=np.int64)
    expected = every_set(one, costs, needed, ordered)
    stopped = [False]
    sets = PoolSets(Candidates(one, costs, lambda _leaves: True, lambda: stopped[0]), sorted(needed))
    made: list[tuple[int, frozenset]] = []
    least = -1.0
    while True:
        rest = [loss for loss, pools in expected if (loss, pools) not in made]
        assert sets.bound <= min(rest, default=math.inf)
        if len(made) == stop:
            stopped[0] = True
            assert sets.pop() is None
            assert sets.bound <= min(rest, default=math.inf)
            stopped[0] = False
        found = sets.pop()
        if found is None:
            break
        assert found[0] >= least
        least = found[0]
        made.append((found[0], frozenset(frozenset(one.codes.index(c) for c in p.parts) for p in found[1])))
    assert len(made) == len(expected)
    assert set(made) == set(expected)
    assert sets.bound == math.inf


def test_a_large_group_without_an_order_is_said_not_to_be_whole() -> None:
    one = axis("dim", [f"w{i}x" for i in range(9)])
    costs = np.array([*range(1, 10), 45], dtype=np.int64)
    sets = PoolSets(Candidates(one, costs, lambda _leaves: True, lambda: False))
    assert sets.left_out == math.inf
    sets.pop()
    # The three least: no pool of three that is left out loses less.
    assert sets.left_out == 6 * lost_share(3, one)


def counts(values: list[list[int]], first: tuple[str, ...], second: tuple[str, ...]) -> CellTable:
    return product_table((axis("kind", first), axis("year", second)), np.array(values, dtype=np.int64))


def test_many_codes_in_an_order_are_not_listed_before_the_time_is_looked_at() -> None:
    """3,000 years have 4.5 million runs; the best is among the shortest."""
    values = [[9] * 3000]
    values[0][1500] = 2
    values[0][1501] = 8
    table = counts(values, ("k",), tuple(str(1000 + i) for i in range(3000))).with_requirements(5)
    found = pool(table, PoolingRules(5), suppressing=False, seconds=60)
    assert [one.code for one in found.pooled.pools] == ["2500 to 2501"]
    assert found.bound <= found.cost


def test_without_time_there_is_a_valid_bound_and_no_claim() -> None:
    table = counts([[9, 2, 8, 6], [7, 9, 9, 8]], ("k", "l"), YEARS[:4]).with_requirements(5)
    whole = pool(table, PoolingRules(5), suppressing=True, seconds=30)
    assert whole.optimal
    assert whole.bound == whole.cost
    assert whole.whole
    with pytest.raises(NotProvedSafe):
        pool(table, PoolingRules(5), suppressing=True, seconds=1e-9)


def test_a_published_zero_keeps_its_row() -> None:
    plain = counts([[0, 2], [9, 9], [9, 9]], ("a", "b", "c"), ("x", "y"))
    give = np.array([0], dtype=np.int64)
    status = plain.status.copy()
    status[0] = Status.PUBLISH
    table = replace(plain, status=status).with_requirements(5)
    with pytest.raises(BadInput, match="a, x is to be given"):
        apply_pools(table, [Pool("kind", "p", ("a", "b"))], PoolingRules(5, given=give), suppressing=True, seconds=10)
    found = pool(table, PoolingRules(5, given=give), suppressing=True, seconds=30)
    assert not found.withheld[found.pooled.table.names.cell(("a", "x"))]  # type: ignore[attr-defined]
    # A zero that nobody asked for may lose its row.
    other = apply_pools(table, [Pool("kind", "p", ("a", "b"))], PoolingRules(5), suppressing=True, seconds=10)
    assert other.pooled.merged.any()


def test_a_pool_of_zeros_alone_is_never_chosen_and_may_be_given() -> None:
    table = counts([[0, 0], [0, 0], [9, 3], [9, 9]], ("a", "b", "c", "d"), ("x", "y")).with_requirements(5)
    found = pool(table, PoolingRules(5), suppressing=True, seconds=30)
    assert all(set(one.parts) != {"a", "b"} for one in found.pooled.pools)
    given_ = apply_pools(table, [Pool("kind", "p", ("a", "b"))], PoolingRules(5), suppressing=True, seconds=10)
    assert given_.optimal


def names_of_sums(table: CellTable) -> np.ndarray:
    return np.flatnonzero(~table.inner)


def test_a_cell_to_be_withheld_is_not_known_from_its_pool() -> None:
    plain = counts([[0, 6], [0, 7], [9, 9], [9, 9]], ("a", "b", "c", "d"), ("x", "y"))
    status = plain.status.copy()
    status[0] = Status.WITHHOLD
    table = replace(plain, status=status).with_requirements(5)
    # The pool's 0 would be given.
    zeros = [Pool("kind", "p", ("a", "b"))]
    rules = PoolingRules(5, given=names_of_sums(table))
    with pytest.raises(NotSafe, match="a, x"):
        apply_pools(table, zeros, rules, suppressing=False, seconds=10)
    found = apply_pools(table, zeros, rules, suppressing=True, seconds=10)
    assert [found.pooled.table.name(cell) for cell in found.unprotectable] == ["a, x"]


def test_pools_of_two_dimensions_and_a_hierarchy_together() -> None:
    tree = {"a": "g", "b": "g", "c": "h", "d": "h", "g": "", "h": ""}
    axes = (axis("kind", "abcd", [tree]), axis("year", YEARS[:3]))
    table = product_table(axes, np.array([[1, 2, 9], [9, 8, 3], [7, 9, 9], [6, 9, 12]])).with_requirements(5)
    pools = [Pool("kind", "p", ("a", "b")), Pool("year", "q", ("2001", "2002"))]
    found = apply_pools(table, pools, PoolingRules(5), suppressing=True, seconds=20)
    names = found.pooled.table.names
    row = names.cell(("p", "q"))  # type: ignore[attr-defined]
    assert found.pooled.table.values[row] == 20
    assert not found.pooled.merged[row]
    chosen = pool(table, PoolingRules(5), suppressing=True, seconds=30)
    assert all({tree[p] for p in one.parts} in ({"g"}, {"h"}) for one in chosen.pooled.pools if one.dimension == "kind")
    assert chosen.optimal
