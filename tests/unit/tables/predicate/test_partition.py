"""The coarsest common partition against the slow evaluator, record by record."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fanlight.tables.predicate.partition import refine
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, AnyOf, In, Missing, Not, Predicate, Within, holds

CODES = ["3/1", "8/30", "8/56", "8/67"]
SEXES = ["F", "M"]
DAYS = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2022, 1, 1)]

leaves = st.one_of(
    st.builds(In, st.just("code"), st.frozensets(st.sampled_from(CODES), max_size=3)),
    st.builds(In, st.just("sex"), st.frozensets(st.sampled_from(SEXES), max_size=2)),
    st.builds(Missing, st.sampled_from(["code", "sex", "day"])),
    st.builds(Within, st.just("day"), st.sampled_from(DAYS), st.sampled_from(DAYS)),
    st.just(EVERY_RECORD),
)
predicates = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)

RECORDS = [
    {"code": code, "sex": sex, "day": day}
    for code, sex, day in itertools.product([*CODES, "999/9", None], [*SEXES, "X", None], [*DAYS, None])
]


def signature(figures: list[Predicate], record: dict[str, object]) -> tuple[bool, ...]:
    return tuple(holds(figure, record) for figure in figures)


@given(st.lists(predicates, min_size=1, max_size=6))
def test_atoms_are_the_groups_that_the_figures_tell_apart(figures: list[Predicate]) -> None:
    frame = refine(figures)
    found = {tuple(atom in cover for cover in frame.cover) for atom in range(frame.atoms)}
    # Every record's signature is an atom's, every atom tells itself apart, and none is counted by no figure.
    seen = {signature(figures, record) for record in RECORDS} - {(False,) * len(figures)}
    assert seen <= found
    assert len(found) == frame.atoms
    assert (False,) * len(figures) not in found


def test_years_and_months_share_their_atoms() -> None:
    year = Within("day", date(2020, 1, 1), date(2021, 1, 1))
    financial = Within("day", date(2019, 4, 1), date(2020, 4, 1))
    frame = refine([year, financial])
    assert frame.atoms == 3
    assert set(frame.cover[0]) & set(frame.cover[1])


def test_the_numbering_does_not_depend_on_the_order_inside_sets() -> None:
    first = refine([In("code", frozenset(CODES)), In("code", frozenset(["3/1"]))])
    second = refine([In("code", frozenset(reversed(CODES))), In("code", frozenset(["3/1"]))])
    assert first == second
