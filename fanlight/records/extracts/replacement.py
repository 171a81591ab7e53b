"""Newer extracts in the place of older ones, and files imported by mistake taken out. What was done stays known, the
rows of a replaced extract are kept aside, and decisions made here are never touched.

An extract takes another's place where a person says so; or where source and period are the same, and its day is later.
Source and period that nobody gives are read from the rows: then the newer one has to cover the older one's period, and
hold at least half of its records.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.records.database.file import rows
from fanlight.records.database.schema import KINDS
from fanlight.records.disposals.decided import HERE
from fanlight.records.extracts.extract import Extract
from fanlight.records.fields.mapping import Mapping
from fanlight.records.reports import kept
from fanlight.records.reports.file_report import FileReport

IDENTITY = {"disposals": "disposal_id", "searches": "search_id", "crime_types": "_row_hash"}


def create_tables(db: Any) -> None:
    """Beside the store's own tables, which an earlier version reads as before."""
    db.execute("CREATE TABLE IF NOT EXISTS reports (sha256 VARCHAR PRIMARY KEY, content VARCHAR)")
    db.execute("CREATE TABLE IF NOT EXISTS echoes (kind VARCHAR, _row_hash VARCHAR, _file VARCHAR)")
    db.execute(
        "CREATE TABLE IF NOT EXISTS history (number BIGINT, what VARCHAR, day DATE, sha256 VARCHAR, file VARCHAR, "
        "rows BIGINT, by_sha256 VARCHAR, by_file VARCHAR, person VARCHAR, reason VARCHAR)"
    )
    for kind in KINDS:
        db.execute(f"CREATE TABLE IF NOT EXISTS earlier_{kind} AS FROM {kind} LIMIT 0")


def same_values(kind: str) -> str:
    """SQL: whether rows h and c agree in every field that is kept; the category of a crime may be lent."""
    names = [field.name for field in KINDS[kind] if kind != "disposals" or field.name != "crime_type"]
    return " AND ".join(f"h.{name} IS NOT DISTINCT FROM c.{name}" for name in names)


def take_place(db: Any, mapping: Mapping, extract: Extract, report: FileReport) -> None:
    """Puts the rows of `checked` in the place of older extracts' rows, which are set aside.

    Raises `BadInput` where rows differ from held ones and nobody says which are newer.
    """
    report.extracted = extract.day.isoformat() if extract.day else ""
    report.source = extract.source or _source(db, mapping)
    report.period = _days(extract.period) if extract.period else _period(db, mapping.kind)
    if extract.replaces:
        sha256, file = named(db, extract.replaces, mapping.kind)
        _replace(db, mapping.kind, sha256, file, report)
    for sha256, file, accepted in rows(
        db,
        "SELECT sha256, file, accepted FROM files WHERE kind = ? AND sha256 <> ? ORDER BY file, sha256",
        [mapping.kind, HERE],
    ):
        if _newer(db, mapping.kind, extract, report, sha256, accepted):
            _replace(db, mapping.kind, sha256, file, report)
    _contradicted(db, mapping.kind, report)


def _source(db: Any, mapping: Mapping) -> str:
    if mapping.kind == "crime_types":
        return mapping.name
    found = rows(
        db,
        "SELECT DISTINCT concat_ws(', ', source_system, force) AS s FROM checked WHERE _fault IS NULL ORDER BY 1 LIMIT 20",
    )
    return ": ".join(filter(None, [mapping.name, "; ".join(row[0] for row in found if row[0])]))


def _days(period: tuple[date, date]) -> tuple[str, str]:
    return period[0].isoformat(), period[1].isoformat()


def _period(db: Any, kind: str) -> tuple[str, str]:
    """First and last day of the rows' months."""
    if kind == "crime_types":
        return "", ""
    day = "search_date" if kind == "searches" else "coalesce(recorded_date, outcome_date, committed_from_date)"
    first, last = rows(
        db, f"SELECT date_trunc('month', min({day}))::DATE, last_day(max({day})) FROM checked WHERE _fault IS NULL"
    )[0]
    return (first.isoformat(), last.isoformat()) if first else ("", "")


def _newer(db: Any, kind: str, extract: Extract, report: FileReport, sha256: str, accepted: int) -> bool:
    """Whether a held file is an older extract of the same source and period."""
    held = kept.one(db, sha256)
    if held is None or not (held.extracted and report.extracted) or held.source != report.source:
        return False
    if extract.source and extract.period and held.period == report.period:
        if held.extracted > report.extracted:
            raise _older(held, report)
        return held.extracted < report.extracted
    if held.extracted >= report.extracted or not held.period[0] or not report.period[0]:
        return False
    covers = report.period[0] <= held.period[0] and held.period[1] <= report.period[1]
    return covers and 2 * _shared(db, kind, sha256) >= accepted > 0


def _shared(db: Any, kind: str, sha256: str) -> int:
    own = IDENTITY[kind]
    return int(
        rows(
            db,
            f"SELECT count(*) FROM {kind} WHERE _file = ? AND {own} IN (SELECT {own} FROM checked WHERE _fault IS NULL)",
            [sha256],
        )[0][0]
    )


def _contradicted(db: Any, kind: str, report: FileReport) -> None:
    if kind == "crime_types":
        return
    own = IDENTITY[kind]
    found = rows(
        db,
        f"SELECT h._file FROM {kind} h JOIN checked c ON h.{own} = c.{own} WHERE c._fault IS NULL AND h._file <> ? "
        f"AND h._row_hash <> c._row_hash AND NOT ({same_values(kind)}) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        [HERE],
    )
    if not found:
        return
    held = kept.one(db, found[0][0])
    file = rows(db, "SELECT file FROM files WHERE sha256 = ?", [found[0][0]])[0][0]
    if held and held.extracted and report.extracted and held.extracted > report.extracted:
        raise _older(held, report)
    raise BadInput(
        f"{report.file} has other values for records of {file}, and nobody says that it is the newer extract. "
        "Nothing was imported.",
        where=report.file,
        next_step=f'If it takes that file\'s place, say --replaces "{file}". With --extracted DAY at each import, a newer '
        "extract of the same source and period replaces an older one by itself.",
    )


def _older(held: FileReport, report: FileReport) -> BadInput:
    return BadInput(
        f"{report.file} is of {report.extracted}; the store holds a newer extract of the same records, {held.file} of "
        f"{held.extracted}. Nothing was imported.",
        where=report.file,
        next_step=f'Keep the newer one; or say --replaces "{held.file}" if the older one is right.',
    )


def named(db: Any, name: str, kind: str = "") -> tuple[str, str]:
    """(hash, name) of a held file, by its name or the start of its hash. Raises `BadInput` where none or several fit."""
    found = rows(
        db,
        "SELECT sha256, file FROM files WHERE sha256 <> ? AND (file = ? OR (length(?) >= 6 AND starts_with(sha256, ?))) "
        "AND (? = '' OR kind = ?) ORDER BY file, sha256",
        [HERE, name, name, name, kind, kind],
    )
    if len(found) == 1:
        return str(found[0][0]), str(found[0][1])
    if found:
        raise BadInput(
            f"The store holds {len(found)} files called “{name}”.",
            next_step=f"Name one by its hash: {', '.join(str(row[0])[:12] for row in found[:4])}.",
        )
    held = [row[0] for row in rows(db, "SELECT file FROM files WHERE sha256 <> ? ORDER BY 1 LIMIT 8", [HERE])]
    raise BadInput(f"The store holds no file “{name}”.", next_step=f"It holds {', '.join(held) or 'none'}.")


def _replace(db: Any, kind: str, sha256: str, file: str, report: FileReport) -> None:
    before = kept.one(db, sha256)
    db.execute(f"INSERT INTO earlier_{kind} BY NAME SELECT * FROM {kind} WHERE _file = ?", [sha256])
    # Rows that other files hold too stay theirs; the replaced extract keeps its own copy aside.
    count = leave(db, kind, sha256)
    write_history(db, "replaced", sha256, file, count, report.extracted or None, by=(report.sha256, report.file))
    report.replaced.append(file)
    day = f" of {before.extracted}" if before and before.extracted else ""
    report.warnings.append(f"It replaces the older extract {file}{day}; see fanlight records diff.")


def leave(db: Any, kind: str, sha256: str) -> int:
    """Takes a file out of the store, with what it was rejected for; rows that other files hold as well stay, as theirs.
    Gives how many it had."""
    if kind == "crime_types":
        db.execute(
            "UPDATE disposals SET crime_type = NULL FROM crime_types c WHERE c._file = ? "
            "AND c.crime_ref = disposals.crime_ref AND c.crime_type = disposals.crime_type",
            [sha256],
        )
    count = int(rows(db, f"SELECT count(*) FROM {kind} WHERE _file = ?", [sha256])[0][0])
    db.execute("DELETE FROM echoes WHERE kind = ? AND _file = ?", [kind, sha256])
    db.execute(
        "CREATE OR REPLACE TEMP TABLE passed_on AS SELECT _row_hash, min(_file) AS _file FROM echoes WHERE kind = ? "
        f"AND _row_hash IN (SELECT _row_hash FROM {kind} WHERE _file = ?) GROUP BY 1",
        [kind, sha256],
    )
    db.execute(
        f"UPDATE {kind} SET _file = p._file FROM passed_on p WHERE {kind}._file = ? AND {kind}._row_hash = p._row_hash",
        [sha256],
    )
    for heir, more in rows(db, "SELECT _file, count(*) FROM passed_on GROUP BY 1"):
        db.execute(
            "UPDATE files SET accepted = accepted + ?, duplicates = duplicates - ? WHERE sha256 = ?", [more, more, heir]
        )
        kept.passed_on(db, heir, more)
    db.execute(
        "DELETE FROM echoes WHERE kind = ? AND (_row_hash, _file) IN (SELECT (_row_hash, _file) FROM passed_on)", [kind]
    )
    db.execute(f"DELETE FROM {kind} WHERE _file = ?", [sha256])
    db.execute("DELETE FROM rejected WHERE sha256 = ?", [sha256])
    db.execute("DELETE FROM files WHERE sha256 = ?", [sha256])
    return count


def note_echoes(db: Any, kind: str, sha256: str) -> None:
    """In an import: rows that another file of the store holds already, so that they stay if that file goes."""
    own = IDENTITY[kind]
    db.execute(
        f"INSERT INTO echoes SELECT DISTINCT ?, h._row_hash, ? FROM sorted s JOIN {kind} h ON s.{own} = h.{own} "
        "WHERE s._state = 'duplicate' AND h._file <> ?",
        [kind, sha256, HERE],
    )


def write_history(
    db: Any, what: str, sha256: str, file: str, count: int, day: str | None, *,
    by: tuple[str, str] = ("", ""), person: str = "", reason: str = "",
) -> None:  # fmt: skip
    number = rows(db, "SELECT coalesce(max(number), 0) + 1 FROM history")[0][0]
    db.execute(
        "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [number, what, day, sha256, file, count, *by, person, reason],
    )


def lend_crime_types(db: Any) -> None:
    """Crimes of data.police.uk take their category from the street files, by the crime's reference."""
    if rows(db, "SELECT count(*) FROM crime_types")[0][0]:
        db.execute(
            "UPDATE disposals SET crime_type = lent.crime_type FROM (SELECT crime_ref, min(crime_type) AS crime_type "
            "FROM crime_types GROUP BY crime_ref) AS lent WHERE disposals.crime_ref = lent.crime_ref "
            "AND disposals.crime_type IS NULL"
        )
