"""The clocks of a request, in working days: the 20th after receipt (section 10), and what moves or follows it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fanlight.errors import BadInput
from fanlight.law.calendar import PARTS, WEEKDAYS, Calendar, uk_calendar
from fanlight.law.data import value

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day after receipt. `number` is the working day it is (1 is the first), None where it is not counted."""

    date: date
    counted: bool
    reason: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """`received` starts the clock; `days` runs from the day after it to `due`, both included."""

    received: date
    due: date
    days: tuple[Day, ...]
    calendar: Calendar
    law: str = "Freedom of Information Act 2000, section 10(1) and (6)"
    first_received: date | None = None
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """{received, due, days: [{date, counted, reason}], calendar}; dates in ISO form.

        The calendar says under which law and, where there is one, with which `note`; after a clarification it also
        names the day of the request (`first_received`).
        """
        days = [{"date": day.date.isoformat(), "counted": day.counted, "reason": day.reason} for day in self.days]
        calendar = {**self.calendar.described(), "law": self.law}
        if self.first_received:
            calendar["first_received"] = self.first_received.isoformat()
        if self.note:
            calendar["note"] = self.note
        return {
            "received": self.received.isoformat(),
            "due": self.due.isoformat(),
            "days": days,
            "calendar": calendar,
        }


def parse_date(text: str, *, where: str = "") -> date:
    """A date in ISO form (2022-07-01). Raises `BadInput` for anything else, and for days that do not exist."""
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            f"'{text}' is not a date.", where=where, next_step="Write it as year-month-day, for example 2022-07-01."
        ) from None


def _after(start: date, calendar: Calendar, disregarded: tuple[date, date] | None) -> Iterator[Day]:
    day, number = start, 0
    while True:
        day += ONE_DAY
        reason = calendar.reason_not_counted(day)
        if not reason and disregarded and disregarded[0] <= day <= disregarded[1]:
            reason = "fees notice outstanding, section 10(2)"
        if reason:
            yield Day(day, False, reason)
        else:
            number += 1
            yield Day(day, True, f"{WEEKDAYS[day.weekday()]}, working day {number}", number)


def working_days_after(
    start: date, count: int, *, calendar: Calendar | None = None, disregarded: tuple[date, date] | None = None
) -> tuple[Day, ...]:
    """Each day after `start` up to working day `count`. Raises `BadInput` where the bank-holiday list ends first."""
    if count < 1:
        raise BadInput(f"A period of {count} working days has no last day.")
    calendar = calendar or uk_calendar()
    if not calendar.first <= start <= calendar.last:
        raise BadInput(
            f"{start.isoformat()} lies outside the bank-holiday list, which runs from {calendar.first.isoformat()} to "
            f"{calendar.last.isoformat()}, so no deadline can be computed from it.",
            next_step="Check the date; for other years count by hand or install a newer list.",
        )
    days: list[Day] = []
    for day in _after(start, calendar, disregarded):
        days.append(day)
        if day.number == count:
            return tuple(days)
    raise AssertionError("the count of days has no end")


def deadline(
    received: date, *, clarified: date | None = None, calendar: Calendar | None = None, days: int | None = None
) -> Deadline:
    """The last day to answer: the 20th working day following receipt (section 10(1)).

    `clarified`: the day the further information asked for under section 1(3) came; the clock then starts again from
    it (section 10(6)(b)): a reset, not a pause. Receipt may be a weekend or a holiday. Raises `BadInput` for a
    clarification before receipt, and for dates outside the bank-holiday list.
    """
    calendar = calendar or uk_calendar()
    if clarified is not None and clarified < received:
        raise BadInput(
            f"The clarification ({clarified.isoformat()}) is earlier than the request ({received.isoformat()}).",
            next_step="Check the two dates.",
        )
    start = clarified or received
    counted = working_days_after(start, days or value("clock", "response_days"), calendar=calendar)
    notes = [] if clarified is None else ["The clock started again when the clarification came (section 10(6)(b))."]
    notes += _unverified(counted, calendar)
    note = " ".join(notes)
    first = received if clarified is not None else None
    return Deadline(start, counted[-1].date, counted, calendar, first_received=first, note=note)


def _unverified(days: tuple[Day, ...], calendar: Calendar) -> list[str]:
    """Says which days were left out by an addition whose source is not of high certainty."""
    passed = {day.date for day in days if not day.counted}
    added = [each for each in calendar.added if each.date in passed and each.source.sure != "high"]
    return [
        f"{_long(each.date)} was left out as a bank holiday in {', '.join(PARTS[part] for part in each.parts)} (certainty {each.source.sure}: "
        f"{each.source.cite})."
        for each in added
    ]


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def with_fees_notice(
    received: date, *, noticed: date, paid: date | None, calendar: Calendar | None = None
) -> Deadline | None:
    """The deadline where a fees notice was given: the working days from the notice to payment, both included, are
    left out (section 10(2)). None while the fee is unpaid: no duty to answer yet. Raises `BadInput` where the notice
    came after the time for compliance, or payment before the notice or later than three months after (section 9(2)).
    """
    calendar = calendar or uk_calendar()
    if not received <= noticed <= deadline(received, calendar=calendar).due:
        raise BadInput("A fees notice counts only if it is given within the time for compliance, section 10(2).")
    if paid is None:
        return None
    if paid < noticed or paid > fee_lapses(noticed):
        raise BadInput(
            "Payment must come after the fees notice and within three months beginning with its day, section 9(2).",
            next_step="Check the dates; past three months there is no duty to answer.",
        )
    count = value("clock", "response_days")
    counted = working_days_after(received, count, calendar=calendar, disregarded=(noticed, paid))
    return Deadline(
        received,
        counted[-1].date,
        counted,
        calendar,
        law="Freedom of Information Act 2000, sections 9(2) and 10(2)",
        note="The working days from the fees notice to payment are left out.",
    )


def fee_lapses(noticed: date) -> date:
    """The last day on which a fee can be paid: three months *beginning with* the day of the notice (section 9(2)), so that
    of 1 February is paid by 30 April."""
    month = noticed.month + int(value("clock", "fee_months"))
    year, month = noticed.year + (month - 1) // 12, (month - 1) % 12 + 1
    day = min(noticed.day, monthrange(year, month)[1] + 1)
    return date(year, month, 1) + (day - 2) * ONE_DAY


@dataclass(frozen=True, slots=True)
class PitExtension:
    """`notice_due`: the section 17(1) and (2) notice is still due by then; `expected_by`: what the Commissioner
    expects at the latest, save exceptionally (an expectation, not the statute's words: `sure`)."""

    notice_due: date
    expected_by: date
    sure: str


def public_interest_extension(received: date, *, calendar: Calendar | None = None) -> PitExtension:
    """More time, only to weigh the public interest under a qualified exemption (sections 10(3), 17(2))."""
    cap = working_days_after(received, value("clock", "pit_soft_cap_days"), calendar=calendar)[-1].date
    return PitExtension(deadline(received, calendar=calendar).due, cap, value("clock", "pit_soft_cap_days", "sure"))


@dataclass(frozen=True, slots=True)
class ReviewDates:
    """The review's target and its exceptional limit, counted from the day the review was asked for."""

    target: date
    exceptional: date


def review_window_ends(responded: date, *, calendar: Calendar | None = None) -> date:
    """The last day to ask for an internal review as of right of practice: 40 working days after the response."""
    return working_days_after(responded, value("review", "window_days"), calendar=calendar)[-1].date


def review_due(asked: date, *, calendar: Calendar | None = None) -> ReviewDates:
    """20 working days from the request for a review, 40 in exceptional cases."""
    target = working_days_after(asked, value("review", "target_days"), calendar=calendar)[-1].date
    limit = working_days_after(asked, value("review", "exceptional_days"), calendar=calendar)[-1].date
    return ReviewDates(target, limit)
