"""The table specs of a case: read from their texts, with what the records know, and with notes on what was asked."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from fanlight.answering.case.model import Case
from fanlight.answering.case.ready import ready_tables
from fanlight.errors import BadInput, SpecError
from fanlight.tables.spec.table import TableSpec
from fanlight.tables.sums import explained
from fanlight.tabulation import Source, nothing_counted


def specs_of(case: Case) -> tuple[TableSpec, ...]:
    """In the order of the case's files, with notes on what was asked; categories that only the records know are left
    open. Raises `SpecError` or `BadInput` naming file and line."""
    return tuple(spec for _, spec in _read(case))


def resolved_specs(case: Case, source: Source | None) -> tuple[TableSpec, ...]:
    """The same with what the records know. Raises `SpecError` naming file and line also of what these cannot count, and
    `BadInput` where the case counts records and there are none."""
    if case.file.tables and source is None:
        raise BadInput(
            "This case counts records, and none are named.", next_step="Open the records that its tables count."
        )
    return tuple(
        _resolved(case.specs.get(name, ""), name, spec, source) for name, spec in _read(case) if source is not None
    )


def with_ready(case: Case, source: Source | None) -> Source | None:
    """The records, and beside them the case's ready tables. Raises as `ready_tables` does."""
    ready = {raw.spec.id: raw for raw in ready_tables(case).values()}
    if not ready:
        return source
    if source is None and case.file.spec_files:
        return None
    return (source or nothing_counted()).beside(ready)


def _read(case: Case) -> list[tuple[str, TableSpec]]:
    """Each spec with the name of its file."""
    from fanlight.policy.offences import notes_on
    from fanlight.tables.spec.file import parse_specs

    found: list[tuple[str, TableSpec]] = []
    ready = ready_tables(case)
    for position, given in enumerate(case.file.tables):
        if not isinstance(given, str):
            found.append((given.file, ready[position].spec))
            continue
        if given not in case.specs:
            raise BadInput(f"There is no table spec {given}.", where=case.place("tables", position))
        found += [(given, spec) for spec in parse_specs(case.specs[given], where=PurePosixPath(given).name)]
    _no_id_twice([spec.id for _, spec in found], case.place("tables"))
    return [(name, replace(spec, notes=(*spec.notes, *notes_on(spec)))) for name, spec in found]


def _no_id_twice(ids: list[str], place: str) -> None:
    twice = [name for i, name in enumerate(ids) if name in ids[:i]]
    if twice:
        raise BadInput(f"Two tables have the id {twice[0]}.", where=place)


def _resolved(text: str, name: str, spec: TableSpec, source: Source) -> TableSpec:
    try:
        told = " ".join(filter(None, [spec.basis_text, explained(spec)]))
        return source.resolve(replace(spec, basis_text=told))
    except SpecError as error:
        place = f"{PurePosixPath(name).name} line {_line_of(text, spec.id, error.what)}"
        raise SpecError(error.what, where=place, next_step=error.next_step) from None


def _line_of(text: str, table: str, what: str) -> int:
    """The line of the table on which the word stands that a message quotes."""
    quoted = re.search("“([^”]+)”", what)
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if re.search(rf"\bid:\s*[\"']?{re.escape(table)}\b", line)), 0)
    word = quoted.group(1) if quoted else "unit"
    at = next((n for n in range(start, len(lines)) if re.search(rf"\b{re.escape(word)}\b", lines[n])), start)
    return at + 1
