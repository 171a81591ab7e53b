"""Whether a pattern meets the requirement, and if not, which published figures together give a withheld one away.

This is the protector's own check, so that it can choose; the proof is the audit's, which shares no code with it but
the description of what is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fanlight.errors import NotProvedSafe
from fanlight.optimise.sweep import Row, Sweep
from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.known import Requirement, Target
from fanlight.tables.margins import Margins, margins
from fanlight.tables.rules import DisclosureRules
from fanlight.tables.spec import PublicFigure
from fanlight.tables.stages import ProtectedTable


@dataclass(frozen=True, slots=True)
class Exposure:
    """A withheld figure that the pattern gives away. `by` are the ids ("table:key|key") of published figures that
    together do so; publishing all of them is never safe, whatever else is withheld."""

    figure: str
    name: str
    by: frozenset[str]


@dataclass
class Checker:
    """Checks patterns of the same tables. `solves` counts the programmes solved."""

    rules: DisclosureRules
    public: Sequence[PublicFigure]
    seconds: float
    earlier: Earlier = NOTHING_EARLIER
    solves: int = field(default=0)

    def exposures(self, tables: Sequence[ProtectedTable]) -> list[Exposure]:
        """One exposure for each figure that is given away; none where the requirement is met by whole-number tables.

        Raises `NotProvedSafe` where a programme was stopped before it had an answer.
        """
        found: list[Exposure] = []
        for system in margins(tables, rules=self.rules, public=self.public, earlier=self.earlier):
            found += self._of(system)
        return found

    def _of(self, system: Margins) -> list[Exposure]:
        rows: list[Row] = [(s.terms, s.relation, s.value) for s in system.system.statements]
        sweep = Sweep(system.system.atoms, rows)
        witnesses: list[tuple[float, ...]] = []
        found = []
        for target, withheld in zip(system.targets, system.withheld, strict=True):
            for requirement in target.requirements:
                by = self._unmet(system, sweep, target, requirement, witnesses)
                if by is not None:
                    found.append(Exposure(withheld.id, withheld.name, by))
                    break
        return found

    def _unmet(
        self, system: Margins, sweep: Sweep, target: Target, wanted: Requirement, witnesses: list[tuple[float, ...]]
    ) -> frozenset[str] | None:
        objective = {atom: float(c) for atom, c in target.terms}

        def at(values: tuple[float, ...]) -> int:
            return sum(c * round(values[atom]) for atom, c in target.terms)

        def side(maximise: bool, bound: int) -> frozenset[str] | None:
            def enough(value: float) -> bool:
                return value >= bound - 1e-6 if maximise else value <= bound + 1e-6

            if any(enough(at(values)) for values in witnesses):
                return None
            relaxed = sweep.relaxed(objective, maximise=maximise, seconds=self.seconds)
            self.solves += 1
            if relaxed.status == "infeasible":
                raise NotProvedSafe(
                    "What is known about these figures contradicts itself.",
                    next_step="Check the public figures and the declared words of the case.",
                )
            if relaxed.status == "optimal" and not enough(relaxed.objective):
                return self._support(system, relaxed.duals)
            whole = sweep.at_least(
                {a: (c if maximise else -c) for a, c in objective.items()},
                bound if maximise else -bound,
                seconds=self.seconds,
            )
            self.solves += 1
            if whole.status == "optimal" and whole.values is not None:
                witnesses.append(whole.values)
                return None
            if whole.status == "infeasible":
                return self._all_published(system)
            raise NotProvedSafe("A way of publishing could not be checked in time.", next_step="Raise the time limit.")

        if wanted.reach_up_to is not None and (by := side(True, wanted.reach_up_to)) is not None:
            return by
        if wanted.reach_down_to is not None and (by := side(False, wanted.reach_down_to)) is not None:
            return by
        if wanted.width:
            # Enough that the figure can differ from the truth by the width on one side.
            value = target.value or 0
            up, down = side(True, value + wanted.width), None
            if up is not None:
                down = side(False, value - wanted.width)
            return (up | down) if up is not None and down is not None else None
        return None

    def _support(self, system: Margins, duals: tuple[float, ...] | None) -> frozenset[str]:
        if duals is None:
            return self._all_published(system)
        return frozenset(
            given.id.removesuffix("@unit")
            for given, dual in zip(system.given, duals, strict=True)
            if given.kind in ("published", "unit") and abs(dual) > 1e-9
        )

    @staticmethod
    def _all_published(system: Margins) -> frozenset[str]:
        return frozenset(
            given.id.removesuffix("@unit") for given in system.given if given.kind in ("published", "unit")
        )
