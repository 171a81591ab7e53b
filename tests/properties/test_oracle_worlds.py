"""The oracle of responses itself: against plain enumeration, and that it knows nothing of the engine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Not, Predicate, holds
from tests.oracle_worlds import Fact, Figure, kinds_of_units, ranges, records_told_apart
from tests.oracles import consistent_tables, values_of

TESTS = Path(__file__).parents[1]
MAY_KNOW = {
    "fanlight.tables.earlier", "fanlight.tables.knowledge.statements", "fanlight.tables.predicate.predicate", "fanlight.tables.knowledge.rules",
    "fanlight.tables.spec.table", "fanlight.tables.stages",
}  # fmt: skip
A, B, F = (In(name, frozenset(value)) for name, value in (("offence", "A"), ("offence", "B"), ("sex", "F")))
PREDICATES: tuple[Predicate, ...] = (A, B, F, AllOf((A, F)), AnyOf((A, B)), Not(A), AllOf((B, Not(F))))
CAP = 4


@pytest.mark.parametrize("name", ["oracle_worlds", "oracle_reading", "oracle_requirement", "oracle_response"])
def test_the_oracle_knows_predicates_and_values_alone(name: str) -> None:
    tree = ast.parse((TESTS / f"{name}.py").read_text(encoding="utf-8"))
    imported = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {one for one in imported if one.startswith("fanlight")} <= MAY_KNOW


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    relations = st.sampled_from(["=", ">=", "<="])
    told = draw(st.lists(st.tuples(st.sampled_from(PREDICATES), relations, st.integers(0, CAP)), max_size=4))
    # All worlds are small enough for plain enumeration: no unit is free of a limit.
    return [Fact(Figure(AllOf()), "<=", CAP), *(Fact(Figure(p), relation, value) for p, relation, value in told)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(facts(), st.sampled_from([frozenset[str](), frozenset({"offence"})]))
def test_all_sums_are_those_of_plain_enumeration(told: list[Fact], repeated: frozenset[str]) -> None:
    every = [Figure(p) for p in PREDICATES]
    records = records_told_apart([*PREDICATES, AllOf()])
    kinds: list[list[dict[str, object]]] = [[one] for one in records]
    if repeated:
        kinds += [[a, b] for a in records for b in records if a["offence"] != b["offence"] and a["sex"] == b["sex"]]
    # Two kinds that all figures see alike are one.
    told_apart = {tuple(any(holds(p, record) for record in kind) for p in PREDICATES): kind for kind in reversed(kinds)}
    worlds = list(
        consistent_tables([*told_apart.values()], [(f.figure.predicate, f.relation, f.value) for f in told], CAP)
    )
    # In more records than two, a person would be A, B and neither: no figure here is told anything by the third.
    found = ranges(every, told, every, repeated, None if repeated else 1)
    if not worlds:
        assert found is None
        return
    assert found is not None
    for predicate, low, high in zip(PREDICATES, found.least, found.most, strict=True):
        values = values_of(predicate, [*told_apart.values()], worlds)
        assert (low, high) == (min(values), max(values))


def test_what_no_figure_limits_has_no_end() -> None:
    found = ranges([], [Fact(Figure(A), "=", 3)], [Figure(A), Figure(B), Figure(AnyOf((A, B)))])
    assert found is not None
    assert found.least == (3, 0, 3)
    assert found.most == (3, None, None)


def test_a_limit_below_what_is_given_leaves_no_world() -> None:
    assert ranges([], [Fact(Figure(A), "=", 3), Fact(Figure(AnyOf((A, B))), "<=", 2)], []) is None


def test_every_disposal_of_a_crime_counts_and_the_crime_once() -> None:
    """Crimes of one to three disposals each: two crimes have two to six."""
    crimes, disposals = Figure(A), Figure(A, whole=True)
    found = ranges([], [Fact(crimes, "=", 2)], [disposals], frozenset({"offence"}), 3)
    assert found is not None
    assert (found.least, found.most) == ((2,), (6,))
    assert kinds_of_units([crimes, disposals], frozenset(), 3).tolist() == [[1, 1], [1, 2], [1, 3]]
