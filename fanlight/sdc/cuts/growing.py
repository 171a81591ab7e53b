"""Arrays that grow at their end, without being copied each time."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)


class Growing(Generic[Kind]):
    def __init__(self, kind: type[Kind]) -> None:
        self._room: NDArray[Kind] = np.zeros(1024, dtype=kind)
        self.size = 0

    def add(self, values: NDArray[Any]) -> None:
        wanted = self.size + len(values)
        if wanted > len(self._room):
            more = np.zeros(max(len(self._room), wanted), dtype=self._room.dtype)
            self._room = np.concatenate([self._room, more])
        self._room[self.size : wanted] = values
        self.size = wanted

    @property
    def all(self) -> NDArray[Kind]:
        """What is there so far; it does not grow with it."""
        return self._room[: self.size]
