"""The (p,q) rule: as p%, where the others are known to within q per cent before anything is published."""

from __future__ import annotations

from fanlight.figures.cells.contributions import Contributions
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.rules.magnitude.levels import short_of
from fanlight.tables.knowledge.rules import MagnitudeRules


def needed(found: Contributions, rules: MagnitudeRules) -> Ints:
    """Of each cell the upper protection level, p/q * x1 - (X - x1 - x2); 0 where it is safe. Source: as for dominance."""
    assert rules.pq is not None
    p, q = rules.pq
    first = found.largest[:, 0]
    known = found.largest[:, 1 : 1 + rules.coalition].sum(axis=1)
    return short_of(p / q, first, found.totals - first - known)
