"""The inspector on a workbook of 200,000 rows and on a folder of 1,000 files: seconds, and memory of the reading process."""

from __future__ import annotations

import os
import random
import tempfile
import time
import zipfile
from pathlib import Path

import xlsxwriter

from benchmarks.measure import measured
from fanlight.inspection import Limits
from fanlight.inspection.sandbox.workers import inspect_many

ROWS = 200_000
FILES = 1_000


def workbook(path: Path, rows: int = ROWS, *, hidden: bool = False) -> int:
    """A workbook of twelve columns, numbers and texts mixed; returns the bytes of its XML."""
    chance = random.Random(1)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Data")
    for row in range(rows):
        sheet.write_row(row, 0, [
            row, f"Category {row % 50}", chance.randint(0, 10**6), chance.random(), f"Area {row % 400}",
            chance.randint(0, 99), chance.randint(0, 99), f"Outcome {row % 13}", chance.random(),
            chance.randint(0, 10**9), f"Quarter {row % 40}", chance.random(),
        ])  # fmt: skip
    if hidden:
        sheet.set_row(rows // 2, None, None, {"hidden": True})
    book.close()
    with zipfile.ZipFile(path) as package:
        return sum(info.file_size for info in package.infolist())


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for hidden in (False, True):
            path = folder / f"large_{hidden}.xlsx"
            # Made in a process of its own: a child's peak memory begins with its parent's.
            made = f"from benchmarks.inspection import workbook\nprint(workbook(Path({str(path)!r}), hidden={hidden}))"
            size = int(measured("from pathlib import Path\n" + made).printed)
            program = (
                "from fanlight.inspection.sandbox.child import inspect_path\nfrom fanlight.inspection.context import Limits\n"
                f"answer = inspect_path({str(path)!r}, 'large.xlsx', Limits())\n"
                "print(sorted({f['check'] for f in answer['findings'] if f['severity'] != 'info'}))"
            )
            done = measured(program)
            said = "one row hidden" if hidden else "nothing hidden"
            print(f"{ROWS:,} rows, {size / 1e6:.0f} MB of XML, {said}: {done.seconds:.1f} s, {done.peak:.0f} MiB; "
                  f"found {done.printed}")  # fmt: skip
        many = folder / "many"
        many.mkdir()
        workbook(many / "0.xlsx", 40)
        data = (many / "0.xlsx").read_bytes()
        paths = [many / f"{number}.xlsx" for number in range(FILES)]
        for path in paths:
            path.write_bytes(data)
        for workers in (1, os.cpu_count() or 1):
            started = time.perf_counter()
            inspect_many(paths, Limits(), workers)
            print(f"{FILES:,} small workbooks, {workers} at once: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
