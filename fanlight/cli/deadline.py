"""`fanlight deadline`: the last day to answer, with every day explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer


def register(app: typer.Typer) -> None:
    @app.command()
    def deadline(
        received: str = typer.Argument(help="The day the request was received, as 2022-07-01."),
        as_json: bool = typer.Option(False, "--json", help="Print JSON alone."),
        clarified: str = typer.Option("", help="The day a clarification asked for under section 1(3) came."),
        by: str = typer.Option(
            "foia", help="The clock: foia, school, archives, armed_forces, abroad, eir, eir_extended or foisa."
        ),
        closed: Path = typer.Option(
            None, help="For a school: a text file of the days on which it is closed, a date a line."
        ),
        agreed: str = typer.Option("", help="For armed_forces and abroad: the day that the Commissioner agreed."),
        calendar: Path = typer.Option(None, help="Bank holidays that the authority adds, as YAML with their source."),
    ) -> None:
        """The 20th working day after receipt; a bank holiday in any part of the UK does not count."""
        from fanlight.errors import BadInput
        from fanlight.law import clock
        from fanlight.law.calendar import uk_calendar
        from fanlight.law.special_clocks import special_deadline

        start = clock.parse_date(received, where="RECEIVED")
        again = clock.parse_date(clarified, where="--clarified") if clarified else None
        own = _own_days(calendar) if calendar else ()
        if by == "foia":
            if closed or agreed:
                raise BadInput(
                    "--closed and --agreed go with another clock.", next_step="Name it with --by, for example school."
                )
            found = clock.deadline(start, clarified=again, calendar=uk_calendar(own=own))
        else:
            found = special_deadline(
                again or start,
                by,
                closed=_dates(closed) if closed else (),
                agreed=clock.parse_date(agreed, where="--agreed") if agreed else None,
                own=own,
            )
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            _explain(found)


def _own_days(path: Path) -> Any:
    from fanlight.law.calendar import added_days
    from fanlight.tables.yaml.bounds import plain

    return added_days(plain(_read(path), where=str(path)), where=str(path))


def _dates(path: Path) -> list[Any]:
    from fanlight.law.clock import parse_date

    lines = [line.strip() for line in _read(path).splitlines()]
    return [parse_date(line, where=str(path)) for line in lines if line and not line.startswith("#")]


def _read(path: Path) -> str:
    from fanlight.errors import BadInput

    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file could not be read: {error}.", where=str(path), next_step="Check the path.") from None


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
        f"Bank holidays of {calendar.described()['parts']}: {calendar.name} {calendar.version}, to {calendar.last.isoformat()}, "
        f"SHA-256 {calendar.sha256[:12]}.",
        style="dim",
    )


def _long(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
