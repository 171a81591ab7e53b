"""What must hold for a move besides its state: one function for each check of the table. Each refuses, saying why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from fanlight.decisions.case import questions
from fanlight.decisions.case.case import NO_RESOLUTION, OUTCOMES, RESOLUTION, Case, effective_facts
from fanlight.decisions.case.people import Person, person_from, plain, same
from fanlight.decisions.case.policies import Door
from fanlight.decisions.case.states import Check, Move, State
from fanlight.errors import BadInput, FanlightError


class NotAllowed(FanlightError):
    """The move is not there from this state, or not for this person, or policy does not allow it. Nothing is stored."""

    exit_code = 1


CheckFunction = Callable[[Case, Move, Person, datetime, Mapping[str, Any], Door], None]


def _whole(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    """The facts were read, or refused, before the checks."""


def _another(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    own = [("is the officer in the case", case.officer)]
    if made in {Move.FIND_SUITABLE, Move.FIND_UNSUITABLE, Move.AMEND, Move.CANCEL}:
        own += [("took the decision", person_from(decision.entry["by"])) for decision in case.decisions]
    if made in {Move.FIND_SUITABLE, Move.FIND_UNSUITABLE}:
        given = [e for e in case.entries if e["move"] in {Move.AUTHORISE.value, Move.REFUSE.value}]
        own += [("gave or refused authority", person_from(entry["by"])) for entry in given]
    for what, person in own:
        if same(by, person):
            raise NotAllowed(
                f"{by.name} ({by.number}) {what}, or cannot be told from {person.name} ({person.number}), who is.",
                where=case.id,
                next_step=f"The move “{made.value}” is for somebody else.",
            )


def _rank(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    versions = door.candidates(at.date())
    if not any(door.rank_suffices(by, version) for version in versions):
        asked = " or ".join(dict.fromkeys(door.rank_asked(version) for version in versions))
        raise NotAllowed(
            f"{by} cannot give or refuse authority: policy asks for {asked}.",
            where=case.id,
            next_step="Acting and temporary ranks do not count; the substantive rank does. Ask somebody whose suffices.",
        )


def _standards(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    if not by.professional_standards:
        raise NotAllowed(
            f"{by.name} is not of professional standards.",
            where=case.id,
            next_step="Only they can say what they found.",
        )


def _supervises(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    from fanlight.policy import ranks

    if not by.substantive_rank or ranks.level(by.substantive_rank) < 1:
        raise NotAllowed(
            f"The move “{made.value}” is for a supervisor: a substantive rank above constable.",
            where=case.id,
            next_step="Ask a sergeant or above who did not take the decision.",
        )


def _of_team(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    if plain(by.team) != plain(case.team) or not by.team:
        raise NotAllowed(
            f"The decision is for the investigation team of the case ({case.team}).",
            where=case.id,
            next_step="Give the decision maker's team, or let somebody of that team decide.",
        )


def _not_authoriser(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    if case.authority is not None and same(by, person_from(case.authority["by"])):
        raise NotAllowed(
            "Whoever gave the authority does not take the decision as well.",
            where=case.id,
            next_step="The investigation team decides.",
        )


def _answered(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    asked = questions.of_case(case.crime, case.facts)
    answers = details["answers"]
    unknown = sorted(set(answers) - {question.id for question in asked})
    if unknown:
        raise BadInput(f"There is no question {', '.join(unknown)}.", where="answers")
    if details["outcome"] == RESOLUTION:
        for question in asked:
            if not str(answers.get(question.id, "")).strip():
                raise NotAllowed(
                    question.text,
                    where=case.id,
                    next_step=f"Correct the facts, or answer: --answer {question.id}=REASON.",
                )


def _allows(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    outcome, policy = details["outcome"], details["policy"]
    if outcome not in OUTCOMES:
        raise BadInput(f"“{outcome}” is no outcome.", where="outcome", next_step=f"Use {' or '.join(OUTCOMES)}.")
    candidates = door.candidates(at.date())
    version = policy.get("id")
    if version not in candidates:
        raise NotAllowed(
            f"Policy {version or '(none named)'} is not known to be in force on {at.date().isoformat()}.",
            where=case.id,
            next_step=f"Known: {', '.join(candidates)}; name one with --policy.",
        )
    if len(candidates) > 1 and not str(policy.get("because", "")).strip():
        raise NotAllowed(
            f"On {at.date().isoformat()} more than one version may be in force: {', '.join(candidates)}.",
            where=case.id,
            next_step="Say which one the decision is taken under and why: --policy and --policy-because.",
        )
    if outcome == NO_RESOLUTION:
        if details["against"]:
            raise BadInput("A decision against a resolution departs from no rule.", where="against")
        return
    for state, why in _NO_RESOLUTION_AFTER.items():
        if case.state is state:
            raise NotAllowed(
                f"{why}: a community resolution cannot be decided.",
                where=case.id,
                next_step="Decide against it, or change the facts.",
            )
    facts = effective_facts(case, decider=by, decided_on=at.date().isoformat(), version=version)
    check_room(case.id, door.advise(facts, at.date(), version), details["against"], door)


_NO_RESOLUTION_AFTER = {
    State.AUTHORITY_REFUSED: "Authority was refused",
    State.FOUND_UNSUITABLE: "Professional standards found it unsuitable",
}


def check_room(where: str, advice: Mapping[str, Any], against: Mapping[str, str], door: Door) -> None:
    """Refuses a community resolution against advice where policy leaves no room, and where a rule that leaves room is
    departed from without a reason of its own."""
    held = {str(rule["id"]): rule for rule in advice["rules"] if rule["status"]}
    beside = sorted(set(against) - set(held))
    if beside:
        raise BadInput(
            f"Reasons are given for {', '.join(beside)}, which do not stand in the way.",
            where="against",
            next_step=f"Those that do: {', '.join(held) or 'none'}.",
        )
    if advice["status"] == "SUPPORTABLE":
        return
    shut = [name for name in held if not door.leaves_room(name, advice["missing"])]
    if advice["status"] != "NEEDS_ACTION" or shut:
        named = "; ".join(f"{name}: {held[name]['why'].removesuffix('.')}" for name in (shut or held))
        raise NotAllowed(
            f"Policy says {advice['status']} and leaves no room here ({named or 'see the advice'}).",
            where=where,
            next_step="Do what it asks, or decide against a community resolution.",
        )
    silent = [name for name in held if not str(against.get(name, "")).strip()]
    if silent:
        raise NotAllowed(
            f"Policy advises otherwise ({', '.join(silent)}); it leaves room, with a reason for each.",
            where=where,
            next_step=" ".join(f"--against {name}=REASON" for name in silent),
        )
    if not held:
        raise NotAllowed("Policy asks for action that no rule names.", where=where, next_step="See what is missing.")


def _first(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    if case.decisions:
        raise NotAllowed(
            "A decision stands in this case; it cannot be withdrawn.",
            where=case.id,
            next_step="Abandon the amendment: the decision then stands as it was.",
        )


def _amendment(case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door) -> None:
    if not case.decisions:
        raise NotAllowed("No decision stands yet.", where=case.id, next_step="Withdraw the case instead.")


def _resolution_stands(
    case: Case, made: Move, by: Person, at: datetime, details: Mapping[str, Any], door: Door
) -> None:
    if case.standing is None or case.standing.outcome != RESOLUTION:
        raise NotAllowed(
            "No community resolution stands that could be cancelled.", where=case.id, next_step="Amend the decision."
        )
    try:
        day = date.fromisoformat(str(details["cancelled_on"]))
    except ValueError:
        raise BadInput("This is no date.", where="cancelled_on", next_step="Write YYYY-MM-DD.") from None
    if not str(case.standing.entry["at"])[:10] <= day.isoformat() <= at.date().isoformat():
        raise BadInput(
            "A resolution is cancelled on or after the day of its decision, and not later than the move.",
            where="cancelled_on",
            next_step="Correct the day.",
        )


CHECKS: Mapping[Check, CheckFunction] = {
    Check.FACTS_ARE_WHOLE: _whole,
    Check.ANOTHER_PERSON: _another,
    Check.RANK_SUFFICES: _rank,
    Check.SUPERVISES: _supervises,
    Check.OF_STANDARDS: _standards,
    Check.OF_THE_TEAM: _of_team,
    Check.QUESTIONS_ANSWERED: _answered,
    Check.NOT_THE_AUTHORISER: _not_authoriser,
    Check.POLICY_ALLOWS: _allows,
    Check.FIRST_VERSION: _first,
    Check.AN_AMENDMENT: _amendment,
    Check.A_RESOLUTION_STANDS: _resolution_stands,
}
