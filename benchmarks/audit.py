"""How long the audit of cells takes, whole-number proof included, and what both attacks find that habit misses.

Patterns are Fanlight's own (exact suppression in a time limit); tables are the shared synthetic ones.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from fanlight.audit.cells import CellKnowledge, Source, audit_cells, from_table, sealed, telling
from fanlight.audit.certificate.cells import certificate_of
from fanlight.certificate import check
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.public import PublicTable, public_of
from fanlight.readers.cells import read_cells
from fanlight.readers.public.writing import write_public
from fanlight.sdc.exact.suppress import suppress

THRESHOLD = 5
SECONDS = 20.0


def _folder() -> Path:
    default = Path(__file__).resolve().parents[2] / "shared"
    return Path(os.environ.get("FANLIGHT_SHARED", default)) / "tables" / "synthetic"


def _table(name: str, trees: dict[str, list[Path]]) -> CellTable:
    return read_cells(_folder() / f"{name}.csv", count="n", hierarchies=trees).with_requirements(THRESHOLD)


def _protected(table: CellTable) -> PublicTable:
    return public_of(table, np.asarray(suppress(table, seconds=SECONDS).withheld))


def timed(name: str, table: CellTable, public: PublicTable, trees: dict[str, list[Path]]) -> None:
    for ends in ("needed", "all"):
        found = audit_cells(public, from_table(table), ends=ends, time_limit=120)  # type: ignore[arg-type]
        kinds = [found.kind(column) for column in range(len(found.cells))]
        print(
            f"{name}: {len(found.cells):,} withheld, {found.verdict}, intervals {ends}: {found.seconds:.2f} s, "
            f"{kinds.count('whole-number'):,} intervals in whole numbers, {len(found.reach.used()):,} witnesses"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "public.csv"
        path.write_text(write_public(sealed(found)))
        paper = json.dumps(certificate_of(found))
        started = time.perf_counter()
        verdict = check(json.loads(paper), path, trees=trees)
        print(
            f"{name}: certificate of {len(paper) / 1e6:.2f} MB, checked without a solver in "
            f"{time.perf_counter() - started:.2f} s: {verdict}"
        )


def visible_marks(name: str, table: CellTable, public: PublicTable) -> None:
    low = np.asarray((table.values >= 1) & (table.values < THRESHOLD))
    found = audit_cells(public, from_table(table), knowledge=telling(public, THRESHOLD, low=low), time_limit=60)
    exact = int((found.exact & low[found.cells]).sum())
    print(
        f"{name}: with a mark of their own on low counts, {exact} of {int(low.sum())} become exact ({found.seconds:.2f} s)"
    )


def later_releases(table: CellTable, public: PublicTable) -> None:
    """T1b, then five yearly tables of the same records, each protected alone."""
    known: dict[int, tuple[int, int | None]] = {}
    for number, year in enumerate(("2019", "2020", "2021", "2022", "2023")):
        other = _table(f"Y{number}", {})
        given = _protected(other)
        for cell in np.flatnonzero(given.given).tolist():
            count = int(given.values[cell])
            known[table.names.cell([*other.names[cell], year])] = (count, count)  # type: ignore[attr-defined]
    low = np.asarray((table.values >= 1) & (table.values < THRESHOLD))
    knowledge = CellKnowledge(sources=(Source("five yearly tables", known, release=True),))
    found = audit_cells(public, replace(from_table(table)), knowledge=knowledge, time_limit=60)
    exact = int((found.exact & low[found.cells]).sum())
    print(
        f"T1b and Y0-Y4, each protected alone: {exact} of {int(low.sum())} low counts become exact ({found.seconds:.2f} s)"
    )


def main() -> None:
    if not _folder().exists():
        print("The shared tables are not here; set FANLIGHT_SHARED.")
        return
    for name, trees in (("T1b", {}), ("T2", {"off": [_folder() / "T2.off.tree.csv"]})):
        table = _table(name, trees)
        public = _protected(table)
        timed(name, table, public, trees)
        visible_marks(name, table, public)
        if name == "T1b":
            later_releases(table, public)
