"""How time, memory and loss grow with the table: made counts over three dimensions, from 10^3 to 10^6 cells.

Up to 20,000 cells by `auto` (limit 60 s), by the method for large tables alone beyond (limit 300 s). Writes out/growth.csv and
out/growth.png. FANLIGHT_BENCH_CELLS is the largest size (1,000,000).
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

from benchmarks.measure import measured

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
AUTO = 20_000

SETUP = """
import json
import numpy as np
from fanlight.tables.cells.product import product_table
from fanlight.tables.cells.trees import axis
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
from pathlib import Path
from fanlight.protection.asked import Asked
from fanlight.protection.methods import METHODS
found = METHODS['auto'](table, Asked(cells=Path('made.csv'), threshold=5, method='auto', seconds=60), None)
more = int((found.withheld & ~table.primary).sum())
print(json.dumps(['auto', len(table), int(table.primary.sum()), more, found.optimal, len(found.short)]))
""",
    "large": """
from fanlight.sdc.methods.large import suppress_large
found = suppress_large(table, seconds=300)
more = int((found.withheld & ~table.primary).sum())
print(json.dumps(['large', len(table), int(table.primary.sum()), more, False, len(found.unproved)]))
""",
}


def main() -> None:
    most = int(os.environ.get("FANLIGHT_BENCH_CELLS", "1000000"))
    rows = []
    print(f"{'cells':>10} {'method':7} {'primary':>9} {'secondary':>10} {'seconds':>8} {'MiB':>7} {'unproved':>9}")
    for size in SIZES:
        if size > most:
            break
        method = "auto" if size <= AUTO else "large"
        try:
            found = measured(PROGRAMS[method], SETUP.format(cells=size))
        except RuntimeError as error:
            print(f"{size:10,} {method:7} failed: {str(error).strip().splitlines()[-1][:80]}")
            continue
        method, cells, primary, secondary, optimal, unproved = json.loads(found.printed.splitlines()[-1])
        rows.append((cells, method, primary, secondary, round(found.seconds, 2), round(found.peak), unproved))
        proved = " proved least" if optimal else ""
        print(
            f"{cells:10,} {method:7} {primary:9,} {secondary:10,} {found.seconds:8.1f} {found.peak:7.0f} {unproved:9,}{proved}",
            flush=True,
        )
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    with (out / "growth.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("cells", "method", "primary", "secondary", "seconds", "MiB", "unproved"), *rows])
    if rows:
        _picture(rows, out / "growth.png")


def _picture(rows: list[tuple[int, str, int, int, float, int, int]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6))
    for method, mark in (("auto", "o"), ("large", "s")):
        mine = [row for row in rows if row[1] == method]
        left.loglog([row[0] for row in mine], [row[4] for row in mine], mark + "-", label=method)
        right.loglog([row[0] for row in mine], [row[5] for row in mine], mark + "-", label=method)
    left.set(xlabel="cells", ylabel="seconds", title="Time")
    right.set(xlabel="cells", ylabel="MiB", title="Most memory")
    for one in (left, right):
        one.grid(True, which="both", alpha=0.3)
        one.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
