"""A case folder or a letter's file, read for the notice check: only what the check needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput
from fanlight.law.clock import parse_date
from fanlight.law.findings import Finding, finding
from fanlight.law.letter import check_letter
from fanlight.law.section40 import Section40Record, check_section40
from fanlight.tables.yaml.bounds import plain

LETTERS = ("letter.txt", "response.txt", "notice.txt")
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
_DATE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(" + "|".join(MONTHS) + r")\s+(20\d\d)\b")
_DATED = re.compile(r"^\s*(?:date[d]?\s*:?\s*)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?", re.I)


@dataclass(frozen=True, slots=True)
class Checked:
    """`on` is the day whose law was used; `findings` in a fixed order; `ok` where nothing is missing or wrong."""

    case: str
    on: date
    findings: tuple[Finding, ...]


def check_folder(path: Path, *, on: date | None = None, latest: date) -> Checked:
    """Checks a case folder, or one letter's file.

    A folder may hold letter.txt, response.txt or notice.txt (the first there is), request.txt, and case.yaml
    (`decided` or `date`; `exemptions` with section 40 records). The day is `on`, else the case's, else the date the
    letter bears, else `latest`, and then a finding says so. Raises `BadInput` where there is nothing to check.
    """
    if not path.exists():
        raise BadInput("There is no such file or folder.", where=str(path), next_step="Give a case folder or a letter.")
    letter = path if path.is_file() else next((path / n for n in LETTERS if (path / n).is_file()), None)
    folder = path.parent if path.is_file() else path
    case = {} if path.is_file() else _case(folder / "case.yaml")
    text = _text(letter) if letter else ""
    request = _text(folder / "request.txt") if path.is_dir() and (folder / "request.txt").is_file() else ""
    records = _records(case)
    if letter is None and not records:
        raise BadInput(
            "There is no notice to check.",
            where=str(path),
            next_step=f"Put the letter in one of {', '.join(LETTERS)}, or section 40 records in case.yaml.",
        )
    day = on or _case_date(case, folder) or _letter_date(text)
    findings: list[Finding] = []
    if day is None:
        findings.append(finding("date-unknown", where=str(letter or folder), chosen=latest.isoformat()))
    judged = day or latest
    if letter:
        findings.extend(check_letter(text, on=judged, request_text=request, police=_police(case)))
    for at, given in enumerate(records):
        record = Section40Record.from_mapping(given, where=f"case.yaml: exemptions[{at}]")
        findings.extend(check_section40(record, judged))
    return Checked(path.name or str(path), judged, tuple(findings))


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BadInput("This is not a text file.", where=str(path), next_step="Save the letter as plain text.")
    if not text.strip():
        raise BadInput("This file is empty.", where=str(path), next_step="Put the letter's text in it.")
    return text


def _case(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    loaded = plain(_text(path), where=str(path))
    if not isinstance(loaded, Mapping):
        raise BadInput("A case file holds fields with values.", where=str(path))
    return loaded


def _case_date(case: Mapping[str, Any], folder: Path) -> date | None:
    given = case.get("decided") or case.get("date")
    if given is None or isinstance(given, date):
        return given
    return parse_date(str(given), where=str(folder / "case.yaml"))


def _letter_date(text: str) -> date | None:
    """The date on a line of its own, or after 'Date:', near the top of a letter; else none is assumed."""
    for line in text.splitlines()[:40]:
        rest = _DATED.sub("", line).strip().rstrip(".")
        if named := _DATE.fullmatch(rest):
            day, month, year = named.groups()
            try:
                return date(int(year), MONTHS.index(month) + 1, int(day))
            except ValueError:
                raise BadInput(f"The letter bears a date that does not exist: {rest}.") from None
        if re.fullmatch(r"20\d\d-\d\d-\d\d", rest):
            return parse_date(rest, where="the letter")
    return None


def _police(case: Mapping[str, Any]) -> bool | None:
    authority = case.get("authority")
    if not isinstance(authority, Mapping) or not isinstance(authority.get("name"), str):
        return None
    return True if re.search(r"police|constabulary", authority["name"], re.I) else None


_TESTS = {"living_individual", "identified_by", "identified_how", "purpose", "necessity", "balance"}


def _records(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = case.get("exemptions") or ()
    listed = list(given.values()) if isinstance(given, Mapping) else given
    if not isinstance(listed, list | tuple):
        raise BadInput("'exemptions' is a list of records.", where="case.yaml")
    return [each for each in listed if isinstance(each, Mapping) and _TESTS & set(each)]
