"""What attacks on the patterns of one problem have found: tables, which serve every pattern that withholds what moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fanlight.errors import NotProvedSafe
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.tolerances import WHOLE
from fanlight.sdc.cuts.capacity import Cut, Floats
from fanlight.sdc.suppression_problem import Mask, Problem

LATE = 1.0
"""Seconds beyond the limit in which an attack may end: often the last one shows a pattern to be safe."""
KEPT = 6
"""How many witnesses are kept for a demand: each pattern looks through them all, and the newest fit best."""

TRIED, POOR = 30, 0.25
"""After so many tries a way that settles fewer than this part of them is not worth its time."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A whole-number table as movements: `cells` that differ from the true counts, and by how much."""

    cells: Ints
    moves: Ints


class WithinPattern:
    """Which tables stay within one pattern. One table can serve thousands of demands: it is looked at once. No longer to be
    used once a table is forgotten."""

    def __init__(self, pattern: Mask) -> None:
        self.pattern = pattern
        self._known: dict[int, bool] = {}

    def moves(self, found: tuple[Witness, ...]) -> bool:
        """Whether tables move withheld cells alone."""
        return all(self.cells(one.cells) for one in found)

    def cells(self, cells: Ints) -> bool:
        key = id(cells)
        if key not in self._known:
            self._known[key] = bool(self.pattern[cells].all())
        return self._known[key]


def cells_of(witnesses: tuple[Witness, ...]) -> Ints:
    """The cells that any of these tables moves, each once."""
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(one.cells for one in witnesses)]))


@dataclass
class SuccessRate:
    """How many demands a way of asking has settled, of those it was tried for."""

    tried: int = 0
    settled: int = 0

    @property
    def poor(self) -> bool:
        return self.tried >= TRIED and self.settled < POOR * self.tried


@dataclass(frozen=True)
class Verdict:
    """`short`: demands (positions) that fractions cannot reach, each with its cut; `fraction_only`: those that fractions reach
    and whole numbers do not; `open`: those that fractions reach, where whole numbers were not asked for; `unclear`: those
    that a solver says fractions cannot reach, without multipliers that prove it: they count as not reached."""

    short: dict[int, Cut] = field(default_factory=dict)
    fraction_only: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(self.short or self.fraction_only or self.unclear)


class WitnessStore:
    """Of every demand (by position) the last whole-number witnesses, and the cells of tables in fractions.

    `left`: how many seconds are left.
    `solves`: how many programmes were solved.
    """

    def __init__(self, problem: Problem, left: Callable[[], float]) -> None:
        self.problem, self.left = problem, left
        self.solves = 0
        demands = problem.demands
        self.cell = np.array([one.cell for one in demands], dtype=np.int64)
        self.sign = np.array([one.sign for one in demands], dtype=np.int64)
        self.amount = np.array([one.amount for one in demands], dtype=np.int64)
        place = {(one.cell, one.sign): k for k, one in enumerate(demands)}
        self.opposite = [place.get((one.cell, -one.sign), k) for k, one in enumerate(demands)]
        """Of every demand the one that asks for the other direction; itself where none does."""
        self.known: list[list[tuple[Witness, ...]]] = [[] for _ in demands]
        self.fractional: list[list[Ints]] = [[] for _ in demands]
        self.steps = SuccessRate()

    @property
    def seconds(self) -> float:
        """What one programme may take. Raises `NotProvedSafe` where the time ended long enough ago."""
        left = self.left()
        if left < -LATE:
            raise NotProvedSafe("A pattern could not be checked in time.", next_step="Raise the time limit.")
        return max(LATE, left)

    def witness(self, k: int, withheld: Mask | WithinPattern) -> tuple[Witness, ...] | None:
        """A remembered whole-number witness of demand k under this pattern."""
        within = withheld if isinstance(withheld, WithinPattern) else WithinPattern(withheld)
        return next((found for found in self.known[k] if within.moves(found)), None)

    def fraction(self, k: int, within: WithinPattern) -> bool:
        """Whether a table in fractions is remembered that meets demand k under this pattern."""
        return any(within.cells(cells) for cells in self.fractional[k])

    def support(self, k: int, withheld: Mask) -> Ints:
        """The cells that a remembered table moves to meet demand k under this pattern. Raises `KeyError`: none is."""
        found = self.witness(k, withheld)
        if found is not None:
            return np.concatenate([one.cells for one in found])
        for cells in self.fractional[k]:
            if withheld[cells].all():
                return cells
        raise KeyError(k)

    def tables(self, pattern: Mask, asked: Iterable[int]) -> list[tuple[Witness, ...]]:
        """For every demand asked a remembered whole-number witness under this pattern: of several, the one that takes
        least beyond those before it. Raises `KeyError`: for a demand none is remembered."""
        cost, used = self.problem.cost, self.problem.forced.copy()
        starts, _, _ = self.problem.of_cell
        within, taken = WithinPattern(pattern), set[int]()
        chosen: list[tuple[Witness, ...]] = []
        for k in asked:
            cell = int(self.cell[k])
            if starts[cell] == starts[cell + 1]:
                # In no equation: it moves by itself as far as its bounds let it.
                chosen.append(())
                continue
            best: tuple[Witness, ...] | None = None
            least = 0
            for found in self.known[k]:
                if not within.moves(found):
                    continue
                if taken.issuperset(map(id, found)):
                    best = found
                    break
                cells = cells_of(found)
                more = int(cost[cells[~used[cells]]].sum())
                if best is None or more < least:
                    best, least = found, more
            if best is None:
                raise KeyError(k)
            chosen.append(best)
            for one in best:
                if id(one) not in taken:
                    taken.add(id(one))
                    used[one.cells] = True
        return chosen

    def offer(self, moves: Floats) -> None:
        """Remembers movements of all cells, where they are a whole-number table, for every demand that they meet."""
        whole = np.rint(moves).astype(np.int64)
        problem = self.problem
        if np.abs(moves - whole).max(initial=0.0) > WHOLE or problem.equations.left(whole).any():
            return
        if (whole < -problem.down).any() or (whole > problem.up).any():
            return
        met = np.flatnonzero((self.sign != 0) & (whole[self.cell] * self.sign >= self.amount))
        moving = np.flatnonzero(whole)
        found = (Witness(moving, whole[moving]),)
        for k in met.tolist():
            self.remember(k, found)

    def learn(self, cells: Ints, moves: Ints) -> None:
        """Remembers a whole-number table for every demand that it meets."""
        found = (Witness(cells, moves),)
        for cell, move in zip(cells.tolist(), moves.tolist(), strict=True):
            for k in self._of_cell.get(cell, ()):
                if self.sign[k] and move * self.sign[k] >= self.amount[k]:
                    self.remember(k, found)

    @cached_property
    def _of_cell(self) -> dict[int, list[int]]:
        """The demands of each cell."""
        found: dict[int, list[int]] = {}
        for k, cell in enumerate(self.cell.tolist()):
            found.setdefault(cell, []).append(k)
        return found

    def remember(self, k: int, found: tuple[Witness, ...]) -> None:
        self.known[k].insert(0, found)
        del self.known[k][KEPT:]

    def remember_fractions(self, k: int, cells: Ints) -> None:
        self.fractional[k].insert(0, cells)
        del self.fractional[k][KEPT:]
