"""Whole-number tables that agree with everything given, as differences from the true one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.figures.cells.equations import Ints


@dataclass(frozen=True, eq=False)
class Moves:
    """k witness tables: number i differs from the true table by `deltas` at `cells`, from starts[i] to starts[i + 1]."""

    starts: Ints
    cells: Ints
    deltas: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def move(self, number: int) -> tuple[Ints, Ints]:
        span = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.cells[span], self.deltas[span]

    @classmethod
    def of(cls, moves: Sequence[tuple[Ints, Ints]]) -> Moves:
        """From (cells, deltas) a move."""
        starts = np.concatenate([[0], np.cumsum([len(cells) for cells, _ in moves])]).astype(np.int64)
        empty = np.zeros(0, dtype=np.int64)
        return cls(
            starts,
            np.concatenate([empty, *(cells for cells, _ in moves)]).astype(np.int64),
            np.concatenate([empty, *(deltas for _, deltas in moves)]).astype(np.int64),
        )
