"""Nothing to answer: no valid request yet (FOIA s.8), or one that was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable

from fanlight.answering.outcomes.base import Asked, Outcome, listed_blocks, plain
from fanlight.documents.content import Block
from fanlight.law.findings import Finding
from fanlight.law.procedure.validity import (
    InvalidRecord,
    WithdrawnRecord,
    check_invalid,
    check_withdrawn,
    invalid_words,
    withdrawn_words,
)


class Invalid(Outcome):
    name = "invalid_s8"
    stance = "ended"
    words = "not yet a valid request (section 8)"
    record = "invalid"
    decides = "We cannot treat {what} as a request under the Act yet."
    needs_answer = False
    publishes = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        return check_invalid(asked.question.invalid or InvalidRecord(), at=f"{asked.at}.invalid")

    def blocks(self, asked: Asked) -> list[Block]:
        record = asked.question.invalid
        return [*listed_blocks(invalid_words(record) if record and record.lacks else (), ()), *plain(asked)]


class Withdrawn(Outcome):
    name = "withdrawn"
    stance = "ended"
    words = "withdrawn by the requester"
    record = "withdrawn"
    decides = "You withdrew {what}, so there is nothing for us to decide there."
    needs_answer = False
    publishes = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        return check_withdrawn(asked.question.withdrawn or WithdrawnRecord(), at=f"{asked.at}.withdrawn")

    def blocks(self, asked: Asked) -> list[Block]:
        record = asked.question.withdrawn
        told = withdrawn_words(record, what=asked.kind) if record and record.day else ()
        return [*listed_blocks(told, ()), *plain(asked)]
