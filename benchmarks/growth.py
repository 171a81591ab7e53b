"""How time, memory and loss grow with the table: made counts over three dimensions, from 10^3 to 10^6 cells.

Up to 20,000 cells by `auto` (limit 60 s), by the method for large tables alone beyond (limit 300 s). Writes out/growth.csv and
out/growth.png. FANLIGHT_BENCH_CELLS is the largest size (1,000,000).
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import measured

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
AUTO = 20_000

SETUP = """
import json
import numpy as np
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
rng = np.random.default_rng(1)
side = round(({cells} / 13) ** 0.5) - 1
weights = [1 / np.arange(1, k + 1) ** s for k, s in ((side, 0.9), (side, 0.6), (12, 0.1))]
chance = np.multiply.outer(np.multiply.outer(*weights[:2]), weights[2])
inner = rng.poisson(10 * side * side * 12 * chance / chance.sum())
axes = [axis(n, [f'{{n}}{{i}}' for i in range(k)]) for n, k in (('a', side), ('b', side), ('c', 12))]
table = product_table(axes, inner.astype(np.int64)).with_requirements(5)
"""
PROGRAMS = {
    "auto": """
from fanlight.progress import quiet
from fanlight.protection import ProtectionRequest
from fanlight.protection.methods.registry import METHODS
found = METHODS['auto'](table, ProtectionRequest(table, 5, time_limit=60), quiet)
more = int((found.withheld & ~table.primary).sum())
rest = [more, found.cost, found.bound, len(found.short)]
print(json.dumps([len(table), 'auto', int(table.primary.sum()), *rest]))
""",
    "large": """
from fanlight.sdc.heuristic import suppress_large
found = suppress_large(table, seconds=300)
more = int((found.withheld & ~table.primary).sum())
rest = [more, found.cost, found.bound, len(found.unproved)]
print(json.dumps([len(table), 'large', int(table.primary.sum()), *rest]))
""",
}


class Row(NamedTuple):
    """What became of one table. `primary`, `secondary`: low cells, and others withheld; `unproved`: low cells without proof."""

    cells: int
    method: str
    primary: int
    secondary: int
    cost: int
    bound: int
    seconds: float
    MiB: int
    unproved: int


def main() -> None:
    most = int(os.environ.get("FANLIGHT_BENCH_CELLS", "1000000"))
    rows: list[Row] = []
    print(" ".join(f"{name:>10}" for name in Row._fields))
    for size in SIZES:
        if size > most:
            break
        method = "auto" if size <= AUTO else "large"
        try:
            found = measured(PROGRAMS[method], SETUP.format(cells=size))
        except RuntimeError as error:
            print(f"{size:10,} {method:>10} failed: {str(error).strip().splitlines()[-1][:80]}")
            continue
        *counted, unproved = json.loads(found.printed.splitlines()[-1])
        row = Row(*counted, round(found.seconds, 1), round(found.peak), unproved)
        rows.append(row)
        proved = " proved least" if row.cost <= row.bound and not unproved else ""
        print(" ".join(f"{one:>10}" if isinstance(one, str) else f"{one:10,}" for one in row) + proved, flush=True)
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    with (out / "growth.csv").open("w", newline="") as file:
        csv.writer(file).writerows([Row._fields, *rows])
    if rows:
        _picture(rows, out / "growth.png")


def _picture(rows: list[Row], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6))
    for method, mark in (("auto", "o"), ("large", "s")):
        mine = [row for row in rows if row.method == method]
        cells = [row.cells for row in mine]
        left.loglog(cells, [row.seconds for row in mine], mark + "-", label=method)
        right.loglog(cells, [row.MiB for row in mine], mark + "-", label=method)
    left.set(xlabel="cells", ylabel="seconds", title="Time")
    right.set(xlabel="cells", ylabel="MiB", title="Most memory")
    for one in (left, right):
        one.grid(True, which="both", alpha=0.3)
        one.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
