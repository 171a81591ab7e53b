"""Files into the store: all of them in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Said
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fanlight.chain.aside import aside
from fanlight.chain.private import no_links, private, private_folder
from fanlight.errors import StoreError
from fanlight.records.database.connection import FILES, connected, put_in_place, transaction
from fanlight.records.database.file import NAME, create_tables, rows
from fanlight.records.database.schema import KINDS
from fanlight.records.disposals import decided
from fanlight.records.disposals.settling import waiting
from fanlight.records.extracts import replacement
from fanlight.records.extracts.extract import Extract
from fanlight.records.fields import mapping as mappings
from fanlight.records.fields.checking import Limit, check, placeholders, unknown_values
from fanlight.records.fields.mapping import Mapping
from fanlight.records.files.staging import Read, digest, quoted, stage
from fanlight.records.reports import kept
from fanlight.records.reports.file_report import FileReport, ImportReport
from fanlight.records.reports.warnings import warnings_of

Progress = Callable[[str], None]
Codes = Said[str, str]
"""Dates that a spreadsheet made of codes, and what each was: {"03-Jan": "3/1"}."""
MEMORY = "600MB"


def import_files(
    paths: Sequence[Path],
    store_dir: Path,
    *,
    mapping: str | None = None,
    extracted: date | None = None,
    extract: Extract | None = None,
    codes: Codes | None = None,
    progress: Progress = lambda _: None,
) -> ImportReport:
    """Imports files into the store in `store_dir`, which is made where there is none.

    Every row is accepted, a duplicate or rejected, and rejected rows are kept with line, field and reason. A file
    whose content is held already changes nothing. `extracted` is the day of the extracts; `extract` says more of them:
    a newer extract of the same source and period takes the place of an older one. `codes`: what dates that a
    spreadsheet made of codes were. Raises `BadInput`, `CouldNotRead` or `StoreError`; then the store is as it was.
    """
    given = mappings.load(mapping) if mapping else None
    about = replace(extract or Extract(), day=(extract.day if extract else None) or extracted)
    private_folder(store_dir)
    no_links(store_dir, FILES)
    final = store_dir / NAME
    report = ImportReport()
    with private(), aside(store_dir, ".import-") as scratch:
        # A first import is written aside, so that a stop leaves no half-made store.
        place = final if final.exists() else scratch / NAME
        with _connection(place, scratch) as db, transaction(db):
            if place == final:
                decided.settle(db, waiting(store_dir, db))
            else:
                create_tables(db)
            replacement.create_tables(db)
            for path in paths:
                progress(f"Importing {path.name}")
                report.files.append(_import(db, path, given, about, codes or {}, scratch))
            replacement.lend_crime_types(db)
        if place != final and not put_in_place(place, final):
            raise StoreError(
                "Somebody else made a store here in the meantime. Nothing was imported.",
                where=str(store_dir),
                next_step="Try again.",
            )
    return report


@contextmanager
def _connection(place: Path, scratch: Path) -> Iterator[Any]:
    """To the store, which others may be using; or to the file that is to become one."""
    import duckdb

    made = place.parent == scratch
    with duckdb.connect(str(place)) if made else connected(place.parent, read_only=False) as db:
        db.execute(f"SET memory_limit = '{MEMORY}'")
        db.execute("SET threads = 2")
        db.execute(f"SET temp_directory = '{str(scratch).replace(chr(39), chr(39) * 2)}'")
        db.execute("SET enable_progress_bar = false")
        yield db


def _import(db: Any, path: Path, given: Mapping | None, about: Extract, codes: Codes, scratch: Path) -> FileReport:
    report = FileReport(path.name, digest(path))
    if rows(db, "SELECT 1 FROM files WHERE sha256 = ?", [report.sha256]):
        report.held_already = True
        return report
    read = stage(db, path, scratch, lambda columns: mappings.fits(columns, given))
    mapping = given or mappings.recognised(read.columns, where=path.name)
    mapping = mapping.model_copy(update={"codes": {**mapping.codes, **codes}})
    report.mapping, report.format, report.encoding = mapping.name, read.format, read.encoding
    checked = check(db, mapping, read, _limit(about), path.name)
    report.fields = sorted(checked.texts)
    report.unmapped, report.other_sheets = checked.unmapped, read.other_sheets
    report.unknown_values = unknown_values(db, mapping)
    replacement.take_place(db, mapping, about, report)
    _sort_out(db, mapping, read, report)
    kept.count(db, mapping, report, placeholders(db, checked, mapping))
    report.warnings += [*read.notes, *warnings_of(db, mapping, report)]
    db.execute(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            report.sha256, report.file, mapping.name, mapping.about, mapping.kind, ",".join(sorted(mapping.units)),
            about.day, report.rows, report.accepted, report.duplicates, report.rejected,
        ],
    )  # fmt: skip
    kept.keep(db, report)
    return report


def _limit(about: Extract) -> Limit:
    return Limit(about.day, "the day of the extract") if about.day else Limit(datetime.now(tz=UTC).date(), "today")


def _sort_out(db: Any, mapping: Mapping, read: Read, report: FileReport) -> None:
    kind = mapping.kind
    fields = ", ".join(field.name for field in KINDS[kind])
    identity = replacement.IDENTITY[kind]
    hashed = "_row_hash || _row" if mapping.identical_rows == "different" else "_row_hash"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE sorted AS SELECT *, "
        f"CASE WHEN _fault IS NOT NULL THEN 'rejected' "
        f"WHEN row_number() OVER (PARTITION BY {hashed} ORDER BY _row) > 1 THEN 'duplicate' "
        f"WHEN _row_hash IN (SELECT _row_hash FROM {kind}) THEN 'duplicate' ELSE 'accepted' END AS _state FROM checked"
    )
    if kind == "disposals":
        report.warnings += decided.set_aside(db)
    # A row that another file holds in other columns beside the fields, or in another order of columns, is no news.
    db.execute(
        f"UPDATE sorted SET _state = 'duplicate' WHERE _state = 'accepted' AND _row IN (SELECT c._row FROM sorted c "
        f"JOIN {kind} h ON c.{identity} = h.{identity} WHERE h._file <> '{decided.HERE}' AND {replacement.same_values(kind)})"
    )
    # The same identity with other values: the first stands, the others are kept aside for a person.
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE second AS SELECT _row FROM (SELECT _row, row_number() OVER (PARTITION BY {identity} "
        f"ORDER BY _row) AS nth, {identity} IN (SELECT {identity} FROM {kind}) AS held FROM sorted WHERE _state = 'accepted') "
        f"WHERE nth > 1 OR held"
    )
    db.execute(
        f"UPDATE sorted SET _state = 'rejected', _fault = '{identity}|another row has it with other values' "
        f"WHERE _row IN (SELECT _row FROM second)"
    )
    replacement.note_echoes(db, kind, report.sha256)
    db.execute(
        f"INSERT INTO {kind} ({fields}, _row_hash, _file) SELECT {fields}, _row_hash, ? FROM sorted "
        f"WHERE _state = 'accepted' ORDER BY _row",
        [report.sha256],
    )
    counts = dict(rows(db, "SELECT _state, count(*) FROM sorted GROUP BY 1"))
    report.accepted, report.duplicates = counts.get("accepted", 0), counts.get("duplicate", 0)
    report.rejected = counts.get("rejected", 0) + len(read.unreadable)
    report.rows = sum(counts.values()) + len(read.unreadable)
    _keep_rejected(db, read, report)


def _keep_rejected(db: Any, read: Read, report: FileReport) -> None:
    import pyarrow

    whole = " || ',' || ".join(f"coalesce(raw.{quoted(c)}, '')" for c in read.columns)
    faulty = rows(
        db,
        f"SELECT {'raw._line' if read.lined else 's._row'}, s._fault, {whole} FROM sorted s JOIN raw ON s._row = raw._row "
        f"WHERE s._state = 'rejected' ORDER BY s._row",
    )
    line_of = (lambda line: line) if read.lined else read.lines()
    found = [(line_of(row), *str(fault).split("|", 1), text) for row, fault, text in faulty]
    found += [(line, "", reason, text) for line, reason, text in read.unreadable]
    entries = [read.placed(*entry) for entry in found]
    if entries:
        columns = [pyarrow.array(column) for column in zip(*entries, strict=True)]
        db.register("rejected_now", pyarrow.table(columns, names=["line", "field", "reason", "raw"]))
        db.execute("INSERT INTO rejected SELECT ?, ?, * FROM rejected_now", [report.sha256, report.file])
        db.unregister("rejected_now")
