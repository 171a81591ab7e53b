"""The audit of one unit's system: a true table, then each withheld figure's ends, then the requirements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from fanlight.audit.bounds import Bounds, End, Place, Side, any_table
from fanlight.audit.papers import bound_json, claim_json, witness_json
from fanlight.audit.result import Check, Finding, State
from fanlight.audit.system import reduce
from fanlight.audit.wording import finding_text
from fanlight.errors import BadInput, NotProvedSafe
from fanlight.tables.known import Requirement, Terms
from fanlight.tables.margins import Margins, Withheld, without_assumed


@dataclass(frozen=True)
class UnitAudit:
    """Findings in the order of the withheld figures, and this unit's part of the certificate."""

    margins: Margins
    findings: tuple[Finding, ...]
    claims: Mapping[str, Any]


def audit_unit(one: Margins, *, clock: Callable[[], float], until: float) -> UnitAudit:
    one, truth = _true_table(one, clock, until)
    bounds = Bounds(reduce(one.system), truth, clock, until)
    return _UnitAuditor(one, bounds).run()


def _true_table(one: Margins, clock: Callable[[], float], until: float) -> tuple[Margins, list[int]]:
    """A table that agrees with the true counts and with everything known: there is one unless something is wrong."""
    try:
        return one, any_table(reduce(one.system.with_statements(one.truth)), clock, until)
    except BadInput:
        if any(given.kind == "assumed" for given in one.given):
            return _true_table(without_assumed(one), clock, until)
        if not one.exact:
            raise NotProvedSafe(
                f"The true table of {one.unit.value} cannot be followed: its units have records in too many categories.",
                next_step="Nothing was released. Ask for fewer breakdowns in one response, or count disposals.",
            ) from None
        raise


class _UnitAuditor:
    def __init__(self, one: Margins, bounds: Bounds) -> None:
        self.one = one
        self.bounds = bounds
        self.tables: list[dict[int, int]] = [{}]

    def run(self) -> UnitAudit:
        # The protected figures first: the verdict must not wait for the intervals of the others.
        pairs = list(zip(self.one.withheld, self.one.targets, strict=True))
        protected = {
            figure.id: self._protect(target.terms, figure.requirements)
            for figure, target in pairs
            if figure.requirements
        }
        findings, bounds, claims = [], [], []
        for figure, target in pairs:
            checks, up, down = protected.get(figure.id, ((), None, None))
            finding, proofs = self._finding(figure, target.terms, checks)
            findings.append(finding)
            claims.append(claim_json(figure, self._number(up), self._number(down)))
            if finding.state == "failed":
                for side, (bound, multipliers) in proofs.items():
                    bounds.append(bound_json(figure, side, bound, multipliers, self.one))
        witnesses = [witness_json(self.bounds.table(place), self.one.members) for place in self.tables]
        return UnitAudit(
            self.one,
            tuple(findings),
            {
                "unit": self.one.unit.value,
                "truth": 0,
                "withheld": claims,
                "witnesses": witnesses,
                "bounds": bounds,
            },
        )

    def _protect(
        self, terms: Terms, requirements: Sequence[Requirement]
    ) -> tuple[tuple[Check, ...], Place | None, Place | None]:
        """Each requirement's state, and the tables above and below that prove what is proved."""
        ups = [one.reach_up_to for one in requirements if one.reach_up_to is not None]
        downs = [one.reach_down_to for one in requirements if one.reach_down_to is not None]
        wide = any(one.width is not None for one in requirements)
        up = self._reach(terms, "hi", max(ups)) if ups else None
        down = self._reach(terms, "lo", min(downs)) if downs else None
        if wide:
            up = self._farthest(terms, "hi")
            down = self._farthest(terms, "lo")
        return tuple(self._check(terms, one, up, down) for one in requirements), up, down

    def _reach(self, terms: Terms, side: Side, wanted: int) -> Place | None:
        found = self.bounds.reach(terms, side, wanted)
        if found is not None:
            return found
        end = self.bounds.end(terms, side)
        if end.value is None and end.kind == "whole-number":
            return self.bounds.stretch(terms, wanted)
        return self.bounds.reach(terms, side, wanted)

    def _farthest(self, terms: Terms, side: Side) -> Place | None:
        end = self.bounds.end(terms, side)
        if end.value is None and end.kind == "whole-number":
            return self.bounds.stretch(terms, self._count(terms, {}) + 1_000)
        return end.place

    def _check(self, terms: Terms, one: Requirement, up: Place | None, down: Place | None) -> Check:
        states: list[State] = []
        if one.reach_up_to is not None:
            reached = up is not None and self._count(terms, up) >= one.reach_up_to
            states.append(self._state(reached, terms, "hi", lambda value: value < (one.reach_up_to or 0)))
        if one.reach_down_to is not None:
            reached = down is not None and self._count(terms, down) <= one.reach_down_to
            states.append(self._state(reached, terms, "lo", lambda value: value > (one.reach_down_to or 0)))
        if one.width is not None:
            states.append(self._width(terms, one.width, up, down))
        state: State = "failed" if "failed" in states else "not_proved" if "not_proved" in states else "met"
        return Check(one.rule, one.reach_up_to, one.reach_down_to, one.width, state)

    def _state(self, reached: bool, terms: Terms, side: Side, beyond: Callable[[int], bool]) -> State:
        if reached:
            return "met"
        end = self.bounds.end(terms, side)
        # A bound over a selection of kinds of unit is no bound over all of them.
        if not self.one.exact or end.value is None or not beyond(end.value):
            return "not_proved"
        certain = end.kind == "whole-number" or self.bounds.multipliers(terms, side) is not None
        return "failed" if certain else "not_proved"

    def _width(self, terms: Terms, width: int, up: Place | None, down: Place | None) -> State:
        if up is not None and down is not None and self._count(terms, up) - self._count(terms, down) >= width:
            return "met"
        hi, lo = self.bounds.end(terms, "hi"), self.bounds.end(terms, "lo")
        if not self.one.exact or hi.value is None or lo.value is None or {hi.kind, lo.kind} != {"whole-number"}:
            return "not_proved"
        return "failed" if hi.value - lo.value < width else "not_proved"

    def _count(self, terms: Terms, place: Place) -> int:
        table = self.bounds.table(place)
        return sum(weight * table[atom] for atom, weight in terms)

    def _number(self, place: Place | None) -> int | None:
        """The witness table that holds these pieces: one table serves all figures that do not ask for different ones."""
        if place is None:
            return None
        for number, taken in enumerate(self.tables[1:], start=1):
            if all(taken.get(component, piece) == piece for component, piece in place.items()):
                taken.update(place)
                return number
        self.tables.append(dict(place))
        return len(self.tables) - 1

    def _finding(
        self, figure: Withheld, terms: Terms, checks: Sequence[Check]
    ) -> tuple[Finding, dict[Side, tuple[int, Mapping[int, Fraction]]]]:
        """The finding, and for one that gives something away the proof of each end, where multipliers prove it."""
        hi, lo = self.bounds.end(terms, "hi"), self.bounds.end(terms, "lo")
        failed = any(check.state == "failed" for check in checks)
        how: tuple[str, ...] = ()
        proof: Literal["", "multipliers", "exhaustive integer search"] = ""
        proofs: dict[Side, tuple[int, Mapping[int, Fraction]]] = {}
        if failed or (hi.value is not None and hi.value == lo.value):
            ends: tuple[tuple[Side, End], ...] = (("hi", hi), ("lo", lo))
            for side, end in ends:
                multipliers = self.bounds.multipliers(terms, side)
                if multipliers is not None and end.value is not None:
                    proofs[side] = (end.value, multipliers)
            rows = {row for _, multipliers in proofs.values() for row in multipliers}
            how = tuple(dict.fromkeys(self.one.given[row].source for row in sorted(rows)))
            bounded = sum(end.value is not None for end in (hi, lo))
            proof = "multipliers" if len(proofs) == bounded else "exhaustive integer search"
        finding = Finding(
            id=figure.id,
            table=figure.table,
            key=figure.key,
            name=figure.name,
            unit=self.one.unit,
            lo=lo.value or 0,
            hi=hi.value,
            lo_kind=lo.kind,
            hi_kind=hi.kind,
            checks=tuple(checks),
            how=how,
            proof=proof,
            text=finding_text(figure.name, lo, hi, checks, how, proof),
        )
        return finding, proofs
