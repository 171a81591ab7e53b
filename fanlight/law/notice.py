"""A notice made by the program, checked from its structured facts before a word of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fanlight.law import confirm_or_deny, exemptions
from fanlight.law.findings import Finding, finding


@dataclass(frozen=True, slots=True)
class Claimed:
    """One exemption relied on: the limb, the questions it covers, whether its reasons are there, and the state of the
    public interest test. `alternative`: pleaded in the alternative. `waived`: reasons left out under section 17(4)."""

    limb: str
    questions: tuple[str, ...]
    has_reasons: bool
    public_interest: Literal["decided", "undecided", "none"] = "none"
    decision_expected: date | None = None
    alternative: bool = False
    waived: bool = False
    found_at: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice says, as facts. `due` is the last day for it, `decided` the day that it bears."""

    exemptions: tuple[Claimed, ...] = ()
    procedural: tuple[str, ...] = ()
    states_reliance: bool = True
    complaints_procedure: bool = False
    commissioner_right: bool = False
    decided: date | None = None
    due: date | None = None
    police: bool = False


def check_notice(facts: NoticeFacts, on: date) -> tuple[Finding, ...]:
    """Section 17's contents, each with its condition. No exemption and no section 12 or 14: no notice is needed.
    Raises `BadInput` for a limb that is not in the register."""
    if not facts.exemptions and not facts.procedural:
        return ()
    found: list[Finding] = []
    if not facts.states_reliance:
        found.append(finding("exemption-not-stated", where="notice"))
    for claimed in facts.exemptions:
        found.extend(_one(claimed, facts, on))
    found.extend(_pairs(facts.exemptions, on))
    if not facts.complaints_procedure:
        found.append(finding("complaints-procedure-missing", where="notice"))
    if not facts.commissioner_right:
        found.append(finding("commissioner-right-missing", where="notice"))
    if facts.decided and facts.due and facts.decided > facts.due:
        found.append(finding("late", where="notice", decided=facts.decided.isoformat(), due=facts.due.isoformat()))
    return tuple(found)


def _one(claimed: Claimed, facts: NoticeFacts, on: date) -> list[Finding]:
    if confirm_or_deny.known(claimed.limb):
        return _neither(claimed, on)
    limb = exemptions.exemption(claimed.limb, on)
    cited, where = f"section {limb.section}", claimed.limb
    found: list[Finding] = []
    if not limb.text_held:
        found.append(finding("text-of-the-day-not-held", where=where, provision=cited))
    if facts.police and "police" in limb.unavailable_to:
        found.append(
            finding(
                "exemption-unavailable",
                where=where,
                provision=limb.section,
                authority="a police force",
                available_to=limb.available_to,
            )
        )
    if not claimed.questions:
        found.append(finding("question-not-covered", where=where, provision=cited))
    if not claimed.has_reasons and not claimed.waived:
        found.append(finding("reasons-missing", where=where, provision=cited))
    if claimed.limb == "s21" and not claimed.found_at:
        found.append(finding("source-not-named", where=where))
    return found + _public_interest(claimed, limb.section, tested=limb.public_interest_test)


def _neither(claimed: Claimed, on: date) -> list[Finding]:
    held = next(one for one in confirm_or_deny.exclusions(on) if one.provision == claimed.limb)
    cited, where = f"section {held.provision}", claimed.limb
    found: list[Finding] = []
    if not held.text_held:
        found.append(finding("text-of-the-day-not-held", where=where, provision=cited))
    if not claimed.questions:
        found.append(finding("question-not-covered", where=where, provision=cited))
    if not claimed.has_reasons and not claimed.waived:
        found.append(finding("reasons-missing", where=where, provision=cited))
    return found + _public_interest(claimed, held.provision, tested=held.public_interest_test)


def _public_interest(claimed: Claimed, section: str, *, tested: bool) -> list[Finding]:
    cited = f"section {section}"
    if not tested:
        if claimed.public_interest == "undecided":
            return [finding("extension-not-allowed", where=claimed.limb, provision=cited)]
        return []
    if claimed.public_interest == "undecided" and claimed.decision_expected is None:
        return [finding("public-interest-date-missing", where=claimed.limb, provision=cited)]
    if claimed.public_interest == "none" and not claimed.waived and claimed.limb not in {"s39", "39(2)"}:
        return [finding("public-interest-missing", where=claimed.limb, provision=section)]
    return []


def _pairs(claimed: tuple[Claimed, ...], on: date) -> list[Finding]:
    found: list[Finding] = []
    claimed = tuple(one for one in claimed if not confirm_or_deny.known(one.limb))
    for at, one in enumerate(claimed):
        limb = exemptions.exemption(one.limb, on)
        for other in claimed[at + 1 :]:
            shared = set(one.questions) & set(other.questions)
            where = f"{one.limb} and {other.limb}: {', '.join(sorted(shared)) or 'questions not given'}"
            overlap = bool(shared) or not (one.questions and other.questions)
            if other.limb in limb.excludes and overlap:
                found.append(finding("exclusive-exemptions", where=where))
            alternative = one.alternative and other.alternative
            if other.limb in limb.in_the_alternative and overlap and not alternative:
                found.append(finding("not-in-the-alternative", where=where))
    return found
