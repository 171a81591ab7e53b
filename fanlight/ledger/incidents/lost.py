"""What is out already: withheld figures that earlier releases give away by themselves, before anything new is added."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fanlight.audit.result import Finding
from fanlight.audit.system_audit import audit_system
from fanlight.figures.response import stated
from fanlight.figures.system import Stated, System
from fanlight.ledger.incidents.chains import Chain, chains
from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.spec.table import PublicFigure
from fanlight.tables.stages import CONFIDENTIAL, Flag, ProtectedTable, RawTable, Shown


@dataclass(frozen=True)
class Lost:
    """A figure that must be protected and is given away already: it lies from `lo` to `hi`.

    `earlier`: an earlier release withheld it; otherwise only the new response is asked for it. `requirements`: what
    stands in the place of its own from now on: its range must not become narrower. Without any, the figure was only taken
    for a low one, and is seen not to be.
    """

    id: str
    name: str
    earlier: bool
    lo: int
    hi: int | None
    requirements: tuple[Requirement, ...]
    chains: tuple[Chain, ...]

    @property
    def incident(self) -> bool:
        return bool(self.requirements)

    @property
    def exact(self) -> bool:
        return self.lo == self.hi


def already_lost(
    raws: Sequence[RawTable],
    earlier: Earlier,
    *,
    rules: DisclosureRules,
    sensitive: dict[str, tuple[Flag, ...]] | None = None,
    cleared: dict[str, frozenset[tuple[str, ...]]] | None = None,
    public: Sequence[PublicFigure] = (),
    seconds: float = 60.0,
    clock: Callable[[], float] = time.monotonic,
    explain: bool = True,
) -> tuple[Lost, ...]:
    """Audits the earlier figures alone, with every figure of the new response withheld and nothing told by that.

    Raises `BadInput` where the earlier figures contradict one another or the records, `NotProvedSafe` at the limit.
    """
    # What withholding itself tells (that zeros are shown, that nothing else is in a total) is not out yet.
    before = replace(rules, knowledge=Knowledge.K0)
    tables = [
        ProtectedTable(
            raw,
            raw.spec.dimensions,
            {key: Shown(None, CONFIDENTIAL) for key in raw.counts},
            (),
            (sensitive or {}).get(raw.spec.id, ()),
            (cleared or {}).get(raw.spec.id, frozenset()),
        )
        for raw in raws
    ]
    until = clock() + seconds
    found: list[Lost] = []
    for own in stated(tables, rules=before, public=public, exhaustive=False, earlier=earlier):
        audited = audit_system(_asked(own, rules), clock=clock, until=until, explain=False)
        for finding in audited.findings:
            if finding.state == "failed":
                found.append(_lost(audited.system, finding, rules.threshold, explain))
    return tuple(found)


def _asked(own: Stated, rules: DisclosureRules) -> Stated:
    """The same with the figures that have a requirement alone."""
    kept = tuple(
        replace(figure, requirements=asked)
        for figure in own.withheld
        if (asked := _own(figure.requirements, figure.value, figure.earlier, rules))
    )
    return replace(own, withheld=kept)


def _own(
    given: tuple[Requirement, ...], value: int | None, earlier: bool, rules: DisclosureRules
) -> tuple[Requirement, ...]:
    if earlier or rules.knowledge is not Knowledge.K1 or value != 1:
        return given
    return tuple(replace(one, reach_down_to=None) if one.rule == "low_count" else one for one in given)


def not_low(rules: Sequence[str], lo: int, hi: int | None, threshold: int) -> bool:
    """Whether a figure of unknown count is seen not to be a low one: then it has no requirement."""
    return set(rules) == {"unknown_value"} and (lo >= threshold or hi == 0)


def _lost(system: System, finding: Finding, threshold: int, explain: bool) -> Lost:
    figure = next(one for one in system.withheld if one.id == finding.id)
    if not_low([one.rule for one in figure.requirements], finding.lo, finding.hi, threshold):
        return Lost(finding.id, figure.name, figure.earlier, finding.lo, finding.hi, (), ())
    kept = tuple(
        Requirement(
            one.rule,
            None if one.reach_up_to is None else min(one.reach_up_to, _or(finding.hi, one.reach_up_to)),
            None if one.reach_down_to is None else max(one.reach_down_to, finding.lo),
            None if one.width is None else min(one.width, _or(finding.hi, finding.lo + one.width) - finding.lo),
        )
        for one in figure.requirements
    )
    shortest = chains(system, finding.id, lo=finding.lo, hi=finding.hi) if explain else ()
    return Lost(finding.id, figure.name, figure.earlier, finding.lo, finding.hi, kept, shortest)


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
