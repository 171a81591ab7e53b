"""What a person says of the extract that a file is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Extract:
    """`source`: the system and query that it comes from; `period`: the first and last day that it covers; `day`: the day
    that it was made. `replaces`: the file whose place it takes, by name or the start of its hash."""

    source: str = ""
    period: tuple[date, date] | None = None
    day: date | None = None
    replaces: str = ""
