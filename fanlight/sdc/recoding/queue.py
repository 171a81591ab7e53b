"""Sets of pools that wait under what they lose at least, so that the least is taken next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

WAITING = 300_000
"""Sets that wait at most: beyond, memory runs out before time does."""

T = TypeVar("T")


class Source(Protocol):
    """Where pools or sets of them come from: `left_out`, what those lose at least that are never made; `cut`: whether not
    every pool is a possible one."""

    @property
    def left_out(self) -> float: ...

    @property
    def cut(self) -> bool: ...


class LeastFirst(Generic[T]):
    """What waits, and a bound on the loss of all that was not made yet. `sources`: what it is made of."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._left_out: float = float("inf")
        self._tie = itertools.count()
        self._waiting: list[tuple[int, int, int, T]] = []

    @property
    def left_out(self) -> float:
        """What pools and sets that are never made lose at least."""
        return min([self._left_out, *(one.left_out for one in self._sources)])

    @property
    def cut(self) -> bool:
        """Whether not every pool is a possible one."""
        return any(one.cut for one in self._sources)

    @property
    def next_loss(self) -> float:
        """What the next set loses at least; infinite where there is none."""
        return self._waiting[0][0] if self._waiting else float("inf")

    @property
    def bound(self) -> float:
        """No set that was not made loses less."""
        return min(self.left_out, self.next_loss)

    def _wait(self, least: int, size: int, what: T) -> None:
        """`size`: of sets that lose the same, smaller ones come first."""
        if len(self._waiting) >= WAITING:
            self._leave_out(least)
        else:
            heapq.heappush(self._waiting, (least, size, next(self._tie), what))

    def _take(self) -> tuple[int, int, T]:
        least, size, _, what = heapq.heappop(self._waiting)
        return least, size, what

    def _leave_out(self, loss: float) -> None:
        self._left_out = min(self._left_out, loss)
