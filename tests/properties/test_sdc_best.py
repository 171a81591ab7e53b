"""The plan is safe and loses least of all on tiny tables, against an enumeration of every pattern.

Written apart from the planner: a pattern is a set of figures, each a sum of inner cells; whether it gives anything away
is settled by looking for whole-number tables one cell at a time, without any solver; and what it loses is added up from
policies/disclosure_control/costs.yaml anew.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fanlight.sdc import Plan, PlanOptions, flag, plan
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import TOTAL, Key
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
    every: dict[Key, int] = dict(counts.items())
    if total:
        every |= {(TOTAL, y): sum(counts[c, y] for c in CODES) for y in YEARS}
    return RawTable(spec, every)


@dataclass(frozen=True)
class Pattern:
    figures: tuple[Figure, ...]
    loss: int


def partitions(items: str) -> Iterator[list[str]]:
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        for i in range(len(rest)):
            yield [*rest[:i], items[0] + rest[i], *rest[i + 1 :]]
        yield [items[0], *rest]


def alone(count: int) -> int:
    return round(100 * math.log2(2 + count))


def share(k: int) -> float:
    return 0.0 if k == 1 else 0.75 + 0.15 * math.log(k) / math.log(len(CODES) * len(YEARS))


def low(counts: Counts) -> list[Cell]:
    return [cell for cell, count in counts.items() if 1 <= count < T]


def patterns(counts: Counts, *, total: bool, never_pool: frozenset[str] = frozenset()) -> Iterator[Pattern]:
    """Every way of merging categories, and years, and of withholding some of the figures that are left. A pool holds a low
    figure, is no total that the table has, and is made to be given: most of it passes, and what passes is not withheld."""
    held = ({c for c, _ in low(counts)}, {y for _, y in low(counts)})
    for rows in partitions(CODES):
        wide = [group for group in rows if len(group) > 1]
        if any(never_pool & set(group) or not held[0] & set(group) for group in wide) or (total and CODES in rows):
            continue
        if any(mostly_blank([sum(counts[c, y] for c in group) for y in YEARS]) for group in wide):
            continue
        sums = [sum(counts[c, y] for y in YEARS) for c in CODES]
        several: list[list[tuple[str, ...]]] = [[YEARS[:1], YEARS[1:]], [YEARS]]
        for columns in several:
            if len(columns) == 1 and (not held[1] or mostly_blank([*sums, *([sum(sums)] if total else [])])):
                continue
            yield from withheld(counts, rows, columns, total=total)


def mostly_blank(values: list[int]) -> bool:
    return 2 * sum(1 <= value < T for value in values) > len(values)


def withheld(counts: Counts, rows: list[str], columns: list[tuple[str, ...]], *, total: bool) -> Iterator[Pattern]:
    figures: list[tuple[Figure, int, int]] = []  # with what it loses where it is given, and where it is not
    for group, years in itertools.product(rows, columns):
        cells = [(c, y) for c in group for y in years]
        part = share(len(cells))
        figures.append(
            (
                frozenset(cells),
                sum(math.ceil(alone(counts[cell]) * part) for cell in cells),
                sum(alone(counts[cell]) for cell in cells),
            )
        )
    for years in columns if total else ():
        weights = [alone(sum(counts[c, y] for c in CODES)) + sum(alone(counts[c, y]) for c in CODES) for y in years]
        part = share(len(years))
        every = frozenset((c, y) for c in CODES for y in years)
        figures.append((every, sum(math.ceil(weight * part) for weight in weights), sum(weights)))
    rest = len(figures) - len(rows) * len(columns)
    pooled = [len(figure) > 1 for figure, _, _ in figures[: len(figures) - rest]]
    pooled += [len(columns) == 1] * rest
    ways = [
        (True,) if pool and not 1 <= sum(counts[cell] for cell in figure) < T else (True, False)
        for pool, (figure, _, _) in zip(pooled, figures, strict=True)
    ]
    for given_out in itertools.product(*ways):
        yield Pattern(
            tuple(figure for (figure, _, _), shown in zip(figures, given_out, strict=True) if shown),
            sum(kept if shown else gone for (_, kept, gone), shown in zip(figures, given_out, strict=True)),
        )


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
    if any(1 <= value < T for value in values.values()):
        return False
    return all(possible(values, cell, T, None) and possible(values, cell, 0, counts[cell] - 1) for cell in low(counts))


def best(counts: Counts, *, total: bool, never_pool: frozenset[str] = frozenset()) -> int:
    ordered = sorted(patterns(counts, total=total, never_pool=never_pool), key=lambda pattern: pattern.loss)
    return next(pattern.loss for pattern in ordered if safe(counts, pattern.figures))


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
def test_the_plan_loses_least_of_all_safe_patterns(counts: Counts, total: bool) -> None:
    made = planned(counts, total=total)
    assert made.proved_best
    assert safe(counts, published(made))
    assert made.measure.lost == best(counts, total=total)


@settings(max_examples=40, deadline=None)
@given(counts=tables(), total=st.booleans(), pinned=st.sampled_from(CODES))
def test_with_a_category_never_pooled_it_is_the_best_of_the_rest(counts: Counts, total: bool, pinned: str) -> None:
    pin = frozenset({pinned})
    made = planned(counts, total=total, options=PlanOptions(never_pool=pin))
    assert made.proved_best
    assert safe(counts, published(made))
    assert made.measure.lost == best(counts, total=total, never_pool=pin)


@settings(max_examples=15, deadline=None)
@given(counts=tables())
def test_the_same_counts_give_the_same_plan(counts: Counts) -> None:
    assert planned(counts, total=True) == planned(counts, total=True)
