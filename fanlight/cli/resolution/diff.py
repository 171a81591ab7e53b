"""`fanlight resolution diff`: which facts change status between two versions of the policy."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def register(group: typer.Typer) -> None:
    @group.command()
    def diff(
        old: Annotated[str, typer.Argument(help="A version, as 2019.")],
        new: Annotated[str, typer.Argument(help="Another, a draft too.")],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
        samples: Annotated[int, typer.Option(min=0, help="How many examples of each change.")] = 3,
        setting: Annotated[
            list[str] | None, typer.Option("--setting", help="A point of NEW read otherwise, as victim_wishes=veto.")
        ] = None,
    ) -> None:
        """Counted exactly over all facts. Exit 0: compared, whether or not anything differs; 2: no such version."""
        from fanlight.cli.resolution.advise import settings_from
        from fanlight.policy.community_resolution import load
        from fanlight.policy.community_resolution.comparison import compare

        found = compare(load(old), load(new, settings=settings_from(setting or [])), samples=samples)
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        from rich.console import Console

        console = Console(highlight=False)
        console.print(f"{found.old.title}\n  against\n{found.new.title}", markup=False)
        console.print(f"\n{found.changed:,} of {found.inputs:,} possible inputs change status.")
        for each in found.moved:
            console.print(f"\n[bold]{each.old} → {each.new}[/bold] ({each.direction}): {each.count:,}")
            for sample in each.samples:
                said = "; ".join(f"{name}: {value}" for name, value in sample.apart.items())
                console.print(f"  the clean case, but {said}" if said else "  the clean case itself", markup=False)
