"""`fanlight records`: import files into the store, see what it holds, see what was rejected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fanlight.cli.records.rows import JsonOption, StoreOption, given_day, history_line
from fanlight.cli.records.rows import register as register_rows


def register(app: typer.Typer) -> None:
    records = typer.Typer(no_args_is_help=True, help="Import crime records, and see what the store holds.")
    app.add_typer(records, name="records")

    @records.command("import")
    def import_command(
        files: Annotated[list[Path], typer.Argument(help="CSV (also packed: .csv.gz), Parquet or XLSX files.")],
        store: StoreOption,
        mapping: Annotated[str, typer.Option("--mapping", help="A shipped mapping's name, or a YAML file.")] = "",
        extracted: Annotated[str, typer.Option("--extracted", help="The day of the extract, YYYY-MM-DD.")] = "",
        source: Annotated[str, typer.Option("--source", help="The system and query that the extract comes from.")] = "",
        period: Annotated[
            str, typer.Option("--period", help="The days that the extract covers: YYYY-MM-DD..YYYY-MM-DD.")
        ] = "",
        replaces: Annotated[
            str, typer.Option("--replaces", help="The held file whose place this one takes: its name or hash.")
        ] = "",
        code: Annotated[
            list[str] | None,
            typer.Option("--code", help="What a date that a spreadsheet made of a code was: 03-Jan=3/1. Repeatable."),
        ] = None,
        json_output: JsonOption = False,
    ) -> None:
        """Import files: all of them, or none. A newer extract of the same source and period replaces an older one."""
        import json

        from rich.console import Console

        from fanlight.errors import BadInput
        from fanlight.records import Extract, import_files

        about = Extract(source, _period(period), given_day(extracted, "--extracted") if extracted else None, replaces)
        for path in files:
            if not path.is_file():
                raise BadInput("There is no such file.", where=str(path))
        if replaces and len(files) > 1:
            raise BadInput("One file takes the place of one.", where="--replaces", next_step="Import the others apart.")
        with Console(stderr=True).status("Importing") as status:
            report = import_files(
                files, store, mapping=mapping or None, extract=about, codes=_codes(code or []), progress=status.update
            )
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
            report, history = opened.report(), opened.history()
        if json_output:
            whole = {"files": held, "units": units, "reports": report.as_json()["files"], "history": history}
            typer.echo(json.dumps(whole, indent=1, ensure_ascii=False, default=str))
            return
        for entry in held:
            typer.echo(
                f"{entry['file']} ({entry['mapping']}): {entry['rows']:,} rows = {entry['accepted']:,} accepted + "
                f"{entry['duplicates']:,} duplicates + {entry['rejected']:,} rejected"
                + (f" + {entry['erased']:,} erased" if entry["erased"] else "")
            )
        for entry in history:
            typer.echo(history_line(entry))
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

    @records.command("diff")
    def diff_command(
        store: StoreOption,
        file: Annotated[
            str, typer.Argument(help="The newer file, by name or hash; the last that replaced another.")
        ] = "",
        json_output: JsonOption = False,
    ) -> None:
        """What a newer extract changed: records that are new, gone or different from the extract that it replaced."""
        import json

        from fanlight.records import Store

        with Store.open(store) as opened:
            found = opened.diff(file)
        if json_output:
            typer.echo(json.dumps(found.as_json(), indent=1, ensure_ascii=False))
            return
        for line in found.lines():
            typer.echo(line)

    @records.command("narrow")
    def narrow_command(
        spec: Annotated[Path, typer.Argument(help="A file of table specs.")],
        table: Annotated[str, typer.Argument(help="The id of the table whose records would have to be gone through.")],
        store: StoreOption,
        minutes: Annotated[float, typer.Option("--minutes", help="Minutes a record.", min=0.001)],
        besides: Annotated[float, typer.Option("--besides", help="Hours of other work, for locating, say.", min=0)] = 0,
        limit_hours: Annotated[int, typer.Option("--limit-hours", help="18, or 24 for bodies in Part I.")] = 18,
    ) -> None:
        """What could be asked for within the cost limit of section 12: entries for cost.narrowed. Internal: true counts."""
        from fanlight.cli.records.narrow import narrowed

        for line in narrowed(spec, table, store, minutes=minutes, besides=besides, limit_hours=limit_hours):
            typer.echo(line)

    register_rows(records)

    @records.command("remove")
    def remove_command(
        file: Annotated[str, typer.Argument(help="The file's name, or the start of its hash.")],
        store: StoreOption,
        person: Annotated[str, typer.Option("--by", help="Who takes it out.")],
        reason: Annotated[str, typer.Option("--because", help="Why: for the record that stays.")],
        on: Annotated[str, typer.Option("--on", help="The day, YYYY-MM-DD; today by default.")] = "",
    ) -> None:
        """Take a file out that was imported by mistake. That it was done stays on record; decisions made here stay too."""
        import datetime

        from fanlight.records import remove

        day = given_day(on, "--on") if on else datetime.datetime.now(tz=datetime.UTC).date()
        typer.echo(history_line(remove(store, file, person=person, reason=reason, day=day)))


def _period(text: str) -> tuple[date, date] | None:
    from fanlight.errors import BadInput

    if not text:
        return None
    first, _, last = text.partition("..")
    days = given_day(first, "--period"), given_day(last, "--period")
    if days[0] > days[1]:
        raise BadInput("The period ends before it begins.", where="--period", next_step="Write FIRST..LAST.")
    return days


def _codes(given: list[str]) -> dict[str, str]:
    from fanlight.errors import BadInput

    found = {}
    for entry in given:
        made, mark, own = entry.partition("=")
        if not (mark and made.strip() and own.strip()):
            raise BadInput(
                f"“{entry}” names no code.", where="--code", next_step="Write DATE=CODE, such as 03-Jan=3/1."
            )
        found[made.strip()] = own.strip()
    return found
