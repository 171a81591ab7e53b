"""Not held (FOIA s.1(1)(a)): no refusal; the answer explains the search, and who else may hold it."""

from __future__ import annotations

from collections.abc import Iterable

from fanlight.answering.outcomes.base import Asked, Outcome
from fanlight.law.findings import Finding
from fanlight.law.procedure.validity import ElsewhereRecord, check_elsewhere, elsewhere_words
from fanlight.law.wording import not_held


class NotHeld(Outcome):
    name = "not_held"
    stance = "not_held"
    words = "not held"

    def text(self, asked: Asked) -> str:
        return not_held(asked.question.answer.strip())


class HeldElsewhere(Outcome):
    name = "not_held_elsewhere"
    stance = "not_held"
    words = "not held; another body may hold it"
    record = "elsewhere"
    inside = ("contact",)

    def findings(self, asked: Asked) -> Iterable[Finding]:
        return check_elsewhere(asked.question.elsewhere or ElsewhereRecord(), at=f"{asked.at}.elsewhere")

    def text(self, asked: Asked) -> str:
        record = asked.question.elsewhere or ElsewhereRecord()
        return "\n\n".join(elsewhere_words(record, searches=asked.question.answer))
