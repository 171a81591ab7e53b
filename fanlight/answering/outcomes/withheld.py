"""Held and withheld: an exemption names the question."""

from __future__ import annotations

from fanlight.answering.outcomes.base import Outcome


class Withheld(Outcome):
    name = "withheld_exempt"
    stance = "withholds"
    words = "withheld"
