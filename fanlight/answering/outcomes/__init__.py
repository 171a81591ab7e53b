"""The outcomes of a question, one module each: a new one is a file, a line here, and a name in `case/question.py`."""

from __future__ import annotations

from fanlight.answering.case.question import Question
from fanlight.answering.outcomes.already_public import AlreadyPublic
from fanlight.answering.outcomes.base import Asked, Outcome
from fanlight.answering.outcomes.cost import RefusedForCost
from fanlight.answering.outcomes.disclosed import InFull, InPart
from fanlight.answering.outcomes.ended import Invalid, Withdrawn
from fanlight.answering.outcomes.held import FuturePublication, HeldInPart
from fanlight.answering.outcomes.neither import NeitherConfirmedNorDenied
from fanlight.answering.outcomes.no_request import NoRequest
from fanlight.answering.outcomes.not_held import HeldElsewhere, NotHeld
from fanlight.answering.outcomes.other_law import AnotherAct, BusinessAsUsual, EnvironmentalInformation, OwnPersonalData
from fanlight.answering.outcomes.section14 import Repeated, Vexatious
from fanlight.answering.outcomes.waiting import Clarification, Fee, Later
from fanlight.answering.outcomes.withheld import Withheld

__all__ = ["OUTCOMES", "Asked", "Outcome", "outcome_of"]

OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        InFull(),
        InPart(),
        Withheld(),
        NotHeld(),
        HeldElsewhere(),
        HeldInPart(),
        AlreadyPublic(),
        FuturePublication(),
        NeitherConfirmedNorDenied(),
        EnvironmentalInformation(),
        OwnPersonalData(),
        BusinessAsUsual(),
        AnotherAct(),
        NoRequest(),
        RefusedForCost(),
        Vexatious(),
        Repeated(),
        Clarification(),
        Fee(),
        Later(),
        Invalid(),
        Withdrawn(),
    )
}


def outcome_of(question: Question) -> Outcome | None:
    """What was decided for a question; None where nothing is, or where its tables alone decide."""
    if question.kind == "not_foi" and question.outcome is None:
        return OUTCOMES["not_a_request_for_recorded_information"]
    return OUTCOMES[question.outcome] if question.outcome else None
