"""What single outcomes need on record, each under its own name in a question of case.yaml; absent where another outcome stands."""

from __future__ import annotations

from typing import Literal

from fanlight.answering.case.strict import Strict


class Neither(Strict):
    """What the answer neither confirms nor denies to hold: the whole `question`, a `part` of it, described in words that are
    true whether or not it is held, or `other_information` besides what the answer gives. The provisions stand under
    `exemptions`. Whether anything is held stands nowhere, and nobody has to search."""

    scope: Literal["question", "part", "other_information"] = "question"
    part: str = ""


class PartHeld(Strict):
    """`not_held`: what of the question is not held; `searched`: where it was looked for."""

    not_held: str = ""
    searched: str = ""


class Future(Strict):
    """Publication that was intended when the request came: `when`, as well as is known, and `place`."""

    when: str = ""
    place: str = ""


class Exempted(Strict):
    """One exception of the Environmental Information Regulations that is relied on."""

    exception: str
    reasons: str = ""
    public_interest: str = ""


class Environmental(Strict):
    """Environmental information. `exceptions` for what is refused; none: all is given. `emissions`: it is on emissions.
    `extended`: the applicant was told within 20 working days that it takes up to 40 (regulation 7). `extending`: this letter
    tells the applicant so, and the answer follows."""

    exceptions: tuple[Exempted, ...] = ()
    emissions: bool = False
    extended: bool = False
    extending: bool = False


class OwnData(Strict):
    """The applicant's own data. `neither`: even to say that some are held would say something of the applicant. `reference`
    and `team`: of the subject access request that was opened; `processing`: whose law gives the right."""

    neither: bool = False
    processing: Literal["general", "law_enforcement"] = "general"
    reference: str = ""
    team: str = ""


class HandedOver(Strict):
    """`act`: an id of policies/law/other_acts.yaml; `to`: who deals with it there."""

    act: str
    to: str = ""
