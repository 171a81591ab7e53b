"""Calendars and clocks against days counted by hand from the almanac, not from our own functions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.law import clock
from fanlight.law.calendar import added_days, uk_calendar
from fanlight.law.special_clocks import clocks, special_deadline

# Received, last day; each counted on paper: 20 days that are no weekend and no bank holiday of any nation.
BY_HAND = [
    ("2026-05-14", "2026-06-12"),  # 25 May; the day before 15 June
    ("2026-05-15", "2026-06-16"),  # 25 May, 15 June (Scotland)
    ("2026-06-12", "2026-07-14"),  # 15 June (Scotland), 13 July (Northern Ireland)
    ("2026-06-15", "2026-07-14"),  # received on it; 13 July (Northern Ireland)
    ("2024-02-29", "2024-04-02"),  # 18 March (St Patrick's Day, Northern Ireland), 29 March, 1 April
    ("2024-11-04", "2024-12-03"),  # 2 December (St Andrew's Day, Scotland, on the Monday)
    ("2024-12-24", "2025-01-27"),  # 25 and 26 December, 1 and 2 January (2 January in Scotland alone)
    ("2022-09-01", "2022-09-30"),  # 19 September (the Queen's funeral)
    ("2023-04-20", "2023-05-22"),  # 1 and 8 May
    ("2025-07-31", "2025-09-01"),  # 4 August (Scotland), 25 August
]


@pytest.mark.parametrize(("received", "due"), BY_HAND)
def test_days_counted_by_hand(received: str, due: str) -> None:
    assert clock.deadline(date.fromisoformat(received)).due == date.fromisoformat(due)


def test_the_clock_starts_again_and_waits_for_a_fee() -> None:
    # Asked for on the 5th, clarified on Monday 17 June 2024: 20 days from the 18th, over 12 July (Northern Ireland).
    assert clock.deadline(date(2024, 6, 3), clarified=date(2024, 6, 17)).due == date(2024, 7, 16)
    # Received 3 June, notice on the 10th, paid on the 14th: those five days are left out of the 20 that would end on 1 July.
    held = clock.with_fees_notice(date(2024, 6, 3), noticed=date(2024, 6, 10), paid=date(2024, 6, 14))
    assert held is not None
    assert held.due == date(2024, 7, 8)
    # The Commissioner's 40 days from 3 June 2024, over 12 July.
    assert clock.public_interest_extension(date(2024, 6, 3)).expected_by == date(2024, 7, 30)


def test_the_added_day_moves_31_days_of_receipt_and_says_how_sure_it_is() -> None:
    found = clock.deadline(date(2026, 6, 1))
    assert "15 June 2026" in found.note
    assert "medium" in found.note
    without = {day: names for day, names in uk_calendar().holidays.items() if day != date(2026, 6, 15)}
    moved = 0
    for offset in range(-60, 30):
        received = date(2026, 6, 15) + timedelta(days=offset)
        day, left = received, 20
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5 and day not in without
        moved += clock.deadline(received).due != day
    assert moved == 31


def test_an_authority_adds_a_day_of_its_own(tmp_path: Path) -> None:
    given = {"days": [{"date": date(2027, 6, 7), "name": "A day", "parts": ["scotland"], "source": "The Gazette"}]}
    own = added_days(given, where="own.yaml")
    plain, added = (clock.deadline(date(2027, 6, 1), calendar=uk_calendar(own=each)) for each in ((), own))
    assert (added.due - plain.due).days == 1
    assert plain.calendar.sha256 != added.calendar.sha256
    file = tmp_path / "own.yaml"
    file.write_text(
        "days: [{date: 2027-06-07, name: A day, parts: [scotland], source: The Gazette}]\n", encoding="utf-8"
    )
    shown = CliRunner().invoke(build_app(), ["deadline", "2027-06-01", "--json", "--calendar", str(file)])
    assert f'"due": "{added.due.isoformat()}"' in shown.stdout
    for wrong in (
        {},
        {"days": [{"date": "soon"}]},
        {"days": [{**given["days"][0], "parts": ["wales"]}]},
        {"days": [{**given["days"][0], "source": ""}]},
    ):
        with pytest.raises(BadInput):
            added_days(wrong, where="own.yaml")


def test_a_school_leaves_out_its_closed_days_up_to_the_sixtieth() -> None:
    # Received Monday 15 July 2024, shut from 20 July to 3 September: 4 days in July, then 16 from the 4th.
    closed = [date(2024, 7, 20) + timedelta(days=n) for n in range(46)]
    assert special_deadline(date(2024, 7, 15), "school", closed=closed).due == date(2024, 9, 25)
    # Shut for good: the 60th working day of 1 May 2024 (6 and 27 May, 12 July, 5 August left out).
    shut = [date(2024, 5, 1) + timedelta(days=n) for n in range(200)]
    assert special_deadline(date(2024, 5, 1), "school", closed=shut).due == date(2024, 7, 29)
    with pytest.raises(BadInput, match="closed"):
        special_deadline(date(2024, 7, 15), "school")


def test_other_clocks() -> None:
    assert special_deadline(date(2024, 6, 3), "archives").due == date(2024, 7, 16)
    assert special_deadline(date(2024, 6, 3), "eir").due == date(2024, 7, 1)
    assert special_deadline(date(2024, 6, 3), "eir_extended").due == date(2024, 7, 30)
    # Scotland alone: 12 July counts, 5 August does not.
    assert special_deadline(date(2024, 7, 1), "foisa").due == date(2024, 7, 29)
    assert clock.deadline(date(2024, 7, 1)).due == date(2024, 7, 30)
    assert special_deadline(date(2024, 5, 1), "abroad", agreed=date(2024, 7, 1)).due == date(2024, 7, 1)
    for agreed in (None, date(2025, 1, 1), date(2024, 4, 1)):
        with pytest.raises(BadInput, match="agreed"):
            special_deadline(date(2024, 5, 1), "abroad", agreed=agreed)
    with pytest.raises(BadInput, match="no clock"):
        special_deadline(date(2024, 5, 1), "lunar")
    assert all(
        each.law and each.source.cite and each.source.sure in {"low", "medium", "high"} for each in clocks().values()
    )
