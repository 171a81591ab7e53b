"""Not held (FOIA s.1(1)(a)): no refusal; the answer explains the search."""

from __future__ import annotations

from fanlight.answering.outcomes.base import Asked, Outcome
from fanlight.law.wording import not_held


class NotHeld(Outcome):
    name = "not_held"
    stance = "not_held"
    words = "not held"

    def text(self, asked: Asked) -> str:
        return not_held(asked.question.answer.strip())
