"""Answered under another law, or handed over to it: environmental information, own data, and other Acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fanlight.answering.case.records import Environmental, HandedOver, OwnData
from fanlight.answering.missing import Missing, of_findings
from fanlight.answering.outcomes.base import Asked, Outcome
from fanlight.answering.words import day
from fanlight.errors import BadInput
from fanlight.law.findings import Finding
from fanlight.law.notice import Claimed
from fanlight.law.regimes import environmental, other_acts, own_data


class EnvironmentalInformation(Outcome):
    """The Environmental Information Regulations 2004: a letter with their own clock, exceptions and complaint."""

    name = "environmental_information"
    stance = "environmental"
    words = "environmental information"
    record = "environmental"
    inside = ("exception",)

    def missing(self, asked: Asked) -> Iterator[Missing]:
        record = asked.question.environmental or Environmental()
        if record.extending:
            if record.extended or record.exceptions:
                text = f"{asked.name}: this letter takes more time under regulation 7, and cannot decide on it too."
                yield Missing("outcome_record", f"{asked.at}.environmental.extending", text)
            return
        try:
            yield from super().missing(asked) if not record.exceptions else of_findings(self.findings(asked))
        except BadInput as error:
            yield Missing("outcome_record", f"{asked.at}.environmental.exceptions", f"{asked.name}: {error}")

    def findings(self, asked: Asked) -> Iterable[Finding]:
        record = asked.question.environmental or Environmental()
        return environmental.check_refusals(refusals(record), where=f"{asked.at}.environmental.exceptions")

    def advice(self, asked: Asked) -> Iterator[str]:
        return iter(())  # nothing that this law finds is mere advice

    def text(self, asked: Asked) -> str:
        record = asked.question.environmental or Environmental()
        if record.extending:
            notice = environmental.extension_notice(asked.case.received)
            return "\n\n".join(
                part for part in (environmental.introduction(), notice, asked.question.answer.strip()) if part
            )
        try:
            refused = environmental.refusal(refusals(record))
        except BadInput:
            refused = ()  # `missing` says which exception there is not
        return "\n\n".join(
            part for part in (environmental.introduction(), asked.question.answer.strip(), *refused) if part
        )


def refusals(record: Environmental) -> tuple[environmental.Refused, ...]:
    return tuple(
        environmental.Refused(each.exception, each.reasons, each.public_interest, record.emissions)
        for each in record.exceptions
    )


class OwnPersonalData(Outcome):
    """The applicant's own data: exempt under the Act, and open as a subject access request since the first receipt."""

    name = "own_personal_data"
    stance = "own_data"
    words = "own personal data: a subject access request was opened"
    publishes = False

    def missing(self, asked: Asked) -> Iterator[Missing]:
        if asked.question.tables:
            text = f"{asked.name} is about the applicant's own data, but names a table, which would be published."
            yield Missing("outcome_record", f"{asked.at}.tables", text, "Take the table out.")

    def advice(self, asked: Asked) -> Iterator[str]:
        if not (asked.question.own_data and asked.question.own_data.reference.strip()):
            due = own_data.subject_access_due(asked.case.received)
            yield f"{asked.name}: open the subject access request and put its reference under own_data; it is due by {day(due)}."

    def claimed(self, asked: Asked) -> tuple[Claimed, ...]:
        record = asked.question.own_data or OwnData()
        limb = own_data.provision(asked.on, neither=True) if record.neither else "s40_1"
        return (Claimed(limb, (asked.number,), has_reasons=True),)

    def text(self, asked: Asked) -> str:
        record = asked.question.own_data or OwnData()
        opened = own_data.subject_access_opened(
            asked.case.received, processing=record.processing, reference=record.reference, team=record.team
        )
        said = own_data.own_data_notice(asked.on, neither=record.neither, number=asked.number)
        return "\n\n".join(part for part in (*said, opened, asked.question.answer.strip()) if part)


class BusinessAsUsual(Outcome):
    """An ordinary enquiry that ordinary business answers; nobody is refused anything."""

    name = "business_as_usual"
    stance = "no_request"
    words = "answered as ordinary business"

    def text(self, asked: Asked) -> str:
        note = "We answer this in the ordinary course of our business, without a decision under the Act."
        return f"{note}\n\n{asked.question.answer.strip()}".strip()


class AnotherAct(Outcome):
    """A matter for another Act: named, handed over, and not answered here."""

    name = "another_act"
    stance = "handed_over"
    words = "handed over"
    publishes = False

    def missing(self, asked: Asked) -> Iterator[Missing]:
        record = asked.question.handed_over
        if record is None:
            text = (
                f"{asked.name} is a matter for another Act; handed_over does not say for which, and who deals with it."
            )
            yield Missing("outcome_record", f"{asked.at}.handed_over", text)
            return
        try:
            act = other_acts.other_act(record.act)
        except BadInput as error:
            yield Missing("outcome_record", f"{asked.at}.handed_over.act", f"{asked.name}: {error}")
            return
        if not record.to.strip():
            text = f"{asked.name}: say under handed_over to whom it was handed over."
            yield Missing("outcome_record", f"{asked.at}.handed_over.to", text)
        others = [n for n, each in asked.case.questions.items() if each.outcome != self.name]
        if act.whole and others:
            text = f"{asked.name} is under the {act.name}, which covers the whole request; question {others[0]} is not."
            yield Missing("outcome_record", f"{asked.at}.handed_over.act", text, "Hand the whole request over.")

    def text(self, asked: Asked) -> str:
        record = asked.question.handed_over or HandedOver(act="")
        try:
            act = other_acts.other_act(record.act)
        except BadInput:
            return ""
        return other_acts.handed_over(act, to=record.to.strip() or "the team for it", received=day(asked.case.received))
