"""A case folder or a letter's file, read for the notice check: only what the check needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput
from fanlight.law.calendar import Calendar
from fanlight.law.clock import deadline, parse_date
from fanlight.law.findings import Finding, finding
from fanlight.law.letter import check_letter
from fanlight.law.section40 import Section40Record, check_section40
from fanlight.tables.yaml.bounds import plain

LETTERS = ("letter", "response", "notice")
SUFFIXES = (".txt", ".docx", ".pdf", ".html", ".htm", ".odt", ".eml")
DRAFT = Path("draft") / "requester"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DATE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(" + "|".join(MONTHS) + r"),?\s+(20\d\d)\b", re.I)
_DATED = re.compile(
    r"^\s*(?:date[d]?\s*:?\s*)?(?:of (?:letter|response|decision):?\s*)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """`on` is the day whose law was used; `findings` in a fixed order; `ok` where nothing is missing or wrong."""

    case: str
    on: date
    findings: tuple[Finding, ...]


def text_file(path: Path) -> str:
    """A text file's words. Raises `BadInput` for one that is no text."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BadInput("This is not a text file.", where=str(path), next_step="Save the letter as plain text.")
    return text


def check_folder(
    path: Path, *, on: date | None = None, latest: date, read: Callable[[Path], str] = text_file,
    calendar: Calendar | None = None,
) -> Checked:  # fmt: skip
    """Checks a case folder, or one letter's file.

    A folder may hold a letter, response or notice (the first there is, as text, DOCX, PDF, HTML or ODT; else the draft
    that `fanlight answer` wrote), the request, and case.yaml (`received`, `clarified`, `decided` or `date`; `exemptions` with
    section 40 records). `read` gives a file's text, a paragraph a line. The day is `on`, else the case's, else the date the
    letter bears, else `latest`, and then a finding says so. Raises `BadInput` where there is nothing to check, and for a
    letter that is under another law alone: what is not judged does not pass.
    """
    if not path.exists():
        raise BadInput("There is no such file or folder.", where=str(path), next_step="Give a case folder or a letter.")
    letter = path if path.is_file() else _first(path, LETTERS) or _first(path / DRAFT, LETTERS)
    folder = path.parent if path.is_file() else path
    case = {} if path.is_file() else _case(folder / "case.yaml")
    text = _words(letter, read) if letter else ""
    asked = None if path.is_file() else _first(folder, ("request",))
    request = _words(asked, read) if asked else ""
    records = _records(case)
    if letter is None and not records:
        raise BadInput(
            "There is no notice to check.",
            where=str(path),
            next_step=f"Put the letter in the folder as {', '.join(LETTERS)} with one of {', '.join(SUFFIXES)}, or section 40 records in case.yaml.",
        )
    day = on or _case_date(case, folder) or letter_date(text)
    findings: list[Finding] = []
    if day is None:
        findings.append(finding("date-unknown", where=str(letter or folder), chosen=latest.isoformat()))
    judged = day or latest
    if letter:
        found = check_letter(text, on=judged, request_text=request, authority=_authority(case))
        if any(each.id == "other-regime" for each in found):
            raise BadInput(found[0].message, where=str(letter), next_step=found[0].mend)
        findings.extend(found)
        if day is not None:
            findings.extend(late(text, case, decided=day, calendar=calendar))
    for at, given in enumerate(records):
        record = Section40Record.from_mapping(given, where=f"case.yaml: exemptions[{at}]")
        findings.extend(check_section40(record, judged))
    return Checked(path.name or str(path), judged, tuple(findings))


_ANY_DATE = r"\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?\s+(?:" + "|".join(MONTHS) + r"),?\s+20\d\d"
_RECEIVED = re.compile(
    r"\b(?:received|receipt)\b[^.\n]{0,60}?\b(?P<received>" + _ANY_DATE + r")\b"
    r"|\brequest (?:of|dated|made on|sent on|submitted on)\s+(?:\w+day,? )?(?P<dated>" + _ANY_DATE + r")\b",
    re.I,
)
_ANOTHER_CLOCK = re.compile(
    r"clarif|internal review|reviewed (?:the|our|your)|\bfees? notice\b|\bfee (?:was|has been) paid|\bextend|\bextension|further (?:information|details) (?:from|that) you|earlier letter|our letter of",
    re.I,
)


def late(text: str, case: Mapping[str, Any], *, decided: date, calendar: Calendar | None = None) -> tuple[Finding, ...]:
    """Whether the letter comes after its last day: by case.yaml's days, else by the day of receipt that it names itself.

    A letter that speaks of another clock (clarification, fee, more time, a review) is judged by case.yaml alone.
    """
    received, clarified = (_day(case, key) for key in ("received", "clarified"))
    if received is None:
        hit = _RECEIVED.search(text)
        if hit is None or _ANOTHER_CLOCK.search(text.split("unhappy")[0].split("dissatisfied")[0]):
            return ()
        received = _dated(hit.group("received") or hit.group("dated"))
    if received is None or received > decided:
        return ()
    try:
        due = deadline(received, clarified=clarified, calendar=calendar).due
    except BadInput:
        return ()
    if decided <= due:
        return ()
    said = re.search(
        r"\b(?:apolog\w+|sorry|regret)\b[^.]{0,80}\b(?:delay|late|time|wait|long)|\b(?:delay|late)\w*\b[^.]{0,60}\b(?:apolog|sorry|regret)",
        text,
        re.I,
    )
    name = "late-and-said" if said else "late"
    return (finding(name, where="the date of the letter", decided=decided.isoformat(), due=due.isoformat()),)


def _day(case: Mapping[str, Any], key: str) -> date | None:
    given = case.get(key)
    if given is None or isinstance(given, date):
        return given
    return parse_date(str(given), where=f"case.yaml: {key}")


def _first(folder: Path, stems: tuple[str, ...]) -> Path | None:
    names = (folder / f"{stem}{suffix}" for stem in stems for suffix in SUFFIXES)
    return next((name for name in names if name.is_file()), None)


def _words(path: Path, read: Callable[[Path], str]) -> str:
    text = read(path)
    if not text.strip():
        raise BadInput(
            "This file holds no text.",
            where=str(path),
            next_step="Put the letter's text in it. A scan has no words to read: give the file that it was printed from.",
        )
    return text


def _case(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    loaded = plain(_words(path, text_file), where=str(path))
    if not isinstance(loaded, Mapping):
        raise BadInput("A case file holds fields with values.", where=str(path))
    return loaded


def _case_date(case: Mapping[str, Any], folder: Path) -> date | None:
    given = case.get("decided") or case.get("date")
    if given is None or isinstance(given, date):
        return given
    return parse_date(str(given), where=str(folder / "case.yaml"))


def letter_date(text: str) -> date | None:
    """The date on a line of its own, or after 'Date:', near the top of a letter; else none is assumed."""
    for line in text.splitlines()[:40]:
        rest = _DATED.sub("", line).strip().rstrip(".")
        if _DATE.fullmatch(rest):
            found = _dated(rest)
            if found is None:
                raise BadInput(f"The letter bears a date that does not exist: {rest}.")
            return found
        if re.fullmatch(r"20\d\d-\d\d-\d\d", rest):
            return parse_date(rest, where="the letter")
        if slashed := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](20\d\d)", rest):
            return parse_date(f"{slashed[3]}-{int(slashed[2]):02}-{int(slashed[1]):02}", where="the letter")
    return None


def _dated(text: str) -> date | None:
    named = _DATE.search(text)
    if not named:
        return None
    day, month, year = named.groups()
    try:
        return date(int(year), MONTHS.index(month.capitalize()) + 1, int(day))
    except ValueError:
        return None


def _authority(case: Mapping[str, Any]) -> str:
    authority = case.get("authority")
    name = authority.get("name") if isinstance(authority, Mapping) else authority
    return name if isinstance(name, str) else ""


_TESTS = {"living_individual", "identified_by", "identified_how", "purpose", "necessity", "balance"}


def _records(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = case.get("exemptions") or ()
    listed = list(given.values()) if isinstance(given, Mapping) else given
    if not isinstance(listed, list | tuple):
        raise BadInput("'exemptions' is a list of records.", where="case.yaml")
    return [each for each in listed if isinstance(each, Mapping) and _TESTS & set(each)]
