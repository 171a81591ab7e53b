"""The officer's limits on how a table may be published, as the planner takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fanlight.answering.case.model import Case, TablePlan
from fanlight.answering.counting.assess import matching
from fanlight.errors import SpecError
from fanlight.tables.spec.table import Key, TableSpec

if TYPE_CHECKING:
    from fanlight.sdc import PlanOptions


def options(case: Case, specs: Sequence[TableSpec]) -> dict[str, PlanOptions]:
    """Each table's limits by its id. Raises `SpecError` for a table that no spec has."""
    unknown = set(case.file.plans) - {spec.id for spec in specs}
    if unknown:
        raise SpecError(
            f"plans names tables that no spec has: {', '.join(sorted(unknown))}.", where=case.place("plans")
        )
    return {
        spec.id: options_for(spec, case.file.plans.get(spec.id, TablePlan()), case.place("plans")) for spec in specs
    }


def options_for(spec: TableSpec, given: TablePlan, place: str) -> PlanOptions:
    """Raises `SpecError` where a pin names a category that the table does not have."""
    from fanlight.sdc import PlanOptions

    codes = {category.code for dimension in spec.dimensions for category in dimension.categories}
    last = frozenset[str]() if given.protect_last == "table" else frozenset(given.protect_last)
    named = {*given.never_pool, *(code for group in given.pool_together for code in group), *given.priority, *last}
    if named - codes:
        raise SpecError(
            f"plans.{spec.id} names categories that the table does not have: {', '.join(sorted(named - codes))}.",
            where=place,
            next_step=f"It has {', '.join(sorted(codes))}.",
        )
    if any(times < 1 for times in given.priority.values()):
        raise SpecError(f"plans.{spec.id}: a priority is at least 1.", where=place)
    names = [dimension.name for dimension in spec.dimensions]
    unknown = set(given.pool_over or ()) - set(names)
    if unknown:
        raise SpecError(f"plans.{spec.id}: there is no dimension {', '.join(sorted(unknown))}.", where=place)

    def keys(patterns: list[dict[str, str]]) -> frozenset[Key]:
        return frozenset(key for pattern in patterns for key in matching(spec, dict(pattern), place))

    return PlanOptions(
        ways=frozenset(given.ways),
        pool_over=None if given.pool_over is None else frozenset(given.pool_over),
        never_pool=frozenset(given.never_pool),
        pool_together=tuple(frozenset(group) for group in given.pool_together),
        publish=keys(given.publish),
        withhold=keys(given.withhold),
        priority=dict(given.priority),
        protect_last=last,
        table_last=given.protect_last == "table",
    )
