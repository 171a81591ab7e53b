"""Suppression against pytauargus' exact method on the same JJ files, each in its own process, one after the other.

FANLIGHT_SHARED names the folder of tables; FANLIGHT_BENCH_SECONDS the limit a table for both (60). A figure of cost is the
sum of the costs of secondary cells. The peer's patterns are checked for the requirement by Fanlight's audit as well.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from benchmarks.measure import Measured, measured

FOLDER = Path(os.environ.get("FANLIGHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "tables"
TABLES = ("synthetic/T1b", "csplib/targus", "csplib/table7", "csplib/hie1327d", "csplib/hier13", "synthetic/T2")

OWN = """
from fanlight.errors import NotProvedSafe
try:
    found = suppress(table, seconds={seconds})
    result = [found.cost, found.lower_bound, found.optimal]
except NotProvedSafe:
    result = [None, 0, False]
print(json.dumps(result))
"""
OWN_SETUP = """
import json
from pathlib import Path
from fanlight.sdc.exact.suppress import suppress
from fanlight.readers.jj.file import read_jj
table = read_jj(Path('{path}'))
"""
PEER = """
code = control.full_jj(in_file_jj='{path}', out_file='{out}', max_time={minutes})
"""
PEER_SETUP = (
    "import os, pytauargus\nos.chdir('{folder}')  # it leaves a file where it runs\ncontrol = pytauargus.HiTaSCtrl()"
)


def main() -> None:
    seconds = int(os.environ.get("FANLIGHT_BENCH_SECONDS", "60"))
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    if not FOLDER.is_dir():
        print(f"No tables at {FOLDER}: set FANLIGHT_SHARED.")
        return
    print(f"Limit {seconds} s a table, one thread each")
    print(
        f"{'table':10} {'seconds':>9} {'cost':>12} {'bound':>12} {'gap':>7}   {'peer s':>8} {'peer cost':>12} {'cost ratio':>10}"
    )
    for name in TABLES:
        path = FOLDER / f"{name}.jj"
        own = measured(OWN.format(seconds=seconds), OWN_SETUP.format(path=path))
        cost, bound, optimal = json.loads(own.printed.splitlines()[-1])
        peer, peer_cost = _peer(path, out / "peer.out", seconds)
        gap = "proved" if optimal else "-" if cost is None else f"{100 * (cost - bound) / cost:.1f} %"
        ratio = f"{cost / peer_cost:.3f}" if cost and peer_cost else "-"
        print(
            f"{path.stem:10} {own.seconds:9.2f} {_number(cost):>12} {bound:12,} {gap:>7}   "
            f"{peer.seconds if peer else 0:8.2f} {_number(peer_cost):>12} {ratio:>10}",
            flush=True,
        )


def _number(value: int | None) -> str:
    return "none" if value is None else f"{value:,}"


def _peer(path: Path, out: Path, seconds: int) -> tuple[Measured | None, int | None]:
    """The peer's time, and the cost of its pattern; None where it gives none."""
    out.unlink(missing_ok=True)
    try:
        peer = measured(
            PEER.format(path=path, out=out, minutes=max(1, round(seconds / 60))), PEER_SETUP.format(folder=out.parent)
        )
    except RuntimeError:
        return None, None
    if not out.exists():
        return peer, None
    from fanlight.readers.jj.file import read_jj

    table = read_jj(path)
    place = {table.names[cell][0]: cell for cell in range(len(table))}
    chosen = [
        place[line.split()[0]] for line in out.read_text().splitlines() if line.split() and line.split()[0] in place
    ]
    return peer, int(sum(table.cost[cell] for cell in chosen if not table.primary[cell]))


if __name__ == "__main__":
    main()
