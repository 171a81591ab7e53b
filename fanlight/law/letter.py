"""A letter read for what section 17 requires and for what is known to go wrong, by the law of its day."""

from __future__ import annotations

from datetime import date

from fanlight.law import letter_cost, letter_faults, letter_section40
from fanlight.law.exemptions import register
from fanlight.law.findings import Finding
from fanlight.law.reading import Reading


def check_letter(text: str, *, on: date, request_text: str = "", police: bool | None = None) -> tuple[Finding, ...]:
    """What is missing or wrong in a letter's text, judged by the law in force `on` the day of the decision.

    `request_text` is the request where it is known; otherwise the quotation in the letter is used. `police` says
    whether the authority is a police force; left out, the letter's words decide. Findings come in a fixed order. What
    is not found is not proved right: meaning is read by patterns. Raises `BadInput` for a day before 2005.
    """
    reading = Reading.of(text, on=on, request_text=request_text, police=police)
    register(on)
    found: list[Finding] = []
    for check in (*letter_section40.CHECKS, *letter_faults.CHECKS, *letter_cost.CHECKS):
        found.extend(check(reading))
    return tuple(found)
