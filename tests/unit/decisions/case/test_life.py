"""The life of a decision: legal ways to a record, and everything that is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fanlight.decisions.case import states
from fanlight.decisions.case.checks import NotAllowed
from fanlight.decisions.case.moves import moves_there
from fanlight.decisions.case.people import person_from
from fanlight.decisions.case.states import MOVES, OWNERS, Check, Move, Role, State
from fanlight.decisions.store.in_folder import InFolder
from fanlight.decisions.store.in_memory import InMemory
from fanlight.decisions.store.port import Decisions
from fanlight.decisions.words import shown
from fanlight.errors import BadInput
from tests.resolutions import (
    ACTING,
    ACTING_UP,
    BLADE,
    CLEAN,
    COLLEAGUE,
    CRIME,
    DOOR,
    ELSEWHERE,
    INSPECTOR,
    KNIFE,
    OFFICER,
    POLICE_SUSPECT,
    SERGEANT,
    STANDARDS,
    SUPERINTENDENT,
    TEMPORARY,
    at,
    authorised,
    decided,
    load,
    moved,
    opened,
    verify,
    who,
)  # fmt: skip

ROOT = Path(__file__).parents[4]


@pytest.fixture(params=["in a folder", "in memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Decisions:
    """Every legal and illegal life runs in each kind of store."""
    return InFolder(tmp_path) if request.param == "in a folder" else InMemory()


def test_every_state_has_an_owner_and_every_move_leads_somewhere() -> None:
    assert set(OWNERS) == set(State) == set(MOVES)
    reached = {State.OPEN} | {rule.to for moves in MOVES.values() for rule in moves.values()}
    assert reached == set(State)
    for state, moves in MOVES.items():
        ended = not moves
        assert ended == (state in {State.CANCELLED, State.WITHDRAWN})
        owner_moves = [rule for rule in moves.values() if rule.by is OWNERS[state]]
        assert owner_moves or OWNERS[state] is Role.KEEPER, state
        assert all(rule.by is not Role.KEEPER for rule in moves.values())
        assert all(rule.writes for rule in moves.values())


def test_the_pages_show_the_table_and_the_diagram_as_they_are() -> None:
    page = (ROOT / "docs" / "reference" / "resolution-states.md").read_text()
    assert states.table() in page
    assert states.diagram() in page


def test_whoever_authorises_is_another_person_of_sufficient_rank() -> None:
    for moves in MOVES.values():
        for move in (Move.AUTHORISE, Move.REFUSE, Move.ASK_BACK):
            if move in moves:
                assert {Check.ANOTHER_PERSON, Check.RANK_SUFFICES} <= set(moves[move].checks)


def test_a_simple_shop_theft_is_decided_by_the_officer(store: Decisions) -> None:
    case = load(store, decided(store))
    assert (case.state, case.version) == (State.DECIDED, 1)
    entry = case.entries[-1]
    assert entry["recorded"]["advice"]["status"] == "SUPPORTABLE"
    assert entry["recorded"]["advice"]["policy"]["version"] == "2019"
    assert verify(store, door=DOOR).records == 1


def test_a_knife_with_exceptional_circumstances_and_an_inspector(store: Decisions) -> None:
    case = authorised(store)
    done = moved(store, case, Move.DECIDE, COLLEAGUE, 12)
    recorded = done.entry["recorded"]
    assert recorded["advice"]["status"] == "SUPPORTABLE"
    assert [rule["id"] for rule in recorded["advice"]["rules"]] == ["R6", "R10"]
    assert recorded["facts"]["authority"]["substantive_rank"] == "Detective Inspector"
    assert recorded["facts"]["decided_by_investigation_team"] == "yes"


@pytest.mark.parametrize("by", [INSPECTOR, ACTING_UP, SUPERINTENDENT])
def test_a_sufficient_substantive_rank_authorises(store: Decisions, by: Any) -> None:
    case = load(store, authorised(store, by))
    assert case.state is State.AUTHORISED
    assert case.authority is not None
    assert (case.authority["by"]["rank"], case.authority["by"]["substantive_rank"]) == (by.rank, by.substantive_rank)


@pytest.mark.parametrize("by", [ACTING, TEMPORARY, SERGEANT, COLLEAGUE, who("Fay Ross", "900")])
@pytest.mark.parametrize("move", [Move.AUTHORISE, Move.REFUSE, Move.ASK_BACK])
def test_an_insufficient_substantive_rank_neither_authorises_nor_refuses(store: Decisions, by: Any, move: Move) -> None:
    case = opened(store, KNIFE, BLADE).case.id
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER)
    with pytest.raises(NotAllowed, match="substantive inspector"):
        moved(store, case, move, by, 11)
    assert load(store, case).state is State.AUTHORITY_SOUGHT


@pytest.mark.parametrize(
    "by",
    [
        who("Jo Smith", "1234", "Superintendent", rank_status="substantive"),
        who("JO  SMITH", "5555", "Superintendent", rank_status="substantive"),
        who("Jó Smith", "5555", "Superintendent", rank_status="substantive"),
        who("Ｊｏ Ｓｍｉｔｈ", "5555", "Superintendent", rank_status="substantive"),
        who("Somebody Else", "12-34", "Superintendent", rank_status="substantive"),
    ],
)
def test_nobody_authorises_their_own_case(store: Decisions, by: Any) -> None:
    case = opened(store, KNIFE, BLADE).case.id
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER)
    with pytest.raises(NotAllowed):
        moved(store, case, Move.AUTHORISE, by, 11)


def test_the_authoriser_does_not_decide_and_another_team_does_not(store: Decisions) -> None:
    case = authorised(store, who("Ann Lee", "77", "DI", rank_status="substantive", team="North CID"))
    with pytest.raises(NotAllowed, match="gave the authority"):
        moved(store, case, Move.DECIDE, who("Ann Lee", "77", "DI", rank_status="substantive", team="North CID"), 12)
    with pytest.raises(NotAllowed, match="investigation team"):
        moved(store, case, Move.DECIDE, ELSEWHERE, 12)


def test_a_change_of_facts_ends_the_authority(store: Decisions) -> None:
    case = authorised(store)
    moved(store, case, Move.CHANGE_FACTS, OFFICER, 12, facts={**KNIFE, "hate_crime": "yes"})
    with pytest.raises(NotAllowed, match="R7"):
        moved(store, case, Move.DECIDE, OFFICER, 13)


def test_asked_back_then_answered(store: Decisions) -> None:
    case = opened(store, KNIFE, BLADE).case.id
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER)
    assert moved(store, case, Move.ASK_BACK, INSPECTOR, 11).case.state is State.ASKED_BACK
    with pytest.raises(NotAllowed, match="no move “decide”"):
        moved(store, case, Move.DECIDE, OFFICER, 12)
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER, 12)
    moved(store, case, Move.AUTHORISE, INSPECTOR, 13)
    assert moved(store, case, Move.DECIDE, OFFICER, 14).case.state is State.DECIDED


def test_refused_authority_leaves_only_a_decision_against(store: Decisions) -> None:
    case = opened(store, KNIFE, BLADE).case.id
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER)
    moved(store, case, Move.REFUSE, INSPECTOR, 11)
    with pytest.raises(NotAllowed, match="Authority was refused"):
        moved(store, case, Move.DECIDE, OFFICER, 12)
    moved(store, case, Move.DECIDE, OFFICER, 12, outcome="no_community_resolution")
    assert verify(store, door=DOOR).records == 0


def test_a_request_without_advice_does_not_make_it_supportable(store: Decisions) -> None:
    case = opened(store, KNIFE, BLADE).case.id
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER, advice_sought="no")
    moved(store, case, Move.AUTHORISE, INSPECTOR, 11)
    with pytest.raises(NotAllowed, match="R8"):
        moved(store, case, Move.DECIDE, OFFICER, 12)


def test_a_police_suspect_goes_by_professional_standards(store: Decisions) -> None:
    case = opened(store, POLICE_SUSPECT).case.id
    with pytest.raises(NotAllowed, match="REFER_DPS"):
        moved(store, case, Move.DECIDE, OFFICER)
    moved(store, case, Move.REFER, OFFICER)
    with pytest.raises(NotAllowed, match="not of professional standards"):
        moved(store, case, Move.FIND_SUITABLE, INSPECTOR, 11)
    own = who("Jo Smith", "1234", "PC", rank_status="substantive", professional_standards=True)
    with pytest.raises(NotAllowed):
        moved(store, case, Move.FIND_SUITABLE, own, 11)
    moved(store, case, Move.FIND_SUITABLE, STANDARDS, 11)
    assert moved(store, case, Move.DECIDE, OFFICER, 12).entry["recorded"]["advice"]["status"] == "SUPPORTABLE"


def test_found_suitable_and_still_domestic(store: Decisions) -> None:
    case = opened(store, {**POLICE_SUSPECT, "domestic": "yes"}).case.id
    moved(store, case, Move.REFER, OFFICER)
    moved(store, case, Move.FIND_SUITABLE, STANDARDS, 11)
    with pytest.raises(NotAllowed, match="NOT_AVAILABLE"):
        moved(store, case, Move.DECIDE, OFFICER, 12)


def test_found_unsuitable(store: Decisions) -> None:
    case = opened(store, POLICE_SUSPECT).case.id
    moved(store, case, Move.REFER, OFFICER)
    moved(store, case, Move.FIND_UNSUITABLE, STANDARDS, 11)
    with pytest.raises(NotAllowed, match="found it unsuitable"):
        moved(store, case, Move.DECIDE, OFFICER, 12)


def test_against_advice_where_policy_leaves_room_with_a_reason_for_each_rule(store: Decisions) -> None:
    facts = {**CLEAN, "victim": {"exists": "yes", "wish": "contrary", "when_recorded": "2022-04-20"}}
    case = opened(store, facts).case.id
    with pytest.raises(NotAllowed, match="--against R18=REASON"):
        moved(store, case, Move.DECIDE, OFFICER)
    with pytest.raises(BadInput, match="do not stand in the way"):
        moved(store, case, Move.DECIDE, OFFICER, against={"R18": "x", "R17": "y"})
    done = moved(store, case, Move.DECIDE, OFFICER, against={"R18": "the wish was for prison; out of proportion"})
    assert done.entry["details"]["against"] == {"R18": "the wish was for prison; out of proportion"}
    assert done.entry["recorded"]["advice"]["status"] == "NEEDS_ACTION"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"responsibility_accepted": "no"}, "R16"),
        ({"responsibility_accepted": "unknown"}, "R16"),
        ({"domestic": "unknown"}, "R1"),
        ({"weapon": "yes"}, "R5"),
        ({"victim": "unknown"}, "R18"),
        ({"everybody_spoken_to": "no"}, "R19"),
        ({"reparation": {"agreed": "no", "none_needed": "no"}}, "R17"),
    ],
)
def test_against_advice_where_policy_leaves_none(store: Decisions, change: dict[str, Any], rule: str) -> None:
    case = opened(store, {**CLEAN, **change}).case.id
    with pytest.raises(NotAllowed, match=rule):
        moved(store, case, Move.DECIDE, OFFICER, against={rule: "all the same"})
    assert load(store, case).state is State.OPEN


def test_a_decision_is_never_changed_only_amended(store: Decisions) -> None:
    case = decided(store)
    for move, by in ((Move.CHANGE_FACTS, OFFICER), (Move.DECIDE, OFFICER), (Move.WITHDRAW, OFFICER)):
        with pytest.raises(NotAllowed, match="there is no move"):
            moved(store, case, move, by, 12, **({"facts": CLEAN} if move is Move.CHANGE_FACTS else {}))
    with pytest.raises(NotAllowed):  # whoever decided does not amend
        moved(store, case, Move.AMEND, OFFICER, 12)
    with pytest.raises(NotAllowed, match="supervisor"):
        moved(store, case, Move.AMEND, COLLEAGUE, 12)
    first = load(store, case).entries
    moved(store, case, Move.AMEND, SERGEANT, 12)
    assert verify(store, door=DOOR).records == 1  # the first version stands meanwhile
    moved(store, case, Move.CHANGE_FACTS, OFFICER, 13, facts=CLEAN)
    moved(store, case, Move.DECIDE, COLLEAGUE, 14, outcome="no_community_resolution")
    after = load(store, case)
    assert [decision.version for decision in after.decisions] == [1, 2]
    assert after.entries[: len(first)] == first
    assert verify(store, door=DOOR).records == 0


def test_an_abandoned_amendment_leaves_the_decision(store: Decisions) -> None:
    case = decided(store)
    moved(store, case, Move.AMEND, SERGEANT, 12)
    with pytest.raises(NotAllowed, match="cannot be withdrawn"):
        moved(store, case, Move.WITHDRAW, OFFICER, 13)
    moved(store, case, Move.ABANDON, OFFICER, 13)
    assert load(store, case).state is State.DECIDED
    assert verify(store, door=DOOR).records == 1


def test_a_cancelled_resolution_stays_and_is_marked(store: Decisions) -> None:
    case = decided(store)
    with pytest.raises(BadInput, match="on or after"):
        moved(store, case, Move.CANCEL, SERGEANT, 12, day="2022-05-03", cancelled_on="2022-04-30")
    moved(store, case, Move.CANCEL, SERGEANT, 12, day="2022-05-03")
    with store.records() as db:
        assert db.execute("SELECT CAST(outcome_cancelled_date AS VARCHAR) FROM disposals").fetchall() == [
            ("2022-05-02",)
        ]
    assert verify(store, door=DOOR).records == 1


def test_the_same_disposal_has_one_case(store: Decisions) -> None:
    case = opened(store).case.id
    with pytest.raises(NotAllowed, match=case):
        opened(store, crime={**CRIME, "crime_ref": "wy 220000001"})
    opened(store, crime={**CRIME, "offender_ref": "N2"})
    moved(store, case, Move.WITHDRAW, OFFICER)
    opened(store)


def test_what_an_offence_code_means_is_asked_and_never_put_right(store: Decisions) -> None:
    done = opened(store, CLEAN, BLADE)
    (question,) = done.entry["recorded"]["questions"]
    assert (question["id"], question["contrary"]) == ("weapon", True)
    assert load(store, done.case.id).facts["weapon"] == "no"
    with pytest.raises(NotAllowed, match="--answer weapon=REASON"):
        moved(store, done.case.id, Move.DECIDE, OFFICER)
    moved(store, done.case.id, Move.DECIDE, OFFICER, answers={"weapon": "a toy; the code is to be corrected"})


def test_a_policy_change_between_facts_and_decision(store: Decisions) -> None:
    """On 2023-01-10 two versions may be in force: none is chosen silently."""
    case = opened(store, KNIFE, BLADE).case.id
    moved(store, case, Move.REQUEST_AUTHORITY, OFFICER)
    moved(store, case, Move.AUTHORISE, INSPECTOR, 11)
    late = {"hour": 12, "day": "2023-01-10"}
    with pytest.raises(NotAllowed, match="more than one version"):
        moved(store, case, Move.DECIDE, OFFICER, **late)
    with pytest.raises(NotAllowed, match="R7"):
        moved(store, case, Move.DECIDE, OFFICER, **late, policy={"id": "2023", "because": "the later wording"})
    done = moved(store, case, Move.DECIDE, OFFICER, **late, policy={"id": "2019", "because": "the force confirmed it"})
    assert done.entry["recorded"]["candidates"] == ["2019", "2023"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({**CLEAN, "domestick": "no"}, "domestick"),
        (
            {**CLEAN, "authority": {"person": "Insp. Friendly", "rank": "Inspector", "rank_status": "substantive"}},
            "authority",
        ),
        ({**CLEAN, "authority.person": "Insp. Friendly"}, "authority"),
        ({**CLEAN, "professional_standards": {"referred": "yes", "result": "suitable"}}, "professional_standards"),
        ({**CLEAN, "advice_sought": "yes"}, "advice_sought"),
        ({**CLEAN, "victim": {"exists": "no", "wish": "supports"}}, "contradict"),
    ],
)
def test_bad_facts_make_no_case_and_no_store(tmp_path: Path, facts: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        opened(tmp_path / "store", facts)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("crime", "message"),
    [
        ({k: v for k, v in CRIME.items() if k != "offender_ref"}, "offender_ref"),
        ({**CRIME, "outcome_date": "2022-05-01"}, "come from the facts"),
        ({**CRIME, "recorded_date": "31/02/2022"}, "no date"),
        ({**CRIME, "ho_class": 46}, "quotation marks"),
        ({**CRIME, "crimeref": "x"}, "no crimeref"),
    ],
)
def test_a_bad_crime_is_named(store: Decisions, crime: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        opened(store, CLEAN, crime)


def test_a_day_before_any_policy(store: Decisions) -> None:
    with pytest.raises(BadInput, match="No version"):
        opened(store, day="2018-01-01")


@pytest.mark.parametrize(
    ("person", "message"),
    [
        ({"name": "A B"}, "name and a number"),
        ({"name": "—", "number": "1"}, "name and a number"),
        ({"name": "A B", "number": "1", "rank": "Inspektor"}, "no police rank"),
        ({"name": "A B", "number": "1", "rank": "Inspector"}, "substantive, temporary or acting"),
        ({"name": "A B", "number": "1", "rank": "A/Inspector", "substantive_rank": "Superintendent"}, "cannot be acting"),
        ({"name": "A B", "number": "1", "rank": "Inspector", "rank_status": "honorary"}, "no status"),
        ({"name": "A B", "number": "1", "rank": "DI", "rank_status": "substantive", "substantive_rank": "DS"}, "but the substantive rank"),
        ({"name": "A B", "number": "1", "collar": "2"}, "no collar"),
    ],
)  # fmt: skip
def test_people_that_cannot_be(person: dict[str, str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        person_from(person)


def test_moves_do_not_run_backwards_in_time_and_write_exactly_what_the_table_says(store: Decisions) -> None:
    case = opened(store).case.id
    with pytest.raises(NotAllowed, match="before the last one"):
        moved(store, case, Move.DECIDE, OFFICER, 8)
    with pytest.raises(BadInput, match="it has no mood"):
        moved(store, case, Move.WITHDRAW, OFFICER, mood="glad")
    with pytest.raises(BadInput, match="needs reasons"):
        moved(store, case, Move.WITHDRAW, OFFICER, reasons="  ")
    with pytest.raises(NotAllowed, match="number 1234 is Jo Smith's"):
        moved(store, case, Move.WITHDRAW, who("Al Grey", "1234"))
    assert len(load(store, case).entries) == 1
    assert at().hour == 9


def test_what_people_wrote_cannot_pass_for_another_line_of_the_record() -> None:
    said = shown("agreed\r\n  9. 2021-03-01T10:00 authorise: A. Nother\x1b[2K\u202eneila \U0001f52a")
    assert said == "agreed\n       |   9. 2021-03-01T10:00 authorise: A. Nother\\u001b[2K\\u202eneila \U0001f52a"


def test_a_case_offers_only_the_moves_it_has(store: Decisions) -> None:
    case = opened(store).case.id
    first = moves_there(load(store, case))
    assert Move.WITHDRAW in first
    assert Move.ABANDON not in first
    moved(store, case, Move.DECIDE, OFFICER)
    moved(store, case, Move.AMEND, SERGEANT, 12)
    again = moves_there(load(store, case))
    assert Move.ABANDON in again
    assert Move.WITHDRAW not in again
