"""The clocks: section 10's working days, with the vectors of the published facts."""

from __future__ import annotations

import importlib.resources
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from fanlight.cli.deadline import register
from fanlight.errors import BadInput
from fanlight.law import clock
from fanlight.law.calendar import calendar_from, uk_calendar

VECTORS = [
    ("2021-12-20", "2022-01-21", "2022-01-20"),
    ("2022-03-01", "2022-03-30", "2022-03-29"),
    ("2022-04-29", "2022-05-30", None),
    ("2022-06-24", "2022-07-25", "2022-07-22"),
    ("2022-12-20", "2023-01-23", "2023-01-20"),
    ("2023-11-03", "2023-12-04", "2023-12-01"),
    ("2024-03-01", "2024-04-03", "2024-04-02"),
    ("2025-07-12", "2025-08-12", "2025-08-08"),
    ("2025-12-15", "2026-01-16", "2026-01-15"),
    ("2026-11-02", "2026-12-01", "2026-11-30"),
]


@pytest.mark.parametrize(("received", "due", "wrong"), VECTORS)
def test_the_twentieth_working_day(received: str, due: str, wrong: str | None) -> None:
    found = clock.deadline(date.fromisoformat(received))
    assert found.due.isoformat() == due
    assert sum(day.counted for day in found.days) == 20
    raw = (importlib.resources.files("govuk_bank_holidays") / "bank-holidays.json").read_bytes()
    only_england_and_wales = calendar_from(raw, version="test", parts=("england-and-wales",))
    narrow = clock.deadline(date.fromisoformat(received), calendar=only_england_and_wales)
    assert narrow.due.isoformat() == (wrong or due)


def test_days_are_explained() -> None:
    found = clock.deadline(date(2022, 7, 1))
    reasons = {day.date: day.reason for day in found.days}
    assert found.due == date(2022, 8, 2)
    assert "Northern Ireland" in reasons[date(2022, 7, 12)]
    assert "Scotland" in reasons[date(2022, 8, 1)]
    assert reasons[date(2022, 7, 2)] == "Saturday"


def test_a_reported_holiday_that_is_not_in_the_list_is_said() -> None:
    assert "15 June 2026" in clock.deadline(date(2026, 6, 1)).note
    assert clock.deadline(date(2026, 7, 1)).note == ""


def test_clarification_starts_the_clock_again() -> None:
    found = clock.deadline(date(2022, 6, 1), clarified=date(2022, 7, 1))
    assert found.due == clock.deadline(date(2022, 7, 1)).due
    assert found.first_received == date(2022, 6, 1)
    with pytest.raises(BadInput, match="earlier"):
        clock.deadline(date(2022, 7, 1), clarified=date(2022, 6, 30))


@pytest.mark.parametrize("day", [date(2010, 1, 5), date(2028, 12, 20), date(2031, 1, 1)])
def test_outside_the_bank_holiday_list_is_refused(day: date) -> None:
    with pytest.raises(BadInput, match="bank-holiday list"):
        clock.deadline(day)


@pytest.mark.parametrize("text", ["2022-02-30", "2022-13-01", "1/7/2022", "yesterday", "20220701"])
def test_impossible_dates_have_a_message(text: str) -> None:
    with pytest.raises(BadInput, match="is not a date"):
        clock.parse_date(text)


def test_fees_notice_leaves_days_out() -> None:
    plain = clock.deadline(date(2023, 2, 1))
    held = clock.with_fees_notice(date(2023, 2, 1), noticed=date(2023, 2, 6), paid=date(2023, 2, 10))
    assert held is not None
    assert plain.due == date(2023, 3, 1)
    assert held.due == date(2023, 3, 8)
    assert clock.with_fees_notice(date(2023, 2, 1), noticed=date(2023, 2, 6), paid=None) is None
    lasts = {
        (2022, 11, 30): (2023, 2, 28),
        (2023, 2, 1): (2023, 4, 30),
        (2023, 2, 6): (2023, 5, 5),
        (2023, 11, 29): (2024, 2, 28),
    }
    for noticed, last in lasts.items():
        assert clock.fee_lapses(date(*noticed)) == date(*last)
    with pytest.raises(BadInput, match="three months"):
        clock.with_fees_notice(date(2023, 2, 1), noticed=date(2023, 2, 6), paid=date(2023, 5, 6))
    with pytest.raises(BadInput, match="time for compliance"):
        clock.with_fees_notice(date(2023, 2, 1), noticed=date(2023, 3, 2), paid=None)


def test_extension_and_review() -> None:
    extension = clock.public_interest_extension(date(2023, 2, 1))
    assert extension.notice_due == date(2023, 3, 1)
    assert extension.expected_by == clock.working_days_after(date(2023, 2, 1), 40)[-1].date
    assert extension.sure == "medium"
    assert clock.review_window_ends(date(2023, 2, 1)) == extension.expected_by
    review = clock.review_due(date(2023, 2, 1))
    assert (review.target, review.exceptional) == (date(2023, 3, 1), extension.expected_by)


@given(st.dates(min_value=date(2012, 1, 1), max_value=date(2028, 11, 1)))
def test_a_naive_count_agrees(received: date) -> None:
    calendar = uk_calendar()
    day, left = received, 20
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in calendar.holidays
    assert clock.deadline(received).due == day


def test_command() -> None:
    import typer

    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    shown = CliRunner().invoke(app, ["deadline", "2022-07-01", "--json"])
    found = json.loads(shown.stdout)
    assert shown.exit_code == 0
    assert list(found) == ["received", "due", "days", "calendar"]
    assert found["calendar"]["last"] == "2028-12-31"
    assert all(list(day) == ["date", "counted", "reason"] for day in found["days"])
    assert sum(day["counted"] for day in found["days"]) == 20
    clarified = CliRunner().invoke(app, ["deadline", "2022-06-01", "--clarified", "2022-07-01", "--json"])
    again = json.loads(clarified.stdout)
    assert (again["due"], again["calendar"]["first_received"]) == (found["due"], "2022-06-01")
    assert "2 August 2022" in CliRunner().invoke(app, ["deadline", "2022-07-01"]).stdout
