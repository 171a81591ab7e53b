"""Stronger inequalities out of those that are known: what some cells give to a cut at most, the others need not make up for.

For any set S of a cut's cells whose weights fall short of its right side, the rest must reach what is missing, and no cell
counts for more than that: "knapsack cover inequalities" (Carr, Fleischer, Leung and Phillips 2000, section 2). With fractions
allowed a half of a large cell is as good as a small one; under these it is not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.tolerances import SLACK
from fanlight.sdc.cuts.capacity import Cut, Floats, reduced
from fanlight.sdc.cuts.pool import Terms
from fanlight.sdc.suppression_problem import Mask

CHOSEN = (0.999, 0.9, 0.75, 0.6, 0.5, 0.4, 0.3)
"""Cells are taken into S that are chosen by at least so much: each of these is tried."""


def cover_inequalities(terms: Terms, chosen: Floats, *, least: float) -> list[Cut]:
    """For each cut the inequality out of it that a choice (0 to 1 per cell) misses most, if by this part at least. Where
    every cell is enough by itself, there is none."""
    count = len(terms)
    if not count:
        return []
    mine = chosen[terms.cells]
    missed, at = np.full(count, least), np.full(count, -1)
    for number, part in enumerate(CHOSEN):
        rest = terms.least - terms.sums(np.where(mine >= part, terms.weights, 0))
        weights = np.minimum(terms.weights, rest[terms.of])
        reached = np.bincount(terms.of, weights=np.where(mine < part, weights * mine, 0.0), minlength=count)
        short = np.where(rest > 0, 1.0 - reached / np.maximum(rest, 1), -1.0)
        better = short > missed
        missed[better], at[better] = short[better], number
    return list(_made(terms, mine, missed, at))


def _made(terms: Terms, mine: Floats, missed: Floats, at: Ints) -> Iterator[Cut]:
    ends = [*terms.starts[1:].tolist(), len(mine)]
    for k in np.flatnonzero(at >= 0).tolist():
        here = slice(int(terms.starts[k]), ends[k])
        inside = mine[here] >= CHOSEN[at[k]]
        rest = int(terms.least[k] - terms.weights[here][inside].sum())
        cells, weights, part = terms.cells[here][~inside], terms.weights[here][~inside], mine[here][~inside]
        rest, dropped = _smaller(weights, part, rest, float(missed[k]))
        weights, right = reduced(np.minimum(weights[~dropped], rest), rest)
        yield Cut(cells[~dropped], weights, right)


def _smaller(weights: Ints, part: Floats, rest: int, missed: float) -> tuple[int, Mask]:
    """Takes the smallest weights into S too, as long as the choice misses what is left by no less: what remains asks for
    fewer cells."""
    dropped = np.zeros(len(weights), dtype=np.bool_)
    for j in np.argsort(weights, kind="stable").tolist():
        less = rest - int(weights[j])
        if less <= 0:
            break
        keep = ~dropped
        keep[j] = False
        if 1.0 - float(np.minimum(weights[keep], less) @ part[keep]) / less < missed - SLACK:
            break
        dropped[j], rest = True, less
    return rest, dropped
