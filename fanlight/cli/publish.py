"""`fanlight publish`: an approved page put out later, or taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    @app.command("publish")
    def publish_command(
        out_dir: Annotated[Path, typer.Argument(help="The folder with the approved response.")],
        by: Annotated[
            str,
            typer.Option(
                "--as", help="Who decides it: one of the case's people, by key, staff number, e-mail or name."
            ),
        ],
        on: Annotated[str, typer.Option("--on", help="The day, YYYY-MM-DD; today by default.")] = "",
        reason: Annotated[str, typer.Option("--withdraw", help="Take the page back instead, for this reason.")] = "",
    ) -> None:
        """Publish an approved page that was kept back: puts it into OUT_DIR/release/publish. Or withdraw it."""
        from fanlight.answering.publishing import publish, withdraw
        from fanlight.cli.approve import day_of

        if reason:
            withdraw(out_dir, by=by, on=day_of(on), reason=reason)
            typer.echo(f"Withdrawn by {by}. Take it off the disclosure log too; what was read there stays known.")
            return
        place = publish(out_dir, by=by, on=day_of(on))
        typer.echo(f"Published by {by}: {place}")
