"""`fanlight protect`: a table of cells in, a table that may be given out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fanlight.ledger import Ledger
    from fanlight.protection import ProtectionRequest, ProtectionResult
    from fanlight.protection.report.report import Report


def register(app: typer.Typer) -> None:
    @app.command("protect")
    def protect_command(
        cells: Annotated[Path, typer.Argument(metavar="CELLS.csv|INSTANCE.jj", help="Inner cells, or a JJ file.")],
        out: Annotated[Path, typer.Option("--out", help="PUBLIC.csv: what may be given out.")],
        report: Annotated[Path, typer.Option("--report", help="REPORT.json: for inside only.")],
        threshold: Annotated[int, typer.Option("--threshold", help="Counts from 1 to one below it are low.")] = 0,
        method: Annotated[
            str, typer.Option("--method", help="auto, suppress, large, pool, round, small-counts, cell-key.")
        ] = "auto",
        count: Annotated[str, typer.Option("--count", help="The column of counts.")] = "count",
        hierarchy: Annotated[
            list[str] | None, typer.Option("--hierarchy", help="DIM=TREE.csv; may be repeated, also for one DIM.")
        ] = None,
        pools: Annotated[
            Path | None, typer.Option("--pools", help="POOLS.csv: pools to apply: dimension,pool,code.")
        ] = None,
        choose_pools: Annotated[
            Path | None, typer.Option("--choose-pools", help="Choose pools, and write them here.")
        ] = None,
        time_limit: Annotated[float, typer.Option("--time-limit", help="Seconds.")] = 60,
        costs: Annotated[
            str | None, typer.Option("--costs", help="count (else), cells, or COSTS.csv: what withholding loses.")
        ] = None,
        publish: Annotated[Path | None, typer.Option("--publish", help="Cells to be given in any case.")] = None,
        withhold: Annotated[Path | None, typer.Option("--withhold", help="Cells to be withheld in any case.")] = None,
        known: Annotated[
            Path | None,
            typer.Option("--known", help="KNOWN.csv or KNOWN.yaml: what readers have from elsewhere, bounds or words."),
        ] = None,
        zeros_shown: Annotated[
            bool, typer.Option("--zeros-shown", help="K1: readers know that every zero is given.")
        ] = False,
        base: Annotated[
            int | None, typer.Option("--base", help="Of round and small-counts; else the threshold.")
        ] = None,
        seed: Annotated[Path | None, typer.Option("--seed", help="The file of cell-key's secret seed.")] = None,
        record_key: Annotated[
            str, typer.Option("--record-key", help="Of cell-key: the column of sums of record keys, instead of a seed.")
        ] = "",
        noise: Annotated[
            int | None, typer.Option("--noise", help="Of cell-key: the most that a figure changes; else 5.")
        ] = None,
        variance: Annotated[float | None, typer.Option("--variance", help="Of cell-key's changes; else 2.")] = None,
        protect_zeros: Annotated[bool, typer.Option("--protect-zeros", help="Zeros are low as well.")] = False,
        groups: Annotated[
            list[str] | None,
            typer.Option(
                "--groups", help="A dimension over which no sum may be seen to fall in one code; may be repeated."
            ),
        ] = None,
        ledger: Annotated[
            str, typer.Option("--ledger", help="Protect it together with everything in this ledger.")
        ] = "",
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
        allow_unproved: Annotated[
            bool, typer.Option("--allow-unproved", help="Write the table though it was not proved in time (exit 2).")
        ] = False,
        add: Annotated[bool, typer.Option("--add", help="Put the result into the ledger, as released.")] = False,
    ) -> None:
        """Protect a table. Exit 0: proved safe and written; 1: it cannot be protected; 2: not proved, or bad input."""
        from contextlib import ExitStack

        from fanlight.cli.files.requests import CellFiles, protection_request, refuse_without_ledger, with_ledger
        from fanlight.cli.files.trees import named_trees
        from fanlight.cli.files.writing import refuse_same_place
        from fanlight.cli.flags import FLAGS
        from fanlight.errors import BadInput, fields_named, option
        from fanlight.protection import Unproved
        from fanlight.protection.request.options import check_given

        with fields_named(FLAGS), ExitStack() as stack:
            if add and not ledger:
                raise BadInput("--add puts the result into a ledger, and there is none.", next_step="Give --ledger.")
            if not ledger:
                refuse_without_ledger(describe=describe, revisions=revisions, leave_out=leave_out)
            given = {
                "publish": publish, "withhold": withhold, "costs": costs, "groups": groups,
                "zeros_shown": zeros_shown, "protect_zeros": protect_zeros, "pools": pools, "choose_pools": choose_pools, "known": known,
                "ledger": ledger, "base": base is not None, "seed": seed, "record_key": record_key,
                "noise": noise is not None, "variance": variance is not None,
            }  # fmt: skip
            check_given(method, {name for name, value in given.items() if value})
            if method == "pool" and pools is None and choose_pools is None:
                raise BadInput(
                    "Readers need the pools.",
                    next_step=f"Say with {option('pools')} which they are, or with {option('choose_pools')} where they are "
                    "written.",
                )
            trees = named_trees(hierarchy or ())
            priced = Path(costs) if costs not in (None, "count", "cells") else None
            reads = (
                cells,
                *(path for own in trees.values() for path in own),
                pools,
                publish,
                withhold,
                priced,
                seed,
                known,
            )
            refuse_same_place((*reads, describe), (out, report, choose_pools, _unproved(out)))
            opened = None
            if ledger:
                from fanlight.ledger import Ledger

                opened = stack.enter_context(Ledger.open(ledger))
            request = protection_request(
                CellFiles(cells, count, trees, record_key),
                threshold=threshold,
                method=method,
                pools=pools,
                choose_pools=choose_pools is not None,
                time_limit=time_limit,
                costs=costs,
                known=known,
                publish=publish,
                withhold=withhold,
                zeros_shown=zeros_shown,
                protect_zeros=protect_zeros,
                groups=tuple(groups or ()),
                base=base,
                seed=seed,
                noise=noise,
                variance=variance,
                ledger=None if opened is None else with_ledger(opened, describe, revisions, leave_out or ()),
                allow_unproved=allow_unproved,
            )
            try:
                result = _protected(request)
            except Unproved as reached:
                _write({report: _text(reached.report)}, {report})
                raise
            _write_all(result, out, report, choose_pools)
            if add:
                _add(result, opened)
            raise typer.Exit(result.exit_code)


def _protected(request: ProtectionRequest) -> ProtectionResult:
    from rich.console import Console

    from fanlight.progress import told
    from fanlight.protection import protect_table

    with Console(stderr=True, highlight=False).status("Protecting the table") as status:
        return protect_table(request, lambda done, of, what: status.update(told(done, of, what)))


def _unproved(out: Path) -> Path:
    """Where the unproved figures of a table are listed, beside it."""
    return out.with_suffix(".unproved.csv")


def _text(report: Report) -> str:
    return json.dumps(report.to_json(), indent=1, ensure_ascii=False) + "\n"


def _write(texts: dict[Path, str], inside: set[Path]) -> None:
    from fanlight.cli.files.writing import write_together

    write_together(texts, inside)


def _write_all(result: ProtectionResult, out: Path, report: Path, pools: Path | None) -> None:
    from fanlight.figures.cells.releasable import UnprovedTable
    from fanlight.readers.pools import write_pools
    from fanlight.readers.public.writing import write_public, write_unproved

    texts = {out: write_public(result.table), report: _text(result.report)}
    if isinstance(result.table, UnprovedTable):
        texts[_unproved(out)] = write_unproved(result.table)
    if pools is not None:
        texts[pools] = write_pools(result.pools)
    page = report.with_suffix(".incident.html")
    if result.incident:
        texts[page] = result.incident
    _write(texts, {report, page, _unproved(out)})
    if result.proved:
        # What an earlier run could not prove is not true of this table.
        _unproved(out).unlink(missing_ok=True)
    for line in result.report.lines():
        typer.echo(line)
    if not result.proved:
        typer.echo(f"Not for release: {_unproved(out)} lists what is not proved.")
    if result.incident:
        typer.echo(f"Earlier releases give withheld figures away: {page} goes to the data-protection officer now.")


def _add(result: ProtectionResult, ledger: Ledger | None) -> None:
    assert ledger is not None
    if not result.proved:
        typer.echo("Not put into the ledger: a table that is not proved safe is no release.", err=True)
        return
    for position, entry in enumerate(result.entries):
        what = "The incident is" if entry["kind"] == "incident" else "Put into the ledger as"
        added = ledger.add(entry, after=None if position else result.after)
        typer.echo(f"{what} entry {added.number}.")
