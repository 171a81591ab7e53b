"""`fanlight resolution open … decide …`: the moves of a case, each by a named person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fanlight.cli.resolution.people import (
    At,
    By,
    CaseId,
    Json,
    Number,
    RankHeld,
    RankStatus,
    Reasons,
    Standards,
    Store,
    Substantive,
    Team,
    moment,
    pairs,
    person,
    say,
)  # fmt: skip

if TYPE_CHECKING:
    from fanlight.decisions.case.people import Person
    from fanlight.decisions.case.states import Move


def register(group: typer.Typer) -> None:
    _opening(group)
    _authority(group)
    _standards(group)
    _deciding(group)
    _afterwards(group)


def _make(store: Path, case: str, move: Move, by: Person, at: str, details: dict[str, Any], json_output: bool) -> None:
    from fanlight.decisions.case.policies import Policies
    from fanlight.decisions.registry.cases import make_move
    from fanlight.decisions.store.in_folder import InFolder

    done = make_move(InFolder(store), case, move, by=by, at=moment(at), details=details, door=Policies())
    say(done, json_output)


def _mapping(path: Path) -> dict[str, Any]:
    from fanlight.errors import BadInput
    from fanlight.tables.yaml.lines import read_yaml

    held = read_yaml(path)
    if not isinstance(held.data, dict):
        raise BadInput("This file is to be written field: value.", where=held.where)
    return held.data


def _opening(group: typer.Typer) -> None:
    @group.command("open")
    def open_command(
        facts: Annotated[Path, typer.Argument(help="The facts, as for “advise”, without what moves write.")],
        crime: Annotated[Path, typer.Option("--crime", help="The crime: YAML with the fields of the record.")],
        store: Store, by: By, number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "",
        substantive_rank: Substantive = "", team: Team = "", at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Open a case: facts in, advice recorded. Whoever opens it is the officer in the case."""
        from fanlight.decisions.case.policies import Policies
        from fanlight.decisions.registry.cases import open_case
        from fanlight.decisions.store.in_folder import InFolder

        officer = person(by, number, rank, rank_status, substantive_rank, team)
        done = open_case(
            InFolder(store), crime=_mapping(crime), facts=_mapping(facts), by=officer, at=moment(at), door=Policies()
        )
        say(done, json_output)

    @group.command("facts")
    def facts_command(
        case: CaseId, facts: Annotated[Path, typer.Argument(help="The facts as they are now, whole.")],
        store: Store, by: By, reasons: Reasons, number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "",
        substantive_rank: Substantive = "", team: Team = "", at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Change the facts of a case. Authority and findings given on other facts end."""
        from fanlight.decisions.case.states import Move

        officer = person(by, number, rank, rank_status, substantive_rank, team)
        details = {"facts": _mapping(facts), "reasons": reasons}
        _make(store, case, Move.CHANGE_FACTS, officer, at, details, json_output)


def _authority(group: typer.Typer) -> None:
    @group.command("request")
    def request_command(
        case: CaseId, store: Store, by: By, reasons: Reasons,
        advice: Annotated[bool, typer.Option("--advice/--no-advice", help="Whether advice is sought as well.")] = True,
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", substantive_rank: Substantive = "",
        team: Team = "", at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Request advice and authority of a senior officer."""
        from fanlight.decisions.case.states import Move

        officer = person(by, number, rank, rank_status, substantive_rank, team)
        details = {"advice_sought": "yes" if advice else "no", "reasons": reasons}
        _make(store, case, Move.REQUEST_AUTHORITY, officer, at, details, json_output)

    @group.command("authorise")
    def authorise_command(
        case: CaseId, store: Store, by: By, reasons: Reasons = "",
        advice: Annotated[str, typer.Option("--advice", help="The advice given, in words.")] = "",
        reference: Annotated[str, typer.Option("--reference", help="Where the authority is recorded.")] = "",
        refuse: Annotated[bool, typer.Option("--refuse", help="Refuse the authority.")] = False,
        ask_back: Annotated[str, typer.Option("--ask-back", help="Ask the officer this, instead of deciding.")] = "",
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", substantive_rank: Substantive = "",
        team: Team = "", at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Give authority, refuse it (--refuse) or ask back (--ask-back QUESTION)."""
        from fanlight.decisions.case.states import Move
        from fanlight.errors import BadInput

        if refuse and ask_back:
            raise BadInput("Refuse, or ask back: not both at once.", where="--ask-back")
        officer = person(by, number, rank, rank_status, substantive_rank, team)
        if ask_back:
            _make(store, case, Move.ASK_BACK, officer, at, {"question": ask_back}, json_output)
        elif refuse:
            _make(store, case, Move.REFUSE, officer, at, {"advice_given": advice, "reasons": reasons}, json_output)
        else:
            details = {"advice_given": advice, "reasons": reasons, "reference": reference}
            _make(store, case, Move.AUTHORISE, officer, at, details, json_output)


def _standards(group: typer.Typer) -> None:
    @group.command("refer")
    def refer_command(
        case: CaseId, store: Store, by: By, reasons: Reasons, number: Number = "", rank: RankHeld = "",
        rank_status: RankStatus = "", substantive_rank: Substantive = "", team: Team = "", at: At = "",
        json_output: Json = False,
    ) -> None:  # fmt: skip
        """Refer a case to professional standards."""
        from fanlight.decisions.case.states import Move

        officer = person(by, number, rank, rank_status, substantive_rank, team)
        _make(store, case, Move.REFER, officer, at, {"reasons": reasons}, json_output)

    @group.command("standards")
    def standards_command(
        case: CaseId, store: Store, by: By, reasons: Reasons,
        suitable: Annotated[bool, typer.Option("--suitable/--unsuitable", help="What was found.")],
        reference: Annotated[str, typer.Option("--reference", help="Where the finding is recorded.")],
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", substantive_rank: Substantive = "",
        team: Team = "", professional_standards: Standards = False, at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Record what professional standards found. If suitable, all other rules still apply."""
        from fanlight.decisions.case.states import Move

        finder = person(by, number, rank, rank_status, substantive_rank, team, professional_standards)
        move = Move.FIND_SUITABLE if suitable else Move.FIND_UNSUITABLE
        _make(store, case, move, finder, at, {"reasons": reasons, "reference": reference}, json_output)


def _deciding(group: typer.Typer) -> None:
    @group.command("decide")
    def decide_command(
        case: CaseId, store: Store, by: By, reasons: Reasons,
        outcome: Annotated[str, typer.Option("--outcome", help="community_resolution or no_community_resolution.")],
        against: Annotated[list[str] | None, typer.Option("--against", help="RULE=REASON, for each rule departed from.")] = None,
        answer: Annotated[list[str] | None, typer.Option("--answer", help="QUESTION=REASON, for each question.")] = None,
        policy: Annotated[str, typer.Option("--policy", help="The version, where more than one may be in force.")] = "",
        policy_because: Annotated[str, typer.Option("--policy-because", help="Why that version.")] = "",
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", substantive_rank: Substantive = "",
        team: Team = "", at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Decide, with reasons; also against advice, where policy leaves room. The decision becomes a record."""
        from fanlight.decisions.case.policies import Policies
        from fanlight.decisions.case.states import Move

        when = moment(at)
        in_force = Policies().candidates(when.date())
        # With one version in force there is nothing to choose; with several the person names one.
        version = policy or (in_force[0] if len(in_force) == 1 else "")
        details = {
            "outcome": outcome, "reasons": reasons, "against": pairs(against, "--against"),
            "answers": pairs(answer, "--answer"), "policy": {"id": version, "because": policy_because},
        }  # fmt: skip
        decider = person(by, number, rank, rank_status, substantive_rank, team)
        _make(store, case, Move.DECIDE, decider, when.isoformat(), details, json_output)


def _afterwards(group: typer.Typer) -> None:

    @group.command("amend")
    def amend_command(
        case: CaseId, store: Store, by: By, reasons: Reasons, number: Number = "", rank: RankHeld = "",
        rank_status: RankStatus = "", substantive_rank: Substantive = "", team: Team = "", at: At = "",
        json_output: Json = False,
    ) -> None:  # fmt: skip
        """Open a decided case again as a new version. Until that is decided, the decision stands."""
        from fanlight.decisions.case.states import Move

        supervisor = person(by, number, rank, rank_status, substantive_rank, team)
        _make(store, case, Move.AMEND, supervisor, at, {"reasons": reasons}, json_output)

    @group.command("cancel")
    def cancel_command(
        case: CaseId, store: Store, by: By, reasons: Reasons,
        on: Annotated[str, typer.Option("--on", help="The day of the cancellation, YYYY-MM-DD.")],
        number: Number = "", rank: RankHeld = "", rank_status: RankStatus = "", substantive_rank: Substantive = "",
        team: Team = "", at: At = "", json_output: Json = False,
    ) -> None:  # fmt: skip
        """Cancel a community resolution that stands. It stays in the record, and is counted no more."""
        from fanlight.decisions.case.states import Move

        supervisor = person(by, number, rank, rank_status, substantive_rank, team)
        _make(store, case, Move.CANCEL, supervisor, at, {"cancelled_on": on, "reasons": reasons}, json_output)

    @group.command("withdraw")
    def withdraw_command(
        case: CaseId, store: Store, by: By, reasons: Reasons, number: Number = "", rank: RankHeld = "",
        rank_status: RankStatus = "", substantive_rank: Substantive = "", team: Team = "", at: At = "",
        json_output: Json = False,
    ) -> None:  # fmt: skip
        """End a case without a decision; of an amended case, end the amendment: the decision then stands."""
        from fanlight.decisions.case.states import Move
        from fanlight.decisions.registry.cases import load
        from fanlight.decisions.store.in_folder import InFolder

        officer = person(by, number, rank, rank_status, substantive_rank, team)
        move = Move.ABANDON if load(InFolder(store), case).decisions else Move.WITHDRAW
        _make(store, case, move, officer, at, {"reasons": reasons}, json_output)
