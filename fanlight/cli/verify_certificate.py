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
        sha256: Annotated[
            str | None, typer.Option("--sha256", help="Refuse another certificate than the audit's report names.")
        ] = None,
        cells: Annotated[
            Path | None, typer.Option("--cells", help="The true inner cells: its counts must be these.")
        ] = None,
        count: Annotated[str, typer.Option("--count", help="The column of counts in --cells.")] = "count",
    ) -> None:
        """Check that a certificate proves its verdict. Exit 0: "safe" is proved; 1: "not safe" is; 2: neither."""
        from fanlight.certificate.cells import check_cells, read_paper
        from fanlight.certificate.cells_reading import read_values
        from fanlight.cli.flags import FLAGS
        from fanlight.cli.trees import named_trees
        from fanlight.errors import completed, fields_named

        with completed(certificate.name, "Give the whole file, as fanlight audit --certificate wrote it."):
            paper = read_paper(certificate)
        trees = named_trees(hierarchy or ())
        public, instance = (first, None) if second is None else (second, first)
        values = None
        if cells is not None:
            with completed("", "Give the true cells and the published file of one audit, with its trees and pools."):
                values = read_values(cells, count, public, trees, pools)
        with fields_named(FLAGS):
            verdict = check_cells(
                paper,
                public,
                trees=trees,
                pools=pools,
                instance=instance,
                values=values,
                threshold=threshold,
                knowledge=None if zeros_shown is None else "K1" if zeros_shown else "K0",
                sha256=sha256,
                name=certificate.name,
            )
        said = f"under {paper['knowledge']}, threshold {paper['threshold'] or 'as in the instance'}"
        typer.echo(f"The certificate proves: {'safe' if verdict == 'safe' else 'not safe'}, {said}.")
        # Both were compared with what the checker makes of the certificate's facts: these are its words too.
        typer.echo(paper["rule"])
        for sentence in paper["assumptions"]:
            typer.echo(f"Assumed: {sentence}")
        raise typer.Exit(0 if verdict == "safe" else 1)
