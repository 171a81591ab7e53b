"""`fanlight ledger`: the memory of everything published: make it, fill it, look at it, check it, ask it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from fanlight.ledger.what_if import WhatIf

LedgerOption = Annotated[
    str, typer.Option("--ledger", envvar="FANLIGHT_LEDGER", help="The ledger: a folder, or postgres://…")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def register(app: typer.Typer) -> None:
    ledger = typer.Typer(no_args_is_help=True, help="The memory of every figure that was ever published.")
    app.add_typer(ledger, name="ledger")
    _writing(ledger)
    _looking(ledger)
    _asking(ledger)


def _writing(ledger: typer.Typer) -> None:
    @ledger.command("init")
    def init_command(place: LedgerOption) -> None:
        """Make an empty ledger."""
        from fanlight.ledger import Ledger

        Ledger.create(place)
        typer.echo("An empty ledger was made.")

    @ledger.command("import")
    def import_command(
        file: Annotated[Path, typer.Argument(help="A CSV, XLSX or ODS file, or PUBLIC.csv of fanlight protect.")],
        place: LedgerOption,
        mapping: Annotated[Path | None, typer.Option("--mapping", help="What the file's words and marks mean.")] = None,
        describe: Annotated[
            Path | None, typer.Option("--describe", help="For PUBLIC.csv: what its codes count.")
        ] = None,
        hierarchy: Annotated[
            list[str] | None, typer.Option("--hierarchy", help="For PUBLIC.csv: DIM=TREE.csv; may be repeated.")
        ] = None,
        pools: Annotated[Path | None, typer.Option("--pools", help="For PUBLIC.csv: POOLS.csv.")] = None,
        cells: Annotated[
            Path | None, typer.Option("--cells", help="For PUBLIC.csv: the true inner cells, where they are known.")
        ] = None,
        count: Annotated[str, typer.Option("--count", help="The column of counts in --cells.")] = "count",
        threshold: Annotated[int, typer.Option("--threshold", help="For --cells: counts below it are low.")] = 0,
    ) -> None:
        """Import an older release, or a published statistic."""
        from fanlight.errors import BadInput
        from fanlight.ledger import Ledger
        from fanlight.ledger.entries import release_json

        if (mapping is None) == (describe is None):
            raise BadInput("Give --mapping for a table of any layout, or --describe for PUBLIC.csv.")
        if mapping is not None:
            from fanlight.ledger.reading import read_mapped

            imported = read_mapped(file, mapping)
            release, left_out = imported.release, imported.left_out
        else:
            from fanlight.cli.files.requests import audit_request
            from fanlight.cli.files.trees import named_trees
            from fanlight.cli.flags import FLAGS
            from fanlight.errors import fields_named
            from fanlight.ledger.description import read_description
            from fanlight.protection.ledger.publication import release_of_public

            assert describe is not None
            with fields_named(FLAGS):
                request = audit_request(
                    file,
                    threshold=threshold or (2 if cells is None else 0),
                    hierarchies=named_trees(hierarchy or ()),
                    pools=pools,
                    cells=cells,
                    count=count,
                )
                release, left_out = release_of_public(request, read_description(describe)), ()
        with Ledger.open(place) as opened:
            _added(opened.add_once(release_json(release)), release.reference, sum(1 for _ in release.figures()))
        for text in left_out:
            typer.echo(f"Left out: {text}.")

    @ledger.command("add")
    def add_command(
        file: Annotated[Path, typer.Argument(help="YAML: a letter's figures, a classification, a correction …")],
        place: LedgerOption,
    ) -> None:
        """Add an entry written by hand."""
        from fanlight.ledger import Ledger
        from fanlight.ledger.by_hand import entries_of

        entries = entries_of(file)
        with Ledger.open(place) as opened:
            for entry in entries:
                name = entry.get("reference") or entry.get("version") or str(entry["kind"])
                _added(opened.add_once(entry), str(name), len(entry.get("loose", ())))


def _added(added: Any, name: str, figures: int) -> None:
    if added.held:
        typer.echo(
            f"{name}: it is in the ledger already, as entry {added.number}, {added.hash[:12]}. Nothing was added."
        )
        return
    words = f", {figures:,} figures" if figures else ""
    typer.echo(f"{name}{words}: entry {added.number}, {added.hash[:12]}.")
    for text in added.mended:
        typer.echo(f"Mended: {text}")
    for text in added.contradictions:
        typer.echo(f"Contradiction: {text}")


def _looking(ledger: typer.Typer) -> None:
    @ledger.command("list")
    def list_command(place: LedgerOption, as_json: JsonOption = False) -> None:
        """The entries, one a line."""
        from dataclasses import asdict

        from fanlight.ledger import Ledger

        with Ledger.open(place) as opened:
            entries, notes = opened.list(), list(opened.notes)
        if as_json:
            typer.echo(json.dumps([asdict(one) for one in entries], ensure_ascii=False, indent=1))
        else:
            for one in entries:
                figures = f"{one.figures:,} figures" if one.kind == "release" else one.kind
                origin = f" ({one.origin})" if one.origin not in ("", "own") else ""
                typer.echo(f"{one.number:>6}  {one.released:10}  {one.reference}{origin}: {one.title} [{figures}]")
        for text in notes:
            typer.echo(text, err=True)

    @ledger.command("verify")
    def verify_command(place: LedgerOption, as_json: JsonOption = False) -> None:
        """Derive every hash again and follow the chain. Exit 0: it holds; 1: it does not."""
        from fanlight.ledger import Ledger

        with Ledger.open(place) as opened:
            found = opened.verify()
        if as_json:
            said = {
                "entries": found.entries, "head": found.head, "ok": not found.faults, "faults": list(found.faults),
                "contradictions": list(found.contradictions),
            }  # fmt: skip
            typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            typer.echo(f"{found.entries:,} entries; the last one's hash is {found.head}.")
            for text in found.faults:
                typer.echo(f"Fault: {text}")
            for text in found.contradictions:
                typer.echo(f"Contradiction: {text}")
            typer.echo("The chain does not hold." if found.faults else "Every hash and link holds.")
        raise typer.Exit(1 if found.faults else 0)

    @ledger.command("export")
    def export_command(
        place: LedgerOption, out: Annotated[Path, typer.Option("--out", help="A file of one entry a line.")]
    ) -> None:
        """Write every entry, as chained, to a file: a copy to keep elsewhere. Internal: it holds withheld counts."""
        from fanlight.chain import canonical
        from fanlight.cli.files.writing import write_together
        from fanlight.ledger import Ledger

        with Ledger.open(place) as opened:
            lines = [canonical(opened.entry(number)) for number in range(1, opened.head()[0] + 1)]
        write_together({out: "".join(f"{line}\n" for line in lines)}, inside=[out])
        typer.echo(f"{len(lines):,} entries: {out}. Internal: it holds withheld counts.")


def _asking(ledger: typer.Typer) -> None:
    @ledger.command("what-if")
    def what_if_command(
        spec: Annotated[Path, typer.Argument(help="SPEC.yaml: the tables asked for.")],
        place: LedgerOption,
        records: Annotated[
            str, typer.Option("--records", help="A record store (or postgres://…): then the best plan is found too.")
        ] = "",
        policy: Annotated[str, typer.Option("--policy", help="The disclosure-control policy.")] = "default",
        on: Annotated[str, typer.Option("--on", help="The day whose policy applies, YYYY-MM-DD.")] = "",
        extract: Annotated[
            str, typer.Option("--extract", help="The extract to be counted; by default the store's.")
        ] = "",
        revisions: Annotated[
            str, typer.Option("--revisions", help="How extracts differ: same, apart, or “within N”, “within N or P%”.")
        ] = "same",
        leave_out: Annotated[
            list[str] | None, typer.Option("--leave-out", help="A release to leave out; may be repeated.")
        ] = None,
        time_limit: Annotated[
            float, typer.Option("--time-limit", help="Seconds for the best plan and its audit; counting is apart.")
        ] = 60.0,
        as_json: JsonOption = False,
    ) -> None:
        """What of a request can be given in full, pooled or not at all, given what is out. Internal."""
        from rich.console import Console

        from fanlight.answering.counting.prospect import prospects
        from fanlight.cli.flags import FLAGS
        from fanlight.errors import fields_named

        with fields_named(FLAGS), Console(stderr=True, highlight=False).status("Looking at what is out") as status:
            found = prospects(
                spec, place, records=records, policy=policy, on=on, extract=extract, revisions=revisions,
                leave_out=tuple(leave_out or ()), seconds=time_limit, step=lambda text: status.update(text),
            )  # fmt: skip
        if as_json:
            typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
        else:
            _show(found)


def _show(found: WhatIf) -> None:
    words = {
        "published": "published already",
        "withheld": "withheld before: to be withheld again",
        "gives away": "would give away what was withheld",
        "open": "nothing that is out stands against it by itself",
    }
    for table in dict.fromkeys(one.table for one in found.prospects):
        typer.echo(f"Table {table}")
        for state, text in words.items():
            ours = [one for one in found.prospects if one.table == table and one.state == state]
            if ours:
                typer.echo(f"  {len(ours):,} {text}")
            for one in ours[:6] if state != "open" else []:
                more = one.where or "; ".join(one.victims[:3])
                typer.echo(f"    {' / '.join(one.labels)}{': ' if more else ''}{more}")
        for way, labels in found.plans.get(table, {}).items():
            typer.echo(f"  best plan, {way}: {len(labels):,}" + (f" ({'; '.join(labels[:4])} …)" if labels else ""))
    if found.found:
        typer.echo(f"Best plan: {found.found}")
    if found.together:
        typer.echo(f"Given together, the open figures would give away {len(found.together):,} withheld figures:")
        for name in found.together[:6]:
            typer.echo(f"    {name}")
    for reference, where, count, given in found.covering[:10]:
        told = f"{count:,} of the figures asked for" + (f", {given:,} of them given" if given < count else "")
        typer.echo(f"Earlier answer: {reference}{', ' + where if where else ''} ({told})")
    for sentence in found.assumptions:
        typer.echo(f"Assumed: {sentence}")
