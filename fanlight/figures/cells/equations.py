"""Equations between cells as compressed rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Equations:
    """m equations: row r says `sum(factors[k] * cell[cells[k]]) = values[r]`, k from starts[r] up to starts[r + 1].

    `starts`: m + 1; `cells` and `factors` have an entry for each term; factors are whole and not zero; `values`: m.
    """

    starts: Ints
    cells: Ints
    factors: Ints
    values: Ints

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def rows(self) -> Ints:
        """The row of each term."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def row(self, number: int) -> tuple[Ints, Ints]:
        """A row's cells and factors."""
        span = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.cells[span], self.factors[span]

    def left(self, counts: Ints) -> Ints:
        """The left side of every row at these counts (one per cell)."""
        running = np.concatenate([[0], np.cumsum(self.factors * counts[self.cells])])
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]], dtype=np.int64)

    @classmethod
    def of(cls, rows: Iterable[tuple[Sequence[tuple[int, int]], int]]) -> Equations:
        """From rows of ((cell, factor) …, value)."""
        starts, cells, factors, values = [0], [], [], []
        for terms, value in rows:
            for cell, factor in terms:
                cells.append(cell)
                factors.append(factor)
            starts.append(len(cells))
            values.append(value)
        return cls(*(np.array(part, dtype=np.int64) for part in (starts, cells, factors, values)))

    @classmethod
    def sums(cls, wholes: Ints, parts: Ints) -> Equations:
        """`wholes[r]` is the sum of `parts[r]` (an array m x k)."""
        m, k = parts.shape
        cells = np.concatenate([wholes[:, None], parts], axis=1).ravel()
        factors = np.ones((m, k + 1), dtype=np.int64)
        factors[:, 0] = -1
        starts = np.arange(m + 1, dtype=np.int64) * (k + 1)
        return cls(starts, cells.astype(np.int64), factors.ravel(), np.zeros(m, dtype=np.int64))

    @classmethod
    def joined(cls, several: Sequence[Equations]) -> Equations:
        if not several:
            return cls.of(())
        offsets = np.cumsum([0, *(len(one.cells) for one in several)])
        starts = [one.starts[:-1] + offset for one, offset in zip(several, offsets, strict=False)]
        return cls(
            np.concatenate([*starts, offsets[-1:]]).astype(np.int64),
            np.concatenate([one.cells for one in several]),
            np.concatenate([one.factors for one in several]),
            np.concatenate([one.values for one in several]),
        )


def gathered(starts: Ints, entries: Ints, of: Ints) -> Ints:
    """The entries of all that is named, one after another: of number i, `entries[starts[i]:starts[i + 1]]`."""
    lengths = starts[of + 1] - starts[of]
    ends = np.cumsum(lengths)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts[of] - (ends - lengths), lengths)
    return np.asarray(entries[at], dtype=np.int64)
