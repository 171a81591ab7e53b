"""Working days of the Act: section 10(6) leaves out a bank holiday in *any* part of the United Kingdom."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import version

from fanlight.errors import BadInput

PACKAGE = "govuk-bank-holidays"
PARTS = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Calendar:
    """Bank holidays: date → name → the parts of the UK that have it. Covers whole days from `first` to `last`.

    `sha256` is that of the list as installed, so that a deadline can be recomputed with the list it was made with.
    """

    name: str
    version: str
    sha256: str
    first: date
    last: date
    holidays: Mapping[date, Mapping[str, tuple[str, ...]]]

    def reason_not_counted(self, day: date) -> str:
        """Why a day is not a working day, or an empty text. Raises `BadInput` for a day outside the list."""
        if day.weekday() >= 5:
            return WEEKDAYS[day.weekday()]
        if not self.first <= day <= self.last:
            raise BadInput(
                f"{day.isoformat()} lies outside the bank-holiday list, which runs from {self.first.isoformat()} to "
                f"{self.last.isoformat()}; whether it is a working day is not known.",
                next_step=f"Install a newer {PACKAGE}, or count these days by hand.",
            )
        named = self.holidays.get(day, {})
        return "; ".join(f"{name} ({_parts(parts)})" for name, parts in named.items())

    def is_working_day(self, day: date) -> bool:
        return not self.reason_not_counted(day)

    def described(self) -> dict[str, str]:
        return {
            "name": self.name,
            "version": self.version,
            "sha256": self.sha256,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "parts": ", ".join(PARTS.values()),
            "law": "Freedom of Information Act 2000, section 10(6)",
        }


def _parts(parts: tuple[str, ...]) -> str:
    return "all of the UK" if len(parts) == len(PARTS) else ", ".join(parts)


@lru_cache(maxsize=1)
def uk_calendar() -> Calendar:
    """The list shipped with govuk-bank-holidays, read without network: the union of the three divisions.

    The list covers whole calendar years, so it counts from 1 January of its first year to 31 December of its last.
    """
    raw = (importlib.resources.files("govuk_bank_holidays") / "bank-holidays.json").read_bytes()
    return calendar_from(raw, version=version(PACKAGE))


def calendar_from(raw: bytes, *, version: str, parts: tuple[str, ...] = tuple(PARTS)) -> Calendar:
    """A calendar from the JSON that GOV.UK publishes; `parts` are the divisions whose holidays count."""
    listed = json.loads(raw)
    holidays: dict[date, dict[str, tuple[str, ...]]] = {}
    for division in parts:
        for event in listed[division]["events"]:
            day = date.fromisoformat(event["date"])
            named = holidays.setdefault(day, {})
            name = event["title"].replace("’", "'")
            named[name] = (*named.get(name, ()), PARTS[division])
    return Calendar(
        name=f"{PACKAGE} (the GOV.UK list, as packaged)",
        version=version,
        sha256=hashlib.sha256(raw).hexdigest(),
        first=date(min(holidays).year, 1, 1),
        last=date(max(holidays).year, 12, 31),
        holidays=holidays,
    )
