"""The rows that a figure of a draft counts, for an analyst. They are read from the records again, and never stand in a draft."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.answering.counting.sources import opened_at
from fanlight.answering.output.records import NAME
from fanlight.answering.output.trail import internal_json
from fanlight.answering.words import INTERNAL
from fanlight.errors import BadInput
from fanlight.tables.predicate.predicate import AllOf, Predicate
from fanlight.tables.predicate.written import read_records
from fanlight.tables.spec.table import TOTAL, Category, Dimension, TableSpec, Unit
from fanlight.tabulation import Source
from fanlight.tabulation.engine import ibis_predicate, run

PLACES = "places.json"
"""Beside records.json: where the records were, seen from the draft's folder."""


@dataclass(frozen=True)
class Behind:
    """`rows` of the records under `columns`, in order of the counted unit; `units` of them are counted by the figure `name`."""

    name: str
    extract: str
    unit: str
    units: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def places_file(out: Path, records: Sequence[Path], mapping: str | None, extracted: date | None) -> dict[str, bytes]:
    """The internal file by its name. A database elsewhere is not named: its address may hold a password."""
    content = {
        "records": [_seen_from(out, path) for path in records],
        "mapping": _seen_from(out, Path(mapping)) if mapping and Path(mapping).is_file() else mapping,
        "extracted": extracted.isoformat() if extracted else None,
    }
    return {PLACES: internal_json(INTERNAL, content).encode()}


def _seen_from(out: Path, path: Path) -> str:
    return Path(os.path.relpath(path.resolve(), out.resolve())).as_posix()


def behind(
    out: Path,
    table: str,
    cell: str,
    *,
    records: Sequence[Path] = (),
    mapping: str | None = None,
    source: str | None = None,
) -> Behind:
    """`cell` as {dimension=code, …} ("offence=3/1,period=2025"; a dimension left out means its total), or by its labels as
    drafts name it ("Threats to kill / 2025"). `records` and `source`: where they are now, if no longer where they were.

    Raises `BadInput` for a draft without records, a table or figure that it does not have, or records that are others than
    those that the figure counted.
    """
    content = _read(out, NAME)
    own = next((one for one in content["tables"] if one["id"] == table), None)
    if own is None:
        raise BadInput(
            f"The draft has no table “{table}”.",
            next_step=f"It has {', '.join(one['id'] for one in content['tables'])}.",
        )
    key = _key(own, cell)
    places = _read(out, PLACES)
    listed = list(records) or [Path(os.path.normpath(out.resolve() / path)) for path in places["records"]]
    if not listed and not source:
        raise BadInput("The draft does not say where its records are.", next_step="Name them: --records or --source.")
    day = date.fromisoformat(places["extracted"]) if places["extracted"] else None
    with opened_at(listed, mapping=mapping or _mapping(out, places), source=source, extracted=day) as found:
        return _found(content, own, key, found)


def _mapping(out: Path, places: Mapping[str, Any]) -> str | None:
    given = places["mapping"]
    file = Path(os.path.normpath(out.resolve() / given)) if given else None
    return str(file) if file is not None and file.is_file() else given


def _read(out: Path, name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((out / "internal" / name).read_text(encoding="utf-8"))
    except OSError:
        raise BadInput(
            "The draft does not say which records it counted.", where=str(out), next_step="Answer the case again."
        ) from None
    except ValueError:
        raise BadInput("The file cannot be read.", where=name, next_step="Answer the case again.") from None
    return found


def _key(table: Mapping[str, Any], cell: str) -> tuple[str, ...]:
    dimensions = table["dimensions"]
    names = [one["name"] for one in dimensions]
    if "=" in cell:
        given = dict(part.partition("=")[::2] for part in cell.split(","))
        asked = {name.strip(): value.strip() for name, value in given.items()}
    else:
        parts = [part.strip() for part in cell.split(" / ")] if cell.strip() else []
        asked = dict(zip(names, parts, strict=False)) if len(parts) == len(names) else {"": cell} if parts else {}
    if unknown := sorted(set(asked) - set(names)):
        raise BadInput(
            f"Table {table['id']} has no dimension “{unknown[0]}”." if unknown[0] else f"“{cell}” names no figure.",
            where="CELL",
            next_step=f"Write {','.join(f'{name}=…' for name in names)}.",
        )
    return tuple(_code(one, asked.get(one["name"], TOTAL)) for one in dimensions)


def _code(dimension: Mapping[str, Any], word: str) -> str:
    for code in dimension["codes"]:
        if word in (code["code"], code["label"]):
            return str(code["code"])
    listed = ", ".join(str(code["code"]) for code in dimension["codes"][:12])
    raise BadInput(f"“{dimension['name']}” has no category “{word}”.", where="CELL", next_step=f"It has {listed}.")


def _found(content: Mapping[str, Any], table: Mapping[str, Any], key: tuple[str, ...], source: Source) -> Behind:
    now = source.intake.identity if source.intake is not None else content["extract"]
    if now != content["extract"]:
        raise BadInput(
            f"These are other records ({now}) than those that the figure counted ({content['extract']}).",
            next_step="Answer the case again, or name the records that it counted with --records.",
        )
    spec = _spec(table)
    held = source.table_for(spec)
    wanted = AllOf(
        (spec.population, *(_predicate(one, code) for one, code in zip(table["dimensions"], key, strict=True)))
    )
    own = spec.unit.id_field
    frame = run(held.filter(ibis_predicate(held, wanted), held[own].notnull()).order_by(own))
    files = {one.sha256: one.file for one in source.intake.files} if source.intake is not None else {}
    columns = [name for name in frame.column_names if name != "_row_hash" and frame[name].null_count < len(frame)]
    columns.sort(key=lambda name: (name != own, name == "_file"))
    values = [[files.get(str(v), str(v)) if v is not None else "" for v in frame[name].to_pylist()] for name in columns]
    units = len(set(frame[own].to_pylist()))
    labels = [next(c["label"] for c in one["codes"] if c["code"] == code) for one, code in zip(table["dimensions"], key, strict=True)]  # fmt: skip
    if [*key, units] not in table["counts"]:
        raise BadInput(
            "The records have changed since the figure was counted.", next_step="Answer the case again, then look."
        )
    return Behind(
        " / ".join(labels), content["extract"], spec.unit.value, units,
        tuple("file" if name == "_file" else name for name in columns), tuple(zip(*values, strict=True)),
    )  # fmt: skip


def _predicate(dimension: Mapping[str, Any], code: str) -> Predicate:
    return read_records(next(one["records"] for one in dimension["codes"] if one["code"] == code), where=NAME)


def _spec(table: Mapping[str, Any]) -> TableSpec:
    """As much of the table as says which records it reads."""
    dimensions = tuple(
        Dimension(
            one["name"],
            one["name"],
            tuple(Category(c["code"], c["label"], read_records(c["records"], where=NAME)) for c in one["codes"]),
        )
        for one in table["dimensions"]
    )
    return TableSpec(
        table["id"], table["id"], Unit(table["unit"]), "", read_records(table["population"], where=NAME), dimensions
    )
