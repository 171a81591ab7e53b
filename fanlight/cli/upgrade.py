"""`fanlight upgrade`: brings a store that an earlier version wrote to the present form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    @app.command("upgrade")
    def upgrade_command(
        store: Annotated[Path, typer.Argument(metavar="STORE", help="The record store's folder.")],
        json_output: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
    ) -> None:
        """Bring a record store to the present form: its decisions are copied, checked, and only then moved."""
        import json
        from dataclasses import asdict

        from rich.console import Console

        from fanlight.decisions.case.policies import Policies
        from fanlight.decisions.registry.upgrade import upgrade

        with Console(stderr=True, highlight=False).status("Looking at the store") as status:
            found = upgrade(store, door=Policies(), step=status.update)
        if json_output:
            typer.echo(json.dumps({"moved": found is not None, **(asdict(found) if found else {})}, indent=1))
        elif found is None:
            typer.echo("This store is of the present form: there was nothing to do.")
        else:
            typer.echo(f"{found.entries} entries, {found.cases} cases, {found.records} records: moved, and all hold.")
            typer.echo(f"head {found.head}")
