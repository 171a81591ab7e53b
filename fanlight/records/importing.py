"""Files into the store: all of them in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.chain.aside import aside
from fanlight.chain.private import no_links, private, private_folder
from fanlight.errors import StoreError
from fanlight.records import decided
from fanlight.records import mapping as mappings
from fanlight.records.connection import FILES, connected, put_in_place, transaction
from fanlight.records.mapping import Mapping
from fanlight.records.reading import Read, digest, quoted, stage
from fanlight.records.report import FileReport, ImportReport
from fanlight.records.schema import KINDS, Field
from fanlight.records.settling import waiting
from fanlight.records.store_file import NAME, create_tables, rows
from fanlight.records.warnings import warnings_of

Progress = Callable[[str], None]
MEMORY = "600MB"


def import_files(
    paths: Sequence[Path],
    store_dir: Path,
    *,
    mapping: str | None = None,
    extracted: date | None = None,
    progress: Progress = lambda _: None,
) -> ImportReport:
    """Imports files into the store in `store_dir`, which is made where there is none.

    Every row is accepted, a duplicate or rejected, and rejected rows are kept with line, field and reason. A file
    whose content is held already changes nothing. Raises `BadInput`, `CouldNotRead` or `StoreError`; then the store is
    as it was.
    """
    given = mappings.load(mapping) if mapping else None
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
            for path in paths:
                progress(f"Importing {path.name}")
                report.files.append(_import(db, path, given, extracted, scratch))
            _lend_crime_types(db)
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


def _import(db: Any, path: Path, given: Mapping | None, extracted: date | None, scratch: Path) -> FileReport:
    report = FileReport(path.name, digest(path))
    if rows(db, "SELECT 1 FROM files WHERE sha256 = ?", [report.sha256]):
        report.held_already = True
        return report
    read = stage(db, path, scratch, lambda columns: mappings.fits(columns, given))
    mapping = given or mappings.recognised(read.columns, where=path.name)
    report.mapping, report.format, report.encoding = mapping.name, read.format, read.encoding
    _check(db, mapping, read, path.name)
    _sort_out(db, mapping, read, report)
    report.warnings += [*read.notes, *warnings_of(db, mapping, report)]
    db.execute(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            report.sha256, report.file, mapping.name, mapping.about, mapping.kind, ",".join(sorted(mapping.units)),
            extracted, report.rows, report.accepted, report.duplicates, report.rejected,
        ],
    )  # fmt: skip
    return report


def _check(db: Any, mapping: Mapping, read: Read, where: str) -> None:
    """Makes the temporary table `checked`: the store's fields, the first fault of each row, which copy it is."""
    from fanlight.errors import BadInput

    held = mappings.held_columns(read.columns, [*mapping.columns, *mapping.also])
    lacking = [column for column in mapping.columns if column not in held]
    if lacking:
        raise BadInput(
            f"Mapping {mapping.name} needs the columns {', '.join(lacking)}.",
            where=where,
            next_step=f"The file has {', '.join(read.columns[:12])}.",
        )
    fields = KINDS[mapping.kind]
    texts = {field.name: _source(field, mapping, held) for field in fields}
    values = ", ".join(f"{_value(field, texts[field.name], mapping)} AS {field.name}" for field in fields)
    faults = " ".join(_fault(field, texts[field.name], mapping) for field in fields)
    whole = " || chr(31) || ".join(f"coalesce({quoted(c)}, chr(30))" for c in read.columns)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE checked AS SELECT _row, {values}, md5({whole}) AS _row_hash, "
        f"CASE {faults} ELSE NULL END AS _fault FROM raw"
        if faults
        else f"CREATE OR REPLACE TEMP TABLE checked AS SELECT _row, {values}, md5({whole}) AS _row_hash, "
        f"NULL::VARCHAR AS _fault FROM raw"
    )


def _source(field: Field, mapping: Mapping, held: dict[str, str]) -> str:
    """The field's text in the source, empty as NULL."""
    for column, name in (*mapping.columns.items(), *mapping.also.items()):
        if name == field.name and column in held:
            text = f"nullif(trim({quoted(held[column])}), '')"
            wanted = mapping.values.get(field.name)
            if wanted is None:
                return text
            cases = " ".join(f"WHEN {_literal(source)} THEN {_literal(value)}" for source, value in wanted.items())
            return f"CASE {text} {cases} ELSE NULL END"
    if field.name in mapping.constants:
        return _literal(mapping.constants[field.name])
    if mapping.identify and field.name in {"disposal_id", "search_id"}:
        columns = list(held.values()) if mapping.identify == ["*"] else [held[c] for c in mapping.identify if c in held]
        whole = " || chr(31) || ".join(f"coalesce({quoted(c)}, '')" for c in columns)
        copy = (
            f" || '-' || row_number() OVER (PARTITION BY {whole} ORDER BY _row)"
            if mapping.identical_rows == "different"
            else ""
        )
        return f"substr(md5({whole}), 1, 20){copy}"
    if field.name == "offence_code" and {"ho_class"} <= set(mapping.columns.values()):
        own = {name: column for column, name in mapping.columns.items()}
        first = f"nullif(trim({quoted(held[own['ho_class']])}), '')"
        if "ho_subclass" not in own or own["ho_subclass"] not in held:
            return first
        return f"{first} || coalesce('/' || nullif(trim({quoted(held[own['ho_subclass']])}), ''), '')"
    return "NULL"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_FORMATS = "['%Y-%m-%d', '%d/%m/%Y', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S', '%d/%m/%Y %H:%M', '%d-%b-%Y']"


def _date(text: str, field: Field, mapping: Mapping) -> str:
    if field.name in mapping.month_only:
        return f"try_strptime({text} || '-01', '%Y-%m-%d')::DATE"
    # A time zone after the time does not change the day that the source means.
    plain = f"regexp_replace({text}, '([T ][0-9:]+)(\\.[0-9]+)?(Z|[+-][0-9:]+)$', '\\1')"
    day = f"try_strptime({plain}, {_FORMATS})::DATE"
    # A year of two digits would be one of the first century.
    return f"CASE WHEN year({day}) BETWEEN 1800 AND 2199 THEN {day} END"


def _value(field: Field, text: str, mapping: Mapping) -> str:
    return _date(text, field, mapping) if field.type == "date" else text


def _fault(field: Field, text: str, mapping: Mapping) -> str:
    """The first thing wrong with a row, as "field|reason"."""
    found = ""
    if field.required and text != "NULL":
        found += f"WHEN {text} IS NULL THEN '{field.name}|it is empty' "
    if field.type == "date" and text != "NULL":
        found += f"WHEN {text} IS NOT NULL AND {_date(text, field, mapping)} IS NULL THEN '{field.name}|it is no date' "
    if field.name == "outcome_type" and not mapping.values.get("outcome_type") and text != "NULL":
        found += f"WHEN {text} IS NOT NULL AND NOT regexp_matches({text}, '^([0-9]|1[0-9]|2[0-2])[a-z]?$') THEN 'outcome_type|it is none of 0 to 22' "
    return found


def _sort_out(db: Any, mapping: Mapping, read: Read, report: FileReport) -> None:
    kind = mapping.kind
    fields = ", ".join(field.name for field in KINDS[kind])
    identity = {"disposals": "disposal_id", "searches": "search_id", "crime_types": "_row_hash"}[kind]
    hashed = "_row_hash || _row" if mapping.identical_rows == "different" else "_row_hash"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE sorted AS SELECT *, "
        f"CASE WHEN _fault IS NOT NULL THEN 'rejected' "
        f"WHEN row_number() OVER (PARTITION BY {hashed} ORDER BY _row) > 1 THEN 'duplicate' "
        f"WHEN _row_hash IN (SELECT _row_hash FROM {kind}) THEN 'duplicate' ELSE 'accepted' END AS _state FROM checked"
    )
    if kind == "disposals":
        report.warnings += decided.set_aside(db)
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
    entries = [(line_of(row), *str(fault).split("|", 1), text) for row, fault, text in faulty]
    entries += [(line, "", reason, text) for line, reason, text in read.unreadable]
    if entries:
        columns = [pyarrow.array(column) for column in zip(*entries, strict=True)]
        db.register("rejected_now", pyarrow.table(columns, names=["line", "field", "reason", "raw"]))
        db.execute("INSERT INTO rejected SELECT ?, ?, * FROM rejected_now", [report.sha256, report.file])
        db.unregister("rejected_now")


def _lend_crime_types(db: Any) -> None:
    """Crimes of data.police.uk take their category from the street files, by the crime's reference."""
    if rows(db, "SELECT count(*) FROM crime_types")[0][0]:
        db.execute(
            "UPDATE disposals SET crime_type = lent.crime_type FROM (SELECT crime_ref, min(crime_type) AS crime_type "
            "FROM crime_types GROUP BY crime_ref) AS lent WHERE disposals.crime_ref = lent.crime_ref "
            "AND disposals.crime_type IS NULL"
        )
