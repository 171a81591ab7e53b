"""What each contributor to a table of amounts knows of it: its own part of every cell.

Fischetti and Salazar (Management Science 47(7), 2001) call such readers internal attackers; tau-ARGUS and GaussSuppression
treat those that are alone in a cell (singletons).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.tables.knowledge.rules import MagnitudeRules

NOBODY = -1
"""As a contributor: a reader who contributes to no cell."""


@dataclass(frozen=True, eq=False)
class Contributors:
    """Cell c's contributors are `holders[starts[c] : starts[c + 1]]` with their `amounts`, falling: the first is its largest.

    `first`: how near the largest contributor, who knows its own part, may not come to the cell's total (0: the cell is not
    protected, or has no other contributor). All others may come no nearer than the cell's own levels say. `rules`: those
    that the levels come from.
    """

    starts: Ints
    holders: Ints
    amounts: Ints
    first: Ints
    rules: MagnitudeRules

    @cached_property
    def largest(self) -> Ints:
        """Of each cell its largest contributor, or `NOBODY`."""
        return self._first_where(np.diff(self.starts) > 0)

    @cached_property
    def alone(self) -> Ints:
        """Of each cell its only contributor, or `NOBODY`."""
        return self._first_where(np.diff(self.starts) == 1)

    def _first_where(self, mask: NDArray[np.bool_]) -> Ints:
        found = np.full(len(mask), NOBODY, dtype=np.int64)
        found[mask] = self.holders[self.starts[:-1][mask]]
        return found

    @cached_property
    def cells(self) -> Ints:
        """The cell of each entry of `holders`."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int64), np.diff(self.starts))

    @cached_property
    def _by_holder(self) -> tuple[Ints, Ints, Ints]:
        order = np.lexsort((self.cells, self.holders))
        begins = np.searchsorted(self.holders[order], np.arange(self.number + 1))
        return begins.astype(np.int64), self.cells[order], self.amounts[order]

    @cached_property
    def number(self) -> int:
        """Contributors are numbered from 0 to one below this."""
        return int(self.holders.max(initial=-1)) + 1

    def of(self, holder: int) -> tuple[Ints, Ints]:
        """The cells to which it contributes, ascending, and its amounts."""
        if holder == NOBODY:
            none = np.zeros(0, dtype=np.int64)
            return none, none
        begins, cells, amounts = self._by_holder
        own = slice(int(begins[holder]), int(begins[holder + 1]))
        return cells[own], amounts[own]

    def room(self, values: Ints, lower: Ints, upper: Ints, readers: Ints) -> tuple[Ints, Ints]:
        """How far cells may move down and up at most so that every one of `readers` thinks it possible: no cell goes
        below a reader's own part, and one in which a reader is alone does not move."""
        asked = np.zeros(self.number + 1, dtype=np.bool_)
        asked[readers] = True
        asked[NOBODY] = False
        own = asked[self.holders]
        least = lower.copy()
        np.maximum.at(least, self.cells[own], self.amounts[own])
        still = asked[self.alone]
        return np.where(still, 0, least - values), np.where(still, 0, upper - values)

    def doubters(self, values: Ints, cells: Ints, moves: Ints) -> Ints:
        """The contributors that know a movement of these cells to be none: one goes below their own part, or they are alone
        in one that moves."""
        found = [self.alone[cells[moves != 0]]]
        for cell, move in zip(cells[moves < 0].tolist(), moves[moves < 0].tolist(), strict=True):
            own = slice(int(self.starts[cell]), int(self.starts[cell + 1]))
            found.append(self.holders[own][self.amounts[own] > values[cell] + move])
        return np.setdiff1d(np.concatenate(found), [NOBODY])


@dataclass(frozen=True, eq=False)
class Target:
    """Protected cells that must be able to move together, each by its amount at least, upwards (`sign` 1) or downwards (-1).

    All cells of which one contributor is the largest are one target: else a sum of its amounts could be known more nearly
    than each of them. `apart`: the reader that this is not asked for; `only`: the only one that it is (None: all others).
    """

    cells: Ints
    sign: int
    amounts: Ints
    apart: int = NOBODY
    only: int | None = None


def targets(
    contributors: Contributors, values: Ints, asked: NDArray[np.bool_], upl: Ints, lpl: Ints, spl: Ints
) -> Iterator[Target]:
    """What must stay open of the cells `asked` for whatever part of the table a reader knows to be its own.

    `upl`, `lpl`, `spl`: the cells' levels. To the largest contributor its cells are another's: each alone, by `Contributors.first`. A
    cell that need only not be known exactly must be able to rise.
    """
    for sign, level in ((1, upl), (-1, lpl)):
        cells = np.flatnonzero(asked & (level > 0) & (contributors.largest != NOBODY))
        cells = cells[np.argsort(contributors.largest[cells], kind="stable")]
        for own in np.split(cells, np.flatnonzero(np.diff(contributors.largest[cells])) + 1) if len(cells) else ():
            yield Target(own, sign, level[own], apart=int(contributors.largest[own[0]]))
        for cell in np.flatnonzero(asked & (contributors.first > 0)).tolist():
            others = int(values[cell] - contributors.amounts[contributors.starts[cell]])
            amount = int(contributors.first[cell]) if sign > 0 else min(int(contributors.first[cell]), others)
            if amount:
                yield Target(np.array([cell]), sign, np.array([amount]), only=int(contributors.largest[cell]))
    for cell in np.flatnonzero(asked & (upl == 0) & (lpl == 0) & (spl > 0)).tolist():
        yield Target(np.array([cell]), 1, np.array([1]), apart=int(contributors.alone[cell]))


def aims(contributors: Contributors, values: Ints, target: Target, readers: Ints) -> Ints:
    """By how much each of the target's cells must move for all these readers: down no further than to a reader's own part."""
    if target.sign > 0 or NOBODY in readers:
        return target.amounts
    least = np.full(len(target.cells), np.iinfo(np.int64).max)
    for reader in readers.tolist():
        cells, amounts = contributors.of(reader)
        own = np.zeros(len(target.cells), dtype=np.int64)
        at = np.minimum(np.searchsorted(cells, target.cells), len(cells) - 1)
        own = np.where(cells[at] == target.cells, amounts[at], 0)
        least = np.minimum(least, own)
    return np.asarray(np.minimum(target.amounts, values[target.cells] - least), dtype=np.int64)
