"""The plan is safe and the best of all on tiny tables, against an enumeration of every pattern.

Written apart from the planner: a pattern is a set of figures, each a sum of inner cells; whether it gives anything away
is settled by looking for whole-number tables one cell at a time, without any solver.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fanlight.sdc import Measure, PlanOptions, flag, plan
from fanlight.sdc.planner import Plan
from fanlight.sdc.units import MAX_POOLS, units_of
from fanlight.tables.predicate import In
from fanlight.tables.rules import DisclosureRules
from fanlight.tables.spec import TOTAL, Category, Dimension
from fanlight.tables.spec_file import parse_specs
from fanlight.tables.stages import RawTable

T = 3
RULES = DisclosureRules(threshold=T, group_disclosure=False)
CODES = "abc"
YEARS = ("2024", "2025")
Cell = tuple[str, str]
Figure = frozenset[Cell]
Counts = dict[Cell, int]


def raw_of(counts: Counts, *, total: bool) -> RawTable:
    codes = ", ".join(f'"{c}"' for c in CODES)
    text = (
        "tables:\n  - id: x\n    title: X\n    count: {unit: disposals, basis: outcome_date}\n"
        f"    population: {{title: X, where: {{offence_code: [{codes}]}}}}\n"
        "    period: {kind: calendar_year, from: 2024, to: 2025}\n"
        "    dimensions:\n      - name: offence\n"
        + ("        total: All\n" if total else "")
        + "        categories:\n"
        + "".join(f'          - {{code: {c}, label: {c.upper()}, where: {{offence_code: "{c}"}}}}\n' for c in CODES)
    )
    (spec,) = parse_specs(text)
    every = dict(counts)
    if total:
        every |= {(TOTAL, y): sum(counts[c, y] for c in CODES) for y in YEARS}
    return RawTable(spec, every)


@dataclass(frozen=True)
class Pattern:
    figures: tuple[Figure, ...]
    measure: Measure


def partitions(items: str) -> Iterator[list[str]]:
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        for i in range(len(rest)):
            yield [*rest[:i], items[0] + rest[i], *rest[i + 1 :]]
        yield [items[0], *rest]


def patterns(*, total: bool, never_pool: frozenset[str] = frozenset()) -> Iterator[Pattern]:
    for partition in partitions(CODES):
        if any(len(group) > 1 and never_pool & set(group) for group in partition):
            continue
        rows = [(group, len(group)) for group in partition] + ([(CODES, 1)] if total else [])
        for ways in itertools.product(("both", "first", "second", "sum", "none"), repeat=len(rows)):
            figures, measure = [], Measure(0, 0, 0)
            for (group, size), how in zip(rows, ways, strict=True):
                columns = {"both": [YEARS[:1], YEARS[1:]], "first": [YEARS[:1]], "second": [YEARS[1:]],
                           "sum": [YEARS], "none": []}[how]  # fmt: skip
                for years in columns:
                    figures.append(frozenset((c, y) for c in group for y in years))
                    n = size * len(years)
                    measure += Measure(1, 1, 0) if n == 1 else Measure(0, n, round(100 * n * math.log2(n)))
            yield Pattern(tuple(figures), measure)


def possible(figures: dict[Figure, int], target: Cell, least: int, most: int | None) -> bool:
    """Whether some whole-number table agrees with the figures and has the target between `least` and `most`."""
    cells = sorted({cell for figure in figures for cell in figure})
    if target not in cells:
        return True
    open_in = {figure: len(figure) for figure in figures}
    left = dict(figures)

    def place(index: int) -> bool:
        if index == len(cells):
            return True
        cell = cells[index]
        holding = [figure for figure in figures if cell in figure]
        high = min(left[figure] for figure in holding)
        low = max([0, *(left[figure] for figure in holding if open_in[figure] == 1)])
        if cell == target:
            low, high = max(low, least), high if most is None else min(high, most)
        for value in range(low, high + 1):
            for figure in holding:
                left[figure] -= value
                open_in[figure] -= 1
            done = place(index + 1)
            for figure in holding:
                left[figure] += value
                open_in[figure] += 1
            if done:
                return True
        return False

    return place(0)


def safe(counts: Counts, figures: tuple[Figure, ...]) -> bool:
    values = {figure: sum(counts[cell] for cell in figure) for figure in figures}
    low = [cell for cell, count in counts.items() if 1 <= count < T]
    return all(possible(values, cell, T, None) and possible(values, cell, 0, counts[cell] - 1) for cell in low)


def best(counts: Counts, *, total: bool, never_pool: frozenset[str] = frozenset()) -> Measure:
    ordered = sorted(
        patterns(total=total, never_pool=never_pool),
        key=lambda p: (p.measure.exact, p.measure.covered, -p.measure.blur),
        reverse=True,
    )
    return next(pattern.measure for pattern in ordered if safe(counts, pattern.figures))


def planned(counts: Counts, *, total: bool, options: PlanOptions | None = None) -> Plan:
    raw = raw_of(counts, total=total)
    return plan([raw], sensitive={"x": flag(raw, RULES)}, cleared={}, rules=RULES,
                options={"x": options or PlanOptions()}, compare=False)  # fmt: skip


def published(made: Plan) -> tuple[Figure, ...]:
    (table,) = made.tables
    members = {(pool.dimension, pool.code): pool.members for pool in table.pools}
    names = [dimension.name for dimension in table.raw.spec.dimensions]
    found = []
    for key, cell in table.cells.items():
        if cell.value is not None:
            parts = [members.get((name, code), (code,)) for name, code in zip(names, key, strict=True)]
            parts = [tuple(CODES) if part == (TOTAL,) else part for part in parts]
            found.append(frozenset((c, y) for c, y in itertools.product(*parts)))
    return tuple(found)


def tables() -> st.SearchStrategy[Counts]:
    """Six counts whose sums by year are not low themselves: those would be flagged too, which the oracle leaves out."""
    cells = [(c, y) for c in CODES for y in YEARS]
    drawn = st.lists(st.integers(0, 6), min_size=6, max_size=6).map(
        lambda counts: dict(zip(cells, counts, strict=True))
    )
    return drawn.filter(lambda t: all(not 1 <= sum(t[c, y] for c in CODES) < T for y in YEARS))


# The solver's reductions end in an error here; without them it finds the best.
REFUSED_AT_FIRST = dict(zip(((c, y) for c in CODES for y in YEARS), (5, 1, 0, 1, 2, 5), strict=True))


@settings(max_examples=40, deadline=None)
@given(counts=tables(), total=st.booleans())
@example(counts=REFUSED_AT_FIRST, total=True)
def test_the_plan_is_the_best_safe_pattern(counts: Counts, total: bool) -> None:
    made = planned(counts, total=total)
    assert made.proved_best
    assert safe(counts, published(made))
    assert made.measure == best(counts, total=total)


@settings(max_examples=40, deadline=None)
@given(counts=tables(), total=st.booleans(), pinned=st.sampled_from(CODES))
def test_with_a_category_never_pooled_it_is_the_best_of_the_rest(counts: Counts, total: bool, pinned: str) -> None:
    pin = frozenset({pinned})
    made = planned(counts, total=total, options=PlanOptions(never_pool=pin))
    assert made.proved_best
    assert safe(counts, published(made))
    assert made.measure == best(counts, total=total, never_pool=pin)


@settings(max_examples=15, deadline=None)
@given(counts=tables())
def test_the_same_counts_give_the_same_plan(counts: Counts) -> None:
    assert planned(counts, total=True) == planned(counts, total=True)


def test_many_categories_are_counted_before_they_are_listed() -> None:
    codes = [f"c{i:02d}" for i in range(40)]
    dimension = Dimension("x", "X", tuple(Category(c, c, In("f", frozenset({c}))) for c in codes))
    units = units_of(dimension, PlanOptions(), codes[:9])
    assert not units.complete
    assert tuple(codes[:9]) in {pool.members for pool in units.pools}
    assert len(units.pools) <= MAX_POOLS
    assert all(set(codes[:9]) & set(pool.members) for pool in units.pools)


@given(size=st.integers(1, 7), held=st.integers(0, 3))
def test_few_categories_have_every_pool_that_holds_an_identifying_one(size: int, held: int) -> None:
    codes = [f"c{i}" for i in range(size)]
    wanted = set(codes[:held])
    dimension = Dimension("x", "X", tuple(Category(c, c, In("f", frozenset({c}))) for c in codes))
    units = units_of(dimension, PlanOptions(), wanted)
    every = {c for n in range(2, size + 1) for c in itertools.combinations(codes, n) if wanted & set(c)}
    assert units.complete
    assert {pool.members for pool in units.pools} == every
