"""How much of the time for one problem is left."""

from __future__ import annotations

import time
from collections.abc import Callable

NEAR = 0.75
"""What part of the time a pattern is waited for that fractions show to be safe already."""


class WorkClock:
    """A clock that stands still until it was read so many times, and then is at its end. Searches read it at every step: so it
    limits what they do, and not how long they take. `nodes`: what one whole-number programme may branch into."""

    END = 1e9

    def __init__(self, readings: int, nodes: int) -> None:
        self.readings, self.nodes = readings, nodes

    def __call__(self) -> float:
        self.readings -= 1
        return 0.0 if self.readings >= 0 else self.END

    @property
    def ended(self) -> bool:
        return self.readings <= 0

    def end(self) -> None:
        self.readings = 0


class Clock:
    """`seconds` in all; of these only the part `first` until a safe pattern is there (`found`), and `NEAR` until one is that is
    nearly there (`near`). `now`: what tells the time."""

    def __init__(self, seconds: float, first: float = 1.0, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.now = seconds, now
        self._begun = now()
        self.ends = self._begun + seconds * first

    @property
    def left(self) -> float:
        return self.ends - self.now()

    @property
    def nodes(self) -> int | None:
        """What one whole-number programme may branch into; None: any number."""
        return self.now.nodes if isinstance(self.now, WorkClock) else None

    def near(self) -> None:
        self.ends = max(self.ends, self._begun + self.seconds * NEAR)

    def found(self) -> None:
        self.ends = self._begun + self.seconds
