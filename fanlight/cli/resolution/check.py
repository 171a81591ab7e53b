"""`fanlight resolution check`: policy over a past extract."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option("--out", help="The folder to write: internal/ stays inside, protected/ may leave.")]
On = Annotated[str, typer.Option("--on", help="The day for the disclosure-control policy; today by default.")]


def register(group: typer.Typer) -> None:
    @group.command("check")
    def check_command(
        extract: Annotated[list[Path], typer.Argument(help="A record store, or CSV, Parquet or XLSX files.")],
        out: Out,
        mapping: Annotated[str, typer.Option("--mapping", help="The mapping for files in another layout.")] = "",
        team: Annotated[str, typer.Option("--by", help="The team: bcu, borough, force or officer_rank.")] = "bcu",
        period: Annotated[str, typer.Option("--period", help="year or quarter.")] = "year",
        on: On = "",
        table: Annotated[bool, typer.Option("--table/--no-table", help="Whether to make the protected table.")] = True,
    ) -> None:
        """Check past community resolutions against the policy that was in force: what was not supportable, what
        evidence is missing, what cannot be told."""
        import tempfile
        from dataclasses import asdict

        from rich.console import Console

        from fanlight.answering.output.outputs import written_whole
        from fanlight.decisions.review import tables
        from fanlight.decisions.review.extract import checked_store
        from fanlight.decisions.words import INTERNAL_FIGURES as INTERNAL
        from fanlight.decisions.words import internal_json
        from fanlight.documents.tables_csv import write_csv

        day = date_of(on, "--on")
        check_out(out)
        with (
            Console(stderr=True, highlight=False).status("Reading the extract") as status,
            tempfile.TemporaryDirectory(prefix="fanlight-check-") as scratch,
            checked_store(
                store_of(extract, mapping, Path(scratch)), team=team, period=period, progress=status.update
            ) as (connection, checked),
            written_whole(out) as folder,
        ):
            inside = folder / "internal"
            inside.mkdir()
            lines = tables.summary(checked)
            _write(inside / "summary.txt", "\n".join([INTERNAL, *lines]) + "\n")
            body = asdict(checked)
            body["counts"] = [[*key, count] for key, count in checked.counts.items()]
            _write(inside / "summary.json", internal_json(INTERNAL, body))
            headers = [team, period, "finding", "disposals"]
            rows = [[*key, count] for key, count in checked.counts.items()]
            _write(inside / "findings.csv", tables.internal_csv(headers, rows, INTERNAL))
            listed = connection.con.execute(
                "SELECT disposal_id, CAST(outcome_date AS VARCHAR), finding, pattern, questioned FROM checked "
                "WHERE finding = 'not_supportable' OR questioned <> '' ORDER BY disposal_id"
            ).fetchall()
            headers = ["disposal_id", "outcome_date", "finding", "pattern", "questioned"]
            _write(inside / "to-look-at.csv", tables.internal_csv(headers, listed, INTERNAL))
            if table:
                spec = tables.findings_spec(checked, team=team, period=period)
                source = tables.source_of(connection, "checked", "Crime records")
                made = tables.protected([spec], source, on=day, step=status.update)
                outside = folder / "protected"
                outside.mkdir()
                for one in made.tables:
                    (outside / f"table-{one.number}.csv").write_bytes(write_csv(one))
                    _write(
                        outside / f"table-{one.number}-notes.txt",
                        "\n".join([one.title, one.basis_text, *one.notes]) + "\n",
                    )
                _write(inside / "audit.json", internal_json(INTERNAL, made.audit.to_json()))
        for line in [INTERNAL, *lines]:
            typer.echo(line)
        typer.echo(
            f"Written: {out / 'internal'}" + (f", and the protected table in {out / 'protected'}" if table else "")
        )


def store_of(extract: list[Path], mapping: str, scratch: Path) -> Path:
    """The store named, or one made of the files for this once. Raises `BadInput` where nothing is there."""
    from fanlight.errors import BadInput
    from fanlight.records import import_files, is_store

    for path in extract:
        if not path.exists():
            raise BadInput("There are no records here.", where=str(path))
    if len(extract) == 1 and is_store(extract[0]):
        return extract[0]
    for path in extract:
        if path.is_dir():
            raise BadInput("This folder is no record store.", where=str(path), next_step="Name files, or one store.")
    report = import_files(extract, scratch / "store", mapping=mapping or None)
    for file in report.files:
        for line in file.lines():
            typer.echo(line, err=True)
    return scratch / "store"


def date_of(text: str, option: str) -> datetime.date:
    from fanlight.errors import BadInput

    if not text:
        return datetime.datetime.now(tz=datetime.UTC).date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text}” is no date.", where=option, next_step="Write it as YYYY-MM-DD.") from None


def check_out(out: Path) -> None:
    """Refuses a place that holds anything but an earlier output of these commands."""
    from fanlight.errors import BadInput

    if not out.exists():
        return
    if not out.is_dir() or {path.name for path in out.iterdir() if not path.name.startswith(".")} - {
        "internal",
        "protected",
    }:
        raise BadInput("This place holds other things.", where=str(out), next_step="Name a new or empty folder.")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
