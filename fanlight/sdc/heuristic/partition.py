"""One part of a large table: cells are withheld until each primary cell has whole-number tables on both its sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.moves import Floats, MoveSolver, Part, part_of, with_signs
from fanlight.sdc.heuristic.neighbourhood import neighbourhood

Bools = NDArray[np.bool_]
FAR = 1_000_000
TRIES = ((1, True), (1, True), (1, False), (0, False))
"""For each try, how narrow the neighbourhood, and whether it is to serve other cells too."""
DIVE = 30
CAREFUL, HASTY = 0.02, 2.0
IDLE = 6
SLOPES = 4
ENOUGH = 4


@dataclass
class Progress:
    """What has been found so far. `up`, `down`: cells whose side of the requirement has a witness. `moved`: cells
    that some witness changes."""

    withheld: Bools
    up: Bools
    down: Bools
    moved: Bools
    moves: list[tuple[Ints, Ints]] = field(default_factory=list)
    programmes: int = 0

    def take(self, table: CellTable, cells: Ints, deltas: Ints) -> int:
        """Keeps a move; the number of sides that it is the first to reach."""
        own = deltas != 0
        cells, deltas = cells[own], deltas[own]
        before = int(self.up[cells].sum() + self.down[cells].sum())
        self.up[cells] |= deltas >= table.upl[cells]
        self.down[cells] |= deltas <= -table.lpl[cells]
        self.moved[cells] = True
        self.withheld[cells] = True
        self.moves.append((cells, deltas))
        return int(self.up[cells].sum() + self.down[cells].sum()) - before


def begin(table: CellTable) -> Progress:
    """Primary cells and those withheld in any case; a side without a requirement is reached from the start."""
    withheld = table.primary | (table.status == Status.WITHHOLD)
    up = ~table.primary | (table.upl <= 0)
    down = ~table.primary | (table.lpl <= 0)
    return Progress(withheld, up, down, np.zeros(len(table), dtype=np.bool_))


class Worker:
    """Moves cells of one table. `may`: cells that may be withheld besides. `worth`: how much serving one more count
    of another cell may cost: `CAREFUL` loses less, `HASTY` needs a third of the programmes."""

    def __init__(self, table: CellTable, progress: Progress, may: Bools, worth: float = CAREFUL) -> None:
        self.table = table
        self.worth = worth
        self.progress = progress
        self.may = may
        self.neighbourhood = neighbourhood(table)
        self.solver = MoveSolver()
        self.dice = np.random.default_rng(0)
        self.below = (table.lower - table.values).astype(np.float64).clip(-FAR, 0)
        self.above = (table.upper - table.values).astype(np.float64).clip(0, FAR)

    def serve(
        self,
        targets: Iterable[int],
        *,
        besides: bool,
        late: Callable[[], bool],
        reached: Callable[[int], None],
        fruitless: int = 0,
    ) -> None:
        """A witness for each target's open sides; with `besides`, cells are withheld where it has none without. Ends after
        `fruitless` sides in a row that were given none (0: never)."""
        progress, idle = self.progress, 0
        for count, target in enumerate(targets):
            if late() or (fruitless and idle >= fruitless):
                return
            for side in (1, -1):
                done = progress.up if side > 0 else progress.down
                if not done[target]:
                    idle = 0 if self.reach(target, side, besides) else idle + 1
            reached(count)

    def sweep(self, targets: Ints, *, late: Callable[[], bool]) -> None:
        """Witnesses among withheld cells alone, each for as many open sides as it will serve, while it pays."""
        progress = self.progress
        idle = 0
        while idle < IDLE and not late():
            open_ = targets[~(progress.up[targets] & progress.down[targets])]
            if not len(open_):
                return
            before = int(progress.up[targets].sum() + progress.down[targets].sum())
            self._try(int(open_[self.dice.integers(len(open_))]), 0, False, 1 + idle % 4, dive=DIVE)
            gained = int(progress.up[targets].sum() + progress.down[targets].sum()) - before
            idle = 0 if gained >= ENOUGH else idle + 1

    def stir(self, targets: Iterable[int], *, late: Callable[[], bool]) -> None:
        """Some change, however small, for each target that no witness changes: then it is not known exactly."""
        for target in targets:
            if late():
                return
            if not self.progress.moved[target] and not self._try(target, 1, True, 0, least=1):
                self._try(target, -1, True, 0, least=1)

    def reach(self, target: int, side: int, besides: bool = True) -> bool:
        """A witness for one side of one cell; whether one was found."""
        # A programme that serves others too often has no whole answer: then one for this cell alone.
        for narrow, others in TRIES if besides else TRIES[:1]:
            if self._try(target, side, besides, narrow, others=others, dive=DIVE):
                return True
        return False

    def _try(
        self, target: int, side: int, besides: bool, narrow: int, *, dive: int = 0, least: int = 0, others: bool = True
    ) -> bool:
        found = self.find(target, side, besides, narrow, dive=dive, least=least, others=others)
        if found is not None:
            self.progress.take(self.table, *found)
        return found is not None

    def find(
        self, target: int, side: int, besides: bool, narrow: int, *, dive: int = 0, least: int = 0, others: bool = True
    ) -> tuple[Ints, Ints] | None:
        """The cheapest change of the target's neighbourhood, as cells and by how much, that takes it far enough (`least`:
        so far); None where none was found."""
        table, progress = self.table, self.progress
        need = (least or int(table.upl[target] if side > 0 else table.lpl[target])) if side else 0
        cells = self.neighbourhood.cells(target, self.dice, narrow, self._free)
        own = progress.withheld[cells]
        if besides:
            cells = cells[own | self.may[cells]]
            own = progress.withheld[cells]
        else:
            cells = cells[own]
            own = own[own]
        lower, upper = self.below[cells], self.above[cells]
        open_up = ~progress.up[cells]
        # More than a cell needs would use up what its neighbours need.
        upper = np.where(open_up, np.minimum(upper, table.upl[cells]), upper)
        cost = np.where(own, -1.0 * open_up, 0.0) + np.where(own & ~progress.down[cells], 0.4, 0.0)
        # What serving others is worth, beside a cost of one count withheld.
        cost *= self.worth if besides and others else 1.0 if others else 1e-6
        at = int(np.searchsorted(cells, target))
        if side > 0:
            lower[at], upper[at] = need, max(need, upper[at])
        elif side < 0:
            lower[at], upper[at] = min(-need, self.below[target]), -need
            if self.below[target] > -need:
                return None
        if self.above[target] < need and side > 0:
            return None
        part = part_of(cells, table.of_cell)
        split = np.flatnonzero(~own)
        if len(split):
            weight = (table.cost[cells[split]] + 1.0) / max(need, 1)
            cost[split] = weight
            cost = np.concatenate([cost, weight])
            part = with_signs(part, split)
            lower, upper = np.concatenate([lower, np.zeros(len(split))]), np.concatenate([upper, -lower[split]])
            lower[split] = 0.0
        best = self._cheapest(part, cost, lower, upper, split, dive)
        if best is None:
            return None
        loss = table.cost[cells]
        for _ in range(SLOPES if self.worth == CAREFUL and best[split].any() else 0):
            # A cell costs as much for a small change as for a large one: charge it so, as it moved last.
            moved = np.abs(best[split])
            weight = np.where(moved > 0, loss[split] / np.maximum(moved, 1), cost[split])
            cost[split] = cost[len(cells) :] = weight
            other = self._cheapest(part, cost, lower, upper, split, dive)
            if other is None or not _less(other, best, split, loss):
                break
            best = other
        return cells, best

    def loss(self, found: tuple[Ints, Ints]) -> int:
        """What a change costs beside what is withheld already."""
        cells = found[0][found[1] != 0]
        return int(self.table.cost[cells[~self.progress.withheld[cells]]].sum())

    def _free(self, cells: Ints) -> Bools:
        return np.asarray(self.progress.withheld[cells] | self.may[cells])

    def _cheapest(self, part: Part, cost: Floats, lower: Floats, upper: Floats, split: Ints, dive: int) -> Ints | None:
        """The change of the cells, the twins of `split` taken together with them."""
        self.progress.programmes += 1
        found = self.solver.cheapest(part, cost, lower, upper, dive=dive)
        if found is None:
            return None
        n = len(found) - len(split)
        deltas = found[:n].copy()
        deltas[split] -= found[n:]
        return deltas


def _less(one: Ints, other: Ints, split: Ints, loss: Ints) -> bool:
    """Whether the first change withholds less."""
    return bool(loss[split][one[split] != 0].sum() < loss[split][other[split] != 0].sum())
