"""Clocks run per question: a clarification, a fee or a later part stops or moves the clock of its own question only."""

from __future__ import annotations

from dataclasses import dataclass

from fanlight.law.calendar import Calendar
from fanlight.law.clock import deadline, fee_lapses, with_fees_notice
from fanlight.law.procedure.records import Date, Record, long_day


class QuestionClock(Record):
    """What happened to one question before this letter: further information was asked for (section 1(3)) and came on
    `clarified`; a fees notice was given and the fee `paid` (section 9); an earlier letter `answered` it."""

    asked: Date | None = None
    clarified: Date | None = None
    fees_notice: Date | None = None
    paid: Date | None = None
    answered: Date | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """`due` is the last day for an answer, None while the clock does not run; `why` says what it waits for, or what moved
    it; `law` where that stands."""

    due: Date | None
    why: str
    law: str


def running(
    received: Date, clock: QuestionClock, *, clarified: Date | None = None, calendar: Calendar | None = None
) -> Running:
    """The clock of one question. `clarified`: the day on which the whole request was clarified, where it was.

    Raises `BadInput` for dates that contradict one another (see `clock.deadline` and `clock.with_fees_notice`).
    """
    came = clock.clarified or clarified
    if clock.asked is not None and came is None:
        why = f"It waits for the further information asked for on {long_day(clock.asked)}."
        return Running(None, why, "FOIA 2000, sections 1(3) and 10(6)")
    started = deadline(received, clarified=came, calendar=calendar)
    if clock.fees_notice is not None:
        held = with_fees_notice(started.received, noticed=clock.fees_notice, paid=clock.paid, calendar=calendar)
        if held is None:
            why = f"It waits for the fee, which can be paid until {long_day(fee_lapses(clock.fees_notice))}."
            return Running(None, why, "FOIA 2000, section 9(2)")
        return Running(held.due, "The working days from the fees notice to payment are left out.", held.law)
    return Running(started.due, started.note, started.law)
