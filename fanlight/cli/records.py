"""`fanlight records`: import files into the store, see what it holds, see what was rejected."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StoreOption = Annotated[Path, typer.Option("--store", help="The store's folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def register(app: typer.Typer) -> None:
    records = typer.Typer(no_args_is_help=True, help="Import crime records, and see what the store holds.")
    app.add_typer(records, name="records")

    @records.command("import")
    def import_command(
        files: Annotated[list[Path], typer.Argument(help="CSV, Parquet or XLSX files.")],
        store: StoreOption,
        mapping: Annotated[str, typer.Option("--mapping", help="A shipped mapping's name, or a YAML file.")] = "",
        extracted: Annotated[str, typer.Option("--extracted", help="The day of the extract, YYYY-MM-DD.")] = "",
        json_output: JsonOption = False,
    ) -> None:
        """Import files: all of them, or none."""
        import datetime
        import json

        from rich.console import Console

        from fanlight.errors import BadInput
        from fanlight.records import import_files

        try:
            day = datetime.date.fromisoformat(extracted) if extracted else None
        except ValueError:
            raise BadInput(f"“{extracted}” is no date.", where="--extracted", next_step="Write YYYY-MM-DD.") from None
        for path in files:
            if not path.is_file():
                raise BadInput("There is no such file.", where=str(path))
        with Console(stderr=True).status("Importing") as status:
            report = import_files(files, store, mapping=mapping or None, extracted=day, progress=status.update)
        if json_output:
            typer.echo(json.dumps(report.as_json(), indent=1, ensure_ascii=False))
        else:
            for line in report.summary():
                typer.echo(line)

    @records.command("show")
    def show_command(store: StoreOption, json_output: JsonOption = False) -> None:
        """The files that the store holds, and what can be counted."""
        import json

        from fanlight.records import Store

        with Store.open(store) as opened:
            held, units = opened.held(), sorted(opened.units())
        if json_output:
            typer.echo(json.dumps({"files": held, "units": units}, indent=1, ensure_ascii=False, default=str))
            return
        for entry in held:
            typer.echo(
                f"{entry['file']} ({entry['mapping']}): {entry['rows']:,} rows = {entry['accepted']:,} accepted + "
                f"{entry['duplicates']:,} duplicates + {entry['rejected']:,} rejected"
            )
        typer.echo(f"Can count: {', '.join(units) or 'nothing'}")

    @records.command("rejected")
    def rejected_command(store: StoreOption, json_output: JsonOption = False) -> None:
        """The rejected rows: file, line, field and reason (the row itself only with --json)."""
        import json

        from fanlight.records import Store

        with Store.open(store) as opened:
            found = opened.rejected()
        if json_output:
            typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
            return
        for entry in found:
            field = f"{entry['field']}: " if entry["field"] else ""
            line = f" line {entry['line']}" if entry["line"] else ""
            typer.echo(f"{entry['file']}{line}: {field}{entry['reason']}")
        typer.echo(f"{len(found)} rejected rows.")
