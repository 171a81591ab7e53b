"""`fanlight resolution advise`: what the policy in force says of one case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from fanlight.policy.community_resolution import Advice

SETTING = "A point read otherwise, as victim_wishes=veto; can be given several times."


def register(group: typer.Typer) -> None:
    @group.command()
    def advise(
        path: Annotated[Path, typer.Argument(metavar="FACTS.yaml", help="The facts of the case.")],
        on: Annotated[str, typer.Option("--on", help="The day of the decision, as 2022-05-01.")],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
        policy: Annotated[str, typer.Option("--policy", help="The version relied on, where that is uncertain.")] = "",
        setting: Annotated[list[str] | None, typer.Option("--setting", help=SETTING)] = None,
    ) -> None:
        """Exit 0: advice was given, whatever its status; 1: which version was in force is uncertain, and the advice
        under each is shown; 2: the facts, the day or the policy cannot be used."""
        from fanlight.law.clock import parse_date
        from fanlight.policy.community_resolution import UncertainPolicy, advise_candidates, facts_from
        from fanlight.policy.community_resolution import advise as advise_on
        from fanlight.tables.yaml.lines import read_yaml

        facts = facts_from(read_yaml(path).data, path.name)
        day, chosen = parse_date(on, where="--on"), settings_from(setting or [])
        try:
            advices: tuple[Advice, ...] = (advise_on(facts, day, policy or None, chosen),)
            uncertain = ""
        except UncertainPolicy as error:
            advices, uncertain = advise_candidates(facts, day, chosen), str(error)
        if as_json:
            told = uncertain_json(advices, uncertain) if uncertain else advices[0].as_json()
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            show(advices, uncertain)
        raise typer.Exit(1 if uncertain else 0)


def settings_from(given: list[str]) -> dict[str, str]:
    """`NAME=VALUE` texts. Raises `BadInput` for one that is none."""
    from fanlight.errors import BadInput

    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise BadInput(f"“{text}” is not NAME=VALUE.", where="--setting", next_step="As victim_wishes=veto.")
        found[name.strip()] = value.strip()
    return found


def uncertain_json(advices: tuple[Advice, ...], why: str) -> dict[str, Any]:
    """The five keys hold only what every candidate agrees on; `status` and `policy` are null where they do not."""
    from fanlight.policy.community_resolution import differences

    every = [advice.as_json() for advice in advices]
    agreed = len({advice.status for advice in advices}) == 1
    common = set.intersection(*({rule.id for rule in advice.rules} for advice in advices))
    return {
        "status": every[0]["status"] if agreed else None,
        "rules": [rule for rule in every[0]["rules"] if rule["id"] in common],
        "duties": list(dict.fromkeys(duty for each in every for duty in each["duties"])),
        "missing": list(dict.fromkeys(name for each in every for name in each["missing"])),
        "policy": None,
        "uncertain": why,
        "candidates": every,
        "differences": list(differences(advices)),
    }


def show(advices: tuple[Advice, ...], uncertain: str) -> None:
    from rich.console import Console

    from fanlight.policy.community_resolution import differences

    console = Console(highlight=False)
    if uncertain:
        console.print(f"[yellow]{uncertain}[/yellow] None is chosen here.", markup=True)
    for advice in advices:
        _show_one(advice, console)
    if uncertain:
        found = differences(advices)
        console.print("\nDifferences:" if found else "\nThe advice is the same under each.")
        for line in found:
            console.print(f"  {line}", markup=False)
    console.print("\nThis is advice. A named person decides, with reasons.", style="dim")


def _show_one(advice: Advice, console: Console) -> None:
    from rich.text import Text

    colours = {"SUPPORTABLE": "green", "NEEDS_ACTION": "yellow"}
    version = f"  {advice.policy.id} {advice.policy.version}, SHA-256 {advice.policy.sha256[:12]}, on {advice.on}"
    console.print(Text.assemble(("\n" + advice.status, f"bold {colours.get(advice.status, 'red')}"), (version, "dim")))
    for rule in advice.rules:
        console.print(Text.assemble((f"  {rule.id:<4}", "bold"), rule.why))
        console.print(Text(f"      {rule.clause}", style="dim"))
    for title, lines in (("Duties", advice.duties), ("On record", advice.evidence), ("Missing", advice.missing)):
        if lines:
            console.print(f"  {title}:", style="bold")
            for line in lines:
                console.print(f"    {line}", markup=False)
