"""Where the records of a case are: a store, files to import for this once, or a database elsewhere."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fanlight.answering.case import Case
from fanlight.errors import BadInput, SpecError
from fanlight.tables.spec import TableSpec

if TYPE_CHECKING:
    from fanlight.tabulation import Source

Opened = tuple[tuple[TableSpec, ...], "Source", str]


@contextmanager
def opened(
    case: Case, records: Sequence[Path], *, mapping: str | None, source: str | None, step: Callable[[str], None]
) -> Iterator[Opened]:
    """The case's table specs, the source that they count, and what that is in words."""
    from fanlight.tabulation import open_source

    with tempfile.TemporaryDirectory(prefix="fanlight-records-") as scratch:
        if source:
            place = source
        elif not case.file.tables:
            yield (), None, "no records"  # type: ignore[misc]
            return
        else:
            place = str(_store(case, records, Path(scratch) / "store", mapping, step))
        with open_source(place) as found:
            yield _specs(case, found), found, found.description()


def _store(
    case: Case, records: Sequence[Path], scratch: Path, mapping: str | None, step: Callable[[str], None]
) -> Path:
    from fanlight.records import import_files, is_store

    if not records:
        raise BadInput("This case counts records, and none are named.", next_step="Name them with --records.")
    for path in records:
        if not path.exists():
            raise BadInput("There are no records here.", where=str(path))
    if len(records) == 1 and is_store(records[0]):
        return records[0]
    step("Importing the records")
    import_files(list(records), scratch, mapping=mapping, extracted=case.file.extracted)
    return scratch


def _specs(case: Case, source: Source) -> tuple[TableSpec, ...]:
    from fanlight.policy.offences import notes_on
    from fanlight.tables.spec_file import load_specs

    found = [(case.folder / name, spec) for name in case.file.tables for spec in load_specs(case.folder / name)]
    specs = [spec for _, spec in found]
    twice = [spec.id for i, spec in enumerate(specs) if spec.id in {other.id for other in specs[:i]}]
    if twice:
        raise BadInput(f"Two tables have the id {twice[0]}.", where=case.source.place(("tables",)))
    resolved = []
    for path, spec in found:
        try:
            resolved.append(source.resolve(replace(spec, notes=(*spec.notes, *notes_on(spec)))))
        except SpecError as error:
            raise SpecError(error.what, where=_line_of(path, spec.id, error.what), next_step=error.next_step) from None
    return tuple(resolved)


def _line_of(path: Path, table: str, what: str) -> str:
    """The file, and the line of the table on which the word stands that a message quotes."""
    quoted = re.search("“([^”]+)”", what)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    start = next((n for n, line in enumerate(lines) if re.search(rf"\bid:\s*[\"']?{re.escape(table)}\b", line)), 0)
    word = quoted.group(1) if quoted else "unit"
    at = next((n for n in range(start, len(lines)) if re.search(rf"\b{re.escape(word)}\b", lines[n])), start)
    return f"{path.name} line {at + 1}"
