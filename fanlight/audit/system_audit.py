"""One system of figures audited: how far each withheld figure can move, which tables show it, and what proves a bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fanlight.audit.cells.auditor import audit_cells
from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP, Requirements
from fanlight.audit.cells.result import CellAudit, State
from fanlight.audit.cells.system import FAR
from fanlight.audit.certificate.made_up import Witnesses
from fanlight.audit.certificate.units import bound_json, claim_json
from fanlight.audit.claimed import claims_of
from fanlight.audit.multipliers import Multipliers, Proved
from fanlight.audit.result import Check, End, Finding, Proof
from fanlight.audit.result import State as Told
from fanlight.audit.wording import finding_text
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import FIRST_MARKS, GIVEN, WITHHELD
from fanlight.figures.cells.moves import Moves
from fanlight.figures.cells.public import PublicTable
from fanlight.figures.cells.table import PlainNames
from fanlight.figures.collect import Given, Withheld
from fanlight.figures.inequalities import bounds_of
from fanlight.figures.system import Stated, System
from fanlight.optimise.base import with_base
from fanlight.tables.knowledge.statements import Requirement

ALL_ENDS = 1_000
"""Up to this many hidden cells, both ends of every figure's interval are worked out; beyond, and where they would prove
nothing, what requirements need."""
WHOLE_PART = 6_000
"""Up to this many cells that hang together, one programme finds more than many small ones."""

Side = Literal["hi", "lo"]


@dataclass(frozen=True)
class SystemAudit:
    """Findings in the order of the withheld figures, and this system's part of the certificate."""

    system: System
    findings: tuple[Finding, ...]
    claims: Mapping[str, Any]


def audit_system(
    stated: Stated,
    *,
    until: float,
    claimed: Sequence[Moves] = (),
    clock: Callable[[], float] = time.monotonic,
    explain: bool = True,
) -> SystemAudit:
    """Raises `BadInput` for figures that contradict one another or the true counts, `NotProvedSafe` where no agreeing table
    was found in time. `claimed`: tables that somebody else has found (see `audit`). `explain`: also work out what gives a figure away."""
    system, base = with_base(stated, lambda: until - clock())
    audited = audit_cells(
        _seen(system),
        _requirements(system, base),
        time_limit=until - clock(),
        ends="required" if not system.exact else "all" if int((~system.known).sum()) <= ALL_ENDS else "needed",
        claimed=claims_of(system, claimed),
        whole_up_to=ALL_ENDS,
        whole_part=WHOLE_PART,
        clock=clock,
    )
    return _Told(system, base, audited, until, clock, explain).run()


def _seen(system: System) -> PublicTable:
    return PublicTable(
        names=PlainNames(("figure",), [(name,) for name in system.names]),
        equations=system.equations,
        given=system.known,
        values=system.values,
        lower=system.lower,
        upper=system.upper,
        inner=np.zeros(len(system), dtype=np.bool_),
        marks=np.where(system.known, GIVEN, WITHHELD).astype(np.int16),
        mark_texts=FIRST_MARKS,
    )


def _requirements(system: System, base: Ints) -> Requirements:
    n = len(system)
    up, down, width = np.full(n, NONE_UP), np.full(n, NONE_DOWN), np.zeros(n, dtype=np.int64)
    for figure, cell in zip(system.withheld, system.of_withheld.tolist(), strict=True):
        for one in figure.requirements:
            if one.reach_up_to is not None:
                up[cell] = max(up[cell], one.reach_up_to)
            if one.reach_down_to is not None:
                down[cell] = min(down[cell], one.reach_down_to)
            width[cell] = max(width[cell], one.width or 0)
    return Requirements(up, down, width, np.zeros(n, dtype=np.bool_), base, 0)


class _Told:
    """From arrays to findings and papers."""

    def __init__(
        self,
        system: System,
        base: Ints,
        audited: CellAudit,
        until: float,
        clock: Callable[[], float],
        explain: bool,
    ) -> None:
        self.system, self.base, self.audited = system, base, audited
        self.column = np.full(len(system), -1, dtype=np.int64)
        self.column[audited.cells] = np.arange(len(audited.cells))
        # Over a selection of kinds only inequalities between figures prove that one cannot move.
        self.bounds = None if system.exact else bounds_of(system)
        self.witnesses = Witnesses(system, base, audited.reach)
        self.multipliers = Multipliers(system, lambda: until - clock()) if explain else None

    def run(self) -> SystemAudit:
        findings, bounds, claims = [], [], []
        for at, (figure, cell) in enumerate(zip(self.system.withheld, self.system.of_withheld.tolist(), strict=True)):
            column = int(self.column[cell])
            finding, proofs = self._finding(at, figure, column, cell)
            findings.append(finding)
            claims.append(claim_json(figure, *self._reached(figure.requirements, column, cell)))
            if finding.state == "failed":
                bounds += [bound_json(figure, side, proved) for side, proved in proofs.items()]
        found = {
            "unit": self.system.unit.value,
            "withheld": claims,
            **self.witnesses.to_json(),
            "bounds": bounds,
        }
        return SystemAudit(self.system, tuple(findings), found)

    def _reached(self, asked: Sequence[Requirement], column: int, cell: int) -> tuple[int | None, int | None]:
        """The witnesses in which the figure is furthest up and down, as far as its requirements need them."""
        wide = any(one.width is not None for one in asked)
        up = wide or any(one.reach_up_to is not None for one in asked)
        down = wide or any(one.reach_down_to is not None for one in asked)
        if column < 0:
            return (-1 if up else None), (-1 if down else None)
        reach = self.audited.reach
        return (
            self.witnesses.number(int(reach.high_by[column])) if up else None,
            self.witnesses.number(int(reach.low_by[column])) if down else None,
        )

    def _finding(self, at: int, figure: Withheld, column: int, cell: int) -> tuple[Finding, dict[Side, Proved]]:
        lo, hi = self._ends(at, column, cell)
        checks = tuple(self._check(one, at, column, cell) for one in figure.requirements)
        failed = any(check.state == "failed" for check in checks)
        how: tuple[str, ...] = ()
        proof: Proof = ""
        proofs: dict[Side, Proved] = {}
        if (failed or (hi.value is not None and hi.value == lo.value)) and self.multipliers is not None:
            proofs = self._proofs(figure, lo, hi)
            how = tuple(dict.fromkeys(given.source for given in self._in_order(proofs)))
            bounded = sum(end.value is not None for end in (hi, lo))
            proof = "multipliers" if len(proofs) == bounded else "exhaustive integer search"
            if not self.system.exact:
                proof = "inequalities"
        return (
            Finding(
                id=figure.id,
                table=figure.table,
                key=figure.key,
                name=figure.name,
                unit=self.system.unit,
                lo=lo.value or 0,
                hi=hi.value,
                lo_kind=lo.kind,
                hi_kind=hi.kind,
                checks=checks,
                how=how,
                proof=proof,
                text=finding_text(figure.name, lo, hi, checks, how, proof),
            ),
            proofs,
        )

    def _proofs(self, figure: Withheld, lo: End, hi: End) -> dict[Side, Proved]:
        assert self.multipliers is not None
        at = self.system.withheld.index(figure)
        found: dict[Side, Proved] = {}
        ends: tuple[tuple[Side, End], ...] = (("hi", hi), ("lo", lo))
        for side, end in ends:
            proved = None if end.value is None else self.multipliers.of(at, side == "hi", end.value)
            if proved is not None:
                found[side] = proved
        return found

    def _in_order(self, proofs: Mapping[Side, Proved]) -> list[Given]:
        used = {given.id for proved in proofs.values() for given, _ in proved.weights}
        return [given for given in self.system.given if given.id in used]

    def _ends(self, at: int, column: int, cell: int) -> tuple[End, End]:
        if column < 0:
            value = int(self.system.values[cell])
            return End(value, "whole-number"), End(value, "whole-number")
        found = self.audited
        lower, upper = self._bounds(at, column)
        rest: Literal["LP bound only", "not computed"] = "LP bound only" if found.computed[column] else "not computed"
        open_up = upper >= FAR
        return (
            End(max(lower, 0), "whole-number" if lower == found.low_seen[column] else rest),
            End(None if open_up else upper, "whole-number" if open_up or upper == found.high_seen[column] else rest),
        )

    def _bounds(self, at: int, column: int) -> tuple[int, int]:
        """What no table goes beyond, of withheld figure number `at`."""
        if self.system.exact:
            return int(self.audited.lower[column]), int(self.audited.upper[column])
        if self.bounds is None:
            return 0, int(FAR)
        return int(self.bounds.lower[at]), int(self.bounds.upper[at])

    def _check(self, one: Requirement, at: int, column: int, cell: int) -> Check:
        states = list(self._states(one, at, column, cell))
        state: Told = "failed" if "failed" in states else "not_proved" if "not_proved" in states else "met"
        return Check(one.rule, one.reach_up_to, one.reach_down_to, one.width, state)

    def _states(self, one: Requirement, at: int, column: int, cell: int) -> Iterator[Told]:
        found = self.audited
        if column < 0:
            high = low = upper = lower = int(self.system.values[cell])
            proved = True
        else:
            high, low = int(found.high_seen[column]), int(found.low_seen[column])
            lower, upper = self._bounds(at, column)
            proved = not self.system.exact or found.states[column] == State.FAILED

        def state(met: bool, beyond: bool) -> Told:
            return "met" if met else "failed" if proved and beyond else "not_proved"

        if one.reach_up_to is not None:
            yield state(high >= one.reach_up_to, upper < one.reach_up_to)
        if one.reach_down_to is not None:
            yield state(low <= one.reach_down_to, lower > one.reach_down_to)
        if one.width is not None:
            yield state(high - low >= one.width, upper - lower < one.width)
