"""The applicant's own personal data: section 40(1) in the letter, and a subject access request open from the first receipt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from fanlight.law import confirm_or_deny, exemptions
from fanlight.law.calendar import Calendar, uk_calendar
from fanlight.law.data import law_file, value
from fanlight.law.wording import ACT

Processing = Literal["general", "law_enforcement"]


def subject_access_due(received: date, *, calendar: Calendar | None = None) -> date:
    """The last day to answer a subject access request: one month from its receipt, which is that of the request.

    The day of the same number a month later; where there is none the month's last; where it is no working day, the next.
    """
    calendar = calendar or uk_calendar()
    month = received.month + int(value("subject_access", "response_months"))
    year, month = received.year + (month - 1) // 12, (month - 1) % 12 + 1
    last = _day_of(year, month, received.day)
    while calendar.reason_not_counted(last):
        last += timedelta(days=1)
    return last


def _day_of(year: int, month: int, day: int) -> date:
    for each in range(day, 0, -1):
        try:
            return date(year, month, each)
        except ValueError:
            continue
    raise AssertionError("a month without days")


def provision(on: date, *, neither: bool) -> str:
    """Section 40(1), or where to say whether anything is held would itself tell the world of the applicant, 40(5A)."""
    if neither:
        return next(one.provision for one in confirm_or_deny.exclusions(on) if "s40_1" in one.of)
    return exemptions.exemption("s40_1", on).section


def own_data_notice(on: date, *, neither: bool, number: str) -> tuple[str, ...]:
    """Why the Act does not give the applicant their own data: the same words whatever is held, where `neither`."""
    cited = provision(on, neither=neither)
    world = f"Disclosure under the {ACT} is disclosure to the world."
    if neither:
        return (
            f"{world} To say under that Act whether we hold personal data about you would itself say something about you. "
            f"{confirm_or_deny.said(confirm_or_deny.information('question', number))} Section {cited} applies: the duty to "
            "confirm or deny in section 1(1)(a) does not arise for what is, or would be if it were held, your own personal data. "
            "The exclusion is absolute, so there is no separate public interest test.",
        )
    return (
        f"{world} Your own personal data are therefore exempt under section {cited}. The exemption is absolute, so there is no "
        "separate public interest test.",
    )


def subject_access_opened(
    received: date, *, processing: Processing = "general", reference: str = "", team: str = ""
) -> str:
    """What the applicant is told of the request that was opened: from the first receipt, under which law, by when."""
    law = law_file("subject_access")["laws"][processing]["law"]
    last = subject_access_due(received)
    named = f" Its reference is {reference}." if reference else ""
    who = f" The {team} deals with it." if team else ""
    return (
        f"You have a right of access to your own data under {law}. We have opened your request as a subject access request, "
        f"received on {_day(received)}, and expect to answer it by {_day(last)}. You need not ask again.{named}{who}"
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
