"""The life of a decision as one table: from each state, which moves there are, who may make them, what each writes.

`MOVES` is the whole of it: what is not there cannot be done. The diagram of docs/reference is drawn from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    OPEN = "open"
    AUTHORITY_SOUGHT = "authority_sought"
    ASKED_BACK = "asked_back"
    AUTHORISED = "authorised"
    AUTHORITY_REFUSED = "authority_refused"
    WITH_STANDARDS = "with_professional_standards"
    FOUND_UNSUITABLE = "found_unsuitable"
    DECIDED = "decided"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Role(Enum):
    """`OFFICER`: whoever opened the case. `AUTHORISER`: anybody else whose substantive rank suffices. `STANDARDS`:
    somebody of professional standards who has nothing else to do with the case. `DECIDER`: a named person of the
    investigation team, never the authoriser. `SUPERVISOR`: anybody of a higher
    substantive rank than constable who has not opened the case or taken its decision. `KEEPER`: the keeper of the records; nobody changes what the keeper holds."""

    OFFICER = "officer in the case"
    AUTHORISER = "authoriser"
    STANDARDS = "professional standards"
    DECIDER = "decision maker"
    SUPERVISOR = "supervisor"
    KEEPER = "keeper of records"


class Move(Enum):
    CHANGE_FACTS = "change_facts"
    REQUEST_AUTHORITY = "request_authority"
    AUTHORISE = "authorise"
    REFUSE = "refuse"
    ASK_BACK = "ask_back"
    REFER = "refer"
    FIND_SUITABLE = "find_suitable"
    FIND_UNSUITABLE = "find_unsuitable"
    DECIDE = "decide"
    AMEND = "amend"
    ABANDON = "abandon_amendment"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"


class Check(Enum):
    """What must hold besides the state and the person. Each has one function in `checks`."""

    FACTS_ARE_WHOLE = "the facts are readable and leave what moves write to the moves"
    ANOTHER_PERSON = "nobody authorises, finds or supervises in their own case"
    RANK_SUFFICES = "the substantive rank suffices under the policy version"
    SUPERVISES = "the substantive rank is above constable"
    OF_STANDARDS = "the person is of professional standards"
    OF_THE_TEAM = "the person is of the investigation team"
    QUESTIONS_ANSWERED = "what the offence code says otherwise than the facts is answered with a reason"
    NOT_THE_AUTHORISER = "whoever gave the authority does not take the decision"
    POLICY_ALLOWS = "policy supports the outcome, or leaves room and a reason is given for each rule"
    FIRST_VERSION = "nothing has been decided yet"
    AN_AMENDMENT = "an earlier decision stands"
    A_RESOLUTION_STANDS = "the decision that stands is a community resolution"


@dataclass(frozen=True, slots=True)
class Rule:
    """One move from one state: where it leads, who may make it, what it writes (the entry must have each of these,
    and nothing else), and what must hold."""

    to: State
    by: Role
    writes: tuple[str, ...]
    checks: tuple[Check, ...] = ()


_FACTS = Rule(State.OPEN, Role.OFFICER, ("facts", "reasons"), (Check.FACTS_ARE_WHOLE,))
_REQUEST = Rule(State.AUTHORITY_SOUGHT, Role.OFFICER, ("advice_sought", "reasons"))
_DECIDE = Rule(
    State.DECIDED,
    Role.DECIDER,
    ("outcome", "reasons", "against", "answers", "policy"),
    (Check.OF_THE_TEAM, Check.NOT_THE_AUTHORISER, Check.QUESTIONS_ANSWERED, Check.POLICY_ALLOWS),
)
_WITHDRAW = Rule(State.WITHDRAWN, Role.OFFICER, ("reasons",), (Check.FIRST_VERSION,))
_ABANDON = Rule(State.DECIDED, Role.OFFICER, ("reasons",), (Check.AN_AMENDMENT,))
_BY_ANOTHER = (Check.ANOTHER_PERSON,)

MOVES: Mapping[State, Mapping[Move, Rule]] = {
    State.OPEN: {
        Move.CHANGE_FACTS: _FACTS,
        Move.REQUEST_AUTHORITY: _REQUEST,
        Move.REFER: Rule(State.WITH_STANDARDS, Role.OFFICER, ("reasons",)),
        Move.DECIDE: _DECIDE,
        Move.WITHDRAW: _WITHDRAW,
        Move.ABANDON: _ABANDON,
    },
    State.AUTHORITY_SOUGHT: {
        Move.AUTHORISE: Rule(
            State.AUTHORISED,
            Role.AUTHORISER,
            ("advice_given", "reasons", "reference"),
            (*_BY_ANOTHER, Check.RANK_SUFFICES),
        ),
        Move.REFUSE: Rule(
            State.AUTHORITY_REFUSED, Role.AUTHORISER, ("advice_given", "reasons"), (*_BY_ANOTHER, Check.RANK_SUFFICES)
        ),
        Move.ASK_BACK: Rule(State.ASKED_BACK, Role.AUTHORISER, ("question",), (*_BY_ANOTHER, Check.RANK_SUFFICES)),
        Move.WITHDRAW: _WITHDRAW,
        Move.ABANDON: _ABANDON,
    },
    State.ASKED_BACK: {
        Move.CHANGE_FACTS: _FACTS,
        Move.REQUEST_AUTHORITY: _REQUEST,
        Move.WITHDRAW: _WITHDRAW,
        Move.ABANDON: _ABANDON,
    },
    State.AUTHORISED: {
        Move.DECIDE: _DECIDE,
        Move.CHANGE_FACTS: _FACTS,
        Move.WITHDRAW: _WITHDRAW,
        Move.ABANDON: _ABANDON,
    },
    State.AUTHORITY_REFUSED: {
        Move.CHANGE_FACTS: _FACTS,
        Move.DECIDE: _DECIDE,
        Move.WITHDRAW: _WITHDRAW,
        Move.ABANDON: _ABANDON,
    },
    State.WITH_STANDARDS: {
        Move.FIND_SUITABLE: Rule(
            State.OPEN, Role.STANDARDS, ("reasons", "reference"), (*_BY_ANOTHER, Check.OF_STANDARDS)
        ),
        Move.FIND_UNSUITABLE: Rule(
            State.FOUND_UNSUITABLE, Role.STANDARDS, ("reasons", "reference"), (*_BY_ANOTHER, Check.OF_STANDARDS)
        ),
    },
    State.FOUND_UNSUITABLE: {
        Move.DECIDE: _DECIDE,
        Move.WITHDRAW: _WITHDRAW,
        Move.ABANDON: _ABANDON,
    },
    State.DECIDED: {
        Move.AMEND: Rule(State.OPEN, Role.SUPERVISOR, ("reasons",), (*_BY_ANOTHER, Check.SUPERVISES)),
        Move.CANCEL: Rule(
            State.CANCELLED,
            Role.SUPERVISOR,
            ("cancelled_on", "reasons"),
            (*_BY_ANOTHER, Check.SUPERVISES, Check.A_RESOLUTION_STANDS),
        ),
    },
    State.CANCELLED: {},
    State.WITHDRAWN: {},
}

OWNERS: Mapping[State, Role] = {
    State.OPEN: Role.OFFICER,
    State.AUTHORITY_SOUGHT: Role.AUTHORISER,
    State.ASKED_BACK: Role.OFFICER,
    State.AUTHORISED: Role.DECIDER,
    State.AUTHORITY_REFUSED: Role.OFFICER,
    State.WITH_STANDARDS: Role.STANDARDS,
    State.FOUND_UNSUITABLE: Role.DECIDER,
    State.DECIDED: Role.KEEPER,
    State.CANCELLED: Role.KEEPER,
    State.WITHDRAWN: Role.KEEPER,
}
"""Whose turn it is."""


def diagram() -> str:
    """The table as a state diagram in Mermaid's notation."""
    lines = ["stateDiagram-v2", "    [*] --> open: facts, advice (officer in the case)"]
    for state, moves in MOVES.items():
        for move, rule in moves.items():
            lines.append(f"    {state.value} --> {rule.to.value}: {move.value} ({rule.by.value})")
        if not moves:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join(lines) + "\n"


def table() -> str:
    """The table in Markdown: state, owner, move, who, to, what it writes, what must hold."""
    lines = [
        "| state | whose turn | move | who may | leads to | writes | must hold |",
        "|---|---|---|---|---|---|---|",
    ]
    for state, moves in MOVES.items():
        first = f"| {state.value} | {OWNERS[state].value} "
        if not moves:
            lines.append(f"{first}| none | | | | |")
        for move, rule in moves.items():
            writes, holds = ", ".join(rule.writes), "; ".join(check.value for check in rule.checks)
            lines.append(f"{first}| {move.value} | {rule.by.value} | {rule.to.value} | {writes} | {holds} |")
            first = "| | "
    return "\n".join(lines) + "\n"
