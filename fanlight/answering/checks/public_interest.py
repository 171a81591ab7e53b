"""More time for the public interest (FOIA s.10(3), s.17(2)): an estimate in the first letter, a decision in the final one."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.answering.case.model import CaseFile
from fanlight.answering.response.composition import Composition
from fanlight.law.claimed import ExemptionRecord, named
from fanlight.law.clock import public_interest_extension, working_days_after
from fanlight.law.confirm_or_deny import exclusions, known
from fanlight.law.data import value
from fanlight.law.exemptions import exemption
from fanlight.law.findings import Finding, finding
from fanlight.requests import normal_number


def of_time_taken(case: CaseFile, parts: Composition) -> list[Finding]:
    """What is wrong, or to be looked at, in the time that is taken, or that was."""
    found: list[Finding] = []
    for record in parts.others:
        if record.decision_expected and not record.public_interest:
            found += _estimate(record, case, parts)
    return [*found, *_final(case)]


def _estimate(record: ExemptionRecord, case: CaseFile, parts: Composition) -> Iterator[Finding]:
    expected = record.decision_expected
    assert expected is not None
    cited = f"section {record.cited}"
    if expected <= case.decided:
        yield finding("estimate-past", where=record.limb, provision=cited, expected=expected.isoformat())
    latest = public_interest_extension(case.clarified or case.received).expected_by
    if expected > latest:
        yield finding(
            "estimate-far-explained" if record.time_needed else "estimate-far",
            where=record.limb,
            provision=cited,
            expected=expected.isoformat(),
            over=f"{(expected - latest).days:,}",
            expected_days=str(value("clock", "pit_soft_cap_days")),
            latest=latest.isoformat(),
        )
    for number, absolute in _absolute(case, parts):
        if normal_number(number) in {normal_number(each) for each in record.questions}:
            yield finding(
                "extension-beside-absolute", where=record.limb, provision=cited, question=number, absolute=absolute
            )


def _absolute(case: CaseFile, parts: Composition) -> Iterator[tuple[str, str]]:
    """(question, section) of the absolute exemptions that are claimed."""
    for entry in parts.records:
        yield from ((number, exemption(entry.limb, case.decided).section) for number in entry.questions)
    for other in parts.others:
        if not other.neither and not exemption(other.limb, case.decided).public_interest_test:
            yield from ((number, other.cited) for number in other.questions)


def _final(case: CaseFile) -> Iterator[Finding]:
    extension = case.extension
    if extension is None:
        return
    if not extension.provisions:
        yield finding("extension-without-provision", where="extension.provisions")
    for provision in extension.provisions:
        limb, cited = named(provision, case.decided, where="extension.provisions")
        if known(limb):
            tested = next(one for one in exclusions(case.decided) if one.provision == limb).public_interest_test
        else:
            tested = exemption(limb, case.decided).public_interest_test
        if not tested:
            yield finding("extension-not-allowed", where="extension.provisions", provision=f"section {cited}")
    if extension.noticed > case.decided:
        yield finding("extension-after-decision", where="extension.noticed", decided=case.decided.isoformat())
    days = value("clock", "pit_soft_cap_days")
    latest = working_days_after(case.clarified or case.received, days)[-1].date
    if case.decided > min(extension.expected, latest):
        expected = extension.expected.isoformat()
        yield finding(
            "extension-overrun", where="decided", expected=expected, days=str(days), latest=latest.isoformat()
        )
