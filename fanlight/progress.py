"""How far something is, told to whoever waits for it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is called as work goes on: `done` of so many steps, 0 where their number is not known, and `what` is going on, in
    words without a figure that is protected. It may raise `Cancelled`, which ends the work."""

    def __call__(self, done: int, of: int, what: str, /) -> None: ...


def quiet(done: int, of: int, what: str, /) -> None:
    """Tells nobody."""


def told(done: int, of: int, what: str) -> str:
    """The same in one line."""
    return f"{what}: {done:,} of {of:,}" if of else what
