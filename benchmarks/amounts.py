"""Made tables of amounts in three to five dimensions, some with hierarchies, as JJ files without named axes: what
`fanlight protect --time-limit 60` writes of each, and how much it loses."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import Axis, axis
from fanlight.readers.jj.file import write_jj

SECONDS = 60
# Each dimension by how many codes stand under each code, level by level.
TABLES = (
    ((3, 4), (4, 3), (5,)),
    ((13,), (13,), (13,)),
    ((7,), (7,), (5,), (5,)),
    ((3, 2), (6,), (5,), (4,), (4,)),
    ((11,), (11,), (9,), (9,)),
)


def main() -> None:
    print(f"{'dimensions':30} {'cells':>7} {'protected':>9} {'more':>7} {'cost':>12} {'bound':>11} exit seconds")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for levels in TABLES:
            table = made(levels)
            (place / "made.jj").write_text(write_jj(table), encoding="utf-8")
            command = [sys.executable, "-m", "fanlight", "protect", "made.jj", "--time-limit", str(SECONDS)]
            outputs = ["--out", "public.csv", "--report", "report.json"]
            for name in ("public.csv", "report.json"):
                (place / name).unlink(missing_ok=True)
            begun = time.monotonic()
            done = subprocess.run([*command, *outputs], cwd=place, check=False, capture_output=True)
            seconds = time.monotonic() - begun
            name = " x ".join(".".join(map(str, one)) for one in levels)
            line = f"{name:30} {len(table):7,} {int(table.primary.sum()):9,}"
            if (place / "report.json").exists():
                report = json.loads((place / "report.json").read_text(encoding="utf-8"))
                bound = "-" if report["lower_bound"] is None else f"{report['lower_bound']:,}"
                line += f" {report['secondary']:7,} {report['cost']:12,} {bound:>11}"
            else:
                line += f" {'nothing written':>32}"
            print(f"{line} {done.returncode:4} {seconds:7.1f}", flush=True)


def made(levels: Sequence[Sequence[int]]) -> CellTable:
    """Amounts spread over four powers of ten, a tenth of them 0; about one in ten protected, small ones more often, by 5 to
    25 per cent of itself."""
    dice = np.random.default_rng(1)
    axes = [_axis(f"d{number}", one) for number, one in enumerate(levels)]
    shape = [one.leaves for one in axes]
    inner = np.rint(np.exp(dice.normal(5, 1.8, shape))).astype(np.int64) * (dice.random(shape) > 0.1)
    table = product_table(axes, inner)
    values = table.values
    often = 0.08 * np.clip(2 - np.log10(np.maximum(values, 1)) / 2.5, 0.1, 2)
    primary = (dice.random(len(values)) < often) & (values > 0)
    far = np.maximum(1, np.rint(values * dice.uniform(0.05, 0.25, len(values)))).astype(np.int64)
    up, down = np.where(primary, far, 0), np.where(primary, np.minimum(far, values), 0)
    return replace(table, primary=primary, upl=up, lpl=down)


def _axis(name: str, sizes: Sequence[int]) -> Axis:
    parents: dict[str, str] = {}
    level = [""]
    for size in sizes:
        under = {over: [f"{over or name}.{i}" for i in range(size)] for over in level}
        parents |= {code: over for over, codes in under.items() for code in codes}
        below = [code for codes in under.values() for code in codes]
        level = below
    return axis(name, level, [parents] if len(sizes) > 1 else [])
