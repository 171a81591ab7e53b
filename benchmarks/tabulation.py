"""Offence x year x borough from Parquet: Fanlight against hand-written DuckDB SQL, Polars and pandas.

FANLIGHT_BENCH_ROWS sets the number of records (10,000,000; 50,000,000 takes longer). Each runs in its own process; pandas
loads everything into memory.
"""

from __future__ import annotations

import os

from benchmarks.generate import records
from benchmarks.measure import measured

SQL = """
SELECT offence_code, year(outcome_date) AS y, borough, count(*) AS n FROM read_parquet('{path}')
WHERE outcome_type = '8' AND outcome_cancelled_date IS NULL AND outcome_date >= DATE '2016-01-01'
AND outcome_date < DATE '2024-01-01' GROUP BY ALL"""

PROGRAMS = {
    "DuckDB SQL by hand": (
        "import duckdb; duckdb.execute('SET threads = 2')",
        "rows = duckdb.execute('''" + SQL + "''').fetchall(); print(sum(row[-1] for row in rows))",
    ),
    "Fanlight": (
        "import duckdb, ibis\nfrom benchmarks.tabulation import spec\nfrom fanlight.tables.spec.table import Unit\n"
        "from fanlight.tabulation import Source, tabulate\nconnection = ibis.duckdb.connect(threads=2)\n"
        "table = connection.read_parquet('{path}')\n"
        "source = Source({{'disposals': table}}, frozenset({{Unit.DISPOSALS}}), '', '', frozenset({{Unit.DISPOSALS}}))\nasked = spec()",
        "print(sum(tabulate(asked, source).counts.values()))",
    ),
    "Polars": (
        "import polars as pl; from datetime import date",
        "found = (pl.scan_parquet('{path}').filter((pl.col('outcome_type') == '8') & pl.col('outcome_cancelled_date').is_null()"
        " & (pl.col('outcome_date') >= date(2016, 1, 1)) & (pl.col('outcome_date') < date(2024, 1, 1)))"
        ".group_by('offence_code', pl.col('outcome_date').dt.year(), 'borough').len().collect()); print(found['len'].sum())",
    ),
    "pandas": (
        "import pandas as pd; from datetime import date",
        "frame = pd.read_parquet('{path}', columns=['outcome_type', 'offence_code', 'borough', 'outcome_date', "
        "'outcome_cancelled_date'])\n"
        "day = pd.to_datetime(frame.outcome_date)\n"
        "frame = frame[(frame.outcome_type == '8') & frame.outcome_cancelled_date.isna() & (day >= '2016-01-01') & (day < '2024-01-01')]\n"
        "found = frame.groupby(['offence_code', pd.to_datetime(frame.outcome_date).dt.year, 'borough']).size()\nprint(found.sum())",
    ),
}


def spec():  # type: ignore[no-untyped-def]
    """Sixty offence codes, eight calendar years, thirty-two boroughs."""
    from fanlight.tables.spec.file import parse_specs

    offences = "".join(
        f'          - {{code: "{i}", label: "{i}", where: {{offence_code: "{i}"}}}}\n' for i in range(60)
    )
    boroughs = "".join(
        f'          - {{code: b{i}, label: b{i}, where: {{borough: "Borough {i}"}}}}\n' for i in range(32)
    )
    return parse_specs(
        "tables:\n  - id: big\n    title: big\n    count: {unit: disposals, basis: outcome_date}\n"
        '    population: {title: all, where: {outcome_type: "8"}}\n'
        "    period: {kind: calendar_year, from: 2016, to: 2023}\n    dimensions:\n"
        f"      - name: offence\n        categories:\n{offences}      - name: borough\n        categories:\n{boroughs}"
    )[0]


def main() -> None:
    count = int(os.environ.get("FANLIGHT_BENCH_ROWS", "10000000"))
    path = records(count)
    print(f"{count:,} records, 60 offences x 8 years x 32 boroughs, two threads")
    base = 0.0
    for name, (setup, program) in PROGRAMS.items():
        try:
            found = measured(program.format(path=path), setup.format(path=path))
        except RuntimeError as error:
            print(f"{name:22} failed: {str(error).strip().splitlines()[-1][:100]}")
            continue
        base = base or found.seconds
        print(
            f"{name:22} {found.seconds:7.2f} s  x{found.seconds / base:5.2f}  {found.peak:7.0f} MiB  "
            f"counted {found.printed.strip().splitlines()[-1]}"
        )
