"""Steps that prove a bound on a hidden figure, each from sums that are named by their codes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from fanlight.audit.cells.bounds.proof import best_multipliers
from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP
from fanlight.audit.cells.result import CellAudit, State
from fanlight.figures.cells.dimensions.product import ProductNames


def failing(found: CellAudit, steps: Steps, column: int) -> list[dict[str, Any]]:
    """Steps that prove that the requirement fails; empty where only an exhaustive search does."""
    for way in _ways(found, column):
        proved = [steps.of(column, largest, bound) for largest, bound in way]
        if all(proved):
            return [step for own in proved for step in own]
    return []


def _ways(found: CellAudit, column: int) -> list[list[tuple[bool, int]]]:
    """Sides and bounds of which each list shows that the requirement fails."""
    cell = int(found.cells[column])
    up, down = int(found.requirements.up[cell]), int(found.requirements.down[cell])
    lower, upper = int(found.lower[column]), int(found.upper[column])
    ways = [[(True, up - 1)]] if up != NONE_UP and upper < up else []
    ways += [[(False, down + 1)]] if down != NONE_DOWN and lower > down else []
    if found.requirements.width[cell] > upper - lower:
        ways.append([(True, upper), (False, lower)])
    return ways


def steps_of(found: CellAudit, column: int) -> list[dict[str, Any]]:
    """The steps that prove the bounds that matter of one cell: those that make it fail, or else both."""
    steps = Steps(found)
    if found.states[column] == State.FAILED:
        return failing(found, steps, column)
    ends = ((True, int(found.upper[column])), (False, int(found.lower[column])))
    return [step for largest, bound in ends for step in steps.of(column, largest, bound)]


class Steps:
    """Writes bounds as steps from what is known, each once it is needed."""

    def __init__(self, found: CellAudit) -> None:
        self.found = found
        self.trail = found.trail
        self.of_part = found.of_part

    def of(self, column: int, largest: bool, wanted: int) -> list[dict[str, Any]]:
        """Steps that end with a bound at least as good as `wanted`; empty where the solver's duals prove none."""
        written: dict[tuple[int, bool, int], dict[str, Any]] = {}
        tight = int((self.found.tightened.upper if largest else self.found.tightened.lower)[column])
        if tight <= wanted if largest else tight >= wanted:
            self._by_sums(column, largest, None, written)
            return list(written.values()) or [self._step(column, largest, tight, {})]
        duals = self.found.ends.by_programme.get((column, largest))
        if duals is None or column not in self.of_part:
            return []
        part, at = self.of_part[column]
        weights = best_multipliers(part.system, at, largest, duals, wanted)
        if weights is None:
            return []
        whole = {int(part.system.origin[row]): weight for row, weight in weights.items()}
        for other, rest in self._rest(column, whole).items():
            self._by_sums(other, (rest < 0) if largest else (rest > 0), None, written)
        return [*written.values(), self._step(column, largest, wanted, whole)]

    def _rest(self, column: int, weights: Mapping[int, Fraction]) -> dict[int, Fraction]:
        covered: dict[int, Fraction] = {column: Fraction(-1)}
        for row, weight in weights.items():
            columns, factors = self.found.system.row(row)
            for other, factor in zip(columns.tolist(), factors.tolist(), strict=True):
                covered[other] = covered.get(other, Fraction(0)) + weight * factor
        return {other: rest for other, rest in covered.items() if rest}

    def _by_sums(
        self, column: int, largest: bool, before: int | None, written: dict[tuple[int, bool, int], dict[str, Any]]
    ) -> None:
        """The step that gave a bound in the last round before another, after those that it rests on."""
        waiting = [(column, largest, before, False)]
        while waiting:
            column, largest, before, ready = waiting.pop()
            step = self.trail.of(column, largest, before)
            if step is None or (column, largest, step[0]) in written:
                continue
            number, bound, row = step
            columns, factors = self.found.system.row(row)
            own = int(factors[np.flatnonzero(columns == column)[0]])
            if ready:
                written[column, largest, number] = self._step(column, largest, bound, {row: Fraction(1, own)})
                continue
            waiting.append((column, largest, before, True))
            for other, factor in zip(columns.tolist(), factors.tolist(), strict=True):
                if other != column:
                    rest = Fraction(factor, own)
                    waiting.append((other, (rest < 0) if largest else (rest > 0), number, False))

    def _step(self, column: int, largest: bool, bound: int, weights: Mapping[int, Fraction]) -> dict[str, Any]:
        return {
            "cell": column,
            "side": "hi" if largest else "lo",
            "bound": bound,
            "sums": [[self._sum(row), str(weight)] for row, weight in weights.items()],
        }

    def _sum(self, row: int) -> list[Any]:
        """A sum's name: of a product of codes, the dimension, the whole's codes, and which of the dimension's breakdowns
        of that whole it is, from 0; of a JJ file, its number from 1."""
        return sum_name(self.found, int(self.found.system.origin[row]))


def sum_name(found: CellAudit, equation: int) -> list[Any]:
    names = found.public.names
    if not isinstance(names, ProductNames):
        return [equation + 1]
    cells, _ = found.public.equations.row(equation)
    whole, first = names[int(cells[0])], names[int(cells[1])]
    over = next(at for at, (one, other) in enumerate(zip(whole, first, strict=True)) if one != other)
    axis, place = names.axes[over], names.positions[over]
    parts = tuple(sorted(place[names[int(cell)][over]] for cell in cells[1:]))
    same = [tuple(sorted(family)) for top, family in axis.families if top == place[whole[over]]]
    return [axis.name, list(whole), same.index(parts)]
