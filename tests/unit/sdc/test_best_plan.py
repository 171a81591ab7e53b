"""The plan of five categories by two years, as in the model case: its shape, its pins, and what it cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from fanlight.audit import audit
from fanlight.errors import NotProvedSafe
from fanlight.policy import disclosure_rules
from fanlight.sdc import Plan, PlanOptions, flag, plan
from fanlight.sdc.planning.plan import Alternative, _Planning
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import TableSpec
from fanlight.tables.stages import RawTable

CODES = "abcde"
YEARS = ("2024", "2025")
RULES = disclosure_rules("default", on=date(2026, 10, 29))

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
    assert (made.measure.exact, made.measure.covered) == (6, 12)


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
def test_other_counts_give_other_shapes_each_proved(rows: Rows) -> None:
    made = planned(rows)
    assert made.proved_best
    assert made.bound == made.measure.lost
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
    assert pin.measure.lost < made.measure.lost


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


def test_comparisons_are_limited_by_work_and_not_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that takes an hour for each step they are the same; and one that is too much work is left out."""
    rows = ((2, 3), (40, 51), (12, 1), (6, 9), (30, 4))
    made = planned(rows)
    assert {one.name for one in made.alternatives} >= {"pooling alone", "suppressing alone"}
    slow, other_ways = iter(range(0, 10**9, 3_600)), _Planning.other_ways

    def slowly(self: _Planning, options: Mapping[str, PlanOptions]) -> list[Alternative]:
        return other_ways(replace(self, clock=lambda: float(next(slow))), options)

    with monkeypatch.context() as patch:
        patch.setattr(_Planning, "other_ways", slowly)
        assert planned(rows).alternatives == made.alternatives
    monkeypatch.setattr("fanlight.sdc.planning.plan.STEPS", 2)
    cut = planned(rows)
    assert (cut.tables, cut.measure) == (made.tables, made.measure)
    assert {one.name for one in cut.alternatives} < {one.name for one in made.alternatives}
