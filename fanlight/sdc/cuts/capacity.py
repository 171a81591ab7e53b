"""Inequalities that every safe pattern satisfies, each from multipliers on the equations (Fischetti and Salazar 2001).

For any multipliers g: whatever the pattern, a cell p cannot move by more than the sum over withheld cells i of what
`e_p - g M` weighs them with, times how far they can move. So where p must move by an amount, those weights, capped at
the amount, must sum to the amount. Valid for every g in whole numbers that do not overflow, so a solver's rounding can only
weaken one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints, gathered
from fanlight.optimise.tolerances import SHORT
from fanlight.sdc.suppression_problem import ENDLESS, Demand, Problem

Floats = NDArray[np.float64]
DENOMINATORS = (1, 2, 3, 4, 6, 12, 60, 2520)
"""Tried first, for all multipliers together."""
MUCH = 2.0**40
"""Distances count up to here where demands of less than half of it are looked at: sums below 2^53 are exact in floating
point, and larger ones are more than such a demand."""
ODD, LARGEST = 2_000, 1_000_000
"""Denominators looked for in single multipliers, and in all of them together."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The sum of `weights` over withheld `cells` is at least `least`; whole numbers, weights at most `least`."""

    cells: Ints
    weights: Ints
    least: int

    def key(self) -> tuple[bytes, bytes, int]:
        return self.cells.tobytes(), self.weights.tobytes(), self.least

    def short(self, chosen: Floats) -> float:
        """By how much of its right side a choice (0 to 1 per cell) misses the cut."""
        return 1.0 - float(self.weights @ chosen[self.cells]) / self.least


def start_cuts(problem: Problem) -> list[tuple[Demand, Cut]]:
    """One for every demand and every equation through its cell: the other cells there must make up for it."""
    _, rows, factors = problem.of_cell
    found: dict[tuple[bytes, bytes, int], tuple[Demand, Cut]] = {}
    for number, k in zip(*(each.tolist() for each in _wanting(problem)), strict=True):
        demand = problem.demands[number]
        cells, weights = problem.equations.row(int(rows[k]))
        own = int(factors[k])
        signs = (1, -1) if demand.sign == 0 else (demand.sign,)
        others = np.where(cells == demand.cell, 0, -weights * (1 if own > 0 else -1))
        capacity = sum((_capacity(problem, cells, others * s) for s in signs), np.zeros(len(cells), np.int64))
        cut = _capped(problem, cells, np.minimum(capacity, ENDLESS), demand.cell, demand.amount * abs(own))
        if cut is not None:
            found[cut.key()] = (demand, cut)
    return list(found.values())


def _wanting(problem: Problem) -> tuple[Ints, Ints]:
    """Demands, and places in `of_cell` of equations through their cells, in which what is withheld in any case may not make
    up for the demand."""
    starts, rows, factors = problem.of_cell
    cell = np.array([one.cell for one in problem.demands], dtype=np.int64)
    many = starts[cell + 1] - starts[cell]
    demand = np.repeat(np.arange(len(cell)), many)
    place = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many) + np.repeat(starts[cell], many)
    sign = np.array([one.sign for one in problem.demands], dtype=np.int64)[demand]
    least = np.array([one.amount for one in problem.demands], dtype=float)[demand] * np.abs(factors[place])
    e = problem.equations
    made_up = np.zeros(len(place))
    for way in (1, -1):
        # What withheld cells can add to each equation's sum this way; a cell's own part is none of what makes up for it.
        reach = np.where(e.factors * way > 0, problem.up[e.cells], problem.down[e.cells]).astype(float)
        reach *= np.where(problem.forced[e.cells], np.abs(e.factors), 0)
        sums = np.bincount(e.rows, weights=np.minimum(reach, MUCH), minlength=len(e))
        at = cell[demand]
        own = np.where(factors[place] * way > 0, problem.up[at], problem.down[at]).astype(float)
        own = np.minimum(own * np.where(problem.forced[at], np.abs(factors[place]), 0), MUCH)
        made_up = np.where(factors[place] * sign * way < 0, sums[rows[place]] - own, made_up)
    # Beyond what a number in floating point tells apart, and for a width, the inequality is looked at itself.
    open_ = (made_up < least) | (sign == 0) | (least > MUCH / 2)
    return demand[open_], place[open_]


def _capacity(problem: Problem, cells: Ints, weights: Ints) -> Ints:
    """How much each cell can add to the sum of weights times movements."""
    reach = np.where(weights > 0, problem.up[cells], problem.down[cells])
    size = np.abs(weights)
    return np.where(size == 0, 0, np.minimum(reach, ENDLESS // np.maximum(size, 1)) * size)


def cut_of(problem: Problem, demand: Demand, duals: Floats | tuple[Floats, Floats]) -> Cut | None:
    """The cut of multipliers, one set for a demand up or down, two (up, down) for a width; None where it says nothing, or
    in numbers too large."""
    sets = duals if isinstance(duals, tuple) else (duals,)
    rows = np.flatnonzero(np.logical_or.reduce([one != 0 for one in sets]))
    return cut_of_rows(problem, demand, rows, tuple(one[rows] for one in sets))


def cut_of_rows(problem: Problem, demand: Demand, rows: Ints, sets: tuple[Floats, ...]) -> Cut | None:
    """As `cut_of`, with multipliers of some equations; those of all others are 0."""
    signs = (1, -1) if demand.sign == 0 else (demand.sign,)
    # As exact as the multipliers are, as far as sums in 64 bits go.
    scale = min(denominator(np.concatenate(sets)), max(1, int(ENDLESS) // (demand.amount * (len(problem) + 1))))
    e = problem.equations
    many = e.starts[rows + 1] - e.starts[rows]
    touched, place = np.unique(np.append(gathered(e.starts, e.cells, rows), demand.cell), return_inverse=True)
    factors, own = gathered(e.starts, e.factors, rows), int(place[-1])
    total = np.zeros(len(touched), dtype=np.int64)
    for sign, multipliers in zip(signs, sets, strict=True):
        whole = np.rint(multipliers * scale).astype(np.int64)
        rest = np.zeros(len(touched), dtype=np.int64)
        np.subtract.at(rest, place[:-1], factors * np.repeat(whole, many))
        rest[own] -= sign * scale
        # The movement that helps is against `rest`: a positive one helps by going down.
        total = np.minimum(total + _capacity(problem, touched, -rest), ENDLESS)
    return _capped(problem, touched[total != 0], total[total != 0], demand.cell, demand.amount * scale)


def denominator(values: Floats) -> int:
    """A whole number that makes all values whole, where one up to `LARGEST` does; else `LARGEST`."""
    for one in DENOMINATORS:
        if np.abs(values * one - np.rint(values * one)).max(initial=0.0) < SHORT:
            return one
    # Corners of hierarchies over several dimensions have elevenths and more.
    found = 1
    for value in np.unique(np.abs(values).round(9)).tolist():
        found = math.lcm(found, Fraction(value).limit_denominator(ODD).denominator)
        if found > LARGEST:
            return LARGEST
    return found


def _capped(problem: Problem, cells: Ints, capacity: Ints, own: int, least: int) -> Cut | None:
    # Larger, an endless distance would count as too short, or sums would not fit.
    if least >= ENDLESS or least * (len(cells) + 1) >= 2**62:
        return None
    fixed = problem.forced[cells] | (cells == own)
    mine = capacity[(cells == own)].sum()
    if mine >= least or (capacity[fixed] >= least).any():
        return None
    least -= int(capacity[fixed].sum())
    if least <= 0:
        return None
    keep = ~fixed & (capacity > 0)
    cells, weights = cells[keep], np.minimum(capacity[keep], least)
    order = np.argsort(cells, kind="stable")
    cells, weights = cells[order], weights[order]
    weights, least = reduced(weights, least)
    return Cut(cells, weights, least)


def reduced(weights: Ints, least: int) -> tuple[Ints, int]:
    """The same inequality between whole numbers in smaller ones: weights that share a divisor can only sum to its
    multiples."""
    if len(weights):
        divisor = int(np.gcd.reduce(np.append(weights, least)))
        shared = int(np.gcd.reduce(weights))
        if shared > divisor:
            weights, least = weights // shared, -(-least // shared)
        else:
            weights, least = weights // divisor, least // divisor
    return np.asarray(weights, dtype=np.int64), int(least)
