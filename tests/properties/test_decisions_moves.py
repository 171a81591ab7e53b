"""Random moves by random people never reach a decided resolution without what policy demands.

What policy demands is read here from the entries alone, in plain words of the 2019 policy, without asking the program's
own advice.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from fanlight import chain
from fanlight.decisions.case import moves, questions
from fanlight.decisions.case.case import Case, fold
from fanlight.decisions.case.crime import row_of
from fanlight.decisions.case.people import Person
from fanlight.decisions.case.states import MOVES, Move, Role, State
from fanlight.errors import FanlightError
from fanlight.policy import ranks
from tests import resolutions as made

PEOPLE = (
    made.OFFICER, made.COLLEAGUE, made.ELSEWHERE, made.SERGEANT, made.ACTING, made.TEMPORARY, made.INSPECTOR, made.ACTING_UP,
    made.STANDARDS, made.who("Jo Smith", "1234", "DCI", rank_status="substantive", team="North CID"),
    made.who("jo smith", "777", "DI", rank_status="substantive", team="North CID", professional_standards=True),
    made.who("Ann Lee", "77", "DI", rank_status="substantive", team="North CID"),
)  # fmt: skip

FACTS: tuple[dict[str, Any], ...] = (
    made.CLEAN,
    made.KNIFE,
    made.POLICE_SUSPECT,
    {**made.KNIFE, "suspect_police": "yes", "secondary_investigation": "yes"},
    {**made.KNIFE, "documented_reference": "no"},
    {**made.CLEAN, "domestic": "unknown"},
    {**made.CLEAN, "responsibility_accepted": "no"},
    {**made.CLEAN, "victim": {"exists": "yes", "wish": "contrary", "when_recorded": "2022-04-20"}},
    {**made.POLICE_SUSPECT, "secondary_investigation": "no"},
)
CRIMES = (made.CRIME, made.BLADE)


LIKELY = {
    Role.OFFICER: made.OFFICER,
    Role.AUTHORISER: made.INSPECTOR,
    Role.STANDARDS: made.STANDARDS,
    Role.DECIDER: made.COLLEAGUE,
    Role.SUPERVISOR: made.SERGEANT,
}


_ASKED = (Move.REQUEST_AUTHORITY, made.OFFICER, made.DEFAULTS[Move.REQUEST_AUTHORITY])
_GIVEN = (Move.AUTHORISE, made.INSPECTOR, made.DEFAULTS[Move.AUTHORISE])
_REFERRED = (Move.REFER, made.OFFICER, made.DEFAULTS[Move.REFER])
_SUITABLE = (Move.FIND_SUITABLE, made.STANDARDS, made.DEFAULTS[Move.FIND_SUITABLE])
BEGINNINGS = ((), (_ASKED, _GIVEN), (_REFERRED, _SUITABLE), (_REFERRED, _SUITABLE, _ASKED, _GIVEN), (_ASKED,))
"""Ways that lead far: random steps alone seldom get there."""


def _step(rng: random.Random, case: Case) -> tuple[Move, Person, dict[str, Any]]:
    """Mostly a move that the state has, by somebody likely; often enough anything by anybody."""
    there = [move for move in MOVES[case.state] if move not in {Move.WITHDRAW, Move.ABANDON} or rng.random() < 0.1]
    move = rng.choice(there) if there and rng.random() < 0.8 else rng.choice(list(Move))
    details = dict(made.DEFAULTS[move])
    if move is Move.CHANGE_FACTS:
        details["facts"] = rng.choice(FACTS)
    if move is Move.REQUEST_AUTHORITY:
        details["advice_sought"] = rng.choice(["yes", "yes", "yes", "no"])
    if move is Move.DECIDE:
        asked = bool(questions.of_case(case.crime, case.facts))
        details["answers"] = {"weapon": "why"} if asked and rng.random() < 0.8 else {}
        details["against"] = rng.choice([{}] * 7 + [{"R18": "why"}, {"R7": "why", "R8": "why"}, {"R5": "why"}])
        details["outcome"] = rng.choice(["community_resolution"] * 4 + ["no_community_resolution"])
    likely = move in MOVES[case.state] and rng.random() < 0.75
    by = LIKELY[MOVES[case.state][move].by] if likely else rng.choice(PEOPLE)
    return move, by, details


def _apply(entries: list[dict[str, Any]], body: dict[str, Any]) -> None:
    last = entries[-1]["hash"] if entries else chain.START
    entries.append(chain.link({"number": len(entries) + 1, **body, "case_previous": last}, last))


def _life(rng: random.Random) -> list[str]:
    """One case of random moves, checked after each. Gives what kinds of resolution were decided."""
    entries: list[dict[str, Any]] = []
    crime, facts = rng.choice(CRIMES), rng.choice(FACTS)
    _apply(entries, moves.opening("CR-2022-000001", crime, facts, made.OFFICER, made.at(), made.DOOR))
    reached = []
    begun = list(rng.choice(BEGINNINGS))
    for hour in range(10, 10 + rng.randint(2, 12)):
        case = fold(entries)
        move, by, details = begun.pop(0) if begun else _step(rng, case)
        try:
            body = moves.move(case, move, by=by, at=made.at(hour, "2022-05-02"), details=details, door=made.DOOR)
        except FanlightError:
            continue
        assert move in MOVES[case.state]
        _apply(entries, body)
        _immutable(case, fold(entries))
        if move is Move.DECIDE and details["outcome"] == "community_resolution":
            _demands(entries)
            stated = body["recorded"]["facts"]
            reached.append(
                "police" if stated["suspect_police"] == "yes" else "weapon" if stated["weapon"] == "yes" else "plain"
            )
    final = fold(entries)
    row = row_of(final)
    assert (row is not None) == (bool(final.decisions) and final.decisions[-1].outcome == "community_resolution")
    return reached


def test_nothing_is_decided_without_what_policy_demands() -> None:
    reached: Counter[str] = Counter()
    for seed in range(700):
        try:
            reached.update(_life(random.Random(seed)))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    # Otherwise the test would say nothing.
    assert all(reached[kind] >= 4 for kind in ("plain", "weapon", "police")), reached


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
