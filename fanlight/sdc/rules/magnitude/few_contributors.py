"""The minimum frequency rule: fewer contributors than a minimum stand behind the cell."""

from __future__ import annotations

import numpy as np

from fanlight.tables.cells.contributions import Contributions
from fanlight.tables.cells.equations import Ints
from fanlight.tables.rules import MagnitudeRules


def needed(found: Contributions, rules: MagnitudeRules) -> Ints:
    """1 for a cell with 1 to minimum - 1 contributors: the rule only says that the very amount must not be known, so
    its level is the least there is. 0 where the cell is safe. Source: as for dominance."""
    few = (found.contributors >= 1) & (found.contributors < rules.minimum_contributors)
    return np.where(few, 1, 0).astype(np.int64)
