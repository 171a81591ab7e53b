"""Working days of the Act: section 10(6) leaves out a bank holiday in *any* part of the United Kingdom."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from fanlight.dated import Source, own_data
from fanlight.errors import BadInput
from fanlight.law.data import POLICIES

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

    `sha256` is that of the list as installed, and of the days `added` to it, so that a deadline can be recomputed with the
    list it was made with.
    """

    name: str
    version: str
    sha256: str
    first: date
    last: date
    holidays: Mapping[date, Mapping[str, tuple[str, ...]]]
    added: tuple[AddedDay, ...] = ()
    parts: tuple[str, ...] = ("england-and-wales", "scotland", "northern-ireland")

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
            "parts": ", ".join(PARTS[part] for part in self.parts),
            "law": "Freedom of Information Act 2000, section 10(6)",
        }


def _parts(parts: tuple[str, ...]) -> str:
    return "all of the UK" if len(parts) == len(PARTS) else ", ".join(parts)


@dataclass(frozen=True, slots=True)
class AddedDay:
    """A bank holiday beside the list: its parts of the UK by their keys in `PARTS`, with its source."""

    date: date
    name: str
    parts: tuple[str, ...]
    source: Source


@cache
def our_days() -> tuple[AddedDay, ...]:
    """Days that we add to the packaged list (policies/calendars/additions.yaml)."""
    entries = own_data((POLICIES / "calendars" / "additions.yaml").read_text(encoding="utf-8"))
    return added_days(entries, where="additions.yaml")


def added_days(given: Any, *, where: str) -> tuple[AddedDay, ...]:
    """Days of a file {days: [{date, name, parts, source, sure}]}: ours, or an authority's own. Raises `BadInput`."""
    listed = given.get("days") if isinstance(given, Mapping) else None
    if not isinstance(listed, list):
        raise BadInput(
            "A calendar's additions are a list 'days'.",
            where=where,
            next_step="Write each as {date: 2026-06-15, name: …, parts: [scotland], source: …}.",
        )
    return tuple(_added(each, f"{where}: days[{at}]") for at, each in enumerate(listed))


def _added(given: Any, where: str) -> AddedDay:
    entry = given if isinstance(given, Mapping) else {}
    if not isinstance(entry.get("date"), date) or not str(entry.get("name") or "").strip():
        raise BadInput("An added day needs a date and a name.", where=where, next_step="Write the date as 2026-06-15.")
    parts = tuple(entry.get("parts") or ())
    if not parts or not set(parts) <= set(PARTS):
        raise BadInput(
            "An added day needs its parts of the UK.", where=where, next_step=f"Write some of: {', '.join(PARTS)}."
        )
    if not str(entry.get("source") or "").strip():
        raise BadInput(
            "An added day needs its source.", where=where, next_step="Say where the day was proclaimed or published."
        )
    return AddedDay(
        entry["date"], str(entry["name"]), parts, Source(str(entry["source"]), str(entry.get("sure") or "medium"))
    )


@lru_cache(maxsize=8)
def uk_calendar(parts: tuple[str, ...] = tuple(PARTS), own: tuple[AddedDay, ...] = ()) -> Calendar:
    """The list shipped with govuk-bank-holidays, read without network, with our additions and an authority's `own`: the
    union of the divisions, or some `parts` of it.

    The list covers whole calendar years, so it counts from 1 January of its first year to 31 December of its last.
    """
    raw = (importlib.resources.files("govuk_bank_holidays") / "bank-holidays.json").read_bytes()
    return calendar_from(raw, version=version(PACKAGE), parts=parts, added=(*our_days(), *own))


def calendar_from(
    raw: bytes, *, version: str, parts: tuple[str, ...] = tuple(PARTS), added: tuple[AddedDay, ...] = ()
) -> Calendar:
    """A calendar from the JSON that GOV.UK publishes; `parts` are the divisions whose holidays count. Of `added`, a day that
    the list has for the part is taken once."""
    listed = json.loads(raw)
    holidays: dict[date, dict[str, tuple[str, ...]]] = {}
    for division in parts:
        for event in listed[division]["events"]:
            day = date.fromisoformat(event["date"])
            named = holidays.setdefault(day, {})
            name = event["title"].replace("’", "'")
            named[name] = (*named.get(name, ()), PARTS[division])
    first, last = date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31)
    taken: list[AddedDay] = []
    for each in added:
        known = {part for named_parts in holidays.get(each.date, {}).values() for part in named_parts}
        new = tuple(PARTS[part] for part in each.parts if part in parts and PARTS[part] not in known)
        if new and first <= each.date <= last:
            taken.append(each)
            holidays.setdefault(each.date, {})[each.name] = new
    digest = hashlib.sha256(raw)
    for each in taken:
        digest.update(f"\n{each.date.isoformat()} {each.name} {','.join(each.parts)}".encode())
    return Calendar(
        name=f"{PACKAGE} (the GOV.UK list, as packaged{'; with days added' if taken else ''})",
        version=version,
        sha256=digest.hexdigest(),
        first=first,
        last=last,
        holidays=holidays,
        added=tuple(taken),
        parts=parts,
    )
