"""Reasonably accessible to the requester by other means (FOIA s.21): the answer says where."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.answering.missing import Missing
from fanlight.answering.outcomes.base import Asked, Outcome
from fanlight.law.notice import Claimed
from fanlight.law.wording import already_accessible


class AlreadyPublic(Outcome):
    name = "already_public_s21"
    stance = "elsewhere"
    words = "already public"

    def missing(self, asked: Asked) -> Iterator[Missing]:
        yield from super().missing(asked)
        if not asked.question.where.strip():
            needs = f"{asked.name}: section 21 needs to say where the information can be found."
            yield Missing("question_without_place", f"{asked.at}.where", needs)

    def claimed(self, asked: Asked) -> tuple[Claimed, ...]:
        return (Claimed("s21", (asked.number,), has_reasons=True, found_at=asked.question.where),)

    def text(self, asked: Asked) -> str:
        where = asked.question.where
        said = already_accessible(where, asked.on) if where.strip() else ""
        return f"{asked.question.answer.strip()}\n\n{said}".strip()
