"""`fanlight verify`: a release looked at again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    @app.command("verify")
    def verify_command(
        out_dir: Annotated[Path, typer.Argument(help="The folder that holds a release.")],
    ) -> None:
        """Check a release again: its bytes, its trail, and who approved it. Exit code 1 with what is wrong."""
        from fanlight.answering.verify import verified

        for line in verified(out_dir):
            typer.echo(line)
