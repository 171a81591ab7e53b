"""What every perturbed table comes with: its counts, what they guarantee in words, and what they cost in accuracy.

Perturbation is for those who choose it; it is never mixed with suppression in one table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.equations import Ints


@dataclass(frozen=True, slots=True)
class Utility:
    """How far the published counts lie from the true ones, over all published cells.

    `hellinger`: sqrt(sum((sqrt(x) - sqrt(y))^2) / 2); `hellinger_utility`: 1 - hellinger / sqrt(sum(x)), 1 at best.
    `changed`: how many cells. Internal: differences of the two tables give figures away.
    """

    hellinger: float
    hellinger_utility: float
    mean_difference: float
    max_difference: int
    changed: int


READERS = (
    "Readers know the method and its parameters, and no true count of this table, from outside or from other releases.",
)


@dataclass(frozen=True, eq=False)
class Perturbed:
    """`counts`: one a cell, to be given with status r. `lower`, `upper`: of each cell, what readers who know the method
    and its parameters can tell of the true count from the given one alone. `guarantee`: what holds of them, in sentences that may be
    published; `assumptions`: if that holds of readers. `relaxed`: what the method could not keep, in words (empty: it
    kept everything)."""

    method: str
    counts: Ints
    lower: Ints
    upper: Ints
    guarantee: tuple[str, ...]
    utility: Utility
    additive: bool
    relaxed: str = ""
    optimal: bool = False
    assumptions: tuple[str, ...] = READERS


def utility(true: Ints, given: Ints) -> Utility:
    """Source: the Hellinger distance as used for small count rounding (Langsrud and Heldal, 2018)."""
    apart = np.abs(true - given)
    x, y = np.sqrt(np.maximum(true, 0).astype(float)), np.sqrt(np.maximum(given, 0).astype(float))
    distance = float(np.sqrt(((x - y) ** 2).sum() / 2))
    total = float(np.maximum(true, 0).sum())
    return Utility(
        hellinger=distance,
        hellinger_utility=1.0 - distance / float(np.sqrt(total)) if total else 1.0,
        mean_difference=float(apart.mean()) if len(apart) else 0.0,
        max_difference=int(apart.max(initial=0)),
        changed=int((apart > 0).sum()),
    )


def check_counts(table: CellTable) -> None:
    """Raises `BadInput` for a table with counts below zero or values with decimals, or with cells that must be withheld."""
    if table.places:
        raise BadInput(
            "The values of the file have decimals, and methods that change figures are for counts.",
            next_step="Use a method that withholds, or give the table in a smaller unit.",
        )
    if (table.values < 0).any():
        raise BadInput(
            "A perturbed table needs counts from 0.",
            where=table.name(int(np.argmin(table.values))),
            next_step="Use a method that withholds.",
        )
    held: NDArray[np.bool_] = table.status == Status.WITHHOLD
    if held.any():
        raise BadInput(
            "The cell must be withheld, and perturbation gives every cell.",
            where=table.name(int(np.flatnonzero(held)[0])),
            next_step="Suppression and perturbation are not mixed: choose one.",
        )
