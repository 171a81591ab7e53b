"""The story in one function: tabulate → protect → audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fanlight.tables.rules import DisclosureRules
from fanlight.tables.spec import Key, PublicFigure, TableSpec
from fanlight.tables.stages import Flag, RawTable, ReleasableTable

if TYPE_CHECKING:
    from fanlight.audit import Audit
    from fanlight.sdc import Plan, PlanOptions
    from fanlight.tabulation import Source

Assess = Callable[[TableSpec, Sequence[Flag]], tuple[tuple[Flag, ...], frozenset[Key]]]
"""A person's assessments: from a table's flags to those found identifying, and the keys found to identify nobody."""

Step = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """Everything that came of a set of tables: the raw counts, flags and plan stay inside; `tables` may go out."""

    raws: tuple[RawTable, ...]
    flags: Mapping[str, tuple[Flag, ...]]
    plan: Plan
    audit: Audit
    tables: tuple[ReleasableTable, ...]


def make_releasable(
    specs: Sequence[TableSpec],
    source: Source,
    *,
    rules: DisclosureRules,
    assess: Assess,
    options: Mapping[str, PlanOptions] | None = None,
    said: Sequence[PublicFigure] = (),
    step: Step = lambda _: None,
) -> Made:
    """Counts the tables, protects them together with least loss, and audits what would be given out.

    Tables are numbered from 1 in the order given. `said` are figures in the response's words. Raises `NotSafe` or
    `NotProvedSafe` where the audit does not find the result safe: then there is no releasable table.
    """
    from fanlight.audit import audit, releasable
    from fanlight.sdc import flag, plan
    from fanlight.tabulation import tabulate

    step("Counting")
    raws = tuple(tabulate(spec, source) for spec in specs)
    flags = {raw.spec.id: flag(raw, rules) for raw in raws}
    assessed = {raw.spec.id: assess(raw.spec, flags[raw.spec.id]) for raw in raws}
    public = (*(figure for spec in specs for figure in spec.public), *said)
    step("Choosing the way of publishing that gives most")
    planned = plan(
        raws,
        sensitive={name: sensitive for name, (sensitive, _) in assessed.items()},
        cleared={name: cleared for name, (_, cleared) in assessed.items()},
        rules=rules,
        public=public,
        options=options or {},
    )
    step("Auditing what the public could work out")
    audited = audit(planned.tables, rules=rules, public=public)
    numbers = {raw.spec.id: number for number, raw in enumerate(raws, start=1)}
    return Made(raws, flags, planned, audited, releasable(audited, planned.tables, numbers))
