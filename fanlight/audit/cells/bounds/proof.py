"""Exact proofs of bounds: whole multipliers of sums, checked here with fractions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.system import FAR, CellSystem

DENOMINATORS = (1, 12, 1_000, 100_000)


def rational(duals: NDArray[np.float64]) -> list[Mapping[int, Fraction]]:
    """The solver's multipliers as fractions, from the plainest reading to the closest."""
    found: list[Mapping[int, Fraction]] = []
    rows = np.flatnonzero(np.abs(duals) > 1e-9)
    for limit in DENOMINATORS:
        reading = {int(row): Fraction(float(duals[row])).limit_denominator(limit) for row in rows}
        reading = {row: weight for row, weight in reading.items() if weight}
        if reading not in found:
            found.append(reading)
    return found


def bound(system: CellSystem, column: int, largest: bool, weights: Mapping[int, Fraction]) -> int | None:
    """What the rows, each taken its weight's times, prove about a column beside the other columns' bounds; None:
    nothing. Whatever the weights are, the answer holds."""
    covered: dict[int, Fraction] = {}
    total = Fraction(0)
    for row, weight in weights.items():
        columns, factors = system.row(row)
        for other, factor in zip(columns.tolist(), factors.tolist(), strict=True):
            covered[other] = covered.get(other, Fraction(0)) + weight * factor
        total += weight * int(system.values[row])
    # x[column] = total - sum of (covered - 1 at the column itself) * x
    covered[column] = covered.get(column, Fraction(0)) - 1
    for other, rest in covered.items():
        if rest == 0:
            continue
        end = int((system.lower if (rest > 0) == largest else system.upper)[other])
        if abs(end) >= FAR:
            return None
        total -= rest * end
    return math.floor(total) if largest else math.ceil(total)


def best_multipliers(
    system: CellSystem, column: int, largest: bool, duals: NDArray[np.float64], wanted: int
) -> Mapping[int, Fraction] | None:
    """Multipliers that prove a bound at least as good as `wanted`, if any reading of the duals does."""
    for weights in rational(duals):
        proved = bound(system, column, largest, weights)
        if proved is not None and (proved <= wanted if largest else proved >= wanted):
            return weights
    return None
