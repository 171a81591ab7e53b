"""Environmental information: a refusal under regulation 14, with its own clock, exceptions and complaint. No section 12 or 14."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from fanlight.dated import Source
from fanlight.errors import BadInput
from fanlight.law.calendar import Calendar
from fanlight.law.clock import Deadline, deadline
from fanlight.law.data import law_file, value
from fanlight.law.findings import Finding, finding

REGULATIONS = "Environmental Information Regulations 2004"


@dataclass(frozen=True, slots=True)
class Excepted:
    """One exception of regulation 12(4), 12(5) or 13. `weighed`: the public interest has to be (12(1)(b))."""

    cite: str
    title: str
    weighed: bool
    not_for_emissions: bool
    source: Source


@cache
def exceptions() -> dict[str, Excepted]:
    """Every exception, by its citation."""
    return {
        entry["cite"]: Excepted(
            entry["cite"],
            entry["title"],
            entry["weighed"],
            entry.get("not_for_emissions", False),
            Source(entry["source"], entry["sure"]),
        )
        for entry in law_file("environmental")["exceptions"]
    }


def exception(text: str, *, where: str = "exceptions") -> Excepted:
    """The exception of "12(5)(b)" or "regulation 12(5)(b)". Raises `BadInput` for one that there is not."""
    cite = re.sub(r"(?i)^\s*(?:regulation|reg\.?|r\.?)\s*|\s+", "", text)
    if cite not in exceptions():
        raise BadInput(
            f"“{text}” is no exception of the {REGULATIONS}.",
            where=where,
            next_step=f"Write one of: {', '.join(exceptions())}.",
        )
    return exceptions()[cite]


def due(
    received: date, *, extended: bool = False, clarified: date | None = None, calendar: Calendar | None = None
) -> Deadline:
    """The last day (regulation 5(2)), or with the extension of regulation 7(1). `clarified`: the particulars that
    regulation 9 asked for came; the days are counted from then."""
    days = value("environmental", "extended_days" if extended else "response_days")
    counted = deadline(received, clarified=clarified, calendar=calendar, days=days)
    provision = "regulations 5(2) and 7(1)" if extended else "regulation 5(2)"
    return Deadline(
        counted.received,
        counted.due,
        counted.days,
        counted.calendar,
        law=f"{REGULATIONS}, {provision}",
        first_received=counted.first_received,
        note="The days are counted from the particulars that regulation 9 asked for." if clarified else "",
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """One exception relied on. `reasons` say which harm would come how; `public_interest` the matters that were considered.
    `emissions`: the information is on emissions, to which 12(5)(d) to (g) are closed (12(9))."""

    exception: str
    reasons: str = ""
    public_interest: str = ""
    emissions: bool = False


def check_refusals(refusals: Sequence[Refused], *, where: str = "exceptions") -> tuple[Finding, ...]:
    """What regulation 14(3) wants and the record lacks. Raises `BadInput` for an exception that there is not."""
    found: list[Finding] = []
    for refused in refusals:
        held = exception(refused.exception, where=where)
        cited = f"regulation {held.cite}"
        if not refused.reasons.strip():
            found.append(finding("reasons-missing", where=where, provision=cited, law="Regulation 14(3)"))
        if held.weighed and not refused.public_interest.strip():
            found.append(finding("eir-public-interest-missing", where=where, provision=cited))
        if refused.emissions and held.not_for_emissions:
            found.append(finding("eir-emissions", where=where, provision=cited))
    return tuple(found)


def introduction() -> str:
    return (
        f"This is environmental information, so we dealt with the request for it under the {REGULATIONS} and not under the "
        "Freedom of Information Act 2000."
    )


def refusal(refusals: Sequence[Refused]) -> tuple[str, ...]:
    """Regulation 14(3): the exceptions, the reasons, and what was considered on the public interest."""
    said: list[str] = []
    for refused in refusals:
        held = exception(refused.exception)
        said.append(
            f"We refuse what regulation {held.cite} covers: {held.title}. {_sentence(refused.reasons)} "
            "This is a refusal under regulation 14."
        )
        if held.weighed:
            said.append(
                "Regulation 12(2) has us presume in favour of disclosure, and the exception stands only where the public "
                f"interest in maintaining it outweighs that in disclosure. {_sentence(refused.public_interest)}"
            )
    return tuple(said)


def representations(team: str, places: str, *, office: str = "", reviewed: bool = False) -> tuple[str, ...]:
    """Regulation 14(5): the right to make representations (11), and the enforcement and appeal provisions (18). `office`: where
    the Commissioner is, unless the letter says so already. `reviewed`: the letter decides on representations, and offers no more.
    """
    asked, answered = value("environmental", "representations_days"), value("environmental", "reconsideration_days")
    own = (
        f"This is our decision on your representations under regulation 11 of the {REGULATIONS}."
        if reviewed
        else f"If you think that we have not complied with the {REGULATIONS}, you can make representations to us in writing "
        f"under regulation 11, within {asked} working days of this letter, to the {team}: {places}. We consider them free of "
        f"charge and tell you our decision within {answered} working days."
    )
    return own, (
        "The enforcement and appeal provisions of the Freedom of Information Act 2000 apply through regulation 18: you can apply "
        f"to the Information Commissioner for a decision under section 50 of that Act{f': {office}' if office else ''}."
    )


def extension_notice(received: date, *, calendar: Calendar | None = None) -> str:
    """Regulation 7(3): told no later than the 20th working day, for complexity and volume alone."""
    last = due(received, extended=True, calendar=calendar).due
    return (
        "The information that you ask for is complex and voluminous, and it is impracticable to answer within 20 working days. "
        f"Under regulation 7 of the {REGULATIONS} we take up to 40 working days, and will answer by {last.day} {last:%B %Y}."
    )


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text.endswith((".", "!", "?")) else text + "."
