"""A question of the request as its officer answers it: kind, outcome, words, and the facts that an outcome needs."""

from __future__ import annotations

import datetime
from typing import Literal

from fanlight.answering.case.strict import Strict

Kind = Literal["document", "policy", "statistic", "not_foi"]
OutcomeName = Literal[
    "disclosed_in_full",
    "disclosed_in_part",
    "withheld_exempt",
    "not_held",
    "already_public_s21",
    "not_a_request_for_recorded_information",
]
"""What may stand under `outcome`; what follows from each is a module of `fanlight.answering.outcomes`."""


class Question(Strict):
    """One question. A statistic names its `tables`; the others are answered in the officer's words.

    What only one outcome needs stands in a record of its own beside these, named for it, and is absent elsewhere.
    """

    kind: Kind
    outcome: OutcomeName | None = None
    answer: str = ""
    points: list[str] = []
    after: str = ""
    tables: list[str] = []
    where: str = ""
    decided_by: str = ""
    decided_on: datetime.date | None = None
