"""What readers know of the cells that are hidden from them, as arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.figures.cells import NO_BOUND
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.public import PublicTable

FAR = np.int64(2**59)
"""A bound beyond this is none."""


@dataclass(frozen=True, eq=False)
class CellSystem:
    """n hidden cells and m sums of them. Row r: `sum(factors[k] * x[columns[k]]) = values[r]`, k from starts[r] to
    starts[r + 1]; `lower <= x <= upper`. `cells` are their positions in the public table, `origin` the rows' in its
    equations."""

    cells: Ints
    lower: Ints
    upper: Ints
    starts: Ints
    columns: Ints
    factors: Ints
    values: Ints
    origin: Ints

    def __len__(self) -> int:
        return len(self.cells)

    @cached_property
    def rows(self) -> Ints:
        """The row of each term."""
        return np.repeat(np.arange(len(self.values), dtype=np.int64), np.diff(self.starts))

    @cached_property
    def terms_of_column(self) -> tuple[Ints, Ints]:
        """The terms of each column: (starts, terms)."""
        order = np.argsort(self.columns, kind="stable")
        counts = np.bincount(self.columns, minlength=len(self))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), order.astype(np.int64)

    @cached_property
    def of_column(self) -> tuple[Ints, Ints]:
        """The rows of each column: (starts, rows)."""
        starts, terms = self.terms_of_column
        return starts, self.rows[terms]

    def row(self, number: int) -> tuple[Ints, Ints]:
        span = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.columns[span], self.factors[span]

    def left(self, x: Ints) -> Ints:
        running = np.concatenate([[0], np.cumsum(self.factors * x[self.columns])])
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]], dtype=np.int64)

    def holds(self, x: Ints) -> bool:
        """Whether these whole numbers agree with everything known."""
        inside = bool(((x >= self.lower) & (x <= self.upper)).all())
        return inside and bool((self.left(x) == self.values).all())

    def bounded(self, lower: Ints, upper: Ints) -> CellSystem:
        return replace(self, lower=lower, upper=upper)


def system_of(public: PublicTable, lower: Ints, upper: Ints) -> CellSystem:
    """The hidden cells' system; `lower`, `upper` are for all cells of the table."""
    equations = public.equations
    hidden = ~public.given
    cells = np.flatnonzero(hidden)
    column = np.cumsum(hidden) - 1
    open_terms = hidden[equations.cells]
    counts = np.bincount(equations.rows[open_terms], minlength=len(equations))
    kept = np.flatnonzero(counts)
    right = equations.values - equations.left(np.where(public.given, public.values, 0))
    terms = np.flatnonzero(open_terms)
    return CellSystem(
        cells=cells,
        lower=np.maximum(lower[cells], -FAR),
        upper=np.minimum(upper[cells], NO_BOUND),
        starts=np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64),
        columns=column[equations.cells[terms]].astype(np.int64),
        factors=equations.factors[terms],
        values=right[kept],
        origin=kept,
    )


@dataclass(frozen=True, eq=False)
class Part:
    """Hidden cells that hang together by sums: `columns` of the whole system, and the system of them alone."""

    columns: Ints
    system: CellSystem


def parts_of(system: CellSystem, open_columns: NDArray[np.bool_], fixed: Ints) -> list[Part]:
    """The open columns by component, in the order of their first cell; the others are known to be `fixed`."""
    terms = np.flatnonzero(open_columns[system.columns])
    if not len(terms):
        return [Part(np.array([c]), _alone(system, int(c))) for c in np.flatnonzero(open_columns)]
    right = system.values - system.left(np.where(open_columns, 0, fixed))
    label = _labels(system, terms)
    rows, columns = system.rows[terms], system.columns[terms]
    row_label = np.full(len(system.values), -1, dtype=np.int64)
    row_label[rows] = label[columns]
    found = []
    by_row = terms[np.argsort(row_label[rows], kind="stable")]
    edges = np.flatnonzero(np.diff(row_label[system.rows[by_row]])) + 1
    touched = np.zeros(len(system), dtype=np.bool_)
    for own in np.split(by_row, edges):
        mine = np.unique(system.columns[own])
        touched[mine] = True
        my_rows, counts = np.unique(system.rows[own], return_counts=True)
        found.append(
            Part(
                mine,
                CellSystem(
                    cells=system.cells[mine],
                    lower=system.lower[mine],
                    upper=system.upper[mine],
                    starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
                    columns=np.searchsorted(mine, system.columns[own]),
                    factors=system.factors[own],
                    values=right[my_rows],
                    origin=my_rows,
                ),
            )
        )
    found += [Part(np.array([c]), _alone(system, int(c))) for c in np.flatnonzero(open_columns & ~touched)]
    return sorted(found, key=lambda part: int(part.columns[0]))


def _alone(system: CellSystem, column: int) -> CellSystem:
    none = np.zeros(0, dtype=np.int64)
    one = np.array([column])
    return CellSystem(
        system.cells[one], system.lower[one], system.upper[one], np.zeros(1, dtype=np.int64), none, none, none, none
    )


def _labels(system: CellSystem, terms: Ints) -> Ints:
    """For each column the first column that it hangs together with."""
    rows, columns = system.rows[terms], system.columns[terms]
    label = np.arange(len(system), dtype=np.int64)
    while True:
        least = np.full(len(system.values), len(system), dtype=np.int64)
        np.minimum.at(least, rows, label[columns])
        new = label.copy()
        np.minimum.at(new, columns, least[rows])
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new


def contradiction(name: Callable[[int], str], cell: int) -> BadInput:
    return BadInput(
        "What is published contradicts itself, or what is said to be known: no count is possible.",
        where=name(cell),
        next_step="Check the counts given, the trees, and the options that say what readers know.",
    )
