"""Not a request for recorded information (FOIA s.8, s.84): answered as ordinary business."""

from __future__ import annotations

from fanlight.answering.outcomes.base import Asked, Outcome


class NoRequest(Outcome):
    name = "not_a_request_for_recorded_information"
    stance = "no_request"
    words = "not a request for recorded information"

    def text(self, asked: Asked) -> str:
        note = "This is not a request for recorded information, so the Act does not apply to it."
        return f"{note}\n\n{asked.question.answer.strip()}".strip()
