"""The p% rule: the second largest contributor could estimate the largest to within p per cent of it."""

from __future__ import annotations

from fanlight.figures.cells.contributions import Contributions
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.rules.magnitude.levels import short_of
from fanlight.tables.knowledge.rules import MagnitudeRules


def needed(found: Contributions, rules: MagnitudeRules) -> Ints:
    """Of each cell the upper protection level, p/100 * x1 - (X - x1 - x2); 0 where it is safe.

    With coalitions of c contributors who pool what they know, the c largest after the first count as known. Source: as
    for dominance.
    """
    assert rules.p_percent is not None
    first = found.largest[:, 0]
    known = found.largest[:, 1 : 1 + rules.coalition].sum(axis=1)
    return short_of(rules.p_percent / 100, first, found.totals - first - known)
