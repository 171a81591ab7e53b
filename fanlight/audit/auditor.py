"""The audit: what anybody can work out about the withheld figures of one response, and whether that is too much."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from fanlight.audit import result
from fanlight.audit.assumptions import assumptions_of
from fanlight.audit.certificate.form import VERSION, certificate, digest
from fanlight.audit.certificate.units import decisions, published_json
from fanlight.audit.given_out import check_against_raw, check_zeros_given, flagged_but_given
from fanlight.audit.release import subject_of
from fanlight.audit.result import Audit, Problem, Verdict
from fanlight.audit.system_audit import SystemAudit, audit_system
from fanlight.errors import BadInput
from fanlight.figures.cells.moves import Moves
from fanlight.figures.collect import Marks
from fanlight.figures.response import stated
from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.parts import told_not_zero
from fanlight.tables.spec.table import PublicFigure
from fanlight.tables.stages import ProtectedTable


def audit(
    tables: Sequence[ProtectedTable],
    *,
    rules: DisclosureRules,
    public: Sequence[PublicFigure] = (),
    marks: Marks | None = None,
    earlier: Earlier = NOTHING_EARLIER,
    claimed: Sequence[Moves] = (),
    time_limit: float = 60,
    clock: Callable[[], float] = time.monotonic,
) -> Audit:
    """Audits everything that one response would give out, together.

    `tables`: all of them. `public`: every other figure or statement that a reader has: letter, notes, page, earlier
    releases, external statistics; words as relations ("none": = 0, "fewer than five": <= 4). `marks`: the range of
    counts that a mark other than [c] stands for. `earlier`: what earlier releases gave out, and what they withheld, which
    is audited as well. `claimed`: tables that somebody else has found, as moves of the finest counts away from the true ones, these
    named by which true figures count them (`System.signatures`); each is checked, and used only if it agrees. `time_limit` in seconds, for all units together.

    The verdict is "safe" only with whole-number witness tables for every protected figure, "exposed" only with a
    proof, else "not_proved". Raises `BadInput` for figures that contradict one another or the raw tables (naming where
    they are, not what they are), `NotProvedSafe` where not even one agreeing table was found in time, `TooLarge`.

    Source: Fischetti and Salazar (Management Science 47(7), 2001) for the attacker's linear programme; whole-number
    witnesses in place of its optimum.
    """
    if rules.threshold < 1:
        raise BadInput("The threshold must be at least 1.", where=rules.policy)
    until = clock() + time_limit
    for table in tables:
        check_against_raw(table)
        if rules.knowledge is Knowledge.K1:
            check_zeros_given(table)
    problems = tuple(problem for table in tables for problem in flagged_but_given(table, rules))
    systems = stated(tables, rules=rules, public=public, marks=marks, earlier=earlier)
    units = [audit_system(one, claimed=claimed, clock=clock, until=until) for one in systems]
    verdict = _verdict(problems, units)
    told = {table.raw.spec.id: told_not_zero(table) for table in tables}
    used = [unit.system for unit in units]
    published: dict[str, Any] = {
        "format": "fanlight-published",
        "version": VERSION,
        "knowledge": rules.knowledge.value,
        "systems": [published_json(one, told) for one in used],
    }
    return Audit(
        verdict=verdict,
        rules=rules,
        findings=tuple(finding for unit in units for finding in unit.findings),
        problems=problems,
        assumptions=assumptions_of(used, rules.knowledge, earlier),
        certificate=certificate(
            "units",
            verdict=verdict,
            knowledge=rules.knowledge.value,
            threshold=rules.threshold,
            zeros_protected=rules.flag_zeros,
            systems=[{**unit.claims, **decisions(tables, unit.system.units)} for unit in units],
            published_sha256=digest(published),
        ),
        published=published,
        subject=subject_of(tables),
        seal=result._MADE_HERE,
    )


def _verdict(problems: Sequence[Problem], units: Sequence[SystemAudit]) -> Verdict:
    states = {finding.state for unit in units for finding in unit.findings}
    if problems or "failed" in states:
        return "exposed"
    return "not_proved" if "not_proved" in states else "safe"
