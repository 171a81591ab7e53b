"""Facts, crimes and people for tests of decisions, and cases brought to a state by legal moves alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fanlight.decisions.case.case import Case
from fanlight.decisions.case.people import Person, person_from
from fanlight.decisions.case.policies import Door, Policies
from fanlight.decisions.case.states import Move
from fanlight.decisions.registry import cases, verification
from fanlight.decisions.registry.cases import Done, make_move, open_case
from fanlight.decisions.store.in_folder import InFolder
from fanlight.decisions.store.port import Decisions

DOOR = Policies()
CLEAN: dict[str, Any] = {
    "domestic": "no",
    "hate_crime": "no",
    "sexual_offence": "no",
    "firearms": "no",
    "weapon": "no",
    "qualifying_crime": "yes",
    "exceptional_circumstances": {"claimed": "no"},
    "suspect_police": "no",
    "mental_health": {"offender": {"considered": "no"}, "victim": {"considered": "no"}},
    "offender_under_18": "no",
    "responsibility_accepted": "yes",
    "reparation": {"agreed": "yes", "none_needed": "no", "text": "goods paid for"},
    "victim": {"exists": "yes", "wish": "supports", "when_recorded": "2022-04-20"},
    "everybody_spoken_to": "yes",
    "proportionality_rationale": "first offence, low value, the shop is content",
}
KNIFE = {
    **CLEAN,
    "weapon": "yes",
    "exceptional_circumstances": {"claimed": "yes", "rationale": "a chef on the way home, knives wrapped"},
    "documented_reference": "crime report 1234567/22",
}
POLICE_SUSPECT = {**CLEAN, "suspect_police": "yes", "suspect_role": "staff", "secondary_investigation": "yes"}
CRIME: dict[str, Any] = {
    "crime_ref": "WY220000001",
    "offender_ref": "N1",
    "recorded_date": "2022-04-19",
    "ho_class": "46",
    "offence_label": "Theft from shops and stalls",
    "bcu": "North",
}
BLADE = {**CRIME, "ho_class": "8", "ho_subclass": "26", "offence_label": "Having an article with a blade or point"}


def who(name: str, number: str, rank: str = "", **more: Any) -> Person:
    return person_from({"name": name, "number": number, "rank": rank, **more})


OFFICER = who("Jo Smith", "1234", "PC", rank_status="substantive", team="North CID")
COLLEAGUE = who("Sam Okoro", "1300", "DC", rank_status="substantive", team="North CID")
ELSEWHERE = who("Pat Quill", "1400", "DC", rank_status="substantive", team="South CID")
SERGEANT = who("Lee Marsh", "20", "PS", rank_status="substantive", team="North CID")
ACTING = who("Kim Vale", "21", "A/Inspector", substantive_rank="Sergeant")
TEMPORARY = who("Ash Wren", "22", "T/DI", substantive_rank="DS")
INSPECTOR = who("Ann Lee", "77", "DI", rank_status="substantive")
ACTING_UP = who("Max Dunn", "78", "A/DCI", substantive_rank="Detective Inspector")
SUPERINTENDENT = who("Ida Vane", "99", "Superintendent", rank_status="substantive")
STANDARDS = who("Ola Finch", "500", "Inspector", rank_status="substantive", professional_standards=True)


def at(hour: int = 9, day: str = "2022-05-01") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00")


def at_store(store: Path | Decisions) -> Decisions:
    return InFolder(store) if isinstance(store, Path) else store


def load(store: Path | Decisions, case: str) -> Case:
    return cases.load(at_store(store), case)


def all_cases(store: Path | Decisions) -> list[Case]:
    return cases.all_cases(at_store(store))


def verify(store: Path | Decisions, *, door: Door, kept_head: str = "") -> verification.Verified:
    return verification.verify(at_store(store), door=door, kept_head=kept_head)


def opened(
    store: Path | Decisions,
    facts: Mapping[str, Any] = CLEAN,
    crime: Mapping[str, Any] = CRIME,
    by: Person = OFFICER,
    **when: Any,
) -> Done:
    return open_case(at_store(store), crime=crime, facts=facts, by=by, at=at(**when), door=DOOR)


def moved(
    store: Path | Decisions, case: str, move: Move, by: Person, hour: int = 10, day: str = "2022-05-01", **details: Any
) -> Done:
    return make_move(
        at_store(store), case, move, by=by, at=at(hour, day), details={**DEFAULTS.get(move, {}), **details}, door=DOOR
    )


DEFAULTS: dict[Move, dict[str, Any]] = {
    Move.CHANGE_FACTS: {"reasons": "more is known"},
    Move.REQUEST_AUTHORITY: {"advice_sought": "yes", "reasons": "exceptional circumstances"},
    Move.AUTHORISE: {"advice_given": "keep the knives at work", "reasons": "proportionate", "reference": "log 12"},
    Move.REFUSE: {"advice_given": "charge", "reasons": "too serious"},
    Move.ASK_BACK: {"question": "Has the employer been asked?"},
    Move.REFER: {"reasons": "a member of staff is suspected"},
    Move.FIND_SUITABLE: {"reasons": "no misconduct", "reference": "PSD 7"},
    Move.FIND_UNSUITABLE: {"reasons": "misconduct", "reference": "PSD 7"},
    Move.DECIDE: {
        "outcome": "community_resolution", "reasons": "proportionate", "against": {}, "answers": {}, "policy": {"id": "2019"},
    },
    Move.AMEND: {"reasons": "the wrong offender was named"},
    Move.ABANDON: {"reasons": "nothing to amend"},
    Move.CANCEL: {"cancelled_on": "2022-05-02", "reasons": "given in error"},
    Move.WITHDRAW: {"reasons": "charged instead"},
}  # fmt: skip


def decided(store: Path | Decisions, facts: Mapping[str, Any] = CLEAN, crime: Mapping[str, Any] = CRIME) -> str:
    """A case decided as a community resolution by the shortest legal way; gives its id."""
    case = opened(store, facts, crime).case.id
    moved(store, case, Move.DECIDE, OFFICER)
    return case


def authorised(store: Path | Decisions, by: Person = INSPECTOR) -> str:
    case = opened(store, KNIFE, BLADE).case.id
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER)
    moved(store, case, Move.AUTHORISE, by, 11)
    return case
