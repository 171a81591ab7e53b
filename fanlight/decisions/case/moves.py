"""Making a move: what is checked, and the entry that it writes. Pure: an entry in hand is not yet in the chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fanlight.decisions.case import questions
from fanlight.decisions.case.case import OPENED, Case, after, effective_facts
from fanlight.decisions.case.checks import CHECKS, NotAllowed
from fanlight.decisions.case.crime import crime_from
from fanlight.decisions.case.people import Person, plain
from fanlight.decisions.case.policies import Door
from fanlight.decisions.case.states import MOVES, OWNERS, Check, Move, Role, Rule, State
from fanlight.errors import BadInput

WRITTEN_BY_MOVES = ("authority", "advice_sought", "professional_standards", "decided_by_investigation_team", "decided_on", "policy_version")  # fmt: skip
"""Facts that no facts file of a case may hold: each comes from the move that makes it so."""
TEXTS = ("reasons", "reference", "question", "advice_given")


def opening(
    case_id: str, crime: Mapping[str, Any], facts: Mapping[str, Any], by: Person, at: datetime, door: Door
) -> dict[str, Any]:
    """The first entry of a case. Raises `BadInput` for a crime, facts or an officer that are not whole."""
    if not by.team:
        raise BadInput(
            "The officer in the case needs a team: the investigation team decides.",
            where="team",
            next_step="Give the team.",
        )
    _check_local(at)
    known, given = crime_from(crime), _facts(facts, door)
    return {
        "case": case_id,
        "version": 1,
        "move": OPENED,
        "from": "",
        "to": State.OPEN.value,
        "by": by.as_mapping(),
        "at": at.isoformat(),
        "details": {"crime": known, "facts": given},
        "recorded": {**_pinned(at.date(), door), **_advised(given, known, at.date(), door)},
    }


def move(case: Case, made: Move, *, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> dict[str, Any]:
    """The entry of a move. Raises `NotAllowed` or `BadInput`, saying what is wrong and how to go on."""
    rule = rule_for(case, made)
    _check_details(made, rule, details)
    _check_time(case, at)
    _check_one_person(case, by)
    check_role(case, made, rule.by, by)
    wanted = dict(details)
    if "facts" in rule.writes:
        wanted["facts"] = _facts(details["facts"], door)
    for check in rule.checks:
        CHECKS[check](case, made, by, at, wanted, door)
    recorded = _pinned(at.date(), door)
    if made is Move.CHANGE_FACTS:
        recorded |= _advised(wanted["facts"], case.crime, at.date(), door)
    if made is Move.DECIDE:
        recorded |= _decided(case, by, at, wanted, door)
    entry = {
        "case": case.id,
        "version": case.version + (made is Move.AMEND),
        "move": made.value,
        "from": case.state.value,
        "to": rule.to.value,
        "by": by.as_mapping(),
        "at": at.isoformat(),
        "details": wanted,
        "recorded": recorded,
    }
    if made in {Move.REFER, Move.FIND_SUITABLE, Move.FIND_UNSUITABLE}:
        _check_agrees(after(case, entry), made, door)
    return entry


def _check_agrees(moved: Case, made: Move, door: Door) -> None:
    """What the move makes true must agree with the officer's facts, before anything is recorded."""
    try:
        door.canonical(effective_facts(moved))
    except BadInput as error:
        raise NotAllowed(
            f"The move “{made.value}” cannot be made on these facts. {error.what}",
            where=moved.id,
            next_step="Change the facts first, if they are wrong: fanlight resolution facts.",
        ) from None


def moves_there(case: Case) -> dict[Move, Rule]:
    """The moves that the case has: those of its state, less those that need an earlier decision, or need that there is
    none."""
    unfit = Check.FIRST_VERSION if case.decisions else Check.AN_AMENDMENT
    return {made: rule for made, rule in MOVES[case.state].items() if unfit not in rule.checks}


def rule_for(case: Case, made: Move) -> Rule:
    """Raises `NotAllowed` where the state has no such move, naming those that it has."""
    rule = MOVES[case.state].get(made)
    if rule is None:
        there = ", ".join(move.value for move in moves_there(case)) or "no moves: it has ended"
        raise NotAllowed(
            f"From “{case.state.value}” there is no move “{made.value}”.",
            where=case.id,
            next_step=f"It is the turn of the {OWNERS[case.state].value}; there are {there}.",
        )
    return rule


def _check_details(made: Move, rule: Rule, details: Mapping[str, Any]) -> None:
    extra, lacking = sorted(set(details) - set(rule.writes)), sorted(set(rule.writes) - set(details))
    if extra or lacking:
        said = [f"it needs {', '.join(lacking)}"] if lacking else []
        said += [f"it has no {', '.join(extra)}"] if extra else []
        raise BadInput(f"The move “{made.value}” is not whole: {'; '.join(said)}.", next_step="Give exactly these.")
    for name in TEXTS:
        if name in rule.writes and not str(details[name]).strip():
            raise BadInput(
                f"The move “{made.value}” needs {name.replace('_', ' ')}.",
                where=name,
                next_step="Write them in words: the record must say why.",
            )
    if "advice_sought" in rule.writes and details["advice_sought"] not in {"yes", "no"}:
        raise BadInput("Say yes or no.", where="advice_sought", next_step="Was advice sought of the same officer?")


def _check_local(at: datetime) -> None:
    if at.tzinfo is not None:
        raise BadInput("Give the time as the force's own local time, without a zone.", where="at")


def _check_time(case: Case, at: datetime) -> None:
    _check_local(at)
    if at < case.last_at:
        raise NotAllowed(
            f"The move would come before the last one, of {case.last_at.isoformat()}.",
            where=case.id,
            next_step="Give the time at which it is made.",
        )


def _check_one_person(case: Case, by: Person) -> None:
    for other in case.people:
        if plain(by.number) == plain(other.number) and plain(by.name) != plain(other.name):
            raise NotAllowed(
                f"The number {by.number} is {other.name}'s in this case, not {by.name}'s.",
                where=case.id,
                next_step="Give each person's own name and number.",
            )


def check_role(case: Case, made: Move, role: Role, by: Person) -> None:
    """Raises `NotAllowed` unless the person may act in the role."""
    if role is Role.OFFICER and not (
        plain(by.number) == plain(case.officer.number) and plain(by.name) == plain(case.officer.name)
    ):
        raise NotAllowed(
            f"Only the officer in the case may make the move “{made.value}”.",
            where=case.id,
            next_step=f"That is {case.officer.name} ({case.officer.number}).",
        )
    if role is Role.KEEPER:  # pragma: no cover - no move belongs to the keeper; a test holds the table to that
        raise NotAllowed("Nobody changes what the keeper of records holds.", where=case.id)


def _facts(given: Mapping[str, Any], door: Door) -> dict[str, Any]:
    """The facts as canonical plain values. Raises `BadInput` for what a facts file of a case may not hold."""
    known = door.canonical(given)
    taken = [name for name in WRITTEN_BY_MOVES if name in known]
    if taken:
        raise BadInput(
            f"The facts of a case do not hold {', '.join(taken)}: the moves of the case write them.",
            where="facts",
            next_step="Leave them out; authority, for one, is given by whoever gives it.",
        )
    return known


def _pinned(on: date, door: Door) -> dict[str, Any]:
    """By what the entry can be made again: versions that may be in force, and the vocabulary that read the facts. The
    first vocabulary had no number in entries."""
    pinned: dict[str, Any] = {"candidates": list(door.candidates(on))}
    if door.vocabulary > 1:
        pinned["vocabulary"] = door.vocabulary
    return pinned


def _advised(facts: Mapping[str, Any], crime: Mapping[str, Any], on: date, door: Door) -> dict[str, Any]:
    """The advice under each version that may be in force, and what the offence code questions."""
    opened = {
        **facts,
        "advice_sought": "no",
        "authority": {"person": "no"},
        "professional_standards": {"referred": "no"},
    }
    return {
        "advice": [dict(door.advise(opened, on, version)) for version in door.candidates(on)],
        "questions": [question.as_mapping() for question in questions.of_case(crime, facts)],
    }


def _decided(case: Case, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> dict[str, Any]:
    """Everything that the decision rested on, so that its entry alone can be replayed."""
    version = details["policy"]["id"]
    facts = effective_facts(case, decider=by, decided_on=at.date().isoformat(), version=version)
    return {
        "crime": dict(case.crime),
        "facts": facts,
        "advice": dict(door.advise(facts, at.date(), version)),
        "questions": [question.as_mapping() for question in questions.of_case(case.crime, case.facts)],
        "officer": case.officer.as_mapping(),
        "authorised_by": dict(case.authority["by"]) if case.authority is not None else {},
    }
