"""An embedded store of disposals in Fanlight's own layout: the least that counting needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.errors import StoreError

NAME = "records.duckdb"
DATES = ("recorded_date", "committed_from_date", "outcome_date", "outcome_cancelled_date")


@dataclass(frozen=True)
class ImportReport:
    lines: tuple[str, ...]

    def summary(self) -> list[str]:
        return list(self.lines)


def is_store(path: Path) -> bool:
    return (path / NAME).is_file()


def import_files(
    paths: list[Path], store_dir: Path, *, mapping: str | None = None, extracted: date | None = None, progress: Any = None
) -> ImportReport:
    import duckdb

    store_dir.mkdir(parents=True, exist_ok=True)
    lines = []
    with duckdb.connect(str(store_dir / NAME)) as db:
        for path in paths:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            del digest
            db.execute("CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM read_csv(?, all_varchar=true)", [str(path)])
            total = db.execute("SELECT count(*) FROM raw").fetchone()[0]
            columns = [row[0] for row in db.execute("DESCRIBE raw").fetchall()]
            chosen = ", ".join(
                f"try_cast({c} AS DATE) AS {c}" if c in DATES else f"nullif({c}, '') AS {c}" for c in columns
            )
            db.execute(f"""CREATE OR REPLACE TEMP TABLE good AS SELECT {chosen},
                ho_class || coalesce('/' || nullif(ho_subclass, ''), '') AS offence_code
                FROM (SELECT DISTINCT * FROM raw) WHERE try_cast(outcome_date AS DATE) IS NOT NULL""")
            accepted = db.execute("SELECT count(*) FROM good").fetchone()[0]
            db.execute("CREATE TABLE IF NOT EXISTS disposals AS SELECT * FROM good LIMIT 0")
            db.execute("INSERT INTO disposals BY NAME SELECT * FROM good")
            lines.append(f"{path.name}: {total} rows in, {accepted} accepted")
        db.execute("CREATE TABLE IF NOT EXISTS about AS SELECT ? AS extracted", [extracted.isoformat() if extracted else ""])
    return ImportReport(tuple(lines))


class Store:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Store]:
        import ibis

        if not is_store(path):
            raise StoreError("There is no record store here.", where=str(path))
        connection = ibis.duckdb.connect(path / NAME, read_only=True)
        try:
            yield cls(connection)
        finally:
            connection.disconnect()

    def tables(self) -> dict[str, Any]:
        return {"disposals": self.connection.table("disposals")}

    def units(self) -> set[str]:
        return {"crimes", "disposals", "offenders"}

    def description(self) -> str:
        return "Crime recording system"

    def extracted(self) -> str:
        return str(self.connection.con.execute("SELECT extracted FROM about").fetchall()[0][0])
