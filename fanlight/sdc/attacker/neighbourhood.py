"""Which cells are near one: outwards over equations, those first that share most of theirs with what is near already."""

from __future__ import annotations

import numpy as np

from fanlight.figures.cells.equations import Equations, Ints, gathered
from fanlight.sdc.suppression_problem import Mask


class CellNeighbourhood:
    """Of cells 0..n-1. Asking costs what is met on the way, whatever else there is. `of_cell`: equations by cell."""

    def __init__(self, n: int, equations: Equations, of_cell: tuple[Ints, Ints, Ints]) -> None:
        self.equations, self.of_cell = equations, of_cell
        self._inside, self._shared = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
        self._touched = np.zeros(len(equations), dtype=np.bool_)

    def near(
        self,
        place: int,
        size: int,
        dice: np.random.Generator,
        *,
        among: Mask | None = None,
        beside: Mask | None = None,
        more: int = 0,
    ) -> Ints:
        """About `size` cells (of the mask `among`, where one is given) and `place` itself; with `beside`, up to so many `more`
        of that mask that share equations with these; sorted."""
        starts, rows, _ = self.of_cell
        e = self.equations
        inside, touched, shared = self._inside, self._touched, self._shared
        inside[place] = True
        new, found = np.array([place], dtype=np.int64), [np.array([place], dtype=np.int64)]
        count, met_all, others, rest = 1, list[Ints](), new[:0], [new[:0]]
        while count < size:
            met = np.unique(gathered(starts, rows, new))
            met = met[~touched[met]]
            touched[met] = True
            met_all.append(met)
            there = gathered(e.starts, e.cells, met)
            if beside is not None:
                rest.append(there[beside[there]])
            if among is not None:
                there = there[among[there]]
            np.add.at(shared, there, 1)
            others = np.union1d(others, there)
            others = others[~inside[others]]
            if not len(others):
                break
            new = self._closest(others, min(size - count, max(8, count)), dice)
            inside[new] = True
            found.append(new)
            count += len(new)
        cells = np.concatenate(found)
        shared[cells] = shared[others] = 0
        if more:
            cells = np.concatenate([cells, self._beside(np.concatenate(rest), more, dice)])
        # As they were.
        inside[cells] = False
        touched[np.concatenate([new[:0], *met_all])] = False
        return np.sort(cells)

    def _closest(self, cells: Ints, many: int, dice: np.random.Generator) -> Ints:
        starts = self.of_cell[0]
        share = self._shared[cells] / (starts[cells + 1] - starts[cells])
        order = np.lexsort((dice.random(len(cells)), -share))
        return np.asarray(cells[order[:many]], dtype=np.int64)

    def _beside(self, met: Ints, many: int, dice: np.random.Generator) -> Ints:
        """Of cells met once for each equation, those with most of theirs met."""
        met = met[~self._inside[met]]
        np.add.at(self._shared, met, 1)
        cells = np.unique(met)
        found = self._closest(cells, many, dice)
        self._shared[cells] = 0
        return found
