"""Refused as vexatious or repeated (FOIA s.14), with a notice, or under section 17(6) without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fanlight.answering.case.model import CaseFile
from fanlight.answering.outcomes.base import Asked, Outcome, plain
from fanlight.documents.content import Block, Paragraph
from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.section14 import (
    NoNotice,
    RepeatedRecord,
    VexatiousRecord,
    check_repeated,
    check_vexatious,
    repeated_words,
    vexatious_words,
)


class Vexatious(Outcome):
    name = "refused_vexatious_s14_1"
    stance = "refuses"
    words = "refused as vexatious (section 14(1))"
    record = "vexatious"
    inside = ("history", "no_notice")
    decides = "We refuse {what} under section 14(1) of the Act."
    needs_answer = False
    publishes = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        record = asked.question.vexatious or VexatiousRecord()
        yield from check_vexatious(record, received=asked.case.received, at=f"{asked.at}.vexatious")
        yield from _among_others(record.no_notice, asked, "vexatious")

    def procedural(self, asked: Asked) -> str:
        return "14(1)"

    def blocks(self, asked: Asked) -> list[Block]:
        record = asked.question.vexatious or VexatiousRecord()
        return [*map(Paragraph, vexatious_words(record, what=asked.kind)), *plain(asked)]


class Repeated(Outcome):
    name = "refused_repeated_s14_2"
    stance = "refuses"
    words = "refused as repeated (section 14(2))"
    record = "repeated"
    inside = ("history", "earlier", "no_notice")
    decides = "We refuse {what} under section 14(2) of the Act, as we complied with an earlier request for the same."
    needs_answer = False
    publishes = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        record = asked.question.repeated or RepeatedRecord()
        yield from check_repeated(record, received=asked.case.received, at=f"{asked.at}.repeated")
        yield from _among_others(record.no_notice, asked, "repeated")

    def procedural(self, asked: Asked) -> str:
        return "14(2)"

    def blocks(self, asked: Asked) -> list[Block]:
        record = asked.question.repeated
        told = repeated_words(record, what=asked.kind) if record and record.complied_on else ()
        return [*map(Paragraph, told), *plain(asked)]


def no_notice_of(asked: Asked) -> NoNotice | None:
    """The record under section 17(6) of a question that gets no notice; None where it gets one."""
    question = asked.question
    record = {"refused_vexatious_s14_1": question.vexatious, "refused_repeated_s14_2": question.repeated}.get(
        question.outcome or ""
    )
    return record.no_notice if record else None


def without_letter(case: CaseFile) -> bool:
    """Section 17(6) covers every question, so that nothing is sent."""
    asked = [Asked(number, question, case) for number, question in case.questions.items()]
    return bool(asked) and all(no_notice_of(each) is not None for each in asked)


def _among_others(record: NoNotice | None, asked: Asked, name: str) -> Iterator[Finding]:
    if record is not None and not without_letter(asked.case):
        yield finding("no-notice-in-a-letter", where=f"{asked.at}.{name}.no_notice")
