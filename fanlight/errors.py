"""Everything Fanlight raises on purpose.

A message says what is wrong, where, and what to do next, and never carries a protected figure: cells are named by
their categories, not by their counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_OPEN, _CLOSE = "\ue000", "\ue001"
_MENTION = re.compile(f"{_OPEN}([a-z0-9_]+){_CLOSE}")


def option(name: str) -> str:
    """A mention of an option, a field of what was asked for, in the text of an error. Whoever shows the error puts its own name there: a
    command its flag, a form its label; else it is the field's name. See `FanlightError.named`."""
    return f"{_OPEN}{name}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an error is about: a `field` of what was asked for; a `cell` by its codes; a `line` (of a frame: a row) of
    `source`. What does not apply is empty."""

    field: str = ""
    cell: tuple[str, ...] = ()
    source: str = ""
    line: int = 0


class Place(str):
    """Where something stands, as messages say it, together with what it is."""

    made_of: tuple[str, int] | tuple[str, ...]

    @classmethod
    def of_line(cls, source: str, line: int, called: str = "line") -> Place:
        place = cls(f"{source}, {called} {line}")
        place.made_of = (source, line)
        return place

    @classmethod
    def of_cell(cls, key: tuple[str, ...]) -> Place:
        place = cls(", ".join(key))
        place.made_of = key
        return place

    @property
    def subject(self) -> Subject:
        # Made for an error alone: a reader of a million lines makes a place of each.
        *first, last = self.made_of
        return (
            Subject(source=str(first[0]), line=last)
            if isinstance(last, int)
            else Subject(cell=(*map(str, first), last))
        )


class FanlightError(Exception):
    """A condition that a person can act on.

    `what` is one sentence; `where` names a file, line, field or cell; `next_step` says how to go on. `code` tells kinds of
    conditions apart for programs, `subject` says what it is about. `exit_code` is what a command returns: 1 for "not safe"
    or "not ready", 2 for bad input and for anything that could not be finished.
    """

    exit_code = 2
    code = "error"

    def __init__(
        self, what: str, *, where: str = "", next_step: str = "", code: str = "", subject: Subject | None = None
    ) -> None:
        self.code = code or type(self).code
        self.subject = subject or _subject_of(where)
        self.names: Mapping[str, str] = {}
        self.texts = {"what": what, "where": where, "next_step": next_step}
        super().__init__(self.what, self.where, self.next_step)

    @property
    def what(self) -> str:
        return self._text("what")

    @what.setter
    def what(self, text: str) -> None:
        self._set("what", text)

    @property
    def where(self) -> str:
        return self._text("where")

    @where.setter
    def where(self, text: str) -> None:
        self._set("where", text)

    @property
    def next_step(self) -> str:
        return self._text("next_step")

    @next_step.setter
    def next_step(self, text: str) -> None:
        self._set("next_step", text)

    def named(self, names: Mapping[str, str]) -> None:
        """From now on its texts call fields by these names, where there is one."""
        self.names = names
        self.args = (self.what, self.where, self.next_step)

    def _text(self, part: str) -> str:
        return _MENTION.sub(lambda found: self.names.get(found[1], found[1]), self.texts[part])

    def _set(self, part: str, text: str) -> None:
        self.texts[part] = text
        self.args = (self.what, self.where, self.next_step)

    def __str__(self) -> str:
        located = f"{self.where}: {self.what}" if self.where else self.what
        return f"{located} {self.next_step}".rstrip()

    def __reduce__(self) -> tuple[Any, ...]:
        # Keywords are not what Exception keeps: without this an error of a worker process could not be told.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[FanlightError], args: tuple[str, ...], state: dict[str, Any]) -> FanlightError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


def _subject_of(where: str) -> Subject:
    if isinstance(where, Place):
        return where.subject
    found = _MENTION.fullmatch(where)
    return Subject(field=found[1]) if found else Subject()


@contextmanager
def completed(place: str, next_step: str = "") -> Iterator[None]:
    """Whatever is raised within names this place (a file) before its own, unless it does or is about an option, and this
    next step where it has none: who checks a part of a file knows neither."""
    try:
        yield
    except FanlightError as error:
        if place and place not in error.where and not error.subject.field:
            error.where = f"{place}, {error.texts['where']}" if error.where else place
        error.next_step = error.texts["next_step"] or next_step
        raise


@contextmanager
def fields_named(names: Mapping[str, str]) -> Iterator[None]:
    """Whatever is raised within calls fields by these names."""
    try:
        yield
    except FanlightError as error:
        error.named(names)
        raise


class BadInput(FanlightError):
    """What was given cannot be used as it stands."""

    code = "bad_input"


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

    code = "spec"


class StoreError(FanlightError):
    """The record store cannot be opened, is damaged, or comes from a newer version."""

    code = "store"


class StoreBusy(StoreError):
    """Somebody else is using the store: nothing is wrong with it, and nothing was written."""


class TooLarge(FanlightError):
    """What was asked for does not fit this method on this machine."""

    code = "too_large"


class NotProvedSafe(FanlightError):
    """No proof that the figures can be given out: nothing is written. A solver that stopped early ends here."""

    code = "not_proved_safe"


class NotSafe(FanlightError):
    """The audit shows that a withheld figure can be worked out too closely."""

    code = "not_safe"
    exit_code = 1


class NotReady(FanlightError):
    """A release was asked for while a decision, an approval or a file is missing or has changed."""

    code = "not_ready"
    exit_code = 1


class Cancelled(FanlightError):
    """Whoever asked for the work called it off, at a step of it: nothing was made, nothing is half-written."""

    code = "cancelled"


class CouldNotRead(FanlightError):
    """A file could not be read, so nothing can be said about it: never the same as "no findings".

    `check` is the inspector's id of the reason (`encrypted`, `damaged`, `unknown_format`, `too_large` …); `findings`
    holds what was found before or beside the part that could not be read.
    """

    code = "could_not_read"

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
