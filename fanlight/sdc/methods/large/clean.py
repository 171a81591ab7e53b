"""Gives cells after all that no witness needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fanlight.sdc.methods.large.part import Progress
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.moves import Moves

Bools = NDArray[np.bool_]


def clean(table: CellTable, progress: Progress) -> tuple[Bools, Moves]:
    """The cells that stay withheld, and the witnesses that are still needed.

    A cell is given after all, dearest first, where every witness that changes it can be spared: each side that it
    serves, and each change of a withheld cell, has another witness.
    """
    pool = _Pool(table, Moves.of(progress.moves))
    withheld = progress.withheld.copy()
    secondary = np.flatnonzero(withheld & ~table.primary & (table.status == Status.FREE))
    for cell in secondary[np.argsort(-table.cost[secondary], kind="stable")].tolist():
        users = pool.users(cell)
        withheld[cell] = False
        if not pool.spare(users, withheld):
            withheld[cell] = True
    return withheld, Moves.of([pool.moves.move(int(one)) for one in np.flatnonzero(pool.kept)])


class _Pool:
    """Witnesses, and for each cell how many serve each of its sides and how many change it."""

    def __init__(self, table: CellTable, moves: Moves) -> None:
        self.moves = moves
        cells, deltas = moves.cells, moves.deltas
        primary, n = table.primary[cells], len(table)
        self.up = primary & (table.upl[cells] > 0) & (deltas >= table.upl[cells])
        self.down = primary & (table.lpl[cells] > 0) & (deltas <= -table.lpl[cells])
        self.served_up = np.bincount(cells[self.up], minlength=n)
        self.served_down = np.bincount(cells[self.down], minlength=n)
        self.changed = np.bincount(cells, minlength=n)
        self.kept = np.ones(len(moves), dtype=np.bool_)
        numbers = np.repeat(np.arange(len(moves), dtype=np.int64), np.diff(moves.starts))
        self._by_cell = numbers[np.argsort(cells, kind="stable")]
        self._ends = np.concatenate([[0], np.cumsum(self.changed)])

    def users(self, cell: int) -> Ints:
        """The witnesses left that change the cell."""
        found = self._by_cell[self._ends[cell] : self._ends[cell + 1]]
        return np.asarray(found[self.kept[found]], dtype=np.int64)

    def spare(self, users: Ints, withheld: Bools) -> bool:
        """Drops these witnesses if all that they serve has others; whether it did."""
        for count, user in enumerate(users.tolist(), start=1):
            self._count(user, -1)
            if not self._covered(user, withheld):
                for back in users[:count].tolist():
                    self._count(back, 1)
                return False
        self.kept[users] = False
        return True

    def _span(self, user: int) -> slice:
        return slice(int(self.moves.starts[user]), int(self.moves.starts[user + 1]))

    def _covered(self, user: int, withheld: Bools) -> bool:
        span = self._span(user)
        cells = self.moves.cells[span]
        return bool(
            ((self.changed[cells] > 0) | ~withheld[cells]).all()
            and (self.served_up[cells[self.up[span]]] > 0).all()
            and (self.served_down[cells[self.down[span]]] > 0).all()
        )

    def _count(self, user: int, step: int) -> None:
        span = self._span(user)
        cells = self.moves.cells[span]
        self.changed[cells] += step
        self.served_up[cells[self.up[span]]] += step
        self.served_down[cells[self.down[span]]] += step
