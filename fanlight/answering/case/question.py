"""A question of the request as its officer answers it: kind, outcome, words, and the facts that an outcome needs."""

from __future__ import annotations

import datetime
from typing import Literal

from fanlight.answering.case.records import Environmental, Future, HandedOver, Neither, OwnData, PartHeld
from fanlight.answering.case.strict import Strict
from fanlight.law.procedure.clocks import QuestionClock
from fanlight.law.procedure.cost import CostRecord
from fanlight.law.procedure.review import QuestionReview
from fanlight.law.procedure.section14 import RepeatedRecord, VexatiousRecord
from fanlight.law.procedure.validity import ElsewhereRecord, InvalidRecord, WithdrawnRecord
from fanlight.law.procedure.waiting import ClarificationRecord, FeeRecord, LaterRecord

Kind = Literal["document", "policy", "statistic", "not_foi"]
OutcomeName = Literal[
    "disclosed_in_full",
    "disclosed_in_part",
    "withheld_exempt",
    "not_held",
    "already_public_s21",
    "not_a_request_for_recorded_information",
    "held_in_part",
    "future_publication_s22",
    "neither_confirmed_nor_denied",
    "environmental_information",
    "own_personal_data",
    "business_as_usual",
    "another_act",
    "not_held_elsewhere",
    "refused_cost_s12",
    "refused_vexatious_s14_1",
    "refused_repeated_s14_2",
    "clarification_s1_3",
    "fees_notice_s9",
    "answer_to_follow",
    "invalid_s8",
    "withdrawn",
]
"""What may stand under `outcome`; what follows from each is a module of `fanlight.answering.outcomes`."""


class Question(Strict):
    """One question. A statistic names its `tables`; the others are answered in the officer's words.

    What only one outcome needs stands in a record of its own beside these, named for it, and is absent elsewhere; `neither`
    may go with any outcome, for a part or for other information. `clock` has what moved the question's own clock, `review`
    what became of the first decision in an internal review. `inside` are notes for colleagues, printed nowhere.
    """

    kind: Kind
    outcome: OutcomeName | None = None
    answer: str = ""
    points: list[str] = []
    after: str = ""
    tables: list[str] = []
    where: str = ""
    neither: Neither | None = None
    part_held: PartHeld | None = None
    future: Future | None = None
    environmental: Environmental | None = None
    own_data: OwnData | None = None
    handed_over: HandedOver | None = None
    inside: str = ""
    clock: QuestionClock | None = None
    review: QuestionReview | None = None
    cost: CostRecord | None = None
    vexatious: VexatiousRecord | None = None
    repeated: RepeatedRecord | None = None
    clarification: ClarificationRecord | None = None
    fee: FeeRecord | None = None
    later: LaterRecord | None = None
    elsewhere: ElsewhereRecord | None = None
    invalid: InvalidRecord | None = None
    withdrawn: WithdrawnRecord | None = None
    decided_by: str = ""
    decided_on: datetime.date | None = None
