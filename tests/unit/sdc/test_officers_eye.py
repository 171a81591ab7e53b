"""What an officer would not choose: rows of blanks under a pool's name, and totals or what was asked to go last withheld first."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from fanlight.audit import audit
from fanlight.policy import disclosure_rules
from fanlight.sdc import Plan, PlanOptions, flag, plan
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import TOTAL, TableSpec
from fanlight.tables.stages import RawTable

RULES = disclosure_rules("default", on=date(2026, 10, 29))
Rows = Mapping[str, tuple[int, ...]]


def spec(codes: str, years: int, name: str = "t", field: str = "offence_code") -> TableSpec:
    text = (
        f"tables:\n  - id: {name}\n    title: T\n    count: {{unit: disposals, basis: outcome_date}}\n"
        '    population: {title: All, where: {outcome_type: "8"}}\n'
        f"    period: {{kind: calendar_year, from: {2026 - years}, to: 2025, total: All years}}\n"
        "    dimensions:\n      - name: offence\n        total: Total\n        categories:\n"
    )
    text += "".join(f"          - {{code: {c}, label: {c}, where: {{{field}: {c}}}}}\n" for c in codes)
    (found,) = parse_specs(text)
    return found


def planned(rows: Rows, options: PlanOptions | None = None) -> Plan:
    years = len(next(iter(rows.values())))
    own = spec("".join(rows), years)
    counts: Counter[tuple[str, ...]] = Counter()
    for code, values in rows.items():
        for year, value in zip(range(2026 - years, 2026), values, strict=True):
            for key in itertools.product((code, TOTAL), (str(year), TOTAL)):
                counts[key] += value
    raw = RawTable(own, {key: counts[key] for key in own.keys()})
    found = plan(
        [raw], sensitive={"t": flag(raw, RULES)}, cleared={}, rules=RULES, options={"t": options or PlanOptions()}
    )
    assert audit(found.tables, rules=RULES, claimed=found.witnesses).verdict == "safe"
    assert found.proved_best
    return found


def withheld(made: Plan) -> set[tuple[str, ...]]:
    return {key for key, cell in made.tables[0].cells.items() if cell.value is None}


ZEROS: Rows = {"a": (120, 130), "b": (0, 0), "c": (1, 0), "d": (3, 2), "e": (40, 44), "f": (6, 9)}
SMALL: Rows = {
    "a": (6, 7, 10), "b": (8, 1, 1), "c": (5, 1, 4), "d": (1, 4, 3), "e": (2, 1, 2), "f": (2, 1, 1),
}  # fmt: skip


@pytest.mark.parametrize("rows", [ZEROS, SMALL])
def test_no_pool_is_a_row_of_blanks(rows: Rows) -> None:
    (table,) = planned(rows).tables
    for pool in table.pools:
        own = [cell for key, cell in table.cells.items() if key[0] == pool.code]
        assert all(cell.value is not None for cell in own)


def test_a_pool_that_the_officer_asks_for_is_made_all_the_same() -> None:
    made = planned(ZEROS, PlanOptions(pool_together=(frozenset({"c", "d"}),)))
    (pool,) = made.tables[0].pools
    assert {"c", "d"} <= set(pool.members)


@pytest.mark.parametrize("rows", [ZEROS, SMALL])
def test_totals_go_last(rows: Rows) -> None:
    gone = withheld(planned(rows))
    assert (TOTAL, TOTAL) not in gone
    assert not {key for key in gone if key[0] == TOTAL}


def test_what_is_protected_last_is_given() -> None:
    """One low figure a year needs another withheld beside it: not the one of the reference group."""
    rows: Rows = {"a": (20, 3), "b": (6, 7), "c": (8, 9)}
    suppress = PlanOptions(ways=frozenset({"everything", "suppress"}))
    free = withheld(planned(rows, suppress))
    assert {key for key in free if key[0] == "b"}
    last = PlanOptions(ways=suppress.ways, protect_last=frozenset({"b"}))
    assert not {key for key in withheld(planned(rows, last)) if key[0] == "b"}


def test_the_figures_of_a_table_that_goes_last_are_given() -> None:
    """Two tables share their margin: what has to be withheld beside a low figure is withheld in the other one."""
    low, high = spec("ab", 2, name="t"), spec("cd", 2, name="u", field="borough")
    first = RawTable(low, _counts(low, {"a": (3, 30), "b": (40, 41)}))
    second = RawTable(high, _counts(high, {"c": (20, 31), "d": (23, 40)}))
    gone = {}
    for name in ("t", "u"):
        found = plan(
            [first, second],
            sensitive={"t": flag(first, RULES), "u": flag(second, RULES)},
            cleared={},
            rules=RULES,
            options={name: PlanOptions(table_last=True)},
        )
        gone[name] = [sum(cell.value is None for cell in table.cells.values()) for table in found.tables]
    assert gone["u"][1] == 0
    assert gone["t"][0] <= gone["u"][0]


def _counts(own: TableSpec, rows: Rows) -> dict[tuple[str, ...], int]:
    counts: Counter[tuple[str, ...]] = Counter()
    for code, values in rows.items():
        for year, value in zip((2024, 2025), values, strict=True):
            for key in itertools.product((code, TOTAL), (str(year), TOTAL)):
                counts[key] += value
    return {key: counts[key] for key in own.keys()}


def test_what_the_officer_pools_may_be_withheld() -> None:
    """Given, it would tell the one low figure beside it: the year's total is out."""
    rows: Rows = {"a": (30, 31), "b": (4, 40), "c": (20, 25), "d": (9, 41)}
    pooled = PlanOptions(
        ways=frozenset({"everything", "pool", "suppress"}),
        pool_together=(frozenset({"c", "d"}),),
        never_pool=frozenset({"a", "b"}),
        publish=frozenset({("a", "2024"), ("a", "2025")}),
    )
    (table,) = planned(rows, pooled).tables
    (pool,) = table.pools
    assert table.cells[pool.code, "2024"].value is None
    assert table.cells["b", "2024"].value is None
