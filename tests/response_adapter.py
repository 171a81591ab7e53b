"""The engine's audit as tests see it, and how it is held against the oracle: the only place that knows its names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fanlight.audit import audit
from fanlight.certificate import check
from fanlight.errors import BadInput, NotProvedSafe
from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import PublicFigure
from fanlight.tables.stages import ProtectedTable
from tests.oracle_reading import Marks
from tests.oracle_response import attack
from tests.response_cases import Case


@dataclass(frozen=True)
class Seen:
    """What the engine says: `ranges` where both ends are reached by whole numbers."""

    verdict: str
    ranges: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()


def verdict_of(
    tables: Sequence[ProtectedTable], rules: DisclosureRules, public: Sequence[PublicFigure] = (),
    earlier: Earlier = NOTHING_EARLIER, marks: Marks | None = None,
) -> Seen:  # fmt: skip
    """The engine's audit: the only place that knows its names. What it calls safe, the second checker accepts."""
    try:
        result = audit(tables, rules=rules, public=public, marks=marks, earlier=earlier)
    except BadInput:
        return Seen("contradiction")
    except NotProvedSafe:
        return Seen("not_proved")
    if result.verdict == "safe":
        check(result.certificate, result.published)
    ends = {one.id: (one.lo, one.hi) for one in result.findings if {one.lo_kind, one.hi_kind} == {"whole-number"}}
    return Seen(result.verdict, ends, frozenset(one.id for one in result.findings))


def agree(case: Case) -> str:
    """The verdict, held against the oracle's."""
    seen = verdict_of(case.tables, case.rules, case.public, case.earlier, case.marks)
    right = attack(
        case.tables, rules=case.rules, public=case.public, marks=case.marks, earlier=case.earlier, reading=case.reading
    )
    refused = seen.verdict == "not_proved" and right.verdict != "safe" and case.may_refuse
    assert seen.verdict == right.verdict or refused, (seen, right)
    if right.verdict == "contradiction" or not seen.withheld:
        return right.verdict
    figures = {name for name in right.found if ":others" not in name}
    assert figures == {name for name in seen.withheld if ":others" not in name}
    assert {name: short(case, seen.ranges.get(name)) for name in figures} == {
        name: short(case, right.found[name]) for name in figures
    }
    return right.verdict


def short(case: Case, found: tuple[int, int | None] | None) -> tuple[int, int | None] | None:
    """The range; with crimes and disposals, as far as the threshold: the oracle gives no crime very many disposals."""
    if found is None or not case.earlier.join_units or case.reading.strays:
        return found
    low, high = found
    return low, None if high is None or high >= case.rules.threshold else high
