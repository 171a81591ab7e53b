"""Withholds less: gives cells after all that no witness needs, and looks for cheaper ways in place of dear cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.heuristic.partition import Progress, Worker

Bools = NDArray[np.bool_]


def remove_redundant(table: CellTable, progress: Progress, *, late: Callable[[], bool]) -> None:
    """Gives every cell that can be given, dearest first: each side that its witnesses serve, and each change of a
    withheld cell, has another witness. Changes `progress`: what is withheld, and the witnesses that are left."""
    pool = _Pool(table, progress.moves)
    for cell in _secondary(table, progress.withheld):
        if late():
            break
        users = pool.users(cell)
        pool.drop(users)
        progress.withheld[cell] = False
        if not pool.covered(users, progress.withheld):
            pool.restore(users)
            progress.withheld[cell] = True
    progress.moves = [pool.moves[one] for one in sorted(pool.kept)]


def renew(worker: Worker, *, late: Callable[[], bool], rounds: int = 2) -> None:
    """Takes each withheld cell in turn, dearest first, and protects without it what it helped to protect; keeps that
    where it withholds less."""
    table, progress = worker.table, worker.progress
    pool = _Pool(table, progress.moves)
    for _ in range(rounds):
        better = False
        for cell in _secondary(table, progress.withheld):
            if late():
                break
            if progress.withheld[cell]:
                better = _without(worker, pool, cell) or better
        if not better:
            break
    progress.moves = [pool.moves[one] for one in sorted(pool.kept)]


def _secondary(table: CellTable, withheld: Bools) -> list[int]:
    cells = np.flatnonzero(withheld & ~table.primary & (table.status == Status.FREE))
    return [int(cell) for cell in cells[np.argsort(-table.cost[cells], kind="stable")]]


def _without(worker: Worker, pool: _Pool, cell: int) -> bool:
    """Protects without this cell what it helped to protect; whether that withholds less. If not, all is as before."""
    table, progress = worker.table, worker.progress
    users = pool.users(cell)
    before = progress.withheld.copy(), progress.up.copy(), progress.down.copy()
    pool.drop(users)
    touched = pool.touched(users)
    idle = touched[(pool.changed[touched] == 0) & ~table.primary[touched] & (table.status[touched] == Status.FREE)]
    progress.withheld[idle] = False
    progress.withheld[cell] = False
    open_up = touched[(pool.served_up[touched] == 0) & table.primary[touched] & (table.upl[touched] > 0)]
    open_down = touched[(pool.served_down[touched] == 0) & table.primary[touched] & (table.lpl[touched] > 0)]
    progress.up[open_up] = False
    progress.down[open_down] = False
    first = len(pool.moves)
    progress.moves = pool.moves
    allowed, worker.may[cell] = worker.may[cell], False
    budget = int(table.cost[before[0]].sum())
    worked = all(
        (done[target] or worker.reach(target, side)) and int(table.cost[progress.withheld].sum()) < budget
        for side, done, targets in ((1, progress.up, open_up), (-1, progress.down, open_down))
        for target in targets.tolist()
    )
    worker.may[cell] = allowed
    still = touched[progress.withheld[touched]]
    pool.count_new(first)
    worked = worked and int(table.cost[progress.withheld].sum()) < budget and bool((pool.changed[still] > 0).all())
    if not worked:
        pool.forget(first)
        pool.restore(users)
        progress.withheld[:], progress.up[:], progress.down[:] = before
    return worked


class _Pool:
    """Witnesses (`kept`: numbers of those in use), and for each cell how many serve its sides and change it."""

    def __init__(self, table: CellTable, moves: list[tuple[Ints, Ints]]) -> None:
        self.table = table
        self.kept: set[int] = set()
        n = len(table)
        self.served_up, self.served_down, self.changed = (np.zeros(n, dtype=np.int64) for _ in range(3))
        self._by_cell: dict[int, list[int]] = {}
        self._known: dict[int, tuple[Ints, Bools, Bools]] = {}
        self.moves = list(moves)
        self.count_new(0)

    def count_new(self, first: int) -> None:
        """Takes in the witnesses from number `first` on."""
        for number in range(first, len(self.moves)):
            cells, _ = self.moves[number]
            for cell in cells[~self.table.primary[cells]].tolist():
                self._by_cell.setdefault(cell, []).append(number)
            self._count(number, 1)
            self.kept.add(number)

    def forget(self, first: int) -> None:
        """Takes the witnesses from number `first` on away again."""
        for number in range(len(self.moves) - 1, first - 1, -1):
            self.drop([number])
            cells, _ = self.moves.pop()
            self._known.pop(number, None)
            for cell in cells[~self.table.primary[cells]].tolist():
                self._by_cell[cell].remove(number)

    def users(self, cell: int) -> list[int]:
        """The witnesses in use that change this cell, which is not primary."""
        return [number for number in self._by_cell.get(cell, ()) if number in self.kept]

    def drop(self, numbers: list[int]) -> None:
        for number in numbers:
            self._count(number, -1)
        self.kept.difference_update(numbers)

    def restore(self, numbers: list[int]) -> None:
        for number in numbers:
            self._count(number, 1)
        self.kept.update(numbers)

    def touched(self, numbers: list[int]) -> Ints:
        """The cells that these witnesses change."""
        found = [self.moves[number][0] for number in numbers]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def covered(self, numbers: list[int], withheld: Bools) -> bool:
        """Whether all that these witnesses serve is served by others too."""
        return all(self._covered(number, withheld) for number in numbers)

    def _covered(self, number: int, withheld: Bools) -> bool:
        cells, up, down = self._sides(number)
        return bool(
            (self.served_up[cells[up]] > 0).all()
            and (self.served_down[cells[down]] > 0).all()
            and ((self.changed[cells] > 0) | ~withheld[cells]).all()
        )

    def _sides(self, number: int) -> tuple[Ints, Bools, Bools]:
        """A witness's cells, and which of them it takes far enough up and down."""
        known = self._known.get(number)
        if known is not None:
            return known
        cells, deltas = self.moves[number]
        upl, lpl, primary = self.table.upl[cells], self.table.lpl[cells], self.table.primary[cells]
        found = cells, primary & (upl > 0) & (deltas >= upl), primary & (lpl > 0) & (deltas <= -lpl)
        self._known[number] = found
        return found

    def _count(self, number: int, step: int) -> None:
        cells, up, down = self._sides(number)
        self.changed[cells] += step
        self.served_up[cells[up]] += step
        self.served_down[cells[down]] += step
