"""What an inspection may use, and how it looks into files within files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import Finding, Place, found, inside


@dataclass(frozen=True, slots=True)
class Limits:
    """`file`: bytes as it lies on disk; `unpacked`: bytes in all, inner files included; `part`: bytes held at
    once; `seconds`: of the clock, per file; `rows`: how many a table should have at most (0: not said); `memory`: bytes of
    address space of the process that reads."""

    depth: int = 6
    file: int = 1_000_000_000
    unpacked: int = 2_000_000_000
    part: int = 400_000_000
    parts: int = 20_000
    seconds: float = 120.0
    rows: int = 0
    memory: int = 2_000_000_000


@dataclass
class Budget:
    """What is left of the limits, shared by a file and everything within it."""

    limits: Limits = field(default_factory=Limits)
    spent: int = 0
    started: float = field(default_factory=time.monotonic)

    def spend(self, size: int, where: str) -> None:
        """Counts unpacked bytes, and looks at the clock. Raises CouldNotRead past a limit."""
        self.spent += size
        if self.spent > self.limits.unpacked:
            raise CouldNotRead("The file is too large once it is unpacked.", where=where, check="too_large")
        if time.monotonic() - self.started > self.limits.seconds:
            raise CouldNotRead("The inspection took longer than it may.", where=where, check="too_long")


RowsCheck = Callable[[Sequence[Sequence[str]], str, Place, int], Iterator[Finding]]
"""(rows of cells as shown, where, place, how many rows there are in all) → findings. The rows are the table's first."""

ROWS_CHECKED = 1_000
"""How many rows of a table are gathered for the checks of rows."""


@dataclass
class Context:
    """Passed to every format's `findings`. `inspect` is the engine; `rows_checks` look for personal data."""

    inspect: Callable[[str, bytes, Context], Iterator[Finding]]
    rows_checks: tuple[RowsCheck, ...] = ()
    budget: Budget = field(default_factory=Budget)
    depth: int = 0
    unread: list[CouldNotRead] = field(default_factory=list)

    def inspect_inside(self, name: str, data: bytes) -> Iterator[Finding]:
        """Findings of an embedded file or attachment, with the way to it.

        An inner file that cannot be read is a finding, and makes the whole file one that could not be read. Running
        past a limit stops the whole inspection.
        """
        if self.depth + 1 > self.budget.limits.depth:
            raise CouldNotRead("Files lie within files too deep to follow.", where=name, check="too_deep")
        self.budget.spend(len(data), name)
        inner = Context(self.inspect, self.rows_checks, self.budget, self.depth + 1, self.unread)
        try:
            yield from inside(name, self.inspect(name, data, inner))
        except CouldNotRead as error:
            if error.check in {"too_large", "too_deep", "too_long"}:
                raise
            self.unread.append(error)
            yield found("inside_not_read", name, mend=f"{error.what} Take the inner file out.", place=Place(part=name))

    def rows_check(
        self, rows: Sequence[Sequence[str]], where: str, place: Place | None = None, total: int | None = None
    ) -> Iterator[Finding]:
        """What the checks of rows say of a table: `rows` are its first ROWS_CHECKED, `total` how many there are."""
        count = len(rows) if total is None else total
        if 0 < self.budget.limits.rows < count:
            yield found("more_rows", where, count=count, place=place or Place())
        for check in self.rows_checks:
            yield from check(rows, where, place or Place(), count)
