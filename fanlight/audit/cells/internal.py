"""What contributors to a table of amounts can work out, who know their own part of it: internal attackers.

A table found for one reader serves all others who think it possible, so most are served by tables that are there already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from fanlight.audit.cells.bounds.proof import rational
from fanlight.audit.cells.system import FAR, CellSystem
from fanlight.audit.cells.witnesses.reach import Reach
from fanlight.figures.cells.contributors import NOBODY, Contributors, Target, aims, targets
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.movement.jointly import Jointly
from fanlight.optimise.tolerances import NEAR_WHOLE

LATEST = 40
"""So many of the tables found last that move a cell are tried before another is looked for."""
FEW = 12
"""Up to so many readers are asked together."""


@dataclass(frozen=True, eq=False)
class Unmet:
    """A target that a reader knows more nearly than it may, or perhaps. `multipliers`: of the system's rows, which prove it;
    None: nothing does."""

    target: Target
    reader: int
    multipliers: Mapping[int, Fraction] | None = None


@dataclass(eq=False)
class InternalAudit:
    """`served`: of each target the witnesses (numbers in `Reach.witnesses`) of which every reader thinks one possible."""

    contributors: Contributors
    served: list[tuple[Target, list[int]]] = field(default_factory=list)
    unmet: list[Unmet] = field(default_factory=list)

    @property
    def failed(self) -> Ints:
        """Cells that somebody is proved to know too nearly."""
        return self._cells(proved=True)

    @property
    def unproved(self) -> Ints:
        return self._cells(proved=False)

    def _cells(self, *, proved: bool) -> Ints:
        none = np.zeros(0, dtype=np.int64)
        found = [one.target.cells for one in self.unmet if (one.multipliers is not None) == proved]
        return np.unique(np.concatenate([none, *found]))


def audit_contributors(
    contributors: Contributors,
    system: CellSystem,
    reach: Reach,
    asked: Ints,
    values: Ints,
    levels: tuple[Ints, Ints, Ints],
    left: Callable[[], float],
) -> InternalAudit:
    """`asked`: protected cells that are withheld; `values`: of all cells; `levels`: upl, lpl and spl. New tables are put to the
    others in `reach`."""
    found = InternalAudit(contributors)
    mask = np.zeros(len(values), dtype=np.bool_)
    mask[asked] = True
    search = _Search(contributors, system, reach, values, left)
    for target in targets(contributors, values, mask, *levels):
        search.serve(target, found)
    return found


class _Search:
    def __init__(
        self, contributors: Contributors, system: CellSystem, reach: Reach, values: Ints, left: Callable[[], float]
    ) -> None:
        self.contributors, self.system, self.reach, self.values, self.left = contributors, system, reach, values, left
        self.place = np.full(len(values), -1, dtype=np.int64)
        self.place[system.cells] = np.arange(len(system))
        self.programme = Jointly(system.starts, system.columns, system.factors, len(system))
        self.lower, self.upper = values.copy(), values.copy()
        self.lower[system.cells], self.upper[system.cells] = system.lower, system.upper
        hidden = self.place[contributors.cells] >= 0
        self.everybody = np.concatenate([[NOBODY], np.unique(contributors.holders[hidden])])
        self.latest: dict[int, list[int]] = {}
        self.seen: dict[int, tuple[dict[int, int], Ints]] = {}

    def serve(self, target: Target, found: InternalAudit) -> None:
        waiting = self.everybody[self.everybody != target.apart] if target.only is None else np.array([target.only])
        used: list[int] = []
        for number in self._known(target):
            waiting = self._without(waiting, target, number, used)
        together = True
        while len(waiting):
            if self.left() <= 0:
                found.unmet.append(Unmet(target, int(waiting[0])))
                break
            # What is found for one serves most others; the few whom it does not serve are asked together first.
            readers = waiting if together and len(waiting) <= FEW else waiting[:1]
            table, none = self._look(target, readers)
            if table is not None:
                waiting = self._without(waiting, target, table, used)
            elif len(readers) > 1:
                together = False
            else:
                proof = self._multipliers(target, readers) if none else None
                found.unmet.append(Unmet(target, int(readers[0]), proof))
                waiting = waiting[1:]
                if proof is not None:
                    # One is enough: the target is too well known.
                    break
        found.served.append((target, used))

    def _known(self, target: Target) -> Iterator[int]:
        columns = self.place[target.cells]
        by = self.reach.high_by if target.sign > 0 else self.reach.low_by
        mine = reversed(self.latest.get(int(columns[0]), []))
        yield from dict.fromkeys([*(int(one) for one in by[columns] if one >= 0), *mine])

    def _seen(self, number: int) -> tuple[dict[int, int], Ints]:
        """By how much a table moves each column, and who knows that it does not."""
        if number not in self.seen:
            columns, moves = self.reach.witnesses[number]
            doubters = self.contributors.doubters(self.values, self.system.cells[columns], moves)
            self.seen[number] = dict(zip(columns.tolist(), moves.tolist(), strict=True)), doubters
        return self.seen[number]

    def _without(self, waiting: Ints, target: Target, number: int, used: list[int]) -> Ints:
        """The readers whom a table does not serve."""
        if not len(waiting):
            return waiting
        moved, doubters = self._seen(number)
        far = np.array([target.sign * moved.get(column, 0) for column in self.place[target.cells].tolist()])
        if (far >= target.amounts).all():
            able = waiting
        elif target.sign > 0 or (far <= 0).any():
            return waiting
        else:
            able = np.array(
                [
                    one
                    for one in waiting.tolist()
                    if (far >= aims(self.contributors, self.values, target, np.array([one]))).all()
                ],
                dtype=np.int64,
            )
        able = np.setdiff1d(able, doubters)
        if len(able) and number not in used:
            used.append(number)
        return np.setdiff1d(waiting, able)

    def _room(self, readers: Ints) -> tuple[Ints, Ints]:
        down, up = self.contributors.room(self.values, self.lower, np.minimum(self.upper, FAR), readers)
        endless = self.upper[self.system.cells] >= FAR
        return down[self.system.cells], np.where(endless & (up[self.system.cells] > 0), 2 * FAR, up[self.system.cells])

    def _look(self, target: Target, readers: Ints) -> tuple[int | None, bool]:
        """The number of a table that serves all these readers, and whether there is none that serves them."""
        lower, upper = self._room(readers)
        columns = self.place[target.cells]
        wanted = target.sign * aims(self.contributors, self.values, target, readers)
        for whole in (False, True):
            step = self.programme.least(lower, upper, columns, wanted, self.left(), whole=whole)
            if step.moves is None:
                return None, step.none and not whole
            moves = np.rint(step.moves).astype(np.int64)
            fits = np.abs(step.moves - moves).max(initial=0) <= NEAR_WHOLE and not self.system.left(moves).any()
            reaches = (target.sign * moves[columns] >= np.abs(wanted)).all()
            if fits and reaches and (moves >= lower).all() and (moves <= upper).all():
                moved = np.flatnonzero(moves)
                self.reach.witnesses.append((moved, moves[moved]))
                number = len(self.reach.witnesses) - 1
                for column in moved.tolist():
                    self.latest[column] = [*self.latest.get(column, []), number][-LATEST:]
                return number, False
        return None, False

    def _multipliers(self, target: Target, readers: Ints) -> Mapping[int, Fraction] | None:
        lower, upper = self._room(readers)
        columns = self.place[target.cells]
        wanted = target.sign * aims(self.contributors, self.values, target, readers)
        duals = self.programme.multipliers(lower, upper, columns, wanted, self.left())
        for weights in rational(duals) if duals is not None else ():
            if _apart(self.system, lower, upper, columns, wanted, weights):
                return weights
        # Not even its own bounds let a cell go so far.
        short = wanted > upper[columns] if target.sign > 0 else wanted < lower[columns]
        return {} if short.any() else None


def _apart(
    system: CellSystem, lower: Ints, upper: Ints, columns: Ints, wanted: Ints, weights: Mapping[int, Fraction]
) -> bool:
    """Whether the rows, each taken its weight's times, cannot come to 0 where these columns move as wanted."""
    covered: dict[int, Fraction] = {}
    for row, weight in weights.items():
        for column, factor in zip(*(part.tolist() for part in system.row(row)), strict=True):
            covered[column] = covered.get(column, Fraction(0)) + weight * factor
    low, high = dict(enumerate(lower.tolist())), dict(enumerate(upper.tolist()))
    for column, aim in zip(columns.tolist(), wanted.tolist(), strict=True):
        (low if aim > 0 else high)[column] = aim
    least, most = (
        [_end(weight, low[column], high[column], largest) for column, weight in covered.items() if weight]
        for largest in (False, True)
    )
    above = None not in least and sum(one for one in least if one is not None) > 0
    below = None not in most and sum(one for one in most if one is not None) < 0
    return above or below


def _end(weight: Fraction, low: int, high: int, largest: bool) -> Fraction | None:
    """The end of what a column adds; None: it has none."""
    end = high if (weight > 0) == largest else low
    return None if abs(end) >= FAR else weight * end
