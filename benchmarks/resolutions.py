"""Policy over a past extract of a million community resolutions: import, check, and the tables; in a process of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import duckdb

from benchmarks.generate import OUT
from benchmarks.measure import measured


def extract(count: int) -> Path:
    """Seeded resolutions over six years with flags, ranks and ages, many of them missing or odd; made where not there."""
    path = OUT / f"resolutions-{count}.parquet"
    if path.exists():
        return path
    OUT.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".unfinished")

    def pick(salt: int, *values: str | None) -> str:
        cases = " ".join(f"WHEN {n} THEN {'NULL' if value is None else repr(value)}" for n, value in enumerate(values))
        return f"CASE hash(i, {salt}) % {len(values)} {cases} END"

    with duckdb.connect() as db:
        db.execute(
            f"""COPY (SELECT 'D' || i AS disposal_id, 'C' || (i * 7 // 8) AS crime_ref, '8' AS outcome_type,
            {pick(1, "46", "92", "105", "149", "8", "8", "195", "125", "19", "44")} AS ho_class,
            {pick(2, "61", "26", "67", "94", "1", "12", "8", None)} AS ho_subclass,
            'BCU ' || (hash(i, 3) % 12) AS bcu, DATE '2019-06-01' + (hash(i, 4) % 2100)::INTEGER AS outcome_date,
            {pick(5, "Y", "N", "N", "N", None)} AS flag_da, {pick(6, "N", None)} AS flag_dv,
            {pick(7, "racist", "N", "N", "N", None)} AS flag_hate, {pick(8, "Y", "N", "N", "N", None)} AS flag_weapon,
            {pick(9, "N", "N", "N", None)} AS flag_firearm, {pick(10, "10-17", "18-24", "25-34", "over 34", None)} AS offender_age_band,
            {pick(11, "none", "none", "none", "none", "police staff", None)} AS offender_role,
            {pick(12, "Inspector", "DI", "Sergeant", "Chief Inspector", "T/Insp", None, None, None)} AS authoriser_rank,
            {pick(13, None, None, "")} AS authoriser_rank_status,
            {pick(14, None, None, None, "Sergeant", "Inspector")} AS authoriser_substantive_rank,
            'N' || hash(i, 15) AS offender_ref
            FROM range({count}) AS t(i)) TO '{aside}' (FORMAT parquet)"""
        )
    aside.rename(path)
    return path


def main() -> None:
    count = int(os.environ.get("FANLIGHT_BENCH_RESOLUTIONS", "1000000"))
    path = extract(count)
    folder = Path(tempfile.mkdtemp(dir=OUT))
    setup = (
        "import time\nfrom pathlib import Path\nfrom fanlight.decisions.review.extract import checked_store\n"
        "from fanlight.records import import_files\n"
    )
    store = repr(str(folder / "store"))
    try:
        imported = measured(
            f"import_files([Path({str(path)!r})], Path({store}))\nprint(f'{{time.process_time():.1f}} s of processor')",
            setup,
        )
        checked = measured(
            f"with checked_store(Path({store})) as (_, found):\n    print(f'{{time.process_time():.1f}} s of processor;', found.patterns, 'patterns', found.findings)",
            setup,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    total = imported.seconds + checked.seconds
    print(f"import   {count:,} rows: {imported.seconds:6.1f} s, peak {imported.peak:5.0f} MiB; {imported.printed}")
    print(f"check    {count:,} rows: {checked.seconds:6.1f} s, peak {checked.peak:5.0f} MiB; {checked.printed}")
    print(f"together {total:.1f} s ({count / total:,.0f} rows/s)")
