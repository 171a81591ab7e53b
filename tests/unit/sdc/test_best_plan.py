"""The plan is the best there is: against an enumeration of every way of publishing five categories by two years.

The enumeration is written apart from the planner: it goes through all partitions of the categories into rows, and for
each row through giving both years, one, the two in one figure, or none; and it judges safety by listing the tables that
agree with what is given.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from datetime import date

import pytest

from fanlight.audit import audit
from fanlight.errors import NotProvedSafe
from fanlight.policy import disclosure_rules
from fanlight.sdc import Measure, PlanOptions, flag, plan
from fanlight.sdc.planner import Plan
from fanlight.tables.spec import TableSpec
from fanlight.tables.spec_file import parse_specs
from fanlight.tables.stages import RawTable

CODES = "abcde"
YEARS = ("2024", "2025")
RULES = disclosure_rules("default", on=date(2026, 10, 29))
T = RULES.threshold

SPECS = """
tables:
  - id: all
    title: All
    count: {unit: disposals, basis: outcome_date}
    population: {title: All, where: {outcome_type: "8"}}
    period: {kind: calendar_year, from: 2024, to: 2025}
  - id: by_offence
    title: By offence
    count: {unit: disposals, basis: outcome_date}
    population: {title: All, where: {outcome_type: "8"}}
    period: {kind: calendar_year, from: 2024, to: 2025}
    dimensions:
      - name: offence
        categories:
""" + "".join(f'          - {{code: {c}, label: {c.upper()}, where: {{offence_code: "{c}"}}}}\n' for c in CODES)

Rows = tuple[tuple[int, int], ...]
Group = frozenset[int]
Choice = tuple[tuple[Group, str], ...]
"""For each row (a set of categories): "both" years, "first", "second", "sum" of the two, or "none"."""


def specs() -> tuple[TableSpec, ...]:
    return parse_specs(SPECS)


def planned(rows: Rows, totals: tuple[int, int] = (40000, 41000), **options: PlanOptions) -> Plan:
    raws = (
        RawTable(specs()[0], {(y,): n for y, n in zip(YEARS, totals, strict=True)}),
        RawTable(
            specs()[1], {(c, y): n for c, row in zip(CODES, rows, strict=True) for y, n in zip(YEARS, row, strict=True)}
        ),
    )
    sensitive = {raw.spec.id: flag(raw, RULES) for raw in raws}
    return plan(raws, sensitive=sensitive, cleared={}, rules=RULES, options=options)


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        for i in range(len(rest)):
            yield [*rest[:i], [items[0], *rest[i]], *rest[i + 1 :]]
        yield [[items[0]], *rest]


def safe(rows: Rows, choice: Choice) -> bool:
    """Each row's figures bear on its own categories alone (the totals by year leave the rest of the crimes open), so
    that a category's extremes follow from its row: from 0 to the figure that holds it, or without an upper end."""
    for group, how in choice:
        for c in group:
            for year in (0, 1):
                count = rows[c][year]
                if not 1 <= count < T:
                    continue
                alone = len(group) == 1
                if how == "both" or how == ("first", "second")[year]:
                    if alone:
                        return False
                    most = sum(rows[other][year] for other in group)
                elif how == "sum":
                    most = sum(sum(rows[other]) for other in group)
                else:
                    continue
                # The least is 0, since the row's other parts can take all of it.
                if most < T:
                    return False
    return True


def worth(choice: Choice) -> Measure:
    total = Measure(0, 0, 0)
    for group, how in choice:
        n = len(group)
        years = {"both": 2, "first": 1, "second": 1, "sum": 1, "none": 0}[how]
        size = 2 * n if how == "sum" else n
        if size == 1:
            total += Measure(years, years, 0)
        elif years:
            total += Measure(0, years * size, years * round(100 * size * math.log2(size)))
    return total


def best_by_enumeration(rows: Rows) -> tuple[Measure, list[Choice]]:
    best, found = Measure(-1, 0, 0), []
    for partition in partitions(list(range(len(rows)))):
        for ways in itertools.product(("both", "first", "second", "sum", "none"), repeat=len(partition)):
            choice: Choice = tuple((frozenset(group), how) for group, how in zip(partition, ways, strict=True))
            measure = worth(choice)
            if best.better_than(measure) or not safe(rows, choice):
                continue
            if measure.better_than(best):
                best, found = measure, []
            found.append(choice)
    return best, found


def shape(made: Plan) -> Choice:
    """The plan for the offence table in the enumeration's terms."""
    table = made.tables[1]
    members = {pool.code: pool.members for pool in table.pools}
    rows = []
    for category in table.dimensions[0].categories:
        group = frozenset(CODES.index(c) for c in members.get(category.code, (category.code,)))
        given = {key[1] for key, cell in table.cells.items() if key[0] == category.code and cell.value is not None}
        how = {frozenset(): "none", frozenset(YEARS): "both", frozenset({"2024"}): "first",
               frozenset({"2025"}): "second"}.get(frozenset(given), "sum")  # fmt: skip
        rows.append((group, how))
    return tuple(rows)


def plain(choice: Choice) -> frozenset[tuple[Group, str]]:
    """Rows that give nothing, split into single categories: how blanks are grouped says nothing."""
    return frozenset(
        row
        for group, how in choice
        for row in ([(group, how)] if how != "none" else [(frozenset({c}), how) for c in group])
    )


MODEL = ((2, 4), (329, 308), (2, 1), (2400, 2450), (1, 1))


def test_the_demonstrations_counts_give_the_model_cases_shape() -> None:
    made = planned(MODEL)
    assert made.proved_best
    assert plain(shape(made)) == {
        (frozenset({1}), "both"), (frozenset({3}), "both"), (frozenset({0, 2, 4}), "both"),
    }  # fmt: skip
    table = made.tables[1]
    assert {c.value for k, c in table.cells.items() if k[0].startswith("pool")} == {5, 6}
    assert all(cell.value is not None for cell in made.tables[0].cells.values())
    measure, best = best_by_enumeration(MODEL)
    assert [plain(choice) for choice in best] == [plain(shape(made))]
    assert made.measure == measure + Measure(2, 2, 0)


@pytest.mark.parametrize(
    "rows",
    [
        ((2, 1), (325, 358), (4, 4), (1800, 1900), (3, 2)),
        ((2, 9), (325, 358), (44, 14), (1800, 1900), (13, 12)),
        ((1, 1), (325, 358), (44, 14), (1800, 1900), (13, 12)),
        ((0, 3), (0, 0), (4, 0), (9, 1), (0, 1)),
        ((4, 4), (4, 4), (4, 4), (4, 4), (4, 4)),
        ((1, 0), (0, 0), (0, 0), (7, 7), (0, 2)),
        ((30, 40), (50, 60), (70, 80), (90, 10), (20, 25)),
    ],
)
def test_other_counts_give_other_shapes_each_the_best(rows: Rows) -> None:
    made = planned(rows)
    measure, best = best_by_enumeration(rows)
    assert made.proved_best
    assert made.measure == measure + Measure(2, 2, 0)
    assert plain(shape(made)) in {plain(choice) for choice in best}
    assert audit(made.tables, rules=RULES).verdict == "safe"


def test_published_figures_equal_the_counts() -> None:
    made = planned(MODEL)
    for table in made.tables:
        for key, cell in table.cells.items():
            if key in table.raw.counts and cell.value is not None:
                assert cell.value == table.raw.counts[key]


def test_a_pin_is_kept_and_its_cost_known() -> None:
    made = planned(MODEL, by_offence=PlanOptions(never_pool=frozenset({"a"})))
    assert all("a" not in pool.members for pool in made.tables[1].pools if pool.dimension == "offence")
    (pin,) = made.pins
    assert pin.measure is not None
    assert pin.measure.better_than(made.measure)


def test_totals_published_elsewhere_make_complementary_suppression() -> None:
    text = SPECS.replace("      - name: offence\n", "      - name: offence\n        total: All five\n").replace(
        'where: {outcome_type: "8"}}\n    period: {kind: calendar_year, from: 2024, to: 2025}\n    dimensions',
        'where: {offence_code: ["a", "b", "c", "d", "e"]}}\n    period: {kind: calendar_year, from: 2024, to: 2025}\n    dimensions',
    )
    spec = parse_specs(text)[1]
    counts = {(c, y): n for c, row in zip(CODES, ((3, 40), (30, 41), (32, 42), (33, 43), (34, 44)), strict=True)
              for y, n in zip(YEARS, row, strict=True)}  # fmt: skip
    counts |= {("Total", y): sum(counts[c, y] for c in CODES) for y in YEARS}
    raw = RawTable(spec, counts)
    made = plan([raw], sensitive={spec.id: flag(raw, RULES)}, cleared={}, rules=RULES,
                options={spec.id: PlanOptions(ways=frozenset({"everything", "suppress"}))})  # fmt: skip
    reasons = [cell.reason for cell in made.tables[0].cells.values() if cell.value is None]
    assert sorted(map(str, reasons)) == ["assessed", "complementary"]
    assert audit(made.tables, rules=RULES).verdict == "safe"


def test_what_cannot_be_protected_is_named() -> None:
    spec = specs()[1]
    counts = {(c, y): 50 for c in CODES for y in YEARS} | {("a", "2024"): 3}
    raw = RawTable(spec, counts)
    with pytest.raises(NotProvedSafe, match="No way of publishing"):
        plan([raw], sensitive={spec.id: flag(raw, RULES)}, cleared={}, rules=RULES,
             options={spec.id: PlanOptions(publish=frozenset({("a", "2024")}))})  # fmt: skip
