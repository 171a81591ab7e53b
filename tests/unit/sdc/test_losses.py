"""What each figure loses where it is withheld or pooled, and bounds on what sets of pools lose."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.merges import Merges, MergeSets
from fanlight.tables.knowledge.costs import Costs
from fanlight.tables.predicate.predicate import AnyOf
from fanlight.tables.spec.table import TOTAL, Key
from fanlight.tables.stages import RawTable
from tests.unit.sdc.small_losses import COSTS, losses, raw, spec

YEARS = (2024, 2025)
COUNTS: dict[Key, int] = {("a", "2024"): 6, ("a", "2025"): 30, ("b", "2024"): 2, ("b", "2025"): 0}


def weight(found: Losses, *key: str) -> int:
    return int(found.weights[tuple(codes.index(code) for codes, code in zip(found.codes, key, strict=True))])


def test_a_figure_loses_the_logarithm_of_its_count() -> None:
    found = losses(raw(spec("ab", YEARS), COUNTS))
    assert [weight(found, *key) for key in COUNTS] == [300, 500, 200, 100]


def test_a_total_loses_besides_what_all_its_parts_lose() -> None:
    found = losses(raw(spec("ab", YEARS, years_total="Both"), COUNTS))
    assert weight(found, TOTAL, "2024") == COSTS.of(8) + 300 + 200
    assert weight(found, "a", TOTAL) == COSTS.of(36) + 300 + 500
    assert weight(found, TOTAL, TOTAL) == COSTS.of(38) + 300 + 500 + 200 + 100
    plain = losses(raw(spec("ab", YEARS), COUNTS), costs=Costs(sums_last=False))
    assert weight(plain, TOTAL, "2024") == COSTS.of(8)


def test_a_group_loses_what_the_codes_under_it_lose() -> None:
    made = spec("abc", [2024])
    offence, period = made.dimensions
    group = replace(
        offence.categories[0], code="g", predicate=AnyOf(tuple(o.predicate for o in offence.categories[:2]))
    )
    under = [replace(one, parent="g") for one in offence.categories[:2]]
    tree = replace(offence, categories=(group, *under, offence.categories[2]))
    counts = {"a": 6, "b": 2, "c": 0, "g": 8, TOTAL: 8}
    found = losses(RawTable(replace(made, dimensions=(tree, period)), {(o, "2024"): n for o, n in counts.items()}))
    assert weight(found, "g", "2024") == COSTS.of(8) + 300 + 200
    assert weight(found, TOTAL, "2024") == COSTS.of(8) + 300 + 200 + 100
    assert found.figures == 3


@pytest.mark.parametrize("options", [PlanOptions(protect_last=frozenset({"b"})), PlanOptions(table_last=True)])
def test_what_is_protected_last_loses_a_thousand_times_as_much(options: PlanOptions) -> None:
    found = losses(raw(spec("ab", YEARS, total=False), COUNTS), options)
    assert weight(found, "b", "2024") == 1000 * 200
    assert weight(found, "a", "2024") == (300 * 1000 if options.table_last else 300)


def test_priority_is_a_factor() -> None:
    found = losses(raw(spec("ab", YEARS, total=False), COUNTS), PlanOptions(priority={"a": 3}))
    assert [weight(found, *key) for key in COUNTS] == [900, 1500, 200, 100]


def test_a_pool_loses_a_part_that_grows_with_its_figures() -> None:
    shares = [COSTS.share(size, 12) for size in (1, 2, 3, 6, 12)]
    assert shares[0] == 0
    assert shares[1] == pytest.approx(0.75 + 0.15 * math.log(2) / math.log(12))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.9)
    assert COSTS.share(20, 12) == pytest.approx(0.9)


def test_what_a_table_may_pool() -> None:
    table = raw(spec("abc", YEARS, total=False), {(o, str(y)): 3 for o in "abc" for y in YEARS})
    assert losses(table).takes("offence", ("a", "b"))
    assert not losses(table).takes("offence", ("a", "z"))
    assert not losses(table).takes("area", ("a", "b"))
    assert not losses(table, PlanOptions(never_pool=frozenset({"b"}))).takes("offence", ("a", "b"))
    assert not losses(table, PlanOptions(pool_over=frozenset({"period"}))).takes("offence", ("a", "b"))
    assert not losses(table, PlanOptions(ways=frozenset({"everything", "suppress"}))).takes("offence", ("a", "b"))


COUNT = st.sampled_from([0, 1, 2, 4, 6, 30, 400])


def tables_with_areas() -> st.SearchStrategy[list[Losses]]:
    cells = [(o, a, "2024") for o in "abc" for a in "pqr"]
    return st.builds(
        lambda counts, total: [
            losses(raw(spec("abc", [2024], areas="pqr", total=total), dict(zip(cells, counts, strict=True))))
        ],
        st.lists(COUNT, min_size=9, max_size=9),
        st.booleans(),
    )


def two_tables() -> st.SearchStrategy[list[Losses]]:
    """Tables of one dimension, each with codes of its own, and pins."""

    def one(name: str) -> st.SearchStrategy[Losses]:
        return st.builds(
            lambda codes, counts, total, pin: losses(
                raw(
                    spec(codes, YEARS, total=total, name=name),
                    {(o, str(y)): counts["abcd".index(o)][YEARS.index(y)] for o in codes for y in YEARS},
                ),
                PlanOptions(never_pool=frozenset(pin)),
            ),
            st.sampled_from(["abcd", "abc", "bcd", "ab"]),
            st.lists(st.tuples(COUNT, COUNT), min_size=4, max_size=4),
            st.booleans(),
            st.sampled_from(["", "", "b", "c"]),
        )

    return st.tuples(one("x"), one("y")).map(list)


def growing(sets: MergeSets, merges: Merges, limit: int = 400) -> set[Merges]:
    """Everything that grows from a set, itself among them."""
    found, waiting = {merges}, [merges]
    while waiting and len(found) < limit:
        for grown in sets._grown(waiting.pop()):
            if grown not in found:
                found.add(grown)
                waiting.append(grown)
    return found


def plainly(found: list[Losses], merges: Merges) -> float:
    """What pools lose, and the figures left that cannot be given, key by key."""
    lost = 0.0
    for one in found:
        for key in one.raw.spec.keys():
            size = 1
            for dimension, code in zip(one.raw.spec.dimensions, key, strict=True):
                for name, codes in merges:
                    if name == dimension.name and code in codes and one.takes(name, codes):
                        size *= len(codes)
            part = one.costs.share(size, one.figures) if size > 1 else float(key in one.hidden)
            lost += weight(one, *key) * part
    return lost


@settings(max_examples=30, deadline=None)
@given(found=st.one_of(tables_with_areas(), two_tables()))
def test_what_waits_is_no_more_than_what_anything_that_grows_from_it_loses(found: list[Losses]) -> None:
    sets = MergeSets(found)
    every = growing(sets, ())
    lost = {merges: plainly(found, merges) for merges in every}
    for merges in every:
        assert sets.least(merges) <= min(lost[grown] for grown in growing(sets, merges)) + 1e-6
        assert sum(one.at_least(merges) for one in found) == pytest.approx(lost[merges], abs=len(found))
