"""All cuts found so far, as arrays: which of them a choice breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.sdc.cuts.capacity import Cut, Floats
from fanlight.sdc.cuts.growing import Growing
from fanlight.sdc.suppression_problem import Mask


@dataclass(frozen=True, eq=False)
class Terms:
    """Cuts one after another: `of` says which cut a term is of, `starts` where each one's terms begin, `least` its right
    side."""

    of: Ints
    cells: Ints
    weights: Ints
    starts: Ints
    least: Ints

    def __len__(self) -> int:
        return len(self.least)

    def only(self, numbers: Ints) -> Terms:
        """Some of the cuts."""
        sizes = np.diff(self.starts, append=len(self.of))[numbers]
        starts = np.cumsum(sizes) - sizes
        here = np.repeat(self.starts[numbers] - starts, sizes) + np.arange(sizes.sum())
        of = np.repeat(np.arange(len(numbers)), sizes)
        return Terms(of, self.cells[here], self.weights[here], starts, self.least[numbers])

    def sums(self, weights: Ints) -> Ints:
        """What weights, one a term, sum to for every cut."""
        return np.add.reduceat(weights, self.starts) if len(self) else np.zeros(0, dtype=np.int64)


class Pool:
    """Cuts in the order found, each once, with a cell at least in each."""

    def __init__(self) -> None:
        self.cuts: list[Cut] = []
        self._seen: set[tuple[bytes, bytes, int]] = set()
        self._of, self._cells, self._weights = Growing(np.int64), Growing(np.int64), Growing(np.int64)
        self._parts = Growing(np.float64)
        self._starts, self._least, self._uneven = Growing(np.int64), Growing(np.int64), Growing(np.bool_)

    def __len__(self) -> int:
        return len(self.cuts)

    def add(self, cut: Cut) -> bool:
        """Takes a cut in; False where it is here already."""
        key = cut.key()
        if key in self._seen:
            return False
        self._seen.add(key)
        self._of.add(np.full(len(cut.cells), len(self)))
        self._starts.add(np.array([self._cells.size]))
        self._cells.add(cut.cells)
        self._weights.add(cut.weights)
        self._parts.add(cut.weights / cut.least)
        self._least.add(np.array([cut.least]))
        self._uneven.add(np.array([bool((cut.weights < cut.least).any())]))
        self.cuts.append(cut)
        return True

    @property
    def terms(self) -> Terms:
        return Terms(self._of.all, self._cells.all, self._weights.all, self._starts.all, self._least.all)

    def uneven(self, among: Ints | None = None) -> Terms:
        """Those of the cuts, or of some (numbers), in which some cell is not enough by itself."""
        numbers = np.arange(len(self)) if among is None else among
        return self.terms.only(numbers[self._uneven.all[numbers]])

    def slack(self, chosen: Floats) -> Floats:
        """For every cut, by what part of its right side the choice exceeds it (negative: broken)."""
        if not len(self):
            return np.zeros(0)
        return np.asarray(np.add.reduceat(self._parts.all * chosen[self._cells.all], self._starts.all) - 1.0)


class Balance:
    """The slack of every cut under one pattern, kept while cells are given back."""

    def __init__(self, known: Terms, late: Iterable[Cut], pattern: Mask) -> None:
        self.pattern = pattern
        self._slacks = known.sums(np.where(pattern[known.cells], known.weights, 0)) - known.least
        mine = np.flatnonzero(pattern[known.cells])
        mine = mine[np.argsort(known.cells[mine], kind="stable")]
        self._of, self._weights = known.of[mine], known.weights[mine]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(known.cells[mine], minlength=len(pattern)))])
        self._late: list[int] = []
        self._late_of: dict[int, list[tuple[int, int]]] = {}
        for cut in late:
            self.add(cut)

    def add(self, cut: Cut) -> None:
        mine = self.pattern[cut.cells]
        number = len(self._late)
        self._late.append(int(cut.weights[mine].sum()) - cut.least)
        for cell, weight in zip(cut.cells[mine].tolist(), cut.weights[mine].tolist(), strict=True):
            self._late_of.setdefault(cell, []).append((number, weight))

    def needed(self, cell: int) -> bool:
        """Whether some cut would be broken without the cell."""
        here = slice(int(self._starts[cell]), int(self._starts[cell + 1]))
        if (self._slacks[self._of[here]] < self._weights[here]).any():
            return True
        return any(self._late[number] < weight for number, weight in self._late_of.get(cell, ()))

    def drop(self, cell: int) -> None:
        self.pattern[cell] = False
        here = slice(int(self._starts[cell]), int(self._starts[cell + 1]))
        self._slacks[self._of[here]] -= self._weights[here]
        for number, weight in self._late_of.pop(cell, ()):
            self._late[number] -= weight
