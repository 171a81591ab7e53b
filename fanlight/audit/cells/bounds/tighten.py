"""What follows from one sum at a time: exact figures by subtraction, and bounds, again and again until nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.system import FAR, CellSystem, contradiction
from fanlight.figures.cells.equations import Ints

ROUNDS = 60
"""Bounds may creep by one for ever; what is left is the programmes' work."""


@dataclass(frozen=True, eq=False)
class Step:
    """In one round: these columns' bounds (`upper` or lower) became `bounds`, each by one row alone."""

    upper: bool
    columns: Ints
    bounds: Ints
    rows: Ints


@dataclass(frozen=True, eq=False)
class Tightened:
    """Bounds after all steps; `steps[i]` are those of round i. `history` finds a column's own."""

    lower: Ints
    upper: Ints
    steps: tuple[tuple[Step, ...], ...]

    @property
    def open(self) -> NDArray[np.bool_]:
        return self.lower < self.upper


def tighten(system: CellSystem, name: Callable[[int], str]) -> Tightened:
    """Bounds that every whole-number table keeps, by one row at a time. Raises `BadInput` where none is possible."""
    lower, upper = system.lower.copy(), system.upper.copy()
    _check(system, lower, upper, name)
    active = np.ones(len(system.values), dtype=np.bool_)
    rounds: list[tuple[Step, ...]] = []
    starts, of_row = system.of_column
    for _ in range(ROUNDS):
        terms = np.flatnonzero(active[system.rows])
        if not len(terms):
            break
        found = _round(system, terms, lower, upper)
        if not found:
            break
        changed = np.zeros(len(system), dtype=np.bool_)
        for step in found:
            if step.upper:
                upper[step.columns] = step.bounds
            else:
                lower[step.columns] = step.bounds
            changed[step.columns] = True
        _check(system, lower, upper, name)
        rounds.append(found)
        active = np.zeros(len(system.values), dtype=np.bool_)
        which = np.flatnonzero(changed)
        spans = starts[which + 1] - starts[which]
        at = np.repeat(starts[which] - np.concatenate([[0], np.cumsum(spans)[:-1]]), spans) + np.arange(spans.sum())
        active[of_row[at]] = True
    _check_rows(system, lower, upper, name)
    return Tightened(lower, upper, tuple(rounds))


def _round(system: CellSystem, terms: Ints, lower: Ints, upper: Ints) -> tuple[Step, ...]:
    rows, columns, factors = system.rows[terms], system.columns[terms], system.factors[terms]
    low, high = lower[columns], upper[columns]
    down = np.where(factors > 0, low, high)
    up = np.where(factors > 0, high, low)
    m = len(system.values)
    least, least_free = _sums(rows, factors, down, m)
    most, most_free = _sums(rows, factors, up, m)
    own_down, own_up = np.abs(down) >= FAR, np.abs(up) >= FAR
    others_least = least[rows] - np.where(own_down, 0, factors * down)
    others_most = most[rows] - np.where(own_up, 0, factors * up)
    least_known = least_free[rows] == own_down
    most_known = most_free[rows] == own_up
    room_up, room_down = system.values[rows] - others_least, system.values[rows] - others_most
    size = np.abs(factors)
    # factor * x <= room_up and >= room_down
    new_high = np.where(factors > 0, room_up // size, (-room_down) // size)
    new_low = np.where(factors > 0, -((-room_down) // size), -(room_up // size))
    high_known = np.where(factors > 0, least_known, most_known)
    low_known = np.where(factors > 0, most_known, least_known)
    found = []
    for is_upper, new, known, better in (
        (True, new_high, high_known, new_high < high),
        (False, new_low, low_known, new_low > low),
    ):
        which = np.flatnonzero(known & better)
        if len(which):
            order = np.lexsort((rows[which], new[which] if is_upper else -new[which], columns[which]))
            which = which[order]
            first = np.concatenate([[True], columns[which][1:] != columns[which][:-1]])
            which = which[first]
            found.append(Step(is_upper, columns[which], new[which], rows[which]))
    return tuple(found)


def _sums(rows: Ints, factors: Ints, ends: Ints, m: int) -> tuple[Ints, Ints]:
    """Per row: the sum of its finite ends, and how many are not."""
    free = np.abs(ends) >= FAR
    total = np.zeros(m, dtype=np.int64)
    np.add.at(total, rows, np.where(free, 0, factors * np.where(free, 0, ends)))
    return total, np.bincount(rows, weights=free, minlength=m).astype(np.int64)


def _check(system: CellSystem, lower: Ints, upper: Ints, name: Callable[[int], str]) -> None:
    wrong = np.flatnonzero(lower > upper)
    if len(wrong):
        raise contradiction(name, int(system.cells[wrong[0]]))


def _check_rows(system: CellSystem, lower: Ints, upper: Ints, name: Callable[[int], str]) -> None:
    """Rows all of whose cells are settled must hold."""
    settled = lower == upper
    loose = np.bincount(system.rows, weights=~settled[system.columns], minlength=len(system.values))
    broken = np.flatnonzero((loose == 0) & (system.left(np.where(settled, lower, 0)) != system.values))
    if len(broken):
        raise contradiction(name, int(system.cells[system.row(int(broken[0]))[0][0]]))


class Trail:
    """Finds, for a bound, the rows that it follows from."""

    def __init__(self, tightened: Tightened) -> None:
        self.found: tuple[dict[int, list[tuple[int, int, int]]], ...] = ({}, {})
        for number, steps in enumerate(tightened.steps):
            for step in steps:
                place = self.found[step.upper]
                for column, bound, row in zip(
                    step.columns.tolist(), step.bounds.tolist(), step.rows.tolist(), strict=True
                ):
                    place.setdefault(column, []).append((number, bound, row))

    def of(self, column: int, upper: bool, before: int | None = None) -> tuple[int, int, int] | None:
        """(round, bound, row) of the last step on this side before a round; None: the bound was known from the start."""
        steps = self.found[upper].get(column, ())
        for step in reversed(steps):
            if before is None or step[0] < before:
                return step
        return None
