"""The minimality attack: a reader who knows the program and its measure asks of every possible table whether the
program would have withheld just these cells of it.

Only by going through all tables, so only for small ones; elsewhere the risk is named and not computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.result import CellAudit
from fanlight.audit.cells.system import FAR, CellSystem
from fanlight.errors import NotProvedSafe, TooLarge
from fanlight.tables.cells.equations import Ints


@dataclass(frozen=True, eq=False)
class MinimalityAttack:
    """`possible`: tables that agree with what is published; `left`: those of which the planner withholds the same
    cells. `lower`, `upper`: the counts of each hidden cell over the tables left, beside those of the audit."""

    possible: int
    left: int
    lower: Ints
    upper: Ints

    def narrowed(self, found: CellAudit) -> NDArray[np.bool_]:
        """Cells of which such a reader knows more than any other reader."""
        return np.asarray((self.lower > found.lower) | (self.upper < found.upper))


def minimality_attack(
    found: CellAudit, planner: Callable[[Ints], NDArray[np.bool_]], *, most: int = 20_000
) -> MinimalityAttack:
    """Runs a planner on every table that agrees with what is published.

    `planner`: from the counts of all the table's cells to the cells that it withholds; given by the caller, since an
    audit knows no planner. Raises `TooLarge` for more than `most` tables or a cell without a bound, `NotProvedSafe`
    where the planner withholds these cells of none of them: then it is not the planner that made the table.
    """
    system = found.system.bounded(found.lower, found.upper)
    if (system.upper >= FAR).any() or (system.lower <= -FAR).any():
        raise TooLarge("A cell has no bound: its tables cannot be gone through.")
    pattern = ~found.public.given
    counts = np.where(found.public.given, found.public.values, 0)
    lower, upper = np.full(len(system), FAR), np.full(len(system), -FAR)
    possible = left = 0
    for table in _tables(system):
        possible += 1
        if possible > most:
            raise TooLarge(
                f"More than {most:,} tables agree with what is published; the minimality attack is not computed.",
                next_step="Try it on a part of the table, or name the risk.",
            )
        counts[system.cells] = table
        if np.array_equal(planner(counts.copy()), pattern):
            left += 1
            lower, upper = np.minimum(lower, table), np.maximum(upper, table)
    if not left:
        raise NotProvedSafe("The planner withholds these cells of no table that agrees with what is published.")
    return MinimalityAttack(possible, left, lower, upper)


def _tables(system: CellSystem) -> Iterator[Ints]:
    """Every whole-number table between the bounds that keeps all sums."""
    m = len(system.values)
    order = np.argsort(system.upper - system.lower, kind="stable")
    terms: list[list[tuple[int, int]]] = [[] for _ in range(len(system))]
    low, high = np.zeros(m, dtype=np.int64), np.zeros(m, dtype=np.int64)
    for row, column, factor in zip(system.rows.tolist(), system.columns.tolist(), system.factors.tolist(), strict=True):
        terms[column].append((row, factor))
        ends = sorted((factor * int(system.lower[column]), factor * int(system.upper[column])))
        low[row] += ends[0]
        high[row] += ends[1]
    table = np.zeros(len(system), dtype=np.int64)

    def place(depth: int) -> Iterator[Ints]:
        if depth == len(order):
            yield table.copy()
            return
        column = int(order[depth])
        least, most = int(system.lower[column]), int(system.upper[column])
        for count in range(least, most + 1):
            fits = True
            for row, factor in terms[column]:
                ends = sorted((factor * least, factor * most))
                low[row] += factor * count - ends[0]
                high[row] += factor * count - ends[1]
                fits &= bool(low[row] <= system.values[row] <= high[row])
            if fits:
                table[column] = count
                yield from place(depth + 1)
            for row, factor in terms[column]:
                ends = sorted((factor * least, factor * most))
                low[row] -= factor * count - ends[0]
                high[row] -= factor * count - ends[1]

    yield from place(0)
