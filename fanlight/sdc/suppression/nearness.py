"""Which cells are near one: outwards over equations, those first that share most of theirs with what is near already."""

from __future__ import annotations

import numpy as np

from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells.equations import Equations, Ints, gathered


class Nearness:
    """Of cells 0..n-1. Asking costs what is met on the way, whatever else there is. `of_cell`: equations by cell."""

    def __init__(self, n: int, equations: Equations, of_cell: tuple[Ints, Ints, Ints]) -> None:
        self.equations, self.of_cell = equations, of_cell
        self._inside, self._shared = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
        self._touched = np.zeros(len(equations), dtype=np.bool_)

    def near(self, place: int, size: int, dice: np.random.Generator, among: Mask | None = None) -> Ints:
        """About `size` cells (of the mask `among`, where one is given), `place` itself in any case; sorted."""
        starts, rows, _ = self.of_cell
        e = self.equations
        inside, touched, shared = self._inside, self._touched, self._shared
        inside[place] = True
        new, found = np.array([place], dtype=np.int64), [np.array([place], dtype=np.int64)]
        count, met_all, others = 1, list[Ints](), new[:0]
        while count < size:
            met = np.unique(gathered(starts, rows, new))
            met = met[~touched[met]]
            touched[met] = True
            met_all.append(met)
            there = gathered(e.starts, e.cells, met)
            there = there if among is None else there[among[there]]
            np.add.at(shared, there, 1)
            others = np.union1d(others, there)
            others = others[~inside[others]]
            if not len(others):
                break
            share = shared[others] / (starts[others + 1] - starts[others])
            best = np.lexsort((dice.random(len(others)), -share))
            new = others[best[: min(size - count, max(8, count))]]
            inside[new] = True
            found.append(new)
            count += len(new)
        cells = np.sort(np.concatenate(found))
        # As they were.
        inside[cells] = False
        shared[cells] = shared[others] = 0
        touched[np.concatenate([new[:0], *met_all])] = False
        return cells
