"""Made counts of few events over many cells (120 offences in 12 groups, 12 districts, 5 years): what `fanlight protect --time-limit 60`
withholds of each, and at what cost. Most cells are 0 or 1 there, and whole numbers are harder to move than in fuller tables."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SECONDS = 60
EVENTS = (1_000, 2_000, 4_000, 6_000, 10_000, 20_000)
SHAPE = (120, 12, 5)


def main() -> None:
    print(f"{'events':>7} {'cells':>7} {'low':>6} {'method':9} {'more':>6} {'cost':>7} {'bound':>7} exit seconds")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tree = [[f"G{number:02}", ""] for number in range(12)]
        tree += [[f"O{number:03}", f"G{number % 12:02}"] for number in range(SHAPE[0])]
        _write(place / "tree.csv", ["code", "parent"], tree)
        for events in EVENTS:
            inner = made(events)
            rows = [[f"O{i:03}", f"D{j:02}", str(2018 + k), str(inner[i, j, k])] for i, j, k in np.argwhere(inner)]
            _write(place / "cells.csv", ["offence", "district", "year", "count"], rows)
            command = [sys.executable, "-m", "fanlight", "protect", "cells.csv", "--hierarchy", "offence=tree.csv"]
            command += [
                "--threshold",
                "5",
                "--time-limit",
                str(SECONDS),
                "--out",
                "public.csv",
                "--report",
                "report.json",
            ]
            for name in ("public.csv", "report.json"):
                (place / name).unlink(missing_ok=True)
            begun = time.monotonic()
            done = subprocess.run(command, cwd=place, check=False, capture_output=True)
            seconds = time.monotonic() - begun
            line = f"{events:7,}"
            if (place / "report.json").exists():
                report = json.loads((place / "report.json").read_text(encoding="utf-8"))
                line += f" {report['cells']:7,} {report['primary']:6,} {report['method']:9} {report['secondary']:6,}"
                line += f" {report['cost']:7,} {report['lower_bound'] or 0:7,}"
            else:
                line += f" {'nothing written':>47}"
            print(f"{line} {done.returncode:4} {seconds:7.1f}", flush=True)


def made(events: int) -> np.ndarray:
    """Counts by offence, district and year: some offences and districts have far more than others."""
    weights = [1 / np.arange(1, size + 1) ** slope for size, slope in zip(SHAPE, (0.9, 0.4, 0.0), strict=True)]
    chance = np.multiply.outer(np.multiply.outer(*weights[:2]), weights[2])
    return np.asarray(np.random.default_rng(1).multinomial(events, (chance / chance.sum()).ravel()).reshape(SHAPE))


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
