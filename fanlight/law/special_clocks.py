"""Times for compliance other than section 10(1)'s: schools, archives, the armed forces, abroad, and other laws.

The data, with their sources, are in policies/calendars/clocks.yaml.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import takewhile

from fanlight.dated import Source, own_data
from fanlight.errors import BadInput
from fanlight.law.calendar import AddedDay, uk_calendar
from fanlight.law.clock import Day, Deadline, working_days_after
from fanlight.law.data import POLICIES


@dataclass(frozen=True, slots=True)
class Clock:
    """`days` working days after receipt, by the bank holidays of `parts`. `skips_closed_days`: days on which the school is
    closed are left out, up to working day `at_most_days`. `needs_agreement`: only to a day that the Commissioner agreed."""

    id: str
    what: str
    days: int
    parts: tuple[str, ...]
    law: str
    source: Source
    skips_closed_days: bool = False
    at_most_days: int = 0
    needs_agreement: bool = False


@cache
def clocks() -> dict[str, Clock]:
    """Every clock that is known, by id."""
    entries = own_data((POLICIES / "calendars" / "clocks.yaml").read_text(encoding="utf-8"))["clocks"]
    return {
        name: Clock(
            name, e["what"], e["days"], tuple(e["parts"]), e["law"], Source(e["source"], e["sure"]),
            e.get("skips_closed_days", False), e.get("at_most_days", 0), e.get("needs_agreement", False),
        )
        for name, e in entries.items()
    }  # fmt: skip


def special_deadline(
    received: date,
    name: str,
    *,
    closed: Collection[date] = (),
    agreed: date | None = None,
    own: tuple[AddedDay, ...] = (),
) -> Deadline:
    """The last day by a clock of `clocks`. `closed`: the days on which the school is closed; `agreed`: the day that the
    Commissioner specified; `own`: bank holidays that the authority added.

    Raises `BadInput` for a clock that is not known, for a school without its closed days, and for a clock that needs the
    Commissioner's agreement without the day agreed, or with one past the longest.
    """
    if name not in clocks():
        raise BadInput(f"'{name}' is no clock of this list.", next_step=f"Write one of: {', '.join(clocks())}.")
    clock = clocks()[name]
    calendar = uk_calendar(clock.parts, own)
    if clock.skips_closed_days:
        if not closed:
            raise BadInput(
                "A school's clock leaves out the days on which the school is closed, and none is given.",
                next_step="Give the school's closed days (holidays and training days), a date a line.",
            )
        most = working_days_after(received, clock.at_most_days, calendar=calendar)
        days = _open_days(most, frozenset(closed), clock.days)
    else:
        days = working_days_after(received, clock.days, calendar=calendar)
    due = days[-1].date
    note = f"Certainty of this clock: {clock.source.sure} ({clock.source.cite})." if clock.source.sure != "high" else ""
    if clock.needs_agreement:
        if agreed is None or not received < agreed <= due:
            raise BadInput(
                f"This clock runs to the day that the Commissioner agreed, at most {due.isoformat()}.",
                next_step="Give the agreed day; without one the 20 working days of section 10(1) hold.",
            )
        days = tuple(takewhile(lambda day: day.date <= agreed, days))
        due = agreed
    return Deadline(received, due, days, calendar, law=clock.law, note=note)


def _open_days(most: tuple[Day, ...], closed: frozenset[date], count: int) -> tuple[Day, ...]:
    found: list[Day] = []
    number = 0
    for day in most:
        if day.counted and day.date in closed:
            found.append(Day(day.date, False, "the school is closed"))
            continue
        number += day.counted
        found.append(Day(day.date, day.counted, day.reason, number if day.counted else None))
        if number == count:
            return tuple(found)
    return tuple(found)
