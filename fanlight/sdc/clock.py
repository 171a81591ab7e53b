"""How much of the time for one problem is left."""

from __future__ import annotations

import time

NEAR = 0.75
"""What part of the time a pattern is waited for that fractions show to be safe already."""


class Clock:
    """`seconds` in all; of these only the part `first` until a safe pattern is there (`found`), and `NEAR` until one is that is
    nearly there (`near`)."""

    def __init__(self, seconds: float, first: float = 1.0) -> None:
        self.seconds = seconds
        self._begun = time.monotonic()
        self.ends = self._begun + seconds * first

    @property
    def left(self) -> float:
        return self.ends - time.monotonic()

    def near(self) -> None:
        self.ends = max(self.ends, self._begun + self.seconds * NEAR)

    def found(self) -> None:
        self.ends = self._begun + self.seconds
