"""All cuts found so far, as arrays: which of them a choice breaks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fanlight.sdc.suppression.cuts import Cut
from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells.equations import Ints

Floats = NDArray[np.float64]


class Pool:
    """Cuts in the order found, each once."""

    def __init__(self) -> None:
        self.cuts: list[Cut] = []
        self._seen: set[tuple[bytes, bytes, int]] = set()
        self._terms: tuple[Ints, Ints, Ints] | None = None

    def __len__(self) -> int:
        return len(self.cuts)

    def add(self, cut: Cut) -> bool:
        """Takes a cut in; False where it is here already."""
        key = cut.key()
        if key in self._seen:
            return False
        self._seen.add(key)
        self.cuts.append(cut)
        self._terms = None
        return True

    @property
    def terms(self) -> tuple[Ints, Ints, Ints]:
        """Cut, cell and weight of every term."""
        if self._terms is None:
            sizes = [len(cut.cells) for cut in self.cuts]
            self._terms = (
                np.repeat(np.arange(len(sizes), dtype=np.int64), sizes),
                np.concatenate([np.zeros(0, dtype=np.int64), *(cut.cells for cut in self.cuts)]),
                np.concatenate([np.zeros(0, dtype=np.int64), *(cut.weights for cut in self.cuts)]),
            )
        return self._terms

    @property
    def least(self) -> Ints:
        return np.array([cut.least for cut in self.cuts], dtype=np.int64)

    def slack(self, chosen: Floats) -> Floats:
        """For every cut, by what part of its right side the choice exceeds it (negative: broken)."""
        cut, cell, weight = self.terms
        sums = np.bincount(cut, weights=weight * chosen[cell], minlength=len(self.cuts))
        return np.asarray(sums / self.least - 1.0)


class Balance:
    """The slack of every cut under one pattern, kept while cells are given back."""

    def __init__(self, cuts: Iterable[Cut], pattern: Mask) -> None:
        self.slacks: list[int] = []
        self.of_cell: dict[int, list[tuple[int, int]]] = {}
        self.pattern = pattern
        for cut in cuts:
            self.add(cut)

    def add(self, cut: Cut) -> None:
        mine = self.pattern[cut.cells]
        number = len(self.slacks)
        self.slacks.append(int(cut.weights[mine].sum()) - cut.least)
        for cell, weight in zip(cut.cells[mine].tolist(), cut.weights[mine].tolist(), strict=True):
            self.of_cell.setdefault(cell, []).append((number, weight))

    def needed(self, cell: int) -> bool:
        """Whether some cut would be broken without the cell."""
        return any(self.slacks[number] < weight for number, weight in self.of_cell.get(cell, ()))

    def drop(self, cell: int) -> None:
        self.pattern[cell] = False
        for number, weight in self.of_cell.pop(cell, ()):
            self.slacks[number] -= weight
