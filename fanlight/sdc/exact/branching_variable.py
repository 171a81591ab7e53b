"""Which cell a node is split at: the one that both ways raise the cost most, as earlier splits and glimpses tell.

"Reliability branching" (Achterberg, Koch and Martin 2005): a cell's record is trusted once it was tried a few times either way.
"""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.optimise.relaxation import Relaxation, Relaxed
from fanlight.sdc.suppression_problem import Mask

RELIABLE = 8
"""How often a cell must have been tried either way for its record to be trusted."""
GLIMPSES, STEPS = 20, 40
"""Cells looked at for one split, and steps of the solver for each look."""
FIRST, FIRST_STEPS = 4, 400
"""Before so many splits every candidate is looked at, and for longer: all that follows hangs on these."""
CANDIDATES = 40
UNKNOWN = 0.5
"""What part of a cell's cost a whole cell more or less is taken to be worth, before it was tried."""


class Pseudocosts:
    def __init__(self, cost: Ints) -> None:
        self.cost = cost
        self._raised = np.zeros((2, len(cost)))
        self._tried = np.zeros((2, len(cost)))

    def learn(self, split: tuple[int, int, float], raised: float) -> None:
        """What a split (cell, way, part chosen before) raised the cost by."""
        cell, way, part = split
        self._raised[way, cell] += max(raised, 0.0) / max(1.0 - part if way else part, 1e-3)
        self._tried[way, cell] += 1

    def choose(
        self,
        relaxation: Relaxation,
        found: Relaxed,
        low: Mask,
        high: Mask,
        enough: float,
        seconds: float,
        *,
        depth: int,
    ) -> tuple[int, int | None]:
        """One of the cells that are chosen in part, of which there must be one; and a way, if the other one costs more than `enough`. `depth`: after how many
        splits."""
        values = found.values
        rates = np.where(self._tried > 0, self._raised / np.maximum(self._tried, 1), UNKNOWN * self.cost)
        scores = np.maximum(rates[0] * values, 1.0) * np.maximum(rates[1] * (1.0 - values), 1.0)
        parts = found.parts
        best, most, looks = int(parts[0]), -1.0, 0
        for cell in parts[np.argsort(-scores[parts], kind="stable")][:CANDIDATES].tolist():
            score = float(scores[cell])
            if depth < FIRST or (self._tried[:, cell].min() < RELIABLE and looks < GLIMPSES):
                looks += 1
                back = int(low[cell]), int(high[cell])
                seen = relaxation.glimpse(cell, back, FIRST_STEPS if depth < FIRST else STEPS, enough, seconds)
                for way in (0, 1):
                    if seen.settled[way] and seen.costs[way] > enough:
                        return cell, 1 - way
                    if np.isfinite(seen.costs[way]):
                        self.learn((cell, way, float(values[cell])), seen.costs[way] - found.cost)
                score = max(seen.costs[0] - found.cost, 1.0) * max(seen.costs[1] - found.cost, 1.0)
            if score > most:
                best, most = cell, score
        return best, None
