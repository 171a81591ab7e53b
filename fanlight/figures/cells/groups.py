"""Group disclosure in tables of counts: where all of a sum falls in one of its parts, that says something about each of
those whom it counts, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Equations, Ints, gathered


@dataclass(frozen=True, eq=False)
class Groups:
    """k sums that are not 0 and fall in one of several parts; another part must be able to be at least 1.

    `dimensions`: those asked for. Of group i `over[i]` is the dimension of its parts, `sums[i]` the sum's cell, and
    `cells[starts[i]:starts[i + 1]]` are the other parts, whose true counts are 0.
    """

    dimensions: tuple[str, ...]
    over: tuple[str, ...]
    sums: Ints
    starts: Ints
    cells: Ints

    def __len__(self) -> int:
        return len(self.sums)

    def others(self, group: int) -> Ints:
        return self.cells[int(self.starts[group]) : int(self.starts[group + 1])]

    @property
    def of_term(self) -> Ints:
        """The group of each entry of `cells`."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def only(self, kept: NDArray[np.bool_]) -> Groups:
        """Those of a mask."""
        which = np.flatnonzero(kept)
        sizes = np.diff(self.starts)[which]
        return replace(
            self,
            over=tuple(self.over[at] for at in which.tolist()),
            sums=self.sums[which],
            starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            cells=gathered(self.starts, self.cells, which),
        )

    def helpers(self, first: int) -> Equations:
        """Cells from `first` on, one a group, each the sum of a group's other parts."""
        return Equations.of(
            ([(first + at, -1), *((cell, 1) for cell in self.others(at).tolist())], 0) for at in range(len(self))
        )

    @classmethod
    def of(cls, dimensions: Sequence[str], groups: Sequence[tuple[str, int, tuple[int, ...]]]) -> Groups:
        """From (dimension, cell of the sum, cells of its other parts) a group."""
        starts = np.cumsum([0, *(len(others) for _, _, others in groups)])
        return cls(
            tuple(dimensions),
            tuple(over for over, _, _ in groups),
            np.array([whole for _, whole, _ in groups], dtype=np.int64),
            starts.astype(np.int64),
            np.array([cell for _, _, others in groups for cell in others], dtype=np.int64),
        )
