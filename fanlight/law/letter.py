"""A letter read for what section 17 requires and for what is known to go wrong, by the law of its day."""

from __future__ import annotations

from datetime import date

from fanlight.law.exemptions import register
from fanlight.law.findings import Finding, finding
from fanlight.law.letters import claims, contents, cost, grounds, handling, section40
from fanlight.law.letters.bodies import Body, bodies
from fanlight.law.letters.reading import Reading
from fanlight.law.letters.regimes import regime

CHECKS = (*section40.CHECKS, *handling.CHECKS, *contents.CHECKS, *claims.CHECKS, *cost.CHECKS, *grounds.CHECKS)


def check_letter(
    text: str, *, on: date, request_text: str = "", police: bool | None = None, authority: str = ""
) -> tuple[Finding, ...]:
    """What is missing or wrong in a letter's text, judged by the law in force `on` the day of the decision.

    `request_text` is the request where it is known; otherwise the quotation in the letter is used. `authority` is the name
    of the authority; left out, the letter's words show which kind of body it is. `police` says whether it is a police
    force. A letter under another law is not judged: `other-regime` says so. Findings come in a fixed order. What is not
    found is not proved right: meaning is read by patterns. Raises `BadInput` for a day before 2005.
    """
    register(on)
    if other := regime(text):
        return (finding("other-regime", where="the whole text", regime=other),)
    body: Body | None = bodies()["police"] if police else None
    reading = Reading.of(text, on=on, request_text=request_text, body=body, authority=authority)
    return tuple(each for check in CHECKS for each in check(reading))
