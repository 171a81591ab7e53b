"""`fanlight verify-certificate`: checks an audit's certificate against the published file, without a solver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    @app.command("verify-certificate")
    def verify(
        certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE.json", help="As audit --certificate wrote.")],
        first: Annotated[
            Path, typer.Argument(metavar="PUBLIC.csv|INSTANCE.jj", help="What is published, or its JJ file first.")
        ],
        second: Annotated[
            Path | None, typer.Argument(metavar="PUBLIC.csv", help="After a JJ file: what is published.")
        ] = None,
        hierarchy: Annotated[list[str] | None, typer.Option("--hierarchy", help="DIM=TREE.csv, as for audit.")] = None,
        pools: Annotated[Path | None, typer.Option("--pools", help="POOLS.csv: dimension,pool,code.")] = None,
        threshold: Annotated[
            int | None, typer.Option("--threshold", help="Refuse a certificate for another threshold.")
        ] = None,
        zeros_shown: Annotated[
            bool | None,
            typer.Option("--zeros-shown/--zeros-unknown", help="Refuse a certificate that takes the other."),
        ] = None,
        groups: Annotated[
            list[str] | None,
            typer.Option("--groups", help="Refuse a certificate that does not speak of this dimension's groups."),
        ] = None,
        sha256: Annotated[
            str | None, typer.Option("--sha256", help="Refuse another certificate than the audit's report names.")
        ] = None,
        cells: Annotated[
            Path | None, typer.Option("--cells", help="The true inner cells: its counts must be these.")
        ] = None,
        count: Annotated[str, typer.Option("--count", help="The column of counts in --cells.")] = "count",
        records: Annotated[
            Path | None, typer.Option("--records", help="RECORDS.csv of a table of amounts: who contributes what.")
        ] = None,
        amount: Annotated[str, typer.Option("--amount", help="The column of amounts in --records.")] = "amount",
        holder: Annotated[
            str,
            typer.Option("--holder", help="The column in --records that says whose a record is; else each its own."),
        ] = "",
    ) -> None:
        """Check that a certificate proves its verdict. Exit 0: "safe" is proved; 1: "not safe" is; 2: neither."""
        from fanlight.certificate import check, read_paper
        from fanlight.certificate.cells_reading import read_values
        from fanlight.certificate.contributors import read_amounts
        from fanlight.cli.files.trees import named_trees
        from fanlight.cli.flags import FLAGS
        from fanlight.errors import completed, fields_named

        with completed(certificate.name, "Give the whole file, as fanlight audit --certificate wrote it."):
            paper = read_paper(certificate)
        trees = named_trees(hierarchy or ())
        public, instance = (first, None) if second is None else (second, first)
        values = None
        if cells is not None:
            with completed("", "Give the true cells and the published file of one audit, with its trees and pools."):
                values = read_values(cells, count, public, trees, pools)
        amounts = None
        if records is not None:
            with completed("", "Give the records and the published file of one audit, with its trees."):
                amounts = read_amounts(records, amount, holder, public, trees)
        with fields_named(FLAGS):
            verdict = check(
                paper,
                public,
                trees=trees,
                pools=pools,
                instance=instance,
                values=values,
                amounts=amounts,
                threshold=threshold,
                knowledge=None if zeros_shown is None else "K1" if zeros_shown else "K0",
                groups=groups or (),
                sha256=sha256,
                name=certificate.name,
            )
        rule = "the rules for amounts" if amounts else f"threshold {paper['threshold'] or 'as in the instance'}"
        said = f"under {paper['knowledge']}, {rule}"
        typer.echo(f"The certificate proves: {'safe' if verdict == 'safe' else 'not safe'}, {said}.")
        # Both were compared with what the checker makes of the certificate's facts: these are its words too.
        typer.echo(paper["rule"])
        if amounts:
            used = {name: value for name, value in paper["contributors"]["rules"].items() if value is not None}
            typer.echo(f"The rules (internal): {', '.join(f'{name} {_plain(value)}' for name, value in used.items())}.")
        for sentence in paper["assumptions"]:
            typer.echo(f"Assumed: {sentence}")
        raise typer.Exit(0 if verdict == "safe" else 1)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
