"""Releasable tables for tests of what is written. Only here is the audit's seal taken by name."""

from __future__ import annotations

from dataclasses import replace

from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import Category
from fanlight.tables.stages import _AUDITED, Pool, ReleasableTable, Shown, pool_predicate

SPEC = """
tables:
  - id: totals
    title: Community resolutions by calendar year
    count: {unit: disposals, basis: outcome_date}
    population: {title: Community resolutions, where: {outcome_type: "8"}}
    period: {kind: calendar_year, from: 2020, to: 2021}
  - id: by_offence
    title: Community resolutions by offence category and calendar year
    count: {unit: disposals, basis: outcome_date}
    population: {title: Community resolutions, where: {outcome_type: "8"}}
    period: {kind: calendar_year, from: 2020, to: 2021}
    dimensions:
      - name: offence
        title: Offence category
        categories:
          - {code: a, label: Coercive <control> & more, where: {offence_code: "8/67"}}
          - {code: b, label: Threats to kill, where: {offence_code: "3/1"}}
          - {code: c, label: "=Harassment", where: {offence_code: "8/30"}, counted: code 8/30}
"""


def _table(index: int, cells: dict[tuple[str, ...], Shown], number: int) -> ReleasableTable:
    spec = parse_specs(SPEC)[index]
    return ReleasableTable(
        spec.id, number, spec.title, spec.unit, f"Number of {spec.unit.value}", spec.population_text, spec.basis_text,
        spec.period_text, spec.dimensions, cells, (), spec.notes, "Crime records", "2022-01-31", "0" * 64, _AUDITED,
    )  # fmt: skip


def totals() -> ReleasableTable:
    return _table(0, {("2020",): Shown(40992), ("2021",): Shown(25908)}, 1)


def with_marks() -> ReleasableTable:
    cells = {(c, y): Shown(100 + i) for i, (c, y) in enumerate((c, y) for c in "abc" for y in ("2020", "2021"))}
    return _table(1, {**cells, ("a", "2020"): Shown(None, "[c]")}, 2)


def pooled() -> ReleasableTable:
    table = with_marks()
    offence, period = table.dimensions
    label = "Combined: Coercive <control> & more; =Harassment"
    pool = Category("pool(a+c)", label, pool_predicate(offence, ("a", "c")))
    return replace(
        table,
        dimensions=(replace(offence, categories=(offence.category("b"), pool)), period),
        cells={
            ("b", "2020"): Shown(325),
            ("b", "2021"): Shown(1358),
            ("pool(a+c)", "2020"): Shown(9),
            ("pool(a+c)", "2021"): Shown(7),
        },
        pools=(Pool("offence", "pool(a+c)", label, ("a", "c")),),
    )
