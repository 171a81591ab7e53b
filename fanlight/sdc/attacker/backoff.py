"""Whether to go on asking: a way that has found nothing for long is asked only now and then."""

from __future__ import annotations

IDLE, SELDOM = 20, 10
"""After so many questions in a row to no avail only one in so many is asked: some must be, for what comes may be different."""


class Backoff:
    """What came of the questions so far."""

    def __init__(self) -> None:
        self._number = self._idle = 0

    def due(self) -> bool:
        """Whether to ask the next question; each call is about another one."""
        self._number += 1
        return self._idle < IDLE or self._number % SELDOM == 0

    def found(self, anything: bool) -> None:
        self._idle = 0 if anything else self._idle + 1
