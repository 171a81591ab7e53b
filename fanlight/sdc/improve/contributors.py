"""A pattern for a table of amounts that is safe from its contributors too, each of whom knows its own part of every cell.

From a pattern that protects the cells from other readers: for every contributor to whom a cell is too well known, the cheapest
movement that it thinks possible is withheld as well; then what no movement needs is given back. Internal attackers: Fischetti and
Salazar, Management Science 47(7), 2001; singletons: tau-ARGUS, GaussSuppression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.contributors import NOBODY, Contributors, Target, aims, targets
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.jointly import Jointly
from fanlight.optimise.tolerances import SHORT
from fanlight.sdc.suppression_problem import ENDLESS, Mask, among

FREE = 1e-5
"""What a unit of movement of a withheld cell costs, beside what others lose."""
FEW = 12
"""Up to so many readers are asked together."""
WHOLE = 2.0
"""Seconds in which a movement in whole numbers is looked for, where the first is none."""

Table = tuple[Ints, Ints]


@dataclass(frozen=True, eq=False)
class Widened:
    """`withheld`: the pattern. `tables`: what it was found safe by, as cells and their changes. `stuck`: cells that no pattern
    protects from some contributor; `late`: those that there was no time for."""

    withheld: Mask
    tables: list[Table]
    stuck: tuple[int, ...] = ()
    late: tuple[int, ...] = ()


def safe_from_contributors(
    table: CellTable, contributors: Contributors, withheld: Mask, tables: Sequence[Table], left: Callable[[], float]
) -> Widened:
    """`tables`: whole-number tables that are known to keep what the pattern withholds open to other readers."""
    search = _Search(table, contributors, withheld, tables, left)
    every = list(targets(contributors, table.values, table.primary & search.can, table.upl, table.lpl, table.spl))
    for target in sorted(every, key=lambda one: -int(one.amounts.sum())):
        search.serve(target)
    if not search.stuck and not search.late:
        search.give_back()
    return Widened(
        search.pattern,
        [search.tables[number] for number in sorted(search.used())],
        tuple(sorted(search.stuck)),
        tuple(sorted(search.late - search.stuck)),
    )


@dataclass(frozen=True, eq=False)
class _Service:
    """A table (by number) serves these readers of a target."""

    target: Target
    readers: Ints
    number: int


class _Search:
    def __init__(
        self,
        table: CellTable,
        contributors: Contributors,
        withheld: Mask,
        tables: Sequence[Table],
        left: Callable[[], float],
    ) -> None:
        self.table, self.contributors, self.left = table, contributors, left
        self.can = np.asarray(table.status != Status.PUBLISH)
        self.cells = np.flatnonzero(self.can)
        self.place = np.full(len(table), -1, dtype=np.int64)
        self.place[self.cells] = np.arange(len(self.cells))
        self.equations = among(table.equations, self.place)
        e = self.equations
        self.programme = Jointly(e.starts, e.cells, e.factors, len(self.cells))
        self.forced = np.asarray(table.primary | (table.status == Status.WITHHOLD))
        self.pattern = np.asarray(withheld | self.forced)
        self.tables: list[Table] = []
        self.moved: list[dict[int, int]] = []
        self.doubters: list[Ints] = []
        self.moving: dict[int, list[int]] = {}
        """Of each cell the tables that move it."""
        for one in tables:
            self._put(one)
        self.served: list[_Service] = []
        self.stuck: set[int] = set()
        self.late: set[int] = set()
        known = self.can[contributors.cells]
        self.everybody = np.concatenate([[NOBODY], np.unique(contributors.holders[known])])

    def used(self) -> set[int]:
        return {one.number for one in self.served}

    def serve(self, target: Target) -> None:
        readers = self.everybody[self.everybody != target.apart] if target.only is None else np.array([target.only])
        for one in self._services(target, readers, self.pattern, wide=True):
            if one is None:
                (self.late if self.left() <= 0 else self.stuck).update(target.cells.tolist())
                continue
            self.served.append(one)
            self.pattern[self.tables[one.number][0]] = True

    def give_back(self) -> None:
        """Gives what no table needs, then the dearest of the rest that others can do without."""
        self._needed()
        extra = np.flatnonzero(self.pattern & ~self.forced)
        for cell in extra[np.argsort(-self.table.cost[extra], kind="stable")].tolist():
            if self.left() <= 0:
                return
            if self.pattern[cell]:
                self._without(cell)

    def _needed(self) -> None:
        self.pattern = self.forced.copy()
        for number in self.used():
            self.pattern[self.tables[number][0]] = True

    def _without(self, cell: int) -> None:
        """Gives a cell if all that it serves can be served without."""
        narrow = self.pattern.copy()
        narrow[cell] = False
        kept = [one for one in self.served if cell not in self.tables[one.number][0]]
        for one in self.served:
            if cell in self.tables[one.number][0]:
                for found in self._services(one.target, one.readers, narrow, wide=False):
                    if found is None:
                        return
                    kept.append(found)
        self.served = kept
        self._needed()

    def _services(self, target: Target, readers: Ints, pattern: Mask, *, wide: bool) -> Iterator[_Service | None]:
        """Tables for all the readers, those at hand first; None for a reader that has none. `wide`: among all cells, where
        those of the pattern do not do."""
        waiting = readers
        for number in list(reversed(self.moving.get(int(target.cells[0]), []))):
            able = self._able(target, number, waiting, pattern)
            if len(able):
                yield _Service(target, able, number)
                waiting = np.setdiff1d(waiting, able)
        together = True
        while len(waiting):
            # What is found for one serves most others; the few whom it does not serve are asked together first.
            group = waiting if together and len(waiting) <= FEW else waiting[:1]
            found = self._look(target, group, pattern)
            if found is None and len(group) > 1:
                together = False
                continue
            if found is None and wide:
                found = self._look(target, group, None)
            if found is None:
                yield None
                waiting = waiting[1:] if self.left() > 0 else waiting[:0]
                continue
            number = self._put(found)
            able = np.union1d(group, self._able(target, number, waiting, pattern | self.pattern))
            yield _Service(target, able, number)
            waiting = np.setdiff1d(waiting, able)

    def _put(self, table: Table) -> int:
        """Keeps a table: its number."""
        self.tables.append(table)
        cells, moves = table
        number = len(self.tables) - 1
        self.moved.append(dict(zip(cells.tolist(), moves.tolist(), strict=True)))
        self.doubters.append(self.contributors.doubters(self.table.values, cells, moves))
        for cell in cells.tolist():
            self.moving.setdefault(cell, []).append(number)
        return number

    def _able(self, target: Target, number: int, readers: Ints, pattern: Mask) -> Ints:
        """The readers whom a table serves: it moves nothing but what is withheld, and they think it possible."""
        moved = self.moved[number]
        far = all(
            target.sign * moved.get(cell, 0) >= amount
            for cell, amount in zip(target.cells.tolist(), target.amounts.tolist(), strict=True)
        )
        if not far or not pattern[self.tables[number][0]].all():
            return readers[:0]
        return np.setdiff1d(readers, self.doubters[number])

    def _look(self, target: Target, readers: Ints, pattern: Mask | None) -> Table | None:
        """A movement for all these readers, of the pattern's cells alone or the cheapest of all."""
        table, cells = self.table, self.cells
        down, up = self.contributors.room(table.values, table.lower, table.upper, readers)
        lower, upper = np.maximum(down[cells], -ENDLESS), np.minimum(up[cells], ENDLESS)
        wanted = target.sign * aims(self.contributors, table.values, target, readers)
        cost = np.ones(len(cells))
        if pattern is not None:
            still = ~pattern[cells]
            lower, upper = np.where(still, 0, lower), np.where(still, 0, upper)
        else:
            # As much as one that moves as far as it must loses, spread over that.
            reach = np.minimum(np.maximum(np.maximum(-lower, upper), 1), int(np.abs(wanted).max()))
            cost = np.where(self.pattern[cells], FREE, (table.cost[cells] + FREE) / reach)
        at = self.place[target.cells]
        found = None
        for whole in (False, True):
            seconds = min(self.left(), WHOLE) if whole else self.left()
            step = self.programme.least(lower, upper, at, wanted, seconds, cost=cost, whole=whole)
            if step.moves is None:
                return found
            moves = np.rint(step.moves).astype(np.int64)
            moved = np.flatnonzero(np.abs(step.moves) > SHORT)
            found = (cells[moved], moves[moved])
            if np.abs(step.moves - moves).max(initial=0) <= SHORT:
                return found
            # What moves by a part of one is enough for a movement in whole numbers, most times.
            still = np.abs(step.moves) <= SHORT
            lower, upper = np.where(still, 0, lower), np.where(still, 0, upper)
        return found
