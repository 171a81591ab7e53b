"""The same records as a table of each engine."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import pyarrow as pa

from fanlight.tables.spec.table import Unit
from fanlight.tabulation import Source

FIELDS = {
    "crime_ref": pa.string(),
    "disposal_id": pa.string(),
    "offender_ref": pa.string(),
    "outcome_type": pa.string(),
    "offence_code": pa.string(),
    "borough": pa.string(),
    "outcome_date": pa.date32(),
    "outcome_cancelled_date": pa.date32(),
}

UNITS = frozenset({Unit.CRIMES, Unit.DISPOSALS, Unit.OFFENDERS})


def arrow(records: Sequence[Mapping[str, object]]) -> pa.Table:
    return pa.Table.from_pylist([dict(record) for record in records], schema=pa.schema(list(FIELDS.items())))


def source(table: Any) -> Source:
    return Source({"disposals": table}, UNITS, "test records", "2022-01-31")


def duckdb(records: Sequence[Mapping[str, object]]) -> Source:
    connection = ibis.duckdb.connect()
    connection.con.register("held", arrow(records))
    connection.raw_sql("CREATE TABLE disposals AS SELECT * FROM held")
    return source(connection.table("disposals"))


def drawn(text: str) -> list[dict[str, object]]:
    """Records from a table drawn as text: the first line names the fields, `-` is an empty one."""
    lines = [line.split() for line in text.strip().splitlines()]
    return [
        {**dict.fromkeys(FIELDS), **{name: _value(name, word) for name, word in zip(lines[0], line, strict=True)}}
        for line in lines[1:]
    ]


def _value(name: str, word: str) -> object:
    if word == "-":
        return None
    return datetime.date.fromisoformat(word) if name.endswith("_date") else word


def insert_postgres(connection: Any, records: Sequence[Mapping[str, object]]) -> Source:
    columns = ", ".join(f"{name} {'date' if name.endswith('_date') else 'text'}" for name in FIELDS)
    with connection.con.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS disposals; CREATE TABLE disposals ({columns})")
        places = ", ".join(["%s"] * len(FIELDS))
        cursor.executemany(
            f"INSERT INTO disposals VALUES ({places})", [tuple(record[name] for name in FIELDS) for record in records]
        )
    connection.con.commit()
    return source(connection.table("disposals"))
