"""`fanlight deadline`: the last day to answer, with every day explained."""

from __future__ import annotations

import json
from typing import Any

import typer


def register(app: typer.Typer) -> None:
    @app.command()
    def deadline(
        received: str = typer.Argument(help="The day the request was received, as 2022-07-01."),
        as_json: bool = typer.Option(False, "--json", help="Print JSON alone."),
        clarified: str = typer.Option("", help="The day a clarification asked for under section 1(3) came."),
    ) -> None:
        """The 20th working day after receipt; a bank holiday in any part of the UK does not count."""
        from fanlight.law import clock

        found = clock.deadline(
            clock.parse_date(received, where="RECEIVED"),
            clarified=clock.parse_date(clarified, where="--clarified") if clarified else None,
        )
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            _explain(found)


def _explain(found: Any) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Date", "Day", "Counts", "Why", title=f"Received {found.received:%A} {_long(found.received)}")
    for day in found.days:
        number = str(day.number) if day.counted else "-"
        why = "" if day.counted else day.reason
        table.add_row(day.date.isoformat(), f"{day.date:%a}", number, why, style="" if day.counted else "dim")
    console = Console()
    console.print(table)
    if found.note:
        console.print(found.note)
    console.print(f"Answer by [bold]{found.due:%A} {_long(found.due)}[/bold] ({found.law}).")
    calendar = found.calendar
    console.print(
        f"Bank holidays of every part of the UK: {calendar.name} {calendar.version}, to {calendar.last.isoformat()}, "
        f"SHA-256 {calendar.sha256[:12]}.",
        style="dim",
    )


def _long(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
