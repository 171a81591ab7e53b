"""Held and given, in full or in part."""

from __future__ import annotations

from fanlight.answering.outcomes.base import Outcome


class InFull(Outcome):
    name = "disclosed_in_full"
    stance = "gives"
    words = "disclosed in full"


class InPart(Outcome):
    """Part is given; what is withheld needs an exemption that names the question."""

    name = "disclosed_in_part"
    stance = "gives_part"
    words = "disclosed in part"
