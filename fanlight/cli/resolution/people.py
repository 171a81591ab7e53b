"""Options that say who makes a move, when, and in which store; shared by the commands of a case."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fanlight.decisions.case.people import Person
    from fanlight.decisions.registry.cases import Done

Store = Annotated[Path, typer.Option("--store", help="The record store's folder.")]
CaseId = Annotated[str, typer.Argument(help="The case, such as CR-2022-000001.")]
By = Annotated[str, typer.Option("--as", help="Who makes the move: a name, or a YAML file with the person.")]
Number = Annotated[str, typer.Option("--number", help="Warrant, collar or staff number.")]
RankHeld = Annotated[str, typer.Option("--rank", help="The rank held: Inspector, DI, A/DCI …")]
RankStatus = Annotated[str, typer.Option("--rank-status", help="substantive, temporary or acting.")]
Substantive = Annotated[str, typer.Option("--substantive-rank", help="The substantive rank, where it is another.")]
Team = Annotated[str, typer.Option("--team", help="The investigation team.")]
Standards = Annotated[bool, typer.Option("--professional-standards", help="Of professional standards.")]
At = Annotated[str, typer.Option("--at", help="When, local time: 2022-05-01T10:30. Now by default.")]
Reasons = Annotated[str, typer.Option("--reasons", help="Why, in words.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def person(
    name: str, number: str, rank: str, status: str, substantive: str, team: str, standards: bool = False
) -> Person:
    """Raises `BadInput` where the person is not whole."""
    from fanlight.decisions.case.people import person_from
    from fanlight.errors import BadInput
    from fanlight.tables.yaml.lines import read_yaml

    given = {
        "number": number, "rank": rank, "rank_status": status, "substantive_rank": substantive, "team": team,
        "professional_standards": standards,
    }  # fmt: skip
    stated = {key: value for key, value in given.items() if value}
    if name.endswith((".yaml", ".yml")):
        held = read_yaml(Path(name))
        if not isinstance(held.data, dict):
            raise BadInput("A person is written field: value.", where=held.where)
        return person_from({**held.data, **stated}, where=held.where)
    return person_from({"name": name, **stated}, where="--as")


def moment(at: str) -> datetime.datetime:
    """Raises `BadInput` for what is no time."""
    from fanlight.errors import BadInput

    # A move is an act at a time: only here does a clock enter.
    now = datetime.datetime.now(tz=datetime.UTC).astimezone().replace(tzinfo=None, microsecond=0)
    if not at:
        return now
    try:
        found = datetime.datetime.fromisoformat(at)
    except ValueError:
        raise BadInput(f"“{at}” is no time.", where="--at", next_step="Write 2022-05-01T10:30.") from None
    if found.date() > now.date() + datetime.timedelta(days=1):
        raise BadInput(
            "This time lies in the future.", where="--at", next_step="Give the time at which the move is made."
        )
    return found


def pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """NAME=REASON, several times."""
    from fanlight.errors import BadInput

    found: dict[str, str] = {}
    for text in given or []:
        name, sign, reason = text.partition("=")
        if not sign or not name.strip() or not reason.strip() or name.strip() in found:
            raise BadInput(f"“{text}” is not NAME=REASON, once a name.", where=option)
        found[name.strip()] = reason.strip()
    return found


def say(done: Done, json_output: bool) -> None:
    """Prints what a move did."""
    import json

    from fanlight.decisions.case.states import OWNERS

    if json_output:
        content = {
            "case": done.case.id, "state": done.case.state.value, "version": done.case.version, "entry": dict(done.entry),
            "set_aside": list(done.notes), "waits": done.waits,
        }  # fmt: skip
        typer.echo(json.dumps(content, indent=1, ensure_ascii=False))
        return
    typer.echo(f"{done.case.id}: {done.case.state.value} (turn of: {OWNERS[done.case.state].value})")
    recorded = done.entry["recorded"]
    advices = recorded.get("advice", [])
    for advice in advices if isinstance(advices, list) else [advices]:
        typer.echo(f"  policy {advice['policy']['version']} advises {advice['status']}")
        for rule in advice["rules"]:
            typer.echo(f"    {rule['id']}: {rule['why']}")
        for duty in advice["duties"]:
            typer.echo(f"    duty: {duty}")
        if advice["missing"]:
            typer.echo(f"    missing: {', '.join(advice['missing'])}")
    for question in recorded.get("questions", []):
        typer.echo(f"  question {question['id']}: {question['text']}")
    for note in done.notes:
        typer.echo(f"  set aside: {note}")
    if done.waits:
        typer.echo(f"  decided, and its record is counted as soon as the records are free: {done.waits}")
    typer.echo(f"  entry {done.entry['number']}, hash {done.entry['hash']}")
