"""The store's fields from a file's columns, and the first fault of each row."""

from __future__ import annotations

from collections.abc import Mapping as Readings
from dataclasses import dataclass
from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.records.database.file import rows
from fanlight.records.database.schema import KINDS, Field
from fanlight.records.fields import cleaning, made_dates
from fanlight.records.fields import mapping as mappings
from fanlight.records.fields.mapping import Mapping
from fanlight.records.files.staging import Read, quoted


@dataclass(frozen=True)
class Limit:
    """The last day that a record can have: that of the extract, or today."""

    day: date
    what: str


@dataclass(frozen=True)
class Checked:
    """`texts`: the SQL of each field's text over the staging table. `unmapped`: columns that no field takes."""

    texts: Readings[str, str]
    unmapped: list[str]


def check(db: Any, mapping: Mapping, read: Read, limit: Limit, where: str) -> Checked:
    """Makes the temporary table `checked`: the store's fields, the first fault of each row, which copy it is.

    No day is later than `limit`. Raises `BadInput` where columns are missing, or codes are dates.
    """
    held = mappings.held_columns(read.columns, [*mapping.columns, *mapping.also])
    lacking = [column for column in mapping.columns if column not in held]
    if lacking:
        raise BadInput(
            f"Mapping {mapping.name} needs the columns {', '.join(lacking)}.",
            where=where,
            next_step=f"The file has {', '.join(read.columns[:12])}.",
        )
    fields = KINDS[mapping.kind]
    plain = {field.name: text for field in fields if (text := _source(field, mapping, held)) != "NULL"}
    made_dates.check(db, _coded(plain, mapping, held), mapping.codes, where=where)
    texts = {name: _cleaned(name, text) for name, text in plain.items()}
    values = ", ".join(f"{_value(field, texts, mapping)} AS {field.name}" for field in fields)
    whole = " || chr(31) || ".join(f"coalesce({quoted(c)}, chr(30))" for c in read.columns)
    faults = " ".join(
        [_total(read, texts), *(_fault(f, texts, mapping, limit) for f in fields), _dayless(db, texts, mapping)]
    )
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE checked AS SELECT _row, {values}, md5({whole}) AS _row_hash, "
        f"CASE {faults} ELSE NULL END AS _fault FROM raw"
    )
    taken = {column for column, name in (*mapping.columns.items(), *mapping.also.items())} | {*mapping.identify}
    return Checked(texts, [column for column, own in held.items() if column not in taken and mapping.identify != ["*"]])


def placeholders(db: Any, checked: Checked, mapping: Mapping) -> dict[str, tuple[int, list[str]]]:
    """By field: rows whose word for nobody was read as empty, and such words."""
    found = {}
    for name in sorted(cleaning.REFERENCES & set(mapping.columns.values()) & set(checked.texts)):
        column = next(column for column, field in mapping.columns.items() if field == name)
        text = cleaning.tidy(_column(db, column))
        count, words = rows(
            db,
            f"SELECT count(*), list_sort(list(DISTINCT {text}))[:4] FROM raw "
            f"WHERE _row IN (SELECT _row FROM sorted WHERE _state = 'accepted') AND {text} IS NOT NULL AND {cleaning.nobody(text)}",
        )[0]
        if count:
            found[name] = (int(count), [str(word)[:20] for word in words])
    return found


def unknown_values(db: Any, mapping: Mapping) -> dict[str, list[str]]:
    """By field: values of the source of which the mapping's `values` do not say what they are; the field stays empty."""
    found = {}
    for column, name in (*mapping.columns.items(), *mapping.also.items()):
        if name in mapping.values:
            text = cleaning.tidy(_column(db, column))
            known = ", ".join(_literal(value) for value in mapping.values[name]) or "''"
            listed = rows(db, f"SELECT DISTINCT {text} AS v FROM raw WHERE {text} NOT IN ({known}) ORDER BY 1 LIMIT 8")
            if listed:
                found[name] = [str(value)[:60] for (value,) in listed]
    return found


def _column(db: Any, wanted: str) -> str:
    names = [row[0] for row in rows(db, "SELECT column_name FROM (DESCRIBE raw)")]
    return quoted(next(name for name in names if name.strip().lower() == wanted.lower()))


def _source(field: Field, mapping: Mapping, held: dict[str, str]) -> str:
    """The field's text in the source, empty as NULL."""
    for column, name in (*mapping.columns.items(), *mapping.also.items()):
        if name == field.name and column in held:
            return _mapped(cleaning.tidy(quoted(held[column])), field, mapping)
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
        parts = [_said(cleaning.tidy(quoted(held[own[name]])), mapping) for name in ("ho_class", "ho_subclass")
                 if own.get(name) in held]  # fmt: skip
        return parts[0] if len(parts) == 1 else f"({parts[0]} || coalesce('/' || {parts[1]}, ''))"
    return "NULL"


def _mapped(text: str, field: Field, mapping: Mapping) -> str:
    wanted = mapping.values.get(field.name)
    if wanted is not None:
        cases = " ".join(f"WHEN {_literal(source)} THEN {_literal(value)}" for source, value in wanted.items())
        return f"nullif(CASE {text} {cases} ELSE NULL END, '')"
    return _said(text, mapping) if field.name in made_dates.FIELDS else text


def _said(text: str, mapping: Mapping) -> str:
    """Dates that a spreadsheet made of codes, as the code that a person said each was."""
    if not mapping.codes:
        return text
    cases = " ".join(f"WHEN {_literal(made)} THEN {_literal(own)}" for made, own in mapping.codes.items())
    return f"CASE {text} {cases} ELSE {text} END"


def _coded(texts: Readings[str, str], mapping: Mapping, held: dict[str, str]) -> dict[str, str]:
    """Code columns of the source as they stand there, before anybody's word."""
    found = {}
    for column, name in (*mapping.columns.items(), *mapping.also.items()):
        if name in made_dates.FIELDS and name in texts and column in held and name not in mapping.values:
            found[name] = cleaning.tidy(quoted(held[column]))
    return found


def _cleaned(name: str, text: str) -> str:
    if name in cleaning.CODES:
        return f"lower({cleaning.code(text)})" if name == "outcome_type" else cleaning.code(text)
    if name in cleaning.REFERENCES and not text.startswith("substr("):
        return f"CASE WHEN {cleaning.nobody(text)} THEN NULL ELSE {text} END"
    return text


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_FORMATS = "['%Y-%m-%d', '%d/%m/%Y', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S', '%d/%m/%Y %H:%M', '%d-%b-%Y']"


def _date(text: str, field: str, mapping: Mapping) -> str:
    if field in mapping.month_only:
        return f"try_strptime({text} || '-01', '%Y-%m-%d')::DATE"
    # A time zone after the time does not change the day that the source means.
    plain = f"regexp_replace({text}, '([T ][0-9:]+)(\\.[0-9]+)?(Z|[+-][0-9:]+)$', '\\1')"
    day = f"try_strptime({plain}, {_FORMATS})::DATE"
    # A year of two digits would be one of the first century.
    return f"CASE WHEN year({day}) BETWEEN 1800 AND 2199 THEN {day} END"


def _value(field: Field, texts: Readings[str, str], mapping: Mapping) -> str:
    text = texts.get(field.name, "NULL")
    return _date(text, field.name, mapping) if field.type == "date" else text


def _total(read: Read, texts: Readings[str, str]) -> str:
    columns = [quoted(column) for column in read.columns]
    own = [texts[name] for name in ("crime_ref", "disposal_id", "search_id")
           if name in texts and not texts[name].startswith("substr(")]  # fmt: skip
    first = f"coalesce({columns[0]}, '')"
    return (
        f"WHEN {cleaning.total(columns, [first, *own])} THEN '|it is a total or a note below the table, and no record' "
    )


def _fault(field: Field, texts: Readings[str, str], mapping: Mapping, limit: Limit) -> str:
    """The first thing wrong with a row, as "field|reason"."""
    text = texts.get(field.name)
    if text is None:
        return ""
    found = ""
    if field.required:
        found += f"WHEN {text} IS NULL THEN '{field.name}|it is empty' "
    if field.type == "date":
        found += _day_fault(field.name, text, mapping, limit)
    if field.name == "outcome_type" and not mapping.values.get("outcome_type"):
        found += f"WHEN {text} IS NOT NULL AND NOT regexp_matches({text}, '^([0-9]|1[0-9]|2[0-2])[a-z]?$') THEN 'outcome_type|it is none of 0 to 22' "
    return found


def _day_fault(name: str, text: str, mapping: Mapping, limit: Limit) -> str:
    day = _date(text, name, mapping)
    late = f"it lies in the future, after {limit.what}, {limit.day.isoformat()}"
    nought = "it is an empty date, which a spreadsheet wrote as its day nought"
    found = f"WHEN {text} IS NOT NULL AND {day} IS NULL THEN '{name}|it is no date' "
    found += f"WHEN {cleaning.after(day, limit.day)} THEN '{name}|{late}' "
    return found + f"WHEN {cleaning.nought(day, name)} THEN '{name}|{nought}' "


def _dayless(db: Any, texts: Readings[str, str], mapping: Mapping) -> str:
    """A crime without the day of recording, where other rows of the file have one. An outcome without its day is named in the
    report: the crime is one all the same."""
    if mapping.kind != "disposals" or "recorded_date" not in texts:
        return ""
    if not rows(db, f"SELECT count({texts['recorded_date']}) FROM raw")[0][0]:
        return ""
    return f"WHEN {texts['recorded_date']} IS NULL THEN 'recorded_date|it is empty: no count by this date can hold the row' "
