"""A full answer of the demonstration's case with records imported, and `fanlight --help`: medians of fresh processes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from demo.generate import write
from fanlight.records import import_files

CASE = Path(__file__).parents[1] / "demo" / "case"


def _timed(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "fanlight", *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        import_files(write(place / "files"), place / "store", extracted=date(2026, 10, 12))
        answers = [
            _timed("answer", str(CASE), "--records", str(place / "store"), "--out", str(place / f"out{i}"))
            for i in range(5)
        ]
    print(f"answer, demonstration's case:  {statistics.median(answers):.2f} s (median of 5; aim under 5 s)")
    helps = [_timed("--help") for _ in range(10)]
    print(f"fanlight --help:               {statistics.median(helps):.2f} s (median of 10; aim under 0.3 s)")
