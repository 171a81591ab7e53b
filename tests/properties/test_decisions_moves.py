"""Random moves by random people never reach a decided resolution without what policy demands.

What policy demands is read here from the entries alone, in plain words of the 2019 policy, without asking the program's
own advice.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight import chain
from fanlight.decisions import acts
from fanlight.decisions.case import Case, fold
from fanlight.decisions.crime import row_of
from fanlight.decisions.people import Person
from fanlight.decisions.states import MOVES, Move, State
from fanlight.errors import FanlightError
from fanlight.policy import ranks
from tests import resolutions as made

PEOPLE = (
    made.OFFICER, made.COLLEAGUE, made.ELSEWHERE, made.SERGEANT, made.ACTING, made.TEMPORARY, made.INSPECTOR, made.ACTING_UP,
    made.STANDARDS, made.who("Jo Smith", "1234", "DCI", rank_status="substantive", team="North CID"),
    made.who("jo smith", "777", "DI", rank_status="substantive", team="North CID", professional_standards=True),
    made.who("Ann Lee", "77", "DI", rank_status="substantive", team="North CID"),
)  # fmt: skip

FACTS = st.sampled_from(
    [
        made.CLEAN,
        made.KNIFE,
        made.POLICE_SUSPECT,
        {**made.KNIFE, "suspect_police": "yes", "secondary_investigation": "yes"},
        {**made.KNIFE, "documented_reference": "no"},
        {**made.CLEAN, "domestic": "unknown"},
        {**made.CLEAN, "responsibility_accepted": "no"},
        {**made.CLEAN, "victim": {"exists": "yes", "wish": "contrary", "when_recorded": "2022-04-20"}},
        {**made.POLICE_SUSPECT, "secondary_investigation": "no"},
    ]
)
CRIMES = st.sampled_from([made.CRIME, made.BLADE])


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[Move, Person, dict[str, Any]]]:
    found = []
    for _ in range(draw(st.integers(1, 9))):
        move = draw(st.sampled_from([*Move, Move.DECIDE, Move.AUTHORISE, Move.REQUEST_AUTHORITY, Move.FIND_SUITABLE]))
        details = dict(made.DEFAULTS[move])
        if move is Move.CHANGE_FACTS:
            details["facts"] = draw(FACTS)
        if move is Move.REQUEST_AUTHORITY:
            details["advice_sought"] = draw(st.sampled_from(["yes", "no"]))
        if move is Move.DECIDE:
            details["against"] = draw(st.sampled_from([{}, {"R18": "why"}, {"R7": "why", "R8": "why"}, {"R5": "why"}]))
            details["answers"] = draw(st.sampled_from([{}, {"weapon": "why"}]))
            details["outcome"] = draw(st.sampled_from(["community_resolution"] * 3 + ["no_community_resolution"]))
        found.append((move, draw(st.sampled_from(PEOPLE)), details))
    return found


def _apply(entries: list[dict[str, Any]], body: dict[str, Any]) -> None:
    last = entries[-1]["hash"] if entries else chain.START
    entries.append(chain.link({"number": len(entries) + 1, **body, "case_previous": last}, last))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts=FACTS, crime=CRIMES, sequence=steps(), shortcut=st.booleans())
def test_nothing_is_decided_without_what_policy_demands(
    facts: dict[str, Any], crime: dict[str, Any], sequence: list[tuple[Move, Person, dict[str, Any]]], shortcut: bool
) -> None:
    entries: list[dict[str, Any]] = []
    _apply(entries, acts.opening("CR-2022-000001", crime, facts, made.OFFICER, made.at(), made.DOOR))
    if shortcut:  # half of the sequences begin where authority was just given
        sequence = [
            (Move.REQUEST_AUTHORITY, made.OFFICER, made.DEFAULTS[Move.REQUEST_AUTHORITY]),
            (Move.AUTHORISE, made.INSPECTOR, made.DEFAULTS[Move.AUTHORISE]),
            *sequence,
        ]
    for hour, (move, by, details) in enumerate(sequence, start=10):
        case = fold(entries)
        before = list(entries)
        try:
            body = acts.move(case, move, by=by, at=made.at(hour, "2022-05-02"), details=details, door=made.DOOR)
        except FanlightError:
            assert entries == before
            continue
        assert move in MOVES[case.state]
        _apply(entries, body)
        after = fold(entries)
        _immutable(case, after)
        if move is Move.DECIDE and details["outcome"] == "community_resolution":
            _demands(entries)
    final = fold(entries)
    row = row_of(final)
    assert (row is not None) == (bool(final.decisions) and final.decisions[-1].outcome == "community_resolution")


def _immutable(before: Case, after: Case) -> None:
    assert after.entries[: len(before.entries)] == before.entries
    assert after.decisions[: len(before.decisions)] == before.decisions
    if before.state in {State.DECIDED, State.CANCELLED, State.WITHDRAWN}:
        assert after.version > before.version or after.state is State.CANCELLED


def _demands(entries: list[dict[str, Any]]) -> None:
    """What the 2019 policy and the order of a case ask for, from the entries alone."""
    last = entries[-1]
    officer = entries[0]["by"]
    since = max(i for i, e in enumerate(entries) if e["move"] in {"open", "change_facts", "amend", "abandon_amendment"})
    stated = [e["details"]["facts"] for e in entries if "facts" in e["details"]][-1]
    latest = entries[since + 1 :]
    done = [e["move"] for e in latest]
    decider = last["by"]
    assert decider["team"] == officer["team"]
    assert stated["responsibility_accepted"] == "yes"
    kinds = ("domestic", "hate_crime", "sexual_offence", "firearms", "weapon")
    assert all(stated.get(kind) in {"yes", "no"} for kind in kinds)
    if any(stated[kind] == "yes" for kind in kinds):
        assert stated["exceptional_circumstances"]["claimed"] == "yes"
        assert stated["documented_reference"] not in {"", "no"}
        (given,) = [e for e in latest if e["move"] == "authorise"][-1:]
        asked = [e for e in latest if e["move"] == "request_authority"][-1]
        assert asked["details"]["advice_sought"] == "yes"
        assert "refuse" not in done[done.index("authorise") :]
        by = given["by"]
        assert ranks.parse(by["substantive_rank"]).level >= ranks.parse("Inspector").level
        names = {by["name"].casefold(), by["number"]}
        assert not names & {officer["name"].casefold(), officer["number"]}
        assert not names & {decider["name"].casefold(), decider["number"]}
    if stated["suspect_police"] == "yes":
        assert stated["secondary_investigation"] == "yes"
        found = [e for e in latest if e["move"] in {"find_suitable", "find_unsuitable"}][-1]
        assert found["move"] == "find_suitable"
        assert found["by"]["professional_standards"] is True
        assert found["by"]["name"].casefold() != officer["name"].casefold()
    if stated["victim"].get("wish") == "contrary":
        assert last["details"]["against"].get("R18")
    if entries[0]["details"]["crime"]["ho_class"] == "8" and stated["weapon"] != "yes":
        assert last["details"]["answers"].get("weapon")
