"""Groups of withheld cells that can only move together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fanlight.figures.cells.equations import Equations, Ints
from fanlight.optimise.movement.movements import Floats
from fanlight.sdc.suppression_problem import Mask, Problem, component_labels


@dataclass(frozen=True, eq=False)
class Component:
    """Withheld cells joined by equations: `cells`, the rows of the problem among them, and their own equations."""

    mask: Mask
    cells: Ints
    rows: Ints
    equations: Equations

    def near(self, place: int, free: Mask, size: int) -> Ints:
        """Places of free cells from one outwards over the equations that they share, about so many."""
        e = self.equations
        met, rows = np.zeros(len(free), dtype=np.bool_), np.zeros(len(e), dtype=np.bool_)
        met[place] = True
        count = 1
        while count < size:
            rows[e.rows[met[e.cells]]] = True
            met[e.cells[rows[e.rows]]] = True
            met &= free
            met[place] = True
            if int(met.sum()) == count:
                break
            count = int(met.sum())
        return np.flatnonzero(met)

    def all_rows(self, duals: Floats, size: int) -> Floats:
        """Multipliers of the component's rows as multipliers of all `size` rows of the problem."""
        full = np.zeros(size)
        full[self.rows] = duals
        return full


def connected_components(problem: Problem, withheld: Mask) -> list[Component]:
    """Groups of withheld cells that can only move together."""
    equations, n = problem.equations, len(withheld)
    label = component_labels(equations, withheld)
    alive = withheld[equations.cells]
    cells, rows, factors = equations.cells[alive], equations.rows[alive], equations.factors[alive]
    order = np.argsort(label[cells], kind="stable")
    cells, rows, factors = cells[order], rows[order], factors[order]
    edges = np.flatnonzero(np.diff(label[cells], prepend=-1, append=-1)) if len(cells) else np.zeros(1, dtype=np.int64)
    place = np.zeros(n, dtype=np.int64)
    found = []
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        mask = np.zeros(n, dtype=np.bool_)
        mask[cells[low:high]] = True
        own_cells = np.flatnonzero(mask)
        place[own_cells] = np.arange(len(own_cells))
        # Within a label the order of rows is kept, so each row's terms stand together.
        change = np.flatnonzero(np.diff(rows[low:high], prepend=-1))
        own = Equations(
            np.append(change, high - low).astype(np.int64),
            place[cells[low:high]],
            factors[low:high],
            np.zeros(len(change), dtype=np.int64),
        )
        found.append(Component(mask, own_cells, rows[low:high][change], own))
    return found
