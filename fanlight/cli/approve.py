"""`fanlight approve`: a named person's approval, bound to the bytes of a draft."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    @app.command("approve")
    def approve_command(
        out_dir: Annotated[Path, typer.Argument(help="The folder that fanlight answer wrote.")],
        by: Annotated[
            str,
            typer.Option("--as", help="Who approves: one of the case's people, by key, staff number, e-mail or name."),
        ],
        on: Annotated[str, typer.Option("--on", help="The day of the approval, YYYY-MM-DD; today by default.")] = "",
        override: Annotated[
            str,
            typer.Option(
                "--override", help="Why somebody who took a decision must approve it, where nobody else exists."
            ),
        ] = "",
        ledger: Annotated[str, typer.Option("--ledger", help="The ledger, where it is in a database.")] = "",
    ) -> None:
        """Approve a draft: makes OUT_DIR/release from exactly the approved bytes."""
        from fanlight.answering.approve import advice, approve
        from fanlight.answering.output import manifest as manifests

        # An approval is an act at a time: its day alone comes from the clock, and goes into no released file.
        today = datetime.datetime.now().astimezone().date()
        day = day_of(on)
        for text in advice(out_dir):
            typer.echo(f"Note: {text}")
        release = approve(out_dir, by=by, on=day, ledger=ledger or None, override=override, today=today)
        approval = manifests.read(out_dir / manifests.NAME).approval or {}
        typer.echo(f"Approved by {approval['by']} ({approval['id']}). Released: {release}")
        typer.echo(f"  for the requester: {release / 'requester'}")
        if (release / "publish").exists():
            typer.echo(f"  for the disclosure log: {release / 'publish'}")
        elif (out_dir / "draft" / "publish").exists():
            typer.echo(f"  the page waits: fanlight publish {out_dir} --as PERSON")


def day_of(on: str, flag: str = "--on") -> datetime.date:
    """The day given, or today: an act is an act at a time, and its day goes into no released file. Raises `BadInput`."""
    from fanlight.errors import BadInput

    try:
        return datetime.date.fromisoformat(on) if on else datetime.datetime.now(tz=datetime.UTC).date()
    except ValueError:
        raise BadInput(f"“{on}” is no date.", where=flag, next_step="Write it as YYYY-MM-DD.") from None
