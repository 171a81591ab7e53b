"""Searches for whole-number tables that reach the ends that are asked for, and for bounds where there are none.

A part of a table that hangs together is one programme; of a very large part, first the neighbourhoods of its cells: a
table that moves only there is a table of the whole. Bounds count only for the whole part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP
from fanlight.audit.cells.system import Part
from fanlight.audit.cells.witnesses.gathering import gather
from fanlight.audit.cells.witnesses.neighbours import cut_out, neighbourhood
from fanlight.audit.cells.witnesses.reach import Reach
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.cell_programme import CellProgramme

WHOLE_PART = 400
"""A part of more cells is searched by neighbourhoods first."""
NEIGHBOURHOODS = (80, 300, 1_500)
GATHERED_AFTER = NEIGHBOURHOODS[1]
"""After neighbourhoods of this size, needs are gathered: what is left then is hard to reach one at a time."""
TOGETHER = 8
"""Fewer needs than these are asked for one at a time."""
ROUNDING = 1e-6

Floats = NDArray[np.float64]


@dataclass(eq=False)
class Ends:
    """Per column and side: the best bound known (True: `upper`), whether a programme or a search proved it, and the
    multipliers of the rows that do (in the part's rows)."""

    upper: Ints
    lower: Ints
    by_programme: dict[tuple[int, bool], Floats] = field(default_factory=dict)
    by_search: set[tuple[int, bool]] = field(default_factory=set)

    def take(self, column: int, largest: bool, bound: float) -> None:
        """A bound for whole numbers from one over fractions."""
        if largest:
            self.upper[column] = min(self.upper[column], math.floor(bound + ROUNDING))
        else:
            self.lower[column] = max(self.lower[column], math.ceil(bound - ROUNDING))


class Search:
    """Works through one table's parts until a time; results are in `reach` and `ends`."""

    def __init__(
        self,
        reach: Reach,
        ends: Ends,
        up: Ints,
        down: Ints,
        clock: Callable[[], float],
        until: float,
        step: Callable[[int, int], None] = lambda done, of: None,
        unless_above: int | None = None,
        whole_part: int = WHOLE_PART,
    ) -> None:
        self.whole_part = whole_part
        self.reach, self.ends = reach, ends
        self.up, self.down = up, down
        self.unless_above = unless_above
        self.clock, self.until, self.step = clock, until, step

    @property
    def left(self) -> float:
        return self.until - self.clock()

    def needs(self, columns: Ints) -> Iterator[tuple[int, bool]]:
        """Columns and sides that no table found yet reaches; asked for one at a time, since one table serves many."""
        for column in columns.tolist():
            if self.down[column] < self.reach.low[column]:
                yield column, False
            if self.up[column] > self.reach.high[column] and not self.spared(column):
                yield column, True

    def spared(self, column: int) -> bool:
        """Whether a cell of unknown count is known not to be low: proved zero, or proved to reach the threshold."""
        if self.unless_above is None:
            return False
        return bool(self.ends.lower[column] >= self.unless_above or self.ends.upper[column] == 0)

    def missing(self, columns: Ints) -> int:
        reach = self.reach
        return int((self.up[columns] > reach.high[columns]).sum() + (self.down[columns] < reach.low[columns]).sum())

    def requirements(self, parts: Sequence[Part]) -> None:
        """Looks for a table for every need."""
        large = [part for part in parts if len(part.columns) > self.whole_part]
        done, total = 0, sum(self.missing(part.columns) for part in parts)
        for size in NEIGHBOURHOODS:
            for part in large:
                self._by_neighbourhoods(part, size)
                if size == GATHERED_AFTER:
                    gather(self, part)
        for part in parts:
            if self.left <= 0:
                return
            begun = self.missing(part.columns)
            if begun:
                self._whole_part(part)
            done += begun
            self.step(done, total)

    def _whole_part(self, part: Part) -> None:
        programme = self.programme(part)
        place = {int(column): at for at, column in enumerate(part.columns)}
        self._many(part, programme)
        for column, largest in self.needs(part.columns):
            if self.left <= 0:
                return
            self.end(part, programme, place[column], largest)
        for whole in (False, True):
            for column, largest in self.needs(part.columns):
                if self.left <= 0:
                    return
                if not self._hopeless(column, largest):
                    self.reach_to(part, programme, place[column], largest, self._aim(column, largest), whole)

    def _many(self, part: Part, programme: CellProgramme) -> None:
        """Asks for many needs in one table, while that serves more than asking one by one would."""
        for largest in (True, False):
            while True:
                reach, columns = self.reach, part.columns
                wanted = (self.up > reach.high if largest else self.down < reach.low)[columns]
                at = np.flatnonzero(wanted)
                at = at[[not (largest and self.spared(int(column))) for column in columns[at]]]
                if len(at) < TOGETHER:
                    break
                aims = (self.up if largest else self.down)[columns[at]] - reach.base[columns[at]]
                moved = programme.together(at, aims, self.left)
                if moved.point is None or not reach.add(columns, moved.point, part.system):
                    break
                found = (
                    reach.high[columns[at]] >= self.up[columns[at]]
                    if largest
                    else reach.low[columns[at]] <= self.down[columns[at]]
                )
                if int(found.sum()) < max(2, len(at) // 50):
                    break

    def _aim(self, column: int, largest: bool) -> int:
        return int((self.up if largest else self.down)[column] - self.reach.base[column])

    def _hopeless(self, column: int, largest: bool) -> bool:
        """Whether a bound says already that the need cannot be met."""
        ends = self.ends
        return bool(ends.upper[column] < self.up[column] if largest else ends.lower[column] > self.down[column])

    def programme(self, part: Part) -> CellProgramme:
        system, base = part.system, self.reach.base[part.columns]
        return CellProgramme(system.starts, system.columns, system.factors, system.lower - base, system.upper - base)

    def end(self, part: Part, programme: CellProgramme, at: int, largest: bool) -> None:
        """The programme's optimum: a bound, and a table if it is one."""
        column = int(part.columns[at])
        moved = programme.end(at, largest=largest, seconds=self.left)
        if moved.status == "optimal" and moved.bound is not None and moved.point is not None:
            self.reach.add(part.columns, moved.point, part.system)
            self.ends.take(column, largest, float(self.reach.base[column]) + moved.bound)
            if moved.duals is not None:
                self.ends.by_programme[column, largest] = moved.duals

    def reach_to(self, part: Part, programme: CellProgramme, at: int, largest: bool, aim: int, whole: bool) -> None:
        """The shortest move that meets the aim; over whole numbers, none is a proof that there is none."""
        moved = programme.shortest(at, aim, self.left, whole=whole)
        column = int(part.columns[at])
        if moved.point is not None:
            if self.reach.add(part.columns, moved.point, part.system):
                step = np.rint(moved.point).astype(np.int64)
                # What is the least for one cell is, the other way round, one step for all the cells that it moves.
                self.reach.add(part.columns, -step // max(1, int(np.gcd.reduce(step))), part.system)
        elif moved.status == "infeasible" and whole:
            self._below(part, programme, at, largest, column)

    def _below(self, part: Part, programme: CellProgramme, at: int, largest: bool, column: int) -> None:
        moved = programme.whole_end(at, largest=largest, seconds=self.left)
        if moved.point is not None:
            self.reach.add(part.columns, moved.point, part.system)
        if moved.bound is not None:
            before = (self.ends.upper if largest else self.ends.lower)[column]
            self.ends.take(column, largest, float(self.reach.base[column]) + moved.bound)
            if (self.ends.upper if largest else self.ends.lower)[column] != before:
                self.ends.by_search.add((column, largest))

    def all_ends(self, parts: Sequence[Part], wanted: NDArray[np.bool_], *, whole_up_to: int) -> None:
        """Both ends of every wanted column; over whole numbers where the part has at most `whole_up_to` cells."""
        total = int(sum(wanted[part.columns].sum() for part in parts))
        done = 0
        for part in parts:
            if len(part.columns) > self.whole_part and self.left < 60:
                continue
            programme: CellProgramme | None = None
            for at, column in enumerate(part.columns.tolist()):
                if not wanted[column]:
                    continue
                for largest in (True, False):
                    if self.left <= 0:
                        return
                    if self.settled(column, largest):
                        continue
                    programme = programme or self.programme(part)
                    if (column, largest) not in self.ends.by_programme:
                        self.end(part, programme, at, largest)
                    if len(part.columns) <= whole_up_to and not self.settled(column, largest):
                        self.whole_end(part, programme, at, largest)
                done += 1
                if done % 100 == 0:
                    self.step(done, total)

    def whole_end(self, part: Part, programme: CellProgramme, at: int, largest: bool) -> None:
        column = int(part.columns[at])
        bound = (self.ends.upper if largest else self.ends.lower)[column]
        if abs(bound) < NONE_DOWN // 2:
            self.reach_to(part, programme, at, largest, int(bound - self.reach.base[column]), True)
        if not self.settled(column, largest):
            self._below(part, programme, at, largest, column)

    def settled(self, column: int, largest: bool) -> bool:
        """Whether a table reaches the bound."""
        if largest:
            return bool(self.reach.high[column] >= self.ends.upper[column])
        return bool(self.reach.low[column] <= self.ends.lower[column])

    def _by_neighbourhoods(self, part: Part, size: int) -> None:
        total = self.missing(part.columns)
        tried = np.zeros(len(part.columns), dtype=np.bool_)
        place = {int(column): at for at, column in enumerate(part.columns)}
        searched = 0
        for column, _ in self.needs(part.columns):
            if self.left <= 0:
                return
            if tried[place[column]]:
                continue
            searched += 1
            near = neighbourhood(part.system, place[column], size)
            tried[near[: size // 8]] = True
            self._in_neighbourhood(part, near)
            if searched % 50 == 0:
                self.step(total - self.missing(part.columns), total)

    def _in_neighbourhood(self, part: Part, near: Ints) -> None:
        own = cut_out(part, near)
        programme = self.programme(own)
        place = {int(column): at for at, column in enumerate(own.columns)}
        core = part.columns[near[: max(1, len(near) // 8)]]
        for column, largest in self.needs(core):
            if self.left <= 0:
                return
            self.reach_to(own, programme, place[column], largest, self._aim(column, largest), False)


__all__ = ["NONE_DOWN", "NONE_UP", "Ends", "Search"]
