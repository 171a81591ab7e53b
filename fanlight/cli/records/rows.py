"""`fanlight records behind` and `erase`: the rows behind a figure, and a person's rows taken out for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from fanlight.tables.text.counted import counted

StoreOption = Annotated[Path, typer.Option("--store", help="The store's folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def register(records: typer.Typer) -> None:
    @records.command("behind")
    def behind_command(
        out_dir: Annotated[Path, typer.Argument(help="The folder that fanlight answer wrote.")],
        table: Annotated[str, typer.Argument(help="The table's id.")],
        cell: Annotated[
            str,
            typer.Argument(
                help="The figure: offence=blade,period=2025 (without a dimension: its total), or its labels."
            ),
        ] = "",
        place: Annotated[
            list[Path] | None, typer.Option("--records", help="The records, where they have moved; may be repeated.")
        ] = None,
        mapping: Annotated[str, typer.Option("--mapping", help="The mapping for record files in another layout.")] = "",
        source: Annotated[str, typer.Option("--source", help="Records elsewhere: postgres://… or spark://….")] = "",
        json_output: JsonOption = False,
    ) -> None:
        """The rows that a figure of a draft counts, as CSV. INTERNAL: they name people, and never go into a response."""
        import csv
        import json
        import sys
        from dataclasses import asdict

        from fanlight.answering.behind import behind
        from fanlight.answering.words import INTERNAL

        found = behind(out_dir, table, cell, records=place or (), mapping=mapping or None, source=source or None)
        if json_output:
            typer.echo(json.dumps({"internal": INTERNAL, **asdict(found)}, indent=1, ensure_ascii=False))
            return
        rows = f"{len(found.rows):,} rows of extract {found.extract}"
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow([f"# {INTERNAL}"])
        writer.writerow([f"# {table}, {found.name}: {found.units:,} {found.unit} in {rows}"])
        writer.writerow(found.columns)
        writer.writerows(found.rows)

    @records.command("erase")
    def erase_command(
        store: StoreOption,
        person: Annotated[str, typer.Option("--by", help="Who erases it.")],
        reason: Annotated[
            str, typer.Option("--because", help="Why, without the reference: for the record that stays.")
        ],
        offender: Annotated[
            str, typer.Option("--offender", help="The person's reference, as the records write it.")
        ] = "",
        record: Annotated[str, typer.Option("--record", help="The id of one record (disposal or search).")] = "",
        on: Annotated[str, typer.Option("--on", help="The day, YYYY-MM-DD; today by default.")] = "",
    ) -> None:
        """Erase one person's rows, or one record, for good. That it was done stays on record; decisions made here stay too."""
        import datetime

        from fanlight.records import erase

        day = given_day(on, "--on") if on else datetime.datetime.now(tz=datetime.UTC).date()
        done = erase(store, offender=offender, record=record, person=person, reason=reason, day=day)
        typer.echo(history_line(done))
        if done["decided"]:
            typer.echo(f"{done['decided']:,} rows of decisions made here stay.")
        typer.echo("Copies of the store, files of records, and drafts made before are not touched.")


def history_line(entry: Mapping[str, Any]) -> str:
    """One line on an extract that was replaced, a file that was removed, or rows that were erased."""
    if entry["what"] == "erased":
        return f"{counted(entry['rows'], 'row')} erased on {entry['day']} by {entry['person']}: {entry['reason']}"
    day = f" on {entry['day']}" if entry["what"] == "removed" else ""
    if entry["what"] == "replaced":
        return f"{entry['file']}: replaced by the newer extract {entry['by_file']} ({entry['rows']:,} rows kept aside)."
    return f"{entry['file']}: removed{day} by {entry['person']} ({entry['rows']:,} rows): {entry['reason']}"


def given_day(text: str, where: str) -> date:
    import datetime

    from fanlight.errors import BadInput

    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text}” is no date.", where=where, next_step="Write YYYY-MM-DD.") from None
