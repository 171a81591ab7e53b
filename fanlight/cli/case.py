"""`fanlight case`: a first case folder from a request, and what one still lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fanlight.answering.checking import Checked


def register(app: typer.Typer) -> None:
    case = typer.Typer(
        no_args_is_help=True, help="Begin a case folder, and see what it still lacks.", rich_markup_mode=None
    )
    app.add_typer(case, name="case")

    @case.command("new")
    def new(
        request: Annotated[Path, typer.Argument(help="The request as received, as a text file.")],
        out: Annotated[Path, typer.Option("--out", help="The case folder to make.")] = Path("case"),
        received: Annotated[
            str, typer.Option("--received", help="The day on which it came, YYYY-MM-DD; today by default.")
        ] = "",
    ) -> None:
        """Make a first case folder: the request, case.yaml to fill in, and a copy of the request for publication."""
        from fanlight.answering.folder import begin_case
        from fanlight.cli.approve import day_of

        due = begin_case(request, out, day_of(received, "--received"), given=bool(received))
        typer.echo(
            f"{out}: request.txt, case.yaml and publication.txt. The last day to answer is {due:%A} {due.isoformat()}."
        )
        typer.echo(f"Fill in case.yaml, and read publication.txt. What is still missing: fanlight case check {out}")

    @case.command("check")
    def check(
        folder: Annotated[Path, typer.Argument(help="The case folder, with request.txt and case.yaml.")],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
    ) -> None:
        """Say what is wrong or missing in a case, with line and mend; nothing is counted. Exit code 0: nothing, 1: something is
        missing, 2: something is wrong."""
        from fanlight.answering.checking import check_case

        found = check_case(folder)
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            for line in lines(found, folder):
                typer.echo(line)
        if found.mistakes or found.missing:
            raise typer.Exit(2 if found.mistakes else 1)


def lines(found: Checked, folder: Path) -> list[str]:
    told = [f"{folder}: {found.reference or 'no reference yet'}"]
    if found.due is not None:
        told[0] += f", last day to answer {found.due.isoformat()}"
    if found.mistakes:
        told += ["", "Wrong", *(f"  - {one.where}: {one.text}" for one in found.mistakes)]
    if found.missing:
        told += ["", "Missing", *(f"  - {one.where}: {one.words}" for one in found.missing)]
    if not found.mistakes and not found.missing:
        more = " that can be seen before counting" if found.counts else ""
        records = " --records STORE" if found.counts else ""
        told += ["", f"Nothing is missing{more}. Next: fanlight answer {folder}{records} --out OUT"]
    return told
