"""(n,k)-dominance: the n largest contributors make up more than k per cent of the cell."""

from __future__ import annotations

from fractions import Fraction

from fanlight.figures.cells.contributions import Contributions
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.rules.magnitude.levels import short_of
from fanlight.tables.knowledge.rules import MagnitudeRules


def needed(found: Contributions, rules: MagnitudeRules) -> Ints:
    """Of each cell the upper protection level, 100/k * (x1 + ... + xn) - X; 0 where it is safe.

    Source: Handbook on Statistical Disclosure Control, chapter 4 (sensitivity rules; upper protection levels).
    """
    assert rules.dominance is not None
    n, k = rules.dominance
    return short_of(Fraction(100) / k, found.largest[:, :n].sum(axis=1), found.totals)
