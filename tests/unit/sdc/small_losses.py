"""Small tables with what their figures lose, for tests of the planner's parts."""

from __future__ import annotations

from collections.abc import Sequence

from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.losses import Losses
from fanlight.tables.knowledge.costs import Costs
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import TOTAL, Key, TableSpec
from fanlight.tables.stages import RawTable

COSTS = Costs()


def spec(
    offences: str, years: Sequence[int], *, areas: str = "", total: bool = True, years_total: str = "", name: str = "x"
) -> TableSpec:
    """Codes are single letters. `total`: whether offences and areas have one."""
    listed = ", ".join(f'"{code}"' for code in offences)
    lines = [
        "tables:",
        f"  - id: {name}",
        "    title: X",
        "    count: {unit: disposals, basis: outcome_date}",
        f"    population: {{title: X, where: {{offence_code: [{listed}]}}}}",
        f"    period: {{kind: calendar_year, from: {years[0]}, to: {years[-1]}"
        + (f", total: {years_total}}}" if years_total else "}"),
        "    dimensions:",
    ]
    for dimension, field, codes in (("offence", "offence_code", offences), ("area", "area", areas)):
        if codes:
            lines += [f"      - name: {dimension}", *(["        total: All"] if total else []), "        categories:"]
            lines += [f'          - {{code: {c}, label: {c.upper()}, where: {{{field}: "{c}"}}}}' for c in codes]
    (made,) = parse_specs("\n".join(lines) + "\n")
    return made


def raw(made: TableSpec, inner: dict[Key, int]) -> RawTable:
    """The table with these counts of its finest figures, and the sums of them."""
    counts = {
        key: sum(
            n for cell, n in inner.items() if all(c in (k, TOTAL) or k == TOTAL for k, c in zip(key, cell, strict=True))
        )
        for key in made.keys()
    }
    return RawTable(made, counts)


def losses(table: RawTable, options: PlanOptions | None = None, costs: Costs = COSTS, threshold: int = 5) -> Losses:
    low = frozenset(key for key, count in table.counts.items() if 1 <= count < threshold)
    return Losses(table, options or PlanOptions(), costs, low)
