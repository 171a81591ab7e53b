"""`fanlight answer`: a case in, a draft out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    @app.command("answer")
    def answer_command(
        case_dir: Annotated[Path, typer.Argument(help="The case folder, with request.txt and case.yaml.")],
        out: Annotated[Path, typer.Option("--out", help="Where the draft goes.")],
        records: Annotated[
            list[Path] | None, typer.Option("--records", help="A record store, or files of records; may be repeated.")
        ] = None,
        more_records: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
        mapping: Annotated[str, typer.Option("--mapping", help="The mapping for record files in another layout.")] = "",
        source: Annotated[
            str, typer.Option("--source", help="Records elsewhere: postgres://… or spark://…, instead of --records.")
        ] = "",
        ledger: Annotated[
            str, typer.Option("--ledger", help="The ledger: a folder or postgres://…; by default in the record store.")
        ] = "",
        no_ledger: Annotated[
            bool, typer.Option("--no-ledger", help="Take nothing published before into account; the audit says so.")
        ] = False,
    ) -> None:
        """Answer a request: makes OUT/draft for approval, and OUT/internal with the audit and the trail."""
        from rich.console import Console

        from fanlight.answering.draft import answer

        console = Console(stderr=True, highlight=False)
        with console.status("Reading the case") as status:
            drafted = answer(
                case_dir,
                [*(records or []), *(more_records or [])],
                out,
                mapping=mapping or None,
                source=source or None,
                ledger=ledger or None,
                no_ledger=no_ledger,
                step=lambda text: status.update(text),
            )
        for line in drafted.summary():
            typer.echo(line)
