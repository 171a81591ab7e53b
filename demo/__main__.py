"""The demonstration: made-up records, a made-up request, a response that is approved by a made-up approver.

`python -m demo` (or `make demo`) writes everything under demo/out/ and prints where to look.
"""

from __future__ import annotations

import shutil
import sys
import time
from datetime import date
from pathlib import Path

from rich.console import Console

from demo.generate import write
from fanlight.answering.approve import approve
from fanlight.answering.folder import answer
from fanlight.cli.answer import summary
from fanlight.errors import FanlightError
from fanlight.records import import_files

HERE = Path(__file__).parent
RECORDS = HERE / "records"
OUT = HERE / "out"
APPROVER = "Superintendent Idris Vane"
APPROVED_ON = date(2026, 10, 29)


def main() -> int:
    console = Console(highlight=False)
    started = time.monotonic()
    shutil.rmtree(RECORDS, ignore_errors=True)
    shutil.rmtree(OUT, ignore_errors=True)
    try:
        with console.status("Making crime records of a police force that does not exist") as status:
            files = write(RECORDS / "files")
            status.update("Importing them")
            report = import_files(files, RECORDS / "store", extracted=date(2026, 10, 12))
            status.update("Answering the request")
            drafted = answer(HERE / "case", [RECORDS / "store"], OUT, step=status.update)
            release = approve(OUT, by=APPROVER, on=APPROVED_ON, today=APPROVED_ON)
    except FanlightError as error:
        console.print(f"[bold]The demonstration stopped.[/bold] {error}", markup=True, soft_wrap=True)
        return error.exit_code
    for line in report.summary():
        console.print(line, soft_wrap=True, markup=False)
    console.print()
    for line in summary(drafted, OUT)[1:-1]:
        console.print(line, soft_wrap=True, markup=False)
    root = Path.cwd()
    shown = OUT.relative_to(root) if OUT.is_relative_to(root) else OUT
    released = release.relative_to(root) if release.is_relative_to(root) else release
    console.print(f"Approved by {APPROVER} (made up) and released in {time.monotonic() - started:.0f} s. Look at:")
    for path, what in (
        (released / "requester" / "letter.pdf", "the letter to the requester"),
        (released / "requester" / "tables.xlsx", "the tables that go with it"),
        (released / "publish" / "page.html", "the response as published"),
        (shown / "internal" / "audit.html", "what was withheld, and the proof that it stays so (internal)"),
    ):
        console.print(f"  {path!s:42} {what}", markup=False, soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
