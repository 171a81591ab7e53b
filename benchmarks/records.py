"""Import of five million generated rows from CSV and Parquet: rows a second and peak memory, each in its own process."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import duckdb

from benchmarks.generate import OUT, records
from benchmarks.measure import measured


def main() -> None:
    count = int(os.environ.get("FANLIGHT_BENCH_IMPORT_ROWS", "5000000"))
    parquet = records(count)
    text = OUT / f"disposals-{count}.csv"
    if not text.exists():
        with duckdb.connect() as db:
            db.execute(f"COPY (SELECT * FROM read_parquet('{parquet}')) TO '{text}' (HEADER)")
    for path in (parquet, text):
        folder = Path(tempfile.mkdtemp(dir=OUT))
        try:
            found = measured(
                f"report = import_files([Path({str(path)!r})], Path({str(folder / 'store')!r}))",
                "from pathlib import Path\nfrom fanlight.records import import_files",
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rate = count / found.seconds
        print(
            f"{path.suffix[1:]:8} {count:,} rows: {found.seconds:6.1f} s, {rate:9,.0f} rows/s, peak {found.peak:5.0f} MiB"
        )
