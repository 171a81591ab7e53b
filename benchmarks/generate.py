"""Seeded disposals in Parquet, of any number, made inside DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb

OUT = Path(__file__).parent / "out"


def records(count: int) -> Path:
    """The file of `count` disposals, made where it is not there yet: 60 offence codes, 10 years, 32 boroughs."""
    path = OUT / f"disposals-{count}.parquet"
    if path.exists():
        return path
    OUT.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".unfinished")
    with duckdb.connect() as db:
        db.execute("SET preserve_insertion_order = false")
        db.execute(
            f"""COPY (SELECT 'D' || i AS disposal_id, 'C' || (i * 7 // 8) AS crime_ref,
            CASE WHEN hash(i, 1) % 4 = 0 THEN '8' ELSE ((hash(i, 2) % 22)::INTEGER)::VARCHAR END AS outcome_type,
            (hash(i, 3) % 60)::VARCHAR AS offence_code, 'Borough ' || (hash(i, 4) % 32) AS borough,
            DATE '2015-01-01' + (hash(i, 5) % 3652)::INTEGER AS outcome_date,
            CASE WHEN hash(i, 6) % 100 = 0 THEN DATE '2025-01-01' END AS outcome_cancelled_date
            FROM range({count}) AS t(i)) TO '{aside}' (FORMAT parquet)"""
        )
    aside.rename(path)
    return path
