"""One component's programme: its open atoms as columns, what is left of its statements as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fanlight.audit.system import Component, Reduced
from fanlight.optimise.sweep import Answer, Sweep
from fanlight.tables.known import Terms


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer in the component's terms: `counts` in the order of its atoms, `duals` by statement."""

    status: Literal["optimal", "infeasible", "unbounded", "stopped"]
    value: float = 0.0
    counts: tuple[float, ...] | None = None
    duals: dict[int, float] | None = None


class ComponentProgramme:
    def __init__(self, reduced: Reduced, component: Component) -> None:
        self.rows = component.rows
        self.column = {atom: position for position, atom in enumerate(component.atoms)}
        self.sweep = Sweep(
            len(component.atoms),
            [
                (
                    tuple((self.column[atom], weight) for atom, weight in reduced.left[row][0]),
                    reduced.system.statements[row].relation,
                    reduced.left[row][1],
                )
                for row in component.rows
            ],
        )

    def relaxed(self, terms: Terms, side: Literal["hi", "lo"], seconds: float) -> Outcome:
        answer = self.sweep.relaxed(self._objective(terms), maximise=side == "hi", seconds=seconds)
        return self._outcome(answer)

    def whole(self, terms: Terms, side: Literal["hi", "lo"], seconds: float) -> Outcome:
        return self._outcome(self.sweep.whole(self._objective(terms), maximise=side == "hi", seconds=seconds))

    def at_least(self, terms: Terms, wanted: int, seconds: float) -> tuple[float, ...] | None:
        """Counts of a table in which the figure is at least `wanted`; None where none was found."""
        return self.sweep.at_least(self._objective(terms), wanted, seconds=seconds).values

    def feasible(self, seconds: float) -> Outcome:
        return self._outcome(self.sweep.whole({}, maximise=False, seconds=seconds))

    def _objective(self, terms: Terms) -> dict[int, float]:
        return {self.column[atom]: float(weight) for atom, weight in terms}

    def _outcome(self, answer: Answer) -> Outcome:
        duals = None
        if answer.duals is not None:
            duals = {row: dual for row, dual in zip(self.rows, answer.duals, strict=True) if abs(dual) > 1e-9}
        return Outcome(answer.status, answer.objective, answer.values, duals)
