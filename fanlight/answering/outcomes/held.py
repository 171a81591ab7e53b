"""Held in part, and held until it is published (FOIA s.1(1)(a), s.22)."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.answering.case.records import Future, PartHeld
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes.base import Asked, Outcome
from fanlight.law.procedure.records import sentence


class HeldInPart(Outcome):
    """What is held is given; the rest is not held, and the answer says what that is and where it was looked for."""

    name = "held_in_part"
    stance = "holds_part"
    words = "held in part, and that part disclosed"
    record = "part_held"

    def missing(self, asked: Asked) -> Iterator[Missing]:
        yield from super().missing(asked)
        record = asked.question.part_held or PartHeld()
        if not record.not_held.strip():
            text = f"{asked.name} is held in part, but what is not held is not said."
            yield Missing("outcome_record", f"{asked.at}.part_held.not_held", text)

    def advice(self, asked: Asked) -> Iterator[str]:
        if not (asked.question.part_held and asked.question.part_held.searched.strip()):
            yield f"{asked.name}: say under part_held where what is not held was looked for; whoever asks may doubt it."

    def text(self, asked: Asked) -> str:
        record = asked.question.part_held or PartHeld()
        lacking = record.not_held.strip().rstrip(".")
        said = f"We do not hold {lacking}. {sentence(record.searched)}".strip() if lacking else ""
        return f"{asked.question.answer.strip()}\n\n{said}".strip()


class FuturePublication(Outcome):
    """Held with a view to publication when the request came. An exemption in section 22 names the question, with why it is
    reasonable to wait and where the public interest lies."""

    name = "future_publication_s22"
    stance = "published_later"
    words = "withheld until it is published"
    record = "future"

    def missing(self, asked: Asked) -> Iterator[Missing]:
        record = asked.question.future or Future()
        if not record.when.strip():
            text = f"{asked.name}: say under future when it will be published, as well as that is known."
            yield Missing("outcome_record", f"{asked.at}.future.when", text)

    def text(self, asked: Asked) -> str:
        record = asked.question.future or Future()
        when, place = record.when.strip().rstrip("."), record.place.strip().rstrip(".")
        where = f" It will be at {place}." if place else ""
        said = (
            "When your request came we already held this information with a view to its publication. "
            f"Publication is intended: {when}.{where}"
            if when
            else ""
        )
        return f"{asked.question.answer.strip()}\n\n{said}".strip()
