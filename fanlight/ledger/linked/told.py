"""What earlier releases tell of each cell of a joint system."""

from __future__ import annotations

import numpy as np

from fanlight.errors import BadInput
from fanlight.figures.cells import NO_BOUND
from fanlight.figures.cells.equations import Ints
from fanlight.tables.spec.table import PublicFigure


class Told:
    """What is out, of each cell."""

    def __init__(self, size: int, new: int, true: Ints | None) -> None:
        self.new, self.true = new, true is not None
        self.given = np.zeros(size, dtype=np.bool_)
        self.values = np.zeros(size, dtype=np.int64)
        self.lower, self.upper = np.zeros(size, dtype=np.int64), np.full(size, NO_BOUND)
        self.sources: dict[int, str] = {}
        if true is not None:
            self.values[:new] = true

    def tell(self, figure: PublicFigure, cell: int) -> None:
        given, values, sources = self.given, self.values, self.sources
        known = self.true and cell < self.new
        now = int(values[cell]) if known or given[cell] else None
        fits = now is None or (
            now == figure.value
            if figure.relation == "="
            else now <= figure.value
            if figure.relation == "<="
            else now >= figure.value
        )
        if not fits:
            other = sources.get(cell, "the new table")
            raise BadInput(
                f"Figures over the same records differ: {figure.source}; {other}.",
                next_step="Correct the ledger (kind: correction), or state how far records were revised between extracts "
                "(revisions).",
            )
        sources.setdefault(cell, figure.source)
        if figure.relation == "=":
            given[cell], values[cell] = True, figure.value
        elif figure.relation == "<=":
            self.upper[cell] = min(self.upper[cell], figure.value)
        else:
            self.lower[cell] = max(self.lower[cell], figure.value)
