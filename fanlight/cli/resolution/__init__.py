"""`fanlight resolution …`: community resolutions, one verb a file."""

from __future__ import annotations

import importlib

import typer

RESOLUTION_VERBS = ("advise", "diff", "ask", "case", "show", "check", "scrutiny")
"""Each names a module `fanlight.cli.resolution.NAME` with a function `register(group)`."""


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Community resolutions: what policy says, and what was decided.", no_args_is_help=True)

    @group.callback()
    def root() -> None:
        pass

    for verb in RESOLUTION_VERBS:
        importlib.import_module(f"fanlight.cli.resolution.{verb}").register(group)
    app.add_typer(group, name="resolution")
