"""The approved bundle, `response.json`: all that a disclosure log needs to show a response, and all that the page is drawn from.

It is made from the page's content and its audited tables, or read back from the file that an approval binds. Nothing in it is internal:
it has what the page shows, and no more. docs/reference/bundle.md says what each field means.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fanlight.documents import content
from fanlight.documents.content import Page
from fanlight.errors import BadInput
from fanlight.tables.layout import caption, grid
from fanlight.tables.stages import ReleasableTable

NAME = "response.json"
FORMAT: Literal["fanlight-response"] = "fanlight-response"
VERSION: Literal[1] = 1
"""Raised when a field changes its meaning or goes; a reader refuses a version that it does not know."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Href = Annotated[str, Field(pattern=r"^(https?://|mailto:)\S+$")]
Exit = Annotated[str, Field(pattern=r"^(https?://\S+|/([^/\s]\S*)?)$")]
"""Where a visitor is taken who leaves quickly: another site, or a page of this one."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Strict):
    """A line of the request: `level` 0 is a question, 1 and more its parts."""

    level: Annotated[int, Field(ge=0)]
    text: str


class Heading(_Strict):
    kind: Literal["heading"] = "heading"
    text: str
    level: Literal[2, 3, 4]


class Paragraph(_Strict):
    kind: Literal["paragraph"] = "paragraph"
    text: str


class Bullets(_Strict):
    kind: Literal["bullets"] = "bullets"
    items: tuple[str, ...]


class Quoted(_Strict):
    kind: Literal["quoted"] = "quoted"
    lines: tuple[Line, ...]


class Fact(_Strict):
    term: str
    text: str


class Facts(_Strict):
    kind: Literal["facts"] = "facts"
    pairs: tuple[Fact, ...]


class TableHere(_Strict):
    """Here stands the table of that number."""

    kind: Literal["table"] = "table"
    number: int


class Link(_Strict):
    kind: Literal["link"] = "link"
    text: str
    href: Href
    before: str = ""
    after: str = ""


Block = Annotated[
    Heading | Paragraph | Bullets | Quoted | Facts | TableHere | Link,
    Field(discriminator="kind"),
]


class Figure(_Strict):
    """A `value`, or none and the `mark` that stands in its place."""

    value: Annotated[int, Field(ge=0)] | None
    mark: str = ""

    @model_validator(mode="after")
    def _either(self) -> Figure:
        if (self.value is None) == (not self.mark):
            raise ValueError("a figure has a value, or a mark in its place")
        return self


class Row(_Strict):
    labels: tuple[str, ...]
    figures: tuple[Figure, ...]


class Table(_Strict):
    """An audited table as it is laid out: the first `label_columns` of `columns` are labels, the others figures."""

    number: Annotated[int, Field(ge=1)]
    title: str
    caption: str
    unit: str
    population: str = ""
    basis: str = ""
    period: str = ""
    columns: tuple[str, ...]
    label_columns: Annotated[int, Field(ge=1)]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    source: str = ""
    extracted: str = ""

    @property
    def has_marks(self) -> bool:
        return any(figure.mark for row in self.rows for figure in row.figures)

    @model_validator(mode="after")
    def _whole(self) -> Table:
        figures = len(self.columns) - self.label_columns
        if any(len(row.labels) != self.label_columns or len(row.figures) != figures for row in self.rows):
            raise ValueError(f"each row of table {self.number} has a label or figure for each column")
        return self


class File(_Strict):
    """A file beside the bundle; `offered`: the page has a link to it."""

    name: str
    title: str
    format: str
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256
    offered: bool = True

    @model_validator(mode="after")
    def _beside(self) -> File:
        path = PurePosixPath(self.name)
        if path.is_absolute() or ".." in path.parts or not path.parts or re.search(r"[\\\x00-\x1f]|^\w+:", self.name):
            raise ValueError("the file does not lie beside the bundle")
        return self


class Authority(_Strict):
    name: str
    address: tuple[str, ...]
    email: str
    website: str = ""
    team: str = ""
    telephone: str = ""


class Outcome(_Strict):
    """A question's number in the request, and in words what came of it."""

    number: str
    outcome: str


class Bundle(_Strict):
    """A response as published. Made by `bundle_of` or `read_bundle` alone."""

    format: Literal["fanlight-response"]
    version: Literal[1]
    language: str
    authority: Authority
    reference: str
    title: str
    summary: str
    received: datetime.date | None
    decided: datetime.date | None
    published: datetime.date
    request: tuple[Line, ...]
    questions: tuple[Outcome, ...]
    exemptions: tuple[str, ...]
    licence: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    files: tuple[File, ...]
    beta: bool
    feedback: Annotated[str, Field(pattern=r"^((https?://|mailto:)\S+)?$")]
    exit: Exit

    @model_validator(mode="after")
    def _agrees(self) -> Bundle:
        numbers = [table.number for table in self.tables]
        here = {block.number for block in self.blocks if isinstance(block, TableHere)}
        if len(set(numbers)) != len(numbers) or not here <= set(numbers):
            raise ValueError("each table has a number of its own, and each that is shown is there")
        if self.request != next((block.lines for block in self.blocks if isinstance(block, Quoted)), ()):
            raise ValueError("the request is not the one that the blocks quote")
        names = [file.name for file in self.files]
        if len(set(names)) != len(names):
            raise ValueError("each file is named once")
        return self


def bundle_of(page: Page) -> Bundle:
    """The bundle of a page, its tables as they were audited. Raises `BadInput` for an address that is none."""
    try:
        return _bundle_of(page)
    except ValidationError as error:
        raise _refused(error, "the page") from None


def _bundle_of(page: Page) -> Bundle:
    own = page.authority
    blocks = tuple(_BLOCKS[type(block)](block) for block in page.blocks)
    return Bundle(
        format=FORMAT,
        version=VERSION,
        language=page.language,
        authority=Authority(
            name=own.name,
            address=own.address,
            email=own.email,
            website=own.website,
            team=own.team,
            telephone=own.telephone,
        ),
        reference=page.reference,
        title=page.title,
        summary=page.summary,
        received=page.received,
        decided=page.decided,
        published=page.published,
        request=next((block.lines for block in blocks if isinstance(block, Quoted)), ()),
        questions=tuple(Outcome(number=number, outcome=words) for number, words in page.outcomes),
        exemptions=page.exemptions,
        licence=page.licence,
        blocks=blocks,
        tables=tuple(map(_table, page.tables)),
        files=tuple(
            File(
                name=one.name, title=one.title, format=one.format, size=one.size, sha256=one.sha256, offered=one.offered
            )
            for one in page.downloads
        ),
        beta=page.beta,
        feedback=page.feedback_href,
        exit=page.exit_href,
    )


_BLOCKS: dict[type, Callable[[Any], Block]] = {
    content.Heading: lambda block: Heading(text=block.text, level=block.level),
    content.Paragraph: lambda block: Paragraph(text=block.text),
    content.Bullets: lambda block: Bullets(items=block.items),
    content.Quoted: lambda block: Quoted(lines=tuple(Line(level=level, text=text) for level, text in block.lines)),
    content.Facts: lambda block: Facts(pairs=tuple(Fact(term=term, text=text) for term, text in block.pairs)),
    content.TableHere: lambda block: TableHere(number=block.number),
    content.Link: lambda block: Link(text=block.text, href=block.href, before=block.before, after=block.after),
}


def _table(table: ReleasableTable) -> Table:
    laid = grid(table)
    return Table(
        number=table.number,
        title=table.title,
        caption=caption(table),
        unit=table.unit_text,
        population=table.population_text,
        basis=table.basis_text,
        period=table.period_text,
        columns=laid.headers,
        label_columns=laid.label_columns,
        rows=tuple(
            Row(labels=labels, figures=tuple(Figure(value=cell.value, mark=cell.mark) for cell in cells))
            for labels, cells in laid.rows
        ),
        notes=table.notes,
        source=table.source,
        extracted=table.extracted,
    )


def write_bundle(page: Page) -> bytes:
    """UTF-8 JSON. The same page gives the same bytes."""
    return dump(bundle_of(page))


def dump(bundle: Bundle) -> bytes:
    return (json.dumps(bundle.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n").encode()


def read_bundle(data: bytes, *, sha256: str = "", where: str = NAME) -> Bundle:
    """The bundle of a file. `sha256`: the hash that the approved manifest has for it.

    Raises `BadInput` for other bytes than these, for what is no bundle or of a version that is not known, and for one that does not
    agree with itself, naming the field.
    """
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise BadInput("This is not the file that was approved.", where=where, next_step="Take it from the release.")
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"This is no JSON: {type(error).__name__}.", where=where) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BadInput(f"This is no bundle: its format is not {FORMAT}.", where=where)
    if found.get("version") != VERSION:
        raise BadInput(
            f"Version {found.get('version')!r} of the bundle is not known here.",
            where=where,
            next_step=f"This version of Fanlight reads version {VERSION}.",
        )
    try:
        return Bundle.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise _refused(error, where) from None


def _refused(error: ValidationError, where: str) -> BadInput:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    words = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    return BadInput(f"{place or 'the bundle'}: {words}.", where=where)


def schema() -> dict[str, Any]:
    """The bundle as JSON Schema (2020-12)."""
    return Bundle.model_json_schema(mode="serialization")
