"""A workbook's sheets as rows of text. A process of its own reads it, bounded in memory and time, since a small file can
unfold to any size."""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import fanlight
from fanlight.errors import BadInput, CouldNotRead
from fanlight.records.files.csv_records import LOOK, MOST_TEXT, Fits, Record

SHEET = 1 << 21
"""More lines than a sheet can have: line n of the sheet s is SHEET × s + n where several are read."""
MEMORY = 2 << 30
"""Bytes that reading a workbook may take."""
SECONDS = 300


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows that are not blank, in a file of their own: row of the sheet, values as text, from the first column that
    holds a value; `left` columns before it are empty."""

    name: str
    count: int
    file: Path
    left: int = 0

    def rows(self) -> Iterator[Record]:
        csv.field_size_limit(2 * MOST_TEXT)
        with self.file.open(encoding="utf-8", newline="") as stream:
            for number, *values in csv.reader(stream):
                yield int(number), values

    def first(self, most: int) -> list[Record]:
        return list(itertools.islice(self.rows(), most))


def sheets_of(path: Path, scratch: Path) -> list[Sheet]:
    """Raises `CouldNotRead` for a workbook that is damaged, encrypted, or larger than it may be."""
    folder = scratch / "sheets"
    folder.mkdir(exist_ok=True)
    root = str(Path(fanlight.__file__).resolve().parents[1])
    paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [
        sys.executable,
        "-m",
        "fanlight.records.files.workbook_process",
        os.fspath(path),
        os.fspath(folder),
        str(MEMORY),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=SECONDS, check=False, env={**os.environ, "PYTHONPATH": paths}
        )
    except subprocess.TimeoutExpired:
        raise _too_large(path.name, f"It takes longer than {SECONDS} seconds to read.") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        # The reader was ended for want of memory, or ended itself: the answer was never written.
        raise _too_large(path.name, "The workbook broke its reader, or needs more memory than it may use.") from None
    if "error" in answer:
        raise CouldNotRead(answer["error"], where=path.name, next_step=answer["next_step"])
    return [Sheet(name, count, folder / file, left) for name, count, file, left in answer["sheets"]]


def _too_large(name: str, what: str) -> CouldNotRead:
    return CouldNotRead(
        what, where=name, next_step="Delete the empty rows and columns beyond the table, or save the sheet as CSV."
    )


def joined(sheets: Sequence[Sheet], fits: Fits, where: str) -> Iterator[Iterator[Record]]:
    """The rows of sheets under one header: that of the first, by whose names the values of the others are put in order.
    Raises `BadInput` where another sheet has other columns."""
    if len(sheets) == 1:
        yield sheets[0].rows()
        return
    names = _header(sheets[0], fits)[1]
    for number, sheet in enumerate(sheets):
        line, own = _header(sheet, fits)
        if set(own) != set(names) or len(own) != len(names):
            raise BadInput(
                f"The sheets “{sheets[0].name}” and “{sheet.name}” have different columns.",
                where=where,
                next_step="Give them the same header, or save each as a file of its own.",
            )
        order = [own.index(name) for name in names]
        yield _ordered(sheet, number, order, after=line if number else 0)


def _header(sheet: Sheet, fits: Fits) -> tuple[int, list[str]]:
    line, values = next(record for record in sheet.first(LOOK) if fits(record[1]))
    names = [value.strip() for value in values]
    while names and not names[-1]:
        names.pop()
    return line, names


def _ordered(sheet: Sheet, number: int, order: Sequence[int], *, after: int) -> Iterator[Record]:
    for line, values in sheet.rows():
        if line > after:
            beyond = [value for at, value in enumerate(values) if at not in order and value.strip()]
            yield number * SHEET + line, [*(values[at] if at < len(values) else "" for at in order), *beyond]
