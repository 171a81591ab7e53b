"""`fanlight inspect`: what files hide, before they leave the building."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fanlight.errors import CouldNotRead
    from fanlight.inspection.findings import Findings
    from fanlight.inspection.report import Answer

COLOURS = {"info": "dim", "warning": "yellow", "serious": "red", "clean": "green", "findings": "red",
           "could_not_read": "magenta"}  # fmt: skip


def register(app: typer.Typer) -> None:
    @app.command("inspect")
    def inspect_command(
        files: Annotated[list[Path], typer.Argument(help="Files, or folders with everything in them.")],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
        profile: Annotated[
            str, typer.Option("--profile", help="foi: everything; wdtk: would WhatDoTheyKnow hide the file?")
        ] = "foi",
        fail_on: Annotated[
            str, typer.Option("--fail-on", help="The least severity that counts: info, warning or serious.")
        ] = "warning",
        rows: Annotated[
            int, typer.Option("--rows", help="How many rows a table should have at most; more is a finding.")
        ] = 0,
        report: Annotated[
            Path | None, typer.Option("--report", help="Write a page of HTML with sketches of the places.")
        ] = None,
        workers: Annotated[int, typer.Option("--workers", help="How many files at once; 0: one per core.")] = 0,
        rebuild: Annotated[
            Path | None,
            typer.Option("--rebuild", help="Write the visible values alone to this XLSX file, and inspect it."),
        ] = None,
        ranges: Annotated[
            list[str] | None, typer.Option("--range", help='With --rebuild: "Sheet!A1:C9"; may be repeated.')
        ] = None,
        seconds: Annotated[float, typer.Option("--seconds", help="How long one file may take.")] = 120.0,
    ) -> None:
        """Look for anything hidden in files. Exit code 0: nothing found, 1: findings, 2: something could not be read."""
        from fanlight.errors import BadInput
        from fanlight.inspection.profiles import PROFILES
        from fanlight.inspection.report import FAIL_ON, exit_code

        if profile not in PROFILES:
            raise BadInput(f"There is no profile {profile!r}.", next_step=f"Use one of {', '.join(PROFILES)}.")
        if fail_on not in FAIL_ON:
            raise BadInput(f"There is no severity {fail_on!r}.", next_step=f"Use one of {', '.join(FAIL_ON)}.")
        if rebuild is not None:
            raise typer.Exit(_rebuild(files, rebuild, ranges or [], fail_on, seconds))
        paths = _files(files)
        answers = _inspect(paths, profile, fail_on, workers or os.cpu_count() or 1, seconds, quiet=as_json, rows=rows)
        if report is not None:
            _report(report, answers, seconds)
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in answers], ensure_ascii=False, indent=2))
        else:
            _print(answers)
        raise typer.Exit(exit_code(answers))


def _report(out: Path, answers: list[Answer], seconds: float) -> None:
    from fanlight.errors import BadInput
    from fanlight.inspection.context import Limits
    from fanlight.inspection.report_html import html_report
    from fanlight.inspection.sandbox.workers import sketch_in_child

    limits = Limits(seconds=seconds)
    page = html_report(answers, lambda file, number: sketch_in_child(Path(file), number, limits))
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"The report could not be written: {error.strerror}.", where=str(out)) from None


def _files(given: Sequence[Path]) -> list[Path]:
    """Files as given; of a folder, everything in it, in order. What is not there stays in the list: it is reported."""
    from fanlight.errors import BadInput

    paths: list[Path] = []
    for path in given:
        if path.is_dir():
            paths += sorted(p for p in path.rglob("*") if not p.is_dir())
        else:
            paths.append(path)
    if not paths:
        raise BadInput("There is no file to inspect.", where=str(given[0]))
    return paths


def _inspect(
    paths: list[Path], profile: str, fail_on: str, workers: int, seconds: float, *, quiet: bool, rows: int = 0
) -> list[Answer]:
    from rich.console import Console
    from rich.progress import Progress

    from fanlight.errors import CouldNotRead
    from fanlight.inspection.context import Limits
    from fanlight.inspection.findings import Findings
    from fanlight.inspection.profiles import in_profile
    from fanlight.inspection.report import answer
    from fanlight.inspection.sandbox.workers import inspect_many

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet and not console.is_terminal) as progress:
        task = progress.add_task("Inspecting", total=len(paths))
        results = inspect_many(paths, Limits(seconds=seconds, rows=rows), workers, lambda path: progress.advance(task))

    def kept(result: Findings | CouldNotRead) -> Findings | CouldNotRead:
        return result if isinstance(result, CouldNotRead) else Findings(in_profile(profile, result))

    return [answer(str(path), kept(result), fail_on) for path, result in zip(paths, results, strict=True)]


def _rebuild(files: list[Path], target: Path, ranges: list[str], fail_on: str, seconds: float) -> int:
    """Writes the copy, inspects both files, and says what the copy left behind and what is still in it."""
    from rich.console import Console
    from rich.text import Text

    from fanlight.errors import BadInput
    from fanlight.inspection.context import Limits
    from fanlight.inspection.report import exit_code
    from fanlight.inspection.sandbox.workers import rebuild_in_child

    if len(files) != 1 or files[0].is_dir():
        raise BadInput("One file at a time is rebuilt.", next_step="Name one workbook.")
    if target.exists():
        raise BadInput("This file is there already.", where=str(target), next_step="Choose another name for the copy.")
    data, sheets, skipped = rebuild_in_child(files[0], ranges, Limits(seconds=seconds))
    target.write_bytes(data)
    before, after = _inspect([files[0], target], "foi", fail_on, 1, seconds, quiet=False)
    console = Console(highlight=False, soft_wrap=True)
    for name, cells, left_out in sheets:
        said = "".join(f"; {count} {reason}" for reason, count in left_out.items())
        console.print(Text(f'Sheet "{name}": {cells} values copied{said} left out.' if said else
                           f'Sheet "{name}": {cells} values copied.'))  # fmt: skip
    if skipped:
        console.print(Text(f"Sheets left out: {', '.join(skipped)}."))
    kept = {one.check for one in after.findings}
    for one in before.findings:
        if one.check not in kept and one.severity != "info":
            console.print(Text.assemble(("gone  ", "green"), f"{one.check} at {one.where}"))
    _print([after])
    return exit_code([after])


def _print(answers: list[Answer]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for one in answers:
        said = one.status.replace("_", " ")
        console.print(Text.assemble((said, f"bold {COLOURS[one.status]}"), f"  {one.file}"))
        for finding in one.findings:
            count = f" × {finding.count}" if finding.count != 1 else ""
            sample = f" [{finding.sample}]" if finding.sample else ""
            sure = "" if finding.sure == "certain" else f" ({finding.sure})"
            console.print(
                Text.assemble(
                    "  ",
                    (f"{finding.severity:8}", COLOURS[finding.severity]),
                    f" {finding.check} at {finding.where}{count}{sample}{sure}: {finding.mend}",
                )
            )
    counts = {status: sum(a.status == status for a in answers) for status in ("clean", "findings", "could_not_read")}
    console.print(
        Text(
            f"{len(answers)} files: {counts['clean']} clean, {counts['findings']} with findings, "
            f"{counts['could_not_read']} that could not be read."
        ),
        style="bold",
    )
