"""The minimum frequency rule: fewer contributors than a minimum stand behind the cell."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.contributions import Contributions
from fanlight.figures.cells.equations import Ints
from fanlight.tables.knowledge.rules import MagnitudeRules


def needed(found: Contributions, rules: MagnitudeRules) -> Ints:
    """1 for a cell that fewer contributors than the minimum stand behind: the rule only says that the very amount must not
    be known, so its level is the least there is. 0 where the cell is safe, or empty. Source: as for dominance.

    A contribution of 0 is one: a cell of a single contributor of 0 is no empty cell. But it hides no other: where some
    amounts are above 0, these alone are counted.
    """
    behind = np.where(found.above_zero > 0, found.above_zero, found.contributors)
    few = (behind >= 1) & (behind < rules.minimum_contributors)
    return np.where(few, 1, 0).astype(np.int64)
