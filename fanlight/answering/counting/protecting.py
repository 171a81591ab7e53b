"""A case's tables counted, protected and audited: the one module here that knows the shape of what the pipeline makes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fanlight.answering.counting.assess import Assessed
from fanlight.answering.counting.searched import found_words
from fanlight.pipeline import SECONDS, Assess, Made, Said, make_releasable
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key, PublicFigure, TableSpec
from fanlight.tables.stages import Flag, ProtectedTable, RawTable, ReleasableTable

if TYPE_CHECKING:
    from fanlight.audit import Finding
    from fanlight.ledger.weigh import Memory, Weighed
    from fanlight.sdc import PlanOptions
    from fanlight.tabulation import Source

log = logging.getLogger(__name__)

Step = Callable[[str], None]
"""Told in words what begins. It may raise `fanlight.errors.Cancelled`: then nothing was made."""


@dataclass(frozen=True)
class Protected:
    """What came of a case's tables. `tables` alone may go out; all else is internal.

    `raws` are the true counts, `inside` the tables as planned, with why each figure is withheld; `findings` say what
    can be worked out of each withheld figure. `verdict` and `sha256` are the audit's. `plan` and `audit` are all of
    it in plain JSON values. `weighed`: what the ledger had to say (None: no ledger). `said`: what the
    response's words say of figures.
    """

    raws: tuple[RawTable, ...]
    flags: Mapping[str, tuple[Flag, ...]]
    assessed: Mapping[str, Assessed]
    inside: tuple[ProtectedTable, ...]
    tables: tuple[ReleasableTable, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...]
    verdict: str
    sha256: str
    plan: Mapping[str, Any]
    audit: Mapping[str, Any]
    weighed: Weighed | None
    said: tuple[PublicFigure, ...]

    @property
    def withholds(self) -> bool:
        """Whether a figure is withheld or combined, here or in an earlier release that touches these tables."""
        here = any(table.pools or any(cell.value is None for cell in table.cells.values()) for table in self.tables)
        return here or (self.weighed is not None and bool(self.weighed.touched))


def protect(
    specs: Sequence[TableSpec],
    source: Source | None,
    *,
    rules: DisclosureRules,
    assess: Callable[[TableSpec, Sequence[Flag]], Assessed],
    options: Mapping[str, PlanOptions],
    said: Said,
    memory: Memory | None,
    seconds: float = SECONDS,
    step: Step,
) -> Protected:
    """Raises `NotSafe` or `NotProvedSafe` where no safe way of publishing was proved. `source` None: without tables."""
    assessed: dict[str, Assessed] = {}

    def by_person(spec: TableSpec, flags: Sequence[Flag]) -> tuple[tuple[Flag, ...], frozenset[Key]]:
        assessed[spec.id] = assess(spec, flags)
        return assessed[spec.id].sensitive, assessed[spec.id].cleared

    made = _made(specs, source, rules, by_person, memory, step, options=options, said=said, seconds=seconds)
    log.info("Tables %s: audit %s, %s.", ", ".join(assessed) or "none", made.audit.verdict, made.audit.sha256[:12])
    return Protected(
        made.raws,
        made.flags,
        assessed,
        made.plan.tables,
        made.tables,
        made.audit.findings,
        made.audit.assumptions,
        made.audit.verdict,
        made.audit.sha256,
        _plan_json(made),
        made.audit.to_json(),
        made.weighed,
        made.said,
    )


def planned(
    specs: Sequence[TableSpec],
    source: Source,
    rules: DisclosureRules,
    memory: Memory,
    step: Step,
    *,
    seconds: float = SECONDS,
) -> tuple[tuple[ProtectedTable, ...], str]:
    """The best safe way, were every flagged figure found identifying, and in words how good it is. Raises `NotSafe` or `NotProvedSafe`."""

    def careful(_: TableSpec, flags: Sequence[Flag]) -> tuple[tuple[Flag, ...], frozenset[Key]]:
        return tuple(flags), frozenset()

    made = _made(specs, source, rules, careful, memory, step, seconds=seconds)
    return made.plan.tables, found_words(_plan_json(made))


def _made(
    specs: Sequence[TableSpec],
    source: Source | None,
    rules: DisclosureRules,
    assess: Assess,
    memory: Memory | None,
    step: Step,
    **more: Any,
) -> Made:
    # Without tables nothing is counted, and the source is not looked at.
    held: Any = source
    return make_releasable(specs, held, rules=rules, assess=assess, memory=memory, step=step, **more)


def _plan_json(made: Made) -> dict[str, Any]:
    plan = made.plan
    return {
        "measure": asdict(plan.measure),
        "proved_best": plan.proved_best,
        "bound": plan.bound,
        "ended": plan.ended,
        "sets": plan.sets,
        "alternatives": [_alternative(one) for one in plan.alternatives],
        "pins": [_alternative(one) for one in plan.pins],
    }


def _alternative(entry: Any) -> dict[str, Any]:
    return {"name": entry.name, "measure": asdict(entry.measure) if entry.measure else None}
