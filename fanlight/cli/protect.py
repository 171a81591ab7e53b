"""`fanlight protect`: a table of cells in, a table that may be given out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
            Path | None, typer.Option("--pools", help="POOLS.csv: pools to apply, or where chosen ones are written.")
        ] = None,
        time_limit: Annotated[float, typer.Option("--time-limit", help="Seconds.")] = 60,
        costs: Annotated[
            str | None, typer.Option("--costs", help="count (else), cells, or COSTS.csv: what withholding loses.")
        ] = None,
        publish: Annotated[Path | None, typer.Option("--publish", help="Cells to be given in any case.")] = None,
        withhold: Annotated[Path | None, typer.Option("--withhold", help="Cells to be withheld in any case.")] = None,
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
        add: Annotated[bool, typer.Option("--add", help="Put the result into the ledger, as released.")] = False,
    ) -> None:
        """Protect a table. Exit 0: proved safe and written; 1: it cannot be protected; 2: not proved, or bad input."""
        from rich.console import Console

        from fanlight.cli.writing import refuse_same_place, write_together
        from fanlight.errors import BadInput
        from fanlight.protection import Asked, protect
        from fanlight.tables.cells.trees import named_trees

        if add and not ledger:
            raise BadInput("--add puts the result into a ledger, and there is none.", next_step="Give --ledger.")
        asked = Asked(
            cells=cells,
            threshold=threshold,
            method=method,
            count=count,
            hierarchies=named_trees(hierarchy or ()),
            pools=pools,
            seconds=time_limit,
            costs=costs,
            publish=publish,
            withhold=withhold,
            zeros_shown=zeros_shown,
            zeros_protected=protect_zeros,
            base=base,
            seed=seed,
            record_key=record_key,
            noise=noise,
            variance=variance,
            ledger=ledger,
            describe=describe,
            revisions=revisions,
            leave_out=tuple(leave_out or ()),
            groups=tuple(groups or ()),
        )
        trees = [path for paths in asked.hierarchies.values() for path in paths]
        priced = Path(costs) if costs not in (None, "count", "cells") else None
        refuse_same_place((cells, *trees, publish, withhold, priced, seed, describe), (out, report, pools))
        console = Console(stderr=True, highlight=False)
        with console.status("Reading the cells") as status:
            done = protect(asked, progress=status.update, step=status.update)
        texts = {out: done.public, report: done.report_text()}
        if pools is not None and done.pools is not None:
            texts[pools] = done.pools
        page = report.with_suffix(".incident.html")
        if done.incident:
            texts[page] = done.incident
        write_together(texts)
        for line in done.lines():
            typer.echo(line)
        if done.incident:
            typer.echo(f"Earlier releases give withheld figures away: {page} goes to the data-protection officer now.")
        if add and done.exit_code == 0:
            from fanlight.ledger import Ledger

            with Ledger.open(ledger) as opened:
                for position, entry in enumerate(done.entries):
                    what = "The incident is" if entry["kind"] == "incident" else "Put into the ledger as"
                    added = opened.add(entry, after=None if position else done.after)
                    typer.echo(f"{what} entry {added.number}.")
        raise typer.Exit(done.exit_code)
