"""`fanlight audit`: what anybody can work out about the withheld figures of a published table."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from fanlight.audit.cells import AuditRequest, CellAudit


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
            Path | None,
            typer.Option("--known", help="KNOWN.csv or KNOWN.yaml: what readers have from elsewhere, bounds or words."),
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
        minimality: Annotated[
            bool, typer.Option("--minimality", help="What a reader learns who knows how protect chooses; small tables.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
    ) -> None:
        """Work out every withheld figure as far as anybody can. Exit 0: proved safe; 1: not safe; 2: not proved."""
        from fanlight.cli.files.requests import also_of, audit_request, refuse_without_ledger
        from fanlight.cli.files.trees import named_trees
        from fanlight.cli.files.writing import refuse_same_place
        from fanlight.cli.flags import FLAGS
        from fanlight.errors import BadInput, fields_named

        begun = time.monotonic()
        with fields_named(FLAGS):
            trees = named_trees(hierarchy or ())
            of_trees = [path for paths in trees.values() for path in paths]
            others = [also_of(text)[0] for text in also or ()]
            refuse_same_place((first, second, pools, cells, known, describe, *of_trees, *others), (certificate, report))
            if ledger:
                _refuse_with_ledger(
                    {
                        "--certificate": certificate,
                        "--report": report,
                        "--known": known,
                        "--also": also,
                        "--marks": marks != "plain",
                        "--protect-zeros": protect_zeros,
                        "--minimality": minimality,
                    }
                )
                if describe is not None and second is not None:
                    raise BadInput(
                        "A JJ file says nothing of what its cells count.", next_step="Give PUBLIC.csv alone."
                    )
            else:
                refuse_without_ledger(describe=describe, revisions=revisions, leave_out=leave_out)
            request = audit_request(
                first,
                second,
                threshold=threshold,
                hierarchies=trees,
                pools=pools,
                cells=cells,
                count=count,
                known=known,
                also=also or (),
                marks=marks,
                zeros_shown=zeros_shown,
                protect_zeros=protect_zeros,
                groups=tuple(groups or ()),
                time_limit=time_limit,
                intervals=ends,
            )
            if ledger:
                code = _with_ledger(request, ledger, describe, revisions, tuple(leave_out or ()), as_json)
            else:
                request = _left(request, time.monotonic() - begun)
                code = _alone(request, (second or first).name, certificate, report, as_json, minimality)
        raise typer.Exit(code)


LEAST = 0.2
"""The part of the time limit that the audit has at least, beside reading and writing."""


def _left(request: AuditRequest, spent: float) -> AuditRequest:
    """What was found takes about as long to write as the table took to read."""
    limit = request.time_limit
    return replace(request, time_limit=max(limit - 2 * spent, LEAST * limit)) if limit > 0 else request


def _refuse_with_ledger(given: dict[str, Any]) -> None:
    from fanlight.errors import BadInput

    for flag, value in given.items():
        if value:
            raise BadInput(f"The audit with a ledger does not take {flag}.", next_step="Audit the table alone with it.")


def _with_ledger(
    request: AuditRequest,
    ledger: str,
    describe: Path | None,
    revisions: str | None,
    leave_out: tuple[str, ...],
    as_json: bool,
) -> int:
    from rich.console import Console

    from fanlight.cli.files.requests import with_ledger
    from fanlight.ledger import Ledger
    from fanlight.progress import told
    from fanlight.protection.ledger.audit import audited_with_ledger

    with (
        Ledger.open(ledger) as opened,
        Console(stderr=True, highlight=False).status("Looking at what was published before") as status,
    ):
        use = with_ledger(opened, describe, revisions, leave_out)
        found = audited_with_ledger(request, use, lambda done, of, what: status.update(told(done, of, what)))
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        for line in found.lines():
            typer.echo(line)
    return found.exit_code


def _alone(
    request: AuditRequest, name: str, certificate: Path | None, report: Path | None, as_json: bool, minimality: bool
) -> int:
    from fanlight.audit.cells.report import written
    from fanlight.audit.certificate.cells import certificate_of
    from fanlight.cli.files.writing import write_together
    from fanlight.protection.minimality import check_examined, examined
    from fanlight.protection.report.plot import picture_of

    if minimality:
        check_examined(request)
    found = _with_progress(request, name)
    sha256 = None
    texts: dict[Path, str] = {}
    if certificate:
        paper = certificate_of(found)
        sha256 = paper["sha256"]
        texts[certificate] = json.dumps(paper) + "\n"
    if report:
        html = report.suffix.lower() in (".html", ".htm")
        texts[report] = written(found, html=html, certificate=sha256, picture=picture_of(found) if html else "")
    write_together(texts, inside=texts)
    attack = (
        examined(request, found, max(request.time_limit - found.seconds, LEAST * request.time_limit))
        if minimality
        else None
    )
    if as_json:
        said = {"certificate_sha256": sha256, **({"minimality": attack.to_json()} if attack else {})}
        typer.echo(json.dumps(found.to_json() | said, ensure_ascii=False))
    else:
        _show(found)
        for line in attack.lines() if attack else ():
            typer.echo(line)
    return found.exit_code


def _with_progress(request: AuditRequest, name: str) -> CellAudit:
    from rich.console import Console
    from rich.progress import Progress

    from fanlight.audit.cells import audit_table
    from fanlight.errors import completed

    console = Console(stderr=True, highlight=False)
    with completed(name), Progress(console=console, transient=True) as shown:
        task = shown.add_task("Looking at the table", total=None)

        def step(done: int, of: int, what: str) -> None:
            shown.update(task, completed=done, total=of or None, description=what)

        return audit_table(request, step)


def _show(found: CellAudit) -> None:
    from fanlight.audit.cells.report import summary, worked_out

    for line in (*summary(found), *worked_out(found)):
        typer.echo(line)
