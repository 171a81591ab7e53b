"""What a response says, apart from how it looks: one content model, one writer per format.

Text is plain Unicode; writers escape it. Tables are referred to by number and come as `ReleasableTable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fanlight.documents.style import ENGLISH, PLAIN, Labels, Style
from fanlight.tables.stages import ReleasableTable


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2 is a section of the document, 3 a part of one."""

    text: str
    level: Literal[2, 3, 4] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """The requester's words, line by line as received: (indent level from 0, text with its own number)."""

    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of term and description."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableHere:
    """Table `number` stands here, whole, where the format shows tables; its title is the caption."""

    number: int


@dataclass(frozen=True, slots=True)
class Link:
    """A paragraph that is one link: `text` (says where it leads), `href` (http, https or mailto), `after` follows."""

    text: str
    href: str
    before: str = ""
    after: str = ""


Block = Heading | Paragraph | Bullets | Quoted | Facts | TableHere | Link


@dataclass(frozen=True, slots=True)
class Authority:
    """Who answers."""

    name: str
    address: tuple[str, ...]
    email: str
    website: str = ""
    team: str = "Freedom of Information team"
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter to the requester. `addressee`: lines, the name first. `title` says what the letter is."""

    authority: Authority
    reference: str
    date: date
    addressee: tuple[str, ...]
    salutation: str
    title: str
    blocks: tuple[Block, ...]
    sign_off: tuple[str, ...]
    tables: tuple[ReleasableTable, ...] = ()
    language: str = "en-GB"
    style: Style = PLAIN
    labels: Labels = ENGLISH


@dataclass(frozen=True, slots=True)
class Note:
    """One numbered note of the notes page."""

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """The tables that go with the letter: cover, contents, notes, one sheet a table."""

    authority: Authority
    reference: str
    date: date
    title: str
    introduction: tuple[str, ...]
    notes: tuple[Note, ...]
    tables: tuple[ReleasableTable, ...]
    language: str = "en-GB"


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside the page: `name` is its path from there, `size` in bytes. `offered`: the page has a link to it."""

    name: str
    title: str
    format: str
    size: int
    sha256: str
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """The response as published. Nothing here comes from the requester but the officer-confirmed publication copy.

    `outcomes` has each question's number and outcome in words, `exemptions` the sections that are cited, `licence` the terms of
    re-use."""

    authority: Authority
    reference: str
    title: str
    published: date
    summary: str
    blocks: tuple[Block, ...]
    tables: tuple[ReleasableTable, ...]
    downloads: tuple[Download, ...]
    beta: bool = False
    feedback_href: str = ""
    exit_href: str = "https://www.bbc.co.uk/weather"
    language: str = "en-GB"
    style: Style = PLAIN
    labels: Labels = ENGLISH
    received: date | None = None
    decided: date | None = None
    outcomes: tuple[tuple[str, str], ...] = ()
    exemptions: tuple[str, ...] = ()
    licence: str = ""
