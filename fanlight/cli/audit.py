"""`fanlight audit`: what anybody can work out about the withheld figures of a published table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from fanlight.audit.cells import CellAudit


def register(app: typer.Typer) -> None:
    @app.command("audit")
    def audit_command(
        first: Annotated[
            Path, typer.Argument(metavar="PUBLIC.csv|INSTANCE.jj", help="What is published, or its JJ file first.")
        ],
        second: Annotated[
            Path | None, typer.Argument(metavar="PUBLIC.csv", help="After a JJ file: what is published.")
        ] = None,
        threshold: Annotated[int, typer.Option("--threshold", help="Counts from 1 to one below it are low.")] = 0,
        hierarchy: Annotated[
            list[str] | None, typer.Option("--hierarchy", help="DIM=TREE.csv; may be repeated, also for one DIM.")
        ] = None,
        pools: Annotated[Path | None, typer.Option("--pools", help="POOLS.csv: dimension,pool,code.")] = None,
        cells: Annotated[Path | None, typer.Option("--cells", help="The true inner cells, as for protect.")] = None,
        count: Annotated[str, typer.Option("--count", help="The column of counts in --cells.")] = "count",
        marks: Annotated[str, typer.Option("--marks", help="plain, or telling: what the marks say is used.")] = "plain",
        zeros_shown: Annotated[
            bool, typer.Option("--zeros-shown", help="K1: readers know that every zero is given.")
        ] = False,
        protect_zeros: Annotated[bool, typer.Option("--protect-zeros", help="Zeros are low as well.")] = False,
        groups: Annotated[
            list[str] | None,
            typer.Option(
                "--groups", help="A dimension over which no sum may be seen to fall in one code; may be repeated."
            ),
        ] = None,
        known: Annotated[
            Path | None, typer.Option("--known", help="KNOWN.csv: what readers have from elsewhere: at_least, at_most.")
        ] = None,
        also: Annotated[
            list[str] | None,
            typer.Option("--also", help="OTHER.csv, published about the same records; or OTHER.csv@DIM=CODE."),
        ] = None,
        time_limit: Annotated[float, typer.Option("--time-limit", help="Seconds.")] = 60,
        ends: Annotated[
            str, typer.Option("--intervals", help="all, or needed: no more than the verdict needs.")
        ] = "all",
        certificate: Annotated[
            Path | None, typer.Option("--certificate", help="Write the proof for verify-certificate here. Internal.")
        ] = None,
        report: Annotated[
            Path | None, typer.Option("--report", help="Write what can be worked out in words here. Internal.")
        ] = None,
        ledger: Annotated[str, typer.Option("--ledger", help="Audit it together with everything in this ledger.")] = "",
        describe: Annotated[
            Path | None,
            typer.Option("--describe", help="DESCRIPTION.yaml: what the codes count; needed with --ledger."),
        ] = None,
        revisions: Annotated[
            str | None,
            typer.Option("--revisions", help="How extracts differ: same (else), apart, “within N”, “within N or P%”."),
        ] = None,
        leave_out: Annotated[
            list[str] | None, typer.Option("--leave-out", help="A release to leave out, by reference; may be repeated.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
    ) -> None:
        """Work out every withheld figure as far as anybody can. Exit 0: proved safe; 1: not safe; 2: not proved."""
        from fanlight.audit.cells.asked import Asked, audited
        from fanlight.cli.writing import refuse_same_place, write_together
        from fanlight.errors import BadInput
        from fanlight.tables.cells.trees import named_trees

        asked = Asked(
            first=first,
            second=second,
            threshold=threshold,
            hierarchies=tuple(hierarchy or ()),
            pools=pools,
            cells=cells,
            count=count,
            marks=marks,
            zeros_shown=zeros_shown,
            zeros_protected=protect_zeros,
            groups=tuple(groups or ()),
            known=known,
            also=tuple(also or ()),
            time_limit=time_limit,
            ends=ends,
        )
        trees = [path for paths in named_trees(asked.hierarchies).values() for path in paths]
        others = [Path(text.partition("@")[0]) for text in asked.also]
        refuse_same_place((first, second, pools, cells, known, describe, *trees, *others), (certificate, report))
        _check_ledger_options(
            ledger,
            {"--describe": describe, "--revisions": revisions, "--leave-out": leave_out},
            {
                "--certificate": certificate,
                "--report": report,
                "--known": known,
                "--also": also,
                "--marks": marks != "plain",
                "--protect-zeros": protect_zeros,
                "--groups": groups,
            },
        )
        if ledger:
            raise typer.Exit(
                _with_ledger(asked, ledger, describe, revisions or "same", tuple(leave_out or ()), as_json)
            )
        if groups and certificate:
            raise BadInput(
                "A certificate does not speak of groups.",
                where="--groups",
                next_step="Leave --certificate or --groups out.",
            )
        found = _with_progress(asked, audited)
        sha256 = None
        texts: dict[Path, str] = {}
        if certificate:
            from fanlight.audit.cells.papers import certificate_of

            paper = certificate_of(found)
            sha256 = paper["sha256"]
            texts[certificate] = json.dumps(paper) + "\n"
        if report:
            from fanlight.audit.cells.report import written
            from fanlight.protection.plot import picture_of

            html = report.suffix.lower() in (".html", ".htm")
            texts[report] = written(found, html=html, certificate=sha256, picture=picture_of(found) if html else "")
        write_together(texts)
        if as_json:
            typer.echo(json.dumps(found.to_json() | {"certificate_sha256": sha256}, ensure_ascii=False))
        else:
            _show(found)
        raise typer.Exit(found.exit_code)


def _check_ledger_options(ledger: str, needing: dict[str, Any], apart: dict[str, Any]) -> None:
    """`needing`: options that mean nothing without a ledger; `apart`: those that the audit with one does not take."""
    from fanlight.errors import BadInput

    for flag, value in (apart if ledger else needing).items():
        if value:
            if ledger:
                raise BadInput(
                    f"The audit with a ledger does not take {flag}.", next_step="Audit the table alone with it."
                )
            raise BadInput(f"{flag} says how a ledger is used, and there is none.", next_step="Give --ledger.")


def _with_ledger(
    asked: Any, ledger: str, describe: Path | None, revisions: str, leave_out: tuple[str, ...], as_json: bool
) -> int:
    from rich.console import Console

    from fanlight.errors import BadInput
    from fanlight.protection.audited import audited_with_ledger

    if describe is None:
        raise BadInput("The ledger needs to know what the table counts.", next_step="Give --describe DESCRIPTION.yaml.")
    if asked.second is not None:
        raise BadInput("A JJ file says nothing of what its cells count.", next_step="Give PUBLIC.csv alone.")
    with Console(stderr=True, highlight=False).status("Auditing it together with what was published before"):
        found = audited_with_ledger(asked, ledger, describe, revisions=revisions, leave_out=leave_out)
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        for line in found.lines():
            typer.echo(line)
    return found.exit_code


def _with_progress(asked: object, audited: object) -> CellAudit:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, highlight=False)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Looking for tables that agree with what is published", total=None)

        def step(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of)

        return audited(asked, step)  # type: ignore[operator, no-any-return]


def _show(found: CellAudit) -> None:
    from fanlight.audit.cells.report import summary, worked_out

    for line in (*summary(found), *worked_out(found)):
        typer.echo(line)
