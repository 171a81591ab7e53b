"""Answers that wait: for further information (FOIA s.1(3)), for a fee (s.9), or for work that is not finished."""

from __future__ import annotations

from collections.abc import Iterable

from fanlight.answering.case.times import due_of
from fanlight.answering.outcomes.base import Asked, Outcome, listed_blocks, plain
from fanlight.documents.content import Block
from fanlight.law.findings import Finding
from fanlight.law.procedure.waiting import (
    ClarificationRecord,
    FeeRecord,
    LaterRecord,
    check_clarification,
    check_fee,
    check_later,
    clarification_words,
    fee_words,
    later_words,
)


class Clarification(Outcome):
    name = "clarification_s1_3"
    stance = "waits"
    words = "further information is needed (section 1(3))"
    record = "clarification"
    decides = "We need further information from you before we can answer {what}."
    needs_answer = False
    publishes = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        return check_clarification(
            asked.question.clarification or ClarificationRecord(), at=f"{asked.at}.clarification"
        )

    def blocks(self, asked: Asked) -> list[Block]:
        record = asked.question.clarification or ClarificationRecord()
        return [*plain(asked), *listed_blocks(*clarification_words(record))]


class Fee(Outcome):
    name = "fees_notice_s9"
    stance = "waits"
    words = "a fee is asked for (section 9)"
    record = "fee"
    decides = "We ask you for a fee before we answer {what}."
    needs_answer = False
    publishes = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        due = due_of(asked.case, asked.number)
        return check_fee(asked.question.fee or FeeRecord(), decided=asked.on, due=due, at=f"{asked.at}.fee")

    def blocks(self, asked: Asked) -> list[Block]:
        record = asked.question.fee or FeeRecord()
        return [*plain(asked), *listed_blocks(*fee_words(record, decided=asked.on, what=asked.kind))]


class Later(Outcome):
    """A staged letter answers what is ready, and this follows; where nothing is ready, the letter is about the delay."""

    name = "answer_to_follow"
    stance = "waits"
    words = "to follow in a further letter"
    record = "later"
    decides = "Our answer to {what} follows in a further letter."
    needs_answer = False
    publishes = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        due = due_of(asked.case, asked.number)
        return check_later(asked.question.later or LaterRecord(), decided=asked.on, due=due, at=f"{asked.at}.later")

    def blocks(self, asked: Asked) -> list[Block]:
        record = asked.question.later
        due = due_of(asked.case, asked.number)
        told = later_words(record, decided=asked.on, due=due) if record and record.expected else ()
        return [*plain(asked), *listed_blocks(told, ())]
