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
from fanlight.figures.cells.equations import Ints

WORK = 100
"""How many counts are put in place for each table that is allowed, at most: two million take some seconds."""


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
    audit knows no planner. Raises `TooLarge` for more than `most` tables, where finding them takes too long, or a cell without a bound, `NotProvedSafe`
    where the planner withholds these cells of none of them: then it is not the planner that made the table.
    """
    system = found.system.bounded(found.lower, found.upper)
    if (system.upper >= FAR).any() or (system.lower <= -FAR).any():
        raise TooLarge("A cell has no bound: its tables cannot be gone through.")
    pattern = ~found.public.given
    counts = np.where(found.public.given, found.public.values, 0)
    lower, upper = np.full(len(system), FAR), np.full(len(system), -FAR)
    possible = left = 0
    for table in _tables(system, WORK * most):
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


def _tables(system: CellSystem, most: int) -> Iterator[Ints]:
    """Every whole-number table between the bounds that keeps all sums. Raises `TooLarge` once counts have been put in
    place more than `most` times: long sums have many ways for each table."""
    sums, order = _Sums(system), np.argsort(system.upper - system.lower, kind="stable").tolist()
    ways: list[Iterator[int]] = []
    """Of each column in place, and of the next one, the counts that are still to be tried. No recursion: a table may have
    more cells than calls may nest."""
    placed = 0
    if not order:
        yield np.zeros(0, dtype=np.int64)
        return
    ways.append(iter(sums.possible(order[0])))
    while ways:
        column = order[len(ways) - 1]
        sums.take_back(column)
        count = next(ways[-1], None)
        if count is None:
            ways.pop()
            continue
        placed += 1
        if placed > most:
            raise TooLarge(
                "To go through all tables that agree with what is published takes too long; the minimality attack is not "
                "computed.",
                next_step="Try it on a part of the table, or name the risk.",
            )
        sums.put(column, count)
        if len(ways) < len(order):
            ways.append(iter(sums.possible(order[len(ways)])))
        else:
            yield np.array([sums.counts[column] for column in range(len(order))], dtype=np.int64)


class _Sums:
    """What every sum can still come to. `counts`: of each column in place."""

    def __init__(self, system: CellSystem) -> None:
        self.counts: dict[int, int] = {}
        self.least, self.most = system.lower.tolist(), system.upper.tolist()
        self.values: list[int] = system.values.tolist()
        self.low, self.high = [0] * len(self.values), [0] * len(self.values)
        self.terms: list[list[tuple[int, int, int, int]]] = [[] for _ in range(len(system))]
        """Of each column: row, factor, and the ends of what it adds to the row."""
        for row, column, factor in zip(
            system.rows.tolist(), system.columns.tolist(), system.factors.tolist(), strict=True
        ):
            near, far = sorted((factor * self.least[column], factor * self.most[column]))
            self.terms[column].append((row, factor, near, far))
            self.low[row] += near
            self.high[row] += far

    def possible(self, column: int) -> range:
        """The counts with which each of the column's sums can still come to what it must."""
        least, most = self.least[column], self.most[column]
        for row, factor, near, far in self.terms[column]:
            low = self.values[row] - (self.high[row] - far)
            high = self.values[row] - (self.low[row] - near)
            if factor < 0:
                low, high = -high, -low
            least, most = max(least, -(-low // abs(factor))), min(most, high // abs(factor))
        return range(least, most + 1)

    def put(self, column: int, count: int) -> None:
        self.counts[column] = count
        self._narrow(column, count, 1)

    def take_back(self, column: int) -> None:
        """Does nothing where the column is not in place."""
        if column in self.counts:
            self._narrow(column, self.counts.pop(column), -1)

    def _narrow(self, column: int, count: int, sign: int) -> None:
        for row, factor, near, far in self.terms[column]:
            self.low[row] += sign * (factor * count - near)
            self.high[row] += sign * (factor * count - far)
