"""`fanlight notice check`: what a refusal notice lacks or says wrongly, by the law of its day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer


def register(app: typer.Typer) -> None:
    notice = typer.Typer(help="Refusal notices: what the Act requires of them.", no_args_is_help=True)

    @notice.callback()
    def group() -> None:
        pass

    @notice.command()
    def check(
        path: Path = typer.Argument(
            metavar="LETTER_OR_CASE_DIR", help="A case folder, or one letter: text, DOCX, PDF, HTML or ODT."
        ),
        as_json: bool = typer.Option(False, "--json", help="Print JSON alone."),
        on: str = typer.Option("", "--on", help="The day of the decision, as 2022-07-26."),
    ) -> None:
        """List what is missing or wrong. Exit 0: nothing; 1: something; 2: it could not be read."""
        from fanlight.inspection import lines_of
        from fanlight.law.casefolder import check_folder
        from fanlight.law.clock import parse_date
        from fanlight.law.data import read_as_at
        from fanlight.law.findings import passes

        day = parse_date(on, where="--on") if on else None
        checked = check_folder(path, on=day, latest=read_as_at(), read=lines_of)
        ok = passes(checked.findings)
        if as_json:
            found = [each.as_json() for each in checked.findings]
            said = {"case": checked.case, "on": checked.on.isoformat(), "findings": found, "ok": ok}
            typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            _show(checked, ok)
        raise typer.Exit(0 if ok else 1)

    app.add_typer(notice, name="notice")


def _show(checked: Any, ok: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(f"[bold]{escape(checked.case)}[/bold], by the law in force on {checked.on.isoformat()}")
    for each in checked.findings:
        colour = "yellow" if each.severity == "check" else "red"
        console.print(f"\n[{colour}]{each.severity}[/{colour}] [bold]{each.id}[/bold]")
        for label, text in (("", each.message), ("Where: ", each.where), ("Mend: ", each.mend), ("Law: ", each.law)):
            console.print(f"  {label}{escape(text)}", soft_wrap=False)
        if each.sure != "high":
            console.print(f"  Certainty of the fact behind this: {each.sure}.")
    count = sum(each.severity != "check" for each in checked.findings)
    console.print(
        "\nNothing that is checked here is missing or wrong. This is a check, not legal advice."
        if ok
        else f"\n{count} missing or wrong. This is a check, not legal advice."
    )
