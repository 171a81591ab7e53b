"""Older releases and published statistics from CSV or XLSX, with a mapping that says what the file's words mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from fanlight.errors import BadInput, CouldNotRead, SpecError
from fanlight.ledger.description import ReleaseFile, read_marks
from fanlight.ledger.entries import Breakdown, Cell, Release, Table
from fanlight.tables.spec.file import specs_of
from fanlight.tables.spec.table import TOTAL, Dimension, Key, TableSpec, Unit
from fanlight.tables.yaml.lines import LinedYaml, read_yaml, validated

PLAIN_MARKS = ("[c]", "c")
"""Marks that tell nothing; every other one must be declared."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class FileFile(_Strict):
    """`header`: the row of the headings, from 1; `rows`: how many rows follow at most."""

    sheet: str = ""
    header: int = 1
    rows: int | None = None


class AcrossFile(_Strict):
    """A dimension whose codes or labels are headings; `columns`: which headings (default: all others)."""

    dimension: str
    columns: list[str] | None = None


class MappingFile(_Strict):
    release: ReleaseFile
    file: FileFile = FileFile()
    table: dict[str, Any]
    columns: dict[str, str] = {}
    value: str = ""
    across: AcrossFile | None = None
    words: dict[str, dict[str, str]] = {}
    marks: dict[str, list[int | None] | int | None] = {}
    skip: list[str] = []
    classifications: dict[str, str] = {}
    additive: bool = True


@dataclass(frozen=True)
class Imported:
    """A release, and what of the file was left out, in words."""

    release: Release
    left_out: tuple[str, ...]


def read_mapped(path: Path, mapping: Path) -> Imported:
    """Raises `SpecError` for a mapping that does not fit, `BadInput` naming row and column for what it does not cover,
    `CouldNotRead`. Nothing is guessed: every word and mark of the file is in the mapping, or the import stops."""
    source = read_yaml(mapping)
    file = validated(MappingFile, source)
    (spec,) = specs_of(_moved(source))
    origin = file.release.origin if file.release.origin != "own" else "imported"
    rows = _rows(path, file.file)
    reader = _Reader(path.name, file, source, spec)
    cells = reader.cells(rows)
    table = Table(
        spec.id,
        spec.title,
        spec.unit,
        spec.population,
        tuple(
            Breakdown(
                one.name,
                one.title,
                tuple((c.code, c.label, c.predicate) for c in one.categories),
                one.total,
                one.is_period,
            )
            for one in spec.dimensions
        ),
        cells,
        spec.basis,
        spec.population_text,
        spec.period_text,
        # A disposal or search is one record, also where two categories count it; a crime or offender can be several.
        file.additive and (not spec.overlaps or spec.unit in (Unit.DISPOSALS, Unit.SEARCHES)),
    )
    about = file.release
    release = Release(
        about.reference,
        about.released,
        about.title or spec.title,
        origin,
        about.where,
        about.accessible,
        about.extract,
        file.classifications,
        reader.telling,
        (table,),
    )
    return Imported(release, tuple(reader.left_out))


def _moved(source: LinedYaml) -> LinedYaml:
    """The mapping's table as a spec file of one table, with its lines."""
    lines = {("tables", 0, *at[1:]): line for at, line in source.lines.items() if at and at[0] == "table"}
    return LinedYaml({"tables": [source.data["table"]]}, lines, source.where)


class _Reader:
    def __init__(self, name: str, file: MappingFile, source: LinedYaml, spec: TableSpec) -> None:
        self.name, self.file, self.source, self.spec = name, file, source, spec
        spans = {mark: span for mark, span in file.marks.items() if isinstance(span, list)}
        self.telling = read_marks(spans, source)
        self.left_out: list[str] = []
        dimensions = [one.name for one in spec.dimensions]
        across = file.across.dimension if file.across else None
        for one in (*file.columns, *([across] if across else [])):
            if one not in dimensions:
                raise SpecError(f"The table has no dimension “{one}”.", where=source.place(("columns",)))
        self.fixed = {d.name for d in spec.dimensions if d.name not in file.columns and d.name != across}
        for one in self.fixed:
            if len(spec.dimension(one).codes) != 1:
                raise SpecError(
                    f"No column is named for the dimension “{one}”.",
                    where=source.place(("columns",)),
                    next_step="Name its column, or give it a single category.",
                )
        if (across is None) == (not file.value):
            raise SpecError(
                "A mapping names either the column of counts (value) or a dimension across.",
                where=source.place(("value",)),
            )

    def cells(self, rows: Sequence[tuple[int, list[str]]]) -> dict[Key, Cell]:
        (_, heads), *body = rows
        for column in (*self.file.columns.values(), *([self.file.value] if self.file.value else [])):
            if heads.count(column) != 1:
                raise BadInput(
                    f"There is {'no' if column not in heads else 'more than one'} column “{column}”.",
                    where=f"{self.name} row {rows[0][0]}",
                    next_step=f"The headings are {', '.join(h for h in heads if h)}.",
                )
        found: dict[Key, Cell] = {}
        for number, row in body:
            if not any(row) or any(word in self.file.skip for word in row):
                if any(row):
                    self.left_out.append(f"row {number}, as the mapping says")
                continue
            codes = {
                name: self._code(self.spec.dimension(name), row[heads.index(column)], number)
                for name, column in self.file.columns.items()
            }
            for extra, text, place in self._values(heads, row, number):
                key = tuple({**codes, **extra}.get(d.name, d.codes[0]) for d in self.spec.dimensions)
                if key in found:
                    raise BadInput("A figure stands twice.", where=place)
                found[key] = self._cell(text, place)
        if not found:
            raise BadInput("The file has no figures.", where=self.name)
        return found

    def _values(self, heads: list[str], row: list[str], number: int) -> list[tuple[dict[str, str], str, str]]:
        if self.file.across is None:
            return [({}, row[heads.index(self.file.value)], f"{self.name} row {number}")]
        dimension = self.spec.dimension(self.file.across.dimension)
        taken = set(self.file.columns.values())
        wanted = self.file.across.columns
        found = []
        for head, text in zip(heads, row, strict=True):
            if head in taken or head in self.file.skip or not head or (wanted is not None and head not in wanted):
                continue
            code = self._code(dimension, head, number)
            found.append(({dimension.name: code}, text, f"{self.name} row {number}, {head}"))
        return found

    def _code(self, dimension: Dimension, text: str, number: int) -> str:
        words = {_plain(word): code for word, code in self.file.words.get(dimension.name, {}).items()}
        known = {_plain(category.label): category.code for category in dimension.categories}
        known |= {_plain(category.code): category.code for category in dimension.categories}
        if dimension.total is not None:
            known |= {_plain(dimension.total): TOTAL, _plain(TOTAL): TOTAL}
        code = {**known, **words}.get(_plain(text))
        if code is None or code not in dimension.codes:
            raise BadInput(
                f"“{text}” is no category of {dimension.name} that the mapping knows.",
                where=f"{self.name} row {number}",
                next_step="Add it to the table, to words, or to skip.",
            )
        return code

    def _cell(self, text: str, place: str) -> Cell:
        if text in self.file.marks:
            meaning = self.file.marks[text]
            return Cell(meaning) if isinstance(meaning, int) else Cell(None, text, None, None)
        if text in PLAIN_MARKS:
            return Cell(None, "[c]", None, None)
        digits = text.replace(",", "").replace("\N{NO-BREAK SPACE}", "").removesuffix(".0")
        if not digits.isascii() or not digits.isdigit():
            raise BadInput(
                "This is neither a count nor a mark that the mapping declares.",
                where=place,
                next_step="Declare it under marks: [from, to] it stands for, null if it tells nothing, or its value.",
            )
        return Cell(int(digits))


def _plain(text: str) -> str:
    return " ".join(str(text).casefold().split())


def _rows(path: Path, file: FileFile) -> list[tuple[int, list[str]]]:
    """(row number from 1, texts), from the headings on; all rows as long as the headings."""
    listed = _xlsx(path, file.sheet) if path.suffix.lower() in (".xlsx", ".xlsm", ".ods", ".xls") else _csv(path)
    if len(listed) < file.header:
        raise BadInput(f"The file has no row {file.header}.", where=path.name)
    end = None if file.rows is None else file.header + file.rows
    chosen = list(enumerate(listed, start=1))[file.header - 1 : end]
    width = len(chosen[0][1])
    return [(number, [*row, *([""] * width)][:width]) for number, row in chosen]


def _csv(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CouldNotRead(f"The file could not be read: {error.strerror}.", where=str(path)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return [[part.strip() for part in row] for row in csv.reader(io.StringIO(text, newline=""))]


def _xlsx(path: Path, sheet: str) -> list[list[str]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except Exception as error:
        raise CouldNotRead(f"The workbook could not be read: {error}.", where=path.name) from None
    if sheet and sheet not in book.sheet_names:
        raise BadInput(f"There is no sheet “{sheet}”.", where=path.name, next_step=f"There are {', '.join(book.sheet_names)}.")  # fmt: skip
    rows = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    return [[_text(value) for value in row] for row in rows]


def _text(value: Any) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return "" if value is None else str(value).strip()
