"""The table specs of a case: read from their texts, with what the records know, and with notes on what was asked."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from fanlight.answering.case import Case
from fanlight.errors import BadInput, SpecError
from fanlight.tables.spec import TableSpec
from fanlight.tabulation import Source


def resolved_specs(case: Case, source: Source | None) -> tuple[TableSpec, ...]:
    """In the order of the case's files. Raises `SpecError` or `BadInput` naming file and line of what cannot be counted,
    and `BadInput` where the case counts records and there are none."""
    from fanlight.tables.spec_file import parse_specs

    if case.file.tables and source is None:
        raise BadInput("This case counts records, and none are named.", next_step="Name them with --records.")
    found = []
    for position, name in enumerate(case.file.tables):
        if name not in case.specs:
            raise BadInput(f"There is no table spec {name}.", where=case.place("tables", position))
        found += [(name, spec) for spec in parse_specs(case.specs[name], where=PurePosixPath(name).name)]
    _no_id_twice([spec.id for _, spec in found], case.place("tables"))
    return tuple(_resolved(case.specs[name], name, spec, source) for name, spec in found if source is not None)


def _no_id_twice(ids: list[str], place: str) -> None:
    twice = [name for i, name in enumerate(ids) if name in ids[:i]]
    if twice:
        raise BadInput(f"Two tables have the id {twice[0]}.", where=place)


def _resolved(text: str, name: str, spec: TableSpec, source: Source) -> TableSpec:
    from fanlight.policy.offences import notes_on

    try:
        return source.resolve(replace(spec, notes=(*spec.notes, *notes_on(spec))))
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
