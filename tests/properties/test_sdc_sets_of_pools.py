"""The search over sets of pools ends at the best of all of them, each with its own cheapest pattern."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.sdc import flag
from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.candidate import Candidates, Task, systems_of
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.merges import Merges, MergeSets
from fanlight.sdc.planning.search import Work, evaluate, search
from fanlight.tables.earlier import NOTHING_EARLIER
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key
from tests.unit.sdc.small_losses import losses, raw, spec

RULES = DisclosureRules(threshold=5, group_disclosure=False)
YEARS = (2024, 2025)
COUNT = st.sampled_from([0, 1, 2, 4, 6, 30, 400])


def by_area() -> st.SearchStrategy[list[Losses]]:
    cells = [(o, a, "2024") for o in "abc" for a in "pqr"]
    return st.builds(
        lambda counts, total: [
            losses(raw(spec("abc", [2024], areas="pqr", total=total), dict(zip(cells, counts, strict=True))))
        ],
        st.lists(COUNT, min_size=9, max_size=9),
        st.booleans(),
    )


def of_two_tables() -> st.SearchStrategy[list[Losses]]:
    """Both of the same records, the second of fewer categories and with pins."""
    cells: list[Key] = [(o, str(y)) for o in "abcd" for y in YEARS]

    def made(counts: list[int], codes: str, total: bool, pin: str) -> list[Losses]:
        inner = dict(zip(cells, counts, strict=True))
        some = {key: n for key, n in inner.items() if key[0] in codes}
        return [
            losses(raw(spec("abcd", YEARS, total=total), inner)),
            losses(raw(spec(codes, YEARS, name="y"), some), PlanOptions(never_pool=frozenset(pin))),
        ]

    return st.builds(
        made,
        st.lists(COUNT, min_size=8, max_size=8),
        st.sampled_from(["abc", "bcd", "ab"]),
        st.booleans(),
        st.sampled_from(["", "b"]),
    )


def every(sets: MergeSets) -> list[Merges]:
    found: dict[Merges, None] = {(): None}
    waiting: list[Merges] = [()]
    while waiting:
        for grown in sets._grown(waiting.pop()):
            if grown not in found:
                found[grown] = None
                waiting.append(grown)
    return list(found)


@pytest.mark.full
@settings(max_examples=12, deadline=None)
@given(found=st.one_of(by_area(), of_two_tables()))
def test_the_search_ends_at_the_best_of_all_sets(found: list[Losses]) -> None:
    raws = tuple(one.raw for one in found)
    sensitive = {table.spec.id: flag(table, RULES) for table in raws}
    task = Task(raws, tuple(found), sensitive, {}, RULES, (), NOTHING_EARLIER)
    systems = [Candidates(task, *own) for own in systems_of(task, lambda: 60.0)]
    outcome = search(systems, found, seconds=60.0)
    ways = [evaluate(systems, merges, Work(), 60.0)[0] for merges in every(MergeSets(found))]
    best = min(way.loss for way in ways if way is not None)
    assert outcome.ended == "proof"
    assert outcome.best is not None
    assert outcome.best.loss == best == outcome.bound
