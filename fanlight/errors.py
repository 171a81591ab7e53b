"""Everything Fanlight raises on purpose.

A message says what is wrong, where, and what to do next, and never carries a protected figure: cells are named by
their categories, not by their counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class FanlightError(Exception):
    """A condition that a person can act on.

    `what` is one sentence; `where` names a file, line, field or cell; `next_step` says how to go on. `exit_code` is
    what a command returns: 1 for "not safe" or "not ready", 2 for bad input and for anything that could not be
    finished.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(what, where, next_step)

    def __str__(self) -> str:
        located = f"{self.where}: {self.what}" if self.where else self.what
        return f"{located} {self.next_step}".rstrip()


@contextmanager
def completed(place: str, next_step: str = "") -> Iterator[None]:
    """Whatever is raised within names this place (a file) before its own, unless it does, and this next step where it has
    none: who checks a part of a file knows neither."""
    try:
        yield
    except FanlightError as error:
        if place and place not in error.where:
            error.where = f"{place}, {error.where}" if error.where else place
        error.next_step = error.next_step or next_step
        error.args = (error.what, error.where, error.next_step)
        raise


class BadInput(FanlightError):
    """What was given cannot be used as it stands."""


Location = tuple[str | int, ...]
"""The way to an entry of a file by keys and positions: ("tables", 0, "count", "basis")."""


class SpecError(BadInput):
    """A table spec or case file does not say something that can be counted or answered.

    `mistakes` lists what is wrong as (location, words), all mistakes of the file that were found at once; empty where
    the location is not known.
    """

    def __init__(
        self, what: str, *, where: str = "", next_step: str = "", mistakes: Iterable[tuple[Location, str]] = ()
    ) -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.mistakes = tuple(mistakes)


class StoreError(FanlightError):
    """The record store cannot be opened, is damaged, or comes from a newer version."""


class StoreBusy(StoreError):
    """Somebody else is using the store: nothing is wrong with it, and nothing was written."""


class TooLarge(FanlightError):
    """What was asked for does not fit this method on this machine."""


class NotProvedSafe(FanlightError):
    """No proof that the figures can be given out: nothing is written. A solver that stopped early ends here."""


class NotSafe(FanlightError):
    """The audit shows that a withheld figure can be worked out too closely."""

    exit_code = 1


class NotReady(FanlightError):
    """A release was asked for while a decision, an approval or a file is missing or has changed."""

    exit_code = 1


class Cancelled(FanlightError):
    """Whoever asked for the work called it off, at a step of it: nothing was made, nothing is half-written."""


class CouldNotRead(FanlightError):
    """A file could not be read, so nothing can be said about it: never the same as "no findings".

    `check` is the inspector's id of the reason (`encrypted`, `damaged`, `unknown_format`, `too_large` …); `findings`
    holds what was found before or beside the part that could not be read.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        next_step: str = "",
        check: str = "damaged",
        findings: tuple[object, ...] = (),
    ) -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.check = check
        self.findings = findings
