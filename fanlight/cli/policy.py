"""`fanlight policy …`: the community-resolution policy itself: proved, shown, exported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fanlight.policy.community_resolution.proof.check import Report


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="The community-resolution policy: prove it, export it.", no_args_is_help=True)

    @group.callback()
    def root() -> None:
        pass

    @group.command()
    def check(
        folder: Annotated[
            Path | None, typer.Argument(help="A folder of policy files; left out: those shipped.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
        tries: Annotated[int, typer.Option(min=0, help="Inputs drawn and advised one by one, for each version.")] = 500,
        seed: Annotated[int, typer.Option(help="Of the draw.")] = 1,
    ) -> None:
        """Prove every version over all facts. Exit 0: proved; 1: something was found, with facts that show it."""
        from rich.console import Console

        from fanlight.policy.community_resolution.proof.check import check_policies

        with Console(stderr=True).status("Proving every version over all facts …"):
            report = check_policies(folder, tries=tries, seed=seed)
        if as_json:
            typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            _show(report)
        raise typer.Exit(0 if report.ok else 1)

    @group.command()
    def export(
        version: Annotated[str, typer.Argument(help="A version, as 2019.")],
        dmn: Annotated[bool, typer.Option("--dmn", help="DMN 1.3 (XML).")] = False,
        as_csv: Annotated[bool, typer.Option("--csv", help="One row for each way in which a rule applies.")] = False,
        setting: Annotated[list[str] | None, typer.Option("--setting", help="A point read otherwise.")] = None,
    ) -> None:
        """Print a version as decision tables, for reading elsewhere. Exit 0: printed; 2: no such version or format."""
        from fanlight.cli.resolution.advise import settings_from
        from fanlight.errors import BadInput
        from fanlight.policy.community_resolution import load
        from fanlight.policy.community_resolution.export import exported

        if dmn == as_csv:
            raise BadInput("Say which one: --dmn or --csv.", where="fanlight policy export")
        policy = load(version, settings=settings_from(setting or []))
        typer.echo(exported(policy, "dmn" if dmn else "csv"), nl=False)

    app.add_typer(group, name="policy")


def _show(report: Report) -> None:
    import yaml
    from rich.console import Console

    console = Console(highlight=False)
    for finding in report.findings:
        console.print(f"\n[red]{finding.kind}[/red] {finding.version}", markup=True)
        console.print(f"  {finding.what}", markup=False)
        console.print(f"  Mend: {finding.mend}", markup=False)
        if finding.apart:
            said = "; ".join(f"{name}: {value}" for name, value in finding.apart.items())
            console.print(f"  Where it differs from the clean case: {said}", markup=False)
        if finding.facts:
            console.print("  The facts:", markup=False)
            for line in yaml.safe_dump(dict(finding.facts), sort_keys=False, allow_unicode=True).splitlines():
                console.print(f"    {line}", markup=False)
    for proved in report.proved:
        counts = ", ".join(f"{status} {number:,}" for status, number in proved.statuses.items())
        console.print(f"\n[bold]{proved.version}[/bold]  SHA-256 {proved.sha256[:12]}")
        console.print(f"  {proved.inputs:,} possible inputs, each with one status: {counts}")
        console.print(f"  {proved.readings} readings of its ambiguous points; {proved.tried:,} inputs tried one by one")
    console.print(
        "\nEvery version: no hole, one status, nothing eased by a risk or an unknown, every rule counts."
        if report.ok
        else f"\n{len(report.findings)} found. Nothing may be decided under a version that is not proved."
    )
