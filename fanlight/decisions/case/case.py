"""One case, as its entries in the chain make it: nothing is stored about a case but its entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fanlight.decisions.case.people import Person, person_from
from fanlight.decisions.case.states import Move, State

RESOLUTION = "community_resolution"
NO_RESOLUTION = "no_community_resolution"
OUTCOMES = (RESOLUTION, NO_RESOLUTION)
OPENED = "open"
"""The first entry of a case: not a move from any state, but what makes one."""

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """One version of the decision, as taken. `number` is its entry's number in the chain."""

    version: int
    number: int
    entry: Entry

    @property
    def outcome(self) -> str:
        return str(self.entry["details"]["outcome"])


@dataclass(frozen=True)
class Case:
    """`facts` are those that the officer gave; `authority` and `finding` are the entries that gave authority, or the
    finding of professional standards, on exactly these facts (a change of facts ends both). `asked_advice` is whether
    advice was sought with the request. `people` have made a move in this case. `decisions` are all versions, the last
    one standing; `version` counts from 1 and rises with each amendment."""

    id: str
    state: State
    version: int
    crime: Mapping[str, Any]
    facts: Mapping[str, Any]
    officer: Person
    last_at: datetime
    authority: Entry | None = None
    finding: Entry | None = None
    referred: bool = False
    asked_advice: bool = False
    people: tuple[Person, ...] = ()
    decisions: tuple[Decision, ...] = ()
    cancelled_on: str = ""
    entries: tuple[Entry, ...] = field(default=(), repr=False)

    @property
    def standing(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def team(self) -> str:
        return self.officer.team


def fold(entries: Iterable[Entry]) -> Case:
    """The case that a list of its entries makes, in order. The entries were checked when they were made."""
    case: Case | None = None
    for entry in entries:
        case = _opened(entry) if case is None else after(case, entry)
    if case is None:
        raise ValueError("a case has at least one entry")
    return case


def _opened(entry: Entry) -> Case:
    by, details = person_from(entry["by"]), entry["details"]
    return Case(
        str(entry["case"]), State.OPEN, 1, details["crime"], details["facts"], by, datetime.fromisoformat(entry["at"]),
        people=(by,), entries=(entry,),
    )  # fmt: skip


def after(case: Case, entry: Entry) -> Case:
    """The case once it has made the move of `entry`, which has its number only when it stands in the chain."""
    by, details, move = person_from(entry["by"]), entry["details"], Move(entry["move"])
    case = replace(
        case,
        state=State(entry["to"]),
        last_at=datetime.fromisoformat(entry["at"]),
        people=case.people if by in case.people else (*case.people, by),
        entries=(*case.entries, entry),
    )
    match move:
        case Move.CHANGE_FACTS:
            return replace(_fresh(case), facts=details["facts"])
        case Move.REQUEST_AUTHORITY:
            return replace(case, asked_advice=details["advice_sought"] == "yes", authority=None)
        case Move.AUTHORISE:
            return replace(case, authority=entry)
        case Move.REFER:
            return replace(case, referred=True, finding=None)
        case Move.FIND_SUITABLE | Move.FIND_UNSUITABLE:
            return replace(case, finding=entry)
        case Move.DECIDE:
            decision = Decision(case.version, int(entry["number"]), entry)
            return replace(case, decisions=(*case.decisions, decision))
        case Move.AMEND:
            return replace(_fresh(case), version=case.version + 1)
        case Move.ABANDON:
            return _fresh(case)
        case Move.CANCEL:
            return replace(case, cancelled_on=str(details["cancelled_on"]))
    return case


def _fresh(case: Case) -> Case:
    """Authority and findings were given on other facts: they end."""
    return replace(case, authority=None, finding=None, referred=False, asked_advice=False)


def effective_facts(
    case: Case, *, decider: Person | None = None, decided_on: str = "", version: str = ""
) -> dict[str, Any]:
    """The officer's facts with what the moves wrote: authority, advice, professional standards, and, once somebody
    decides, whether the investigation team did."""
    facts = dict(case.facts)
    facts["advice_sought"] = "yes" if case.asked_advice else "no"
    facts["authority"] = {"person": "no"}
    if case.authority is not None:
        by, details = person_from(case.authority["by"]), case.authority["details"]
        facts["authority"] = {
            "person": f"{by.name} ({by.number})",
            "rank": by.rank,
            "rank_status": by.rank_status,
            **({"substantive_rank": by.substantive_rank} if by.substantive_rank else {}),
            "when": str(case.authority["at"])[:10],
            "reference": details["reference"],
        }
    facts["professional_standards"] = {"referred": "no"}
    if case.referred:
        found = "awaited"
        if case.finding is not None:
            found = "suitable" if case.finding["move"] == Move.FIND_SUITABLE.value else "unsuitable"
        facts["professional_standards"] = {"referred": "yes", "result": found}
    if decider is not None:
        facts["decided_by_investigation_team"] = "yes" if decider.team == case.team else "no"
        facts["decided_on"] = decided_on
        if version:
            facts["policy_version"] = version
    return facts
