"""A case as its officer keeps it: `case.yaml`, table specs, the publication copy of the request.

`case.yaml` holds facts and the decisions that only a person may take. Nothing here decides anything.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag, field_validator

from fanlight.answering.case.attachments import Attachment
from fanlight.answering.case.counted import NotCounted, Zeros
from fanlight.answering.case.publication import Publication
from fanlight.answering.case.question import Question
from fanlight.answering.case.ready_table import ReadyTable
from fanlight.answering.case.strict import Strict
from fanlight.law.procedure.review import InternalReview
from fanlight.tables.knowledge.sayings import Saying
from fanlight.tables.yaml.lines import LinedYaml

Date = datetime.date


class AuthorityFile(Strict):
    """Who answers. `publishes`: whether it has a disclosure log; where not, a case need not say why it has no page.
    `cost_limit_hours`: of section 12; 24 for bodies in Part I of Schedule 1 to the Act, 18 for all others."""

    name: str
    address: list[str]
    email: str
    website: str = ""
    team: str = "Freedom of Information team"
    telephone: str = ""
    publishes: bool = True
    cost_limit_hours: Literal[18, 24] = 18


class Requester(Strict):
    """Shown in the letter and nowhere else."""

    name: str
    address: list[str] = []
    email: str = ""
    telephone: str = ""


class PersonEntry(Strict):
    """Somebody who decides, signs or approves. `id`: a staff number or an e-mail address of their own. `other_than`: keys of
    people who have a name like this one's and are somebody else."""

    name: str
    id: str
    role: str = ""
    other_than: list[str] = []


def _plain(value: Any) -> Any:
    """A value as case.yaml gives it: a day is text there. Raises `ValueError` for one that it cannot hold."""
    match value:
        case datetime.date():
            return value.isoformat()
        case dict() if all(isinstance(name, str) for name in value):
            return {name: _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case None | bool() | int():
            return value
        case str():
            value.encode()  # half of a character is no text
            return value
        case float() if math.isfinite(value):
            return value
    raise ValueError("text, a number, yes or no, a list or named entries should stand here")


class Assessment(Strict):
    """A person's record of whether, and how, a living individual could be identified from flagged figures.

    `cells`: `flagged` (all of the table's flagged figures) or a list of {dimension: code or list of codes}; a
    dimension that is left out means all of its codes. `spec` and `extract`, as a draft gives them, say in which draft these
    were seen: what is not named by every dimension means the figures flagged there.
    """

    table: str
    spec: str = ""
    extract: str = ""
    cells: Literal["flagged"] | list[dict[str, str | list[str]]]
    identifiable: bool
    who: str = ""
    how: str = ""
    by_whom: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_on: Date | None = None


class Said(Strict):
    """Words of the response that say something about a number: a statement about a figure of a table, or
    `not_a_figure: why`.

    `kind` says what is stated of the `figure`; `base` is the figure, or for a rank the figures, that it is compared with,
    in `base_table` if not in the same; a dimension that is left out there means the figure's own category.
    `value` is a whole number, or as the words have it ("1.5 %", "1/3", "twice").

    A figure in words that no table counts has its `source` in place of a table: where it comes from. `nobody_identifiable`
    says of a low one why nobody could be identified from it.
    """

    text: str
    kind: Saying = "count"
    table: str = ""
    figure: dict[str, str] = {}
    base_table: str = ""
    base: dict[str, str | list[str]] = {}
    relation: Literal["=", ">=", "<="] = "="
    value: int | str | None = None
    not_a_figure: str = ""
    source: str = ""
    nobody_identifiable: str = ""
    decided_by: str = ""


class TablePlan(Strict):
    """The officer's limits on how a table may be published. `priority`: how many times as much the figures of a category count;
    `protect_last`: categories whose figures are the last to be withheld, or `table`: all figures of the table are."""

    ways: list[Literal["everything", "pool", "suppress", "withhold"]] = ["everything", "pool", "suppress", "withhold"]
    pool_over: list[str] | None = None
    never_pool: list[str] = []
    pool_together: list[list[str]] = []
    publish: list[dict[str, str]] = []
    withhold: list[dict[str, str]] = []
    priority: dict[str, int] = {}
    protect_last: Literal["table"] | list[str] = []


class Review(Strict):
    """How to ask for an internal review: `contact` is where, `by` who decides; empty `procedure` and contact: none."""

    contact: list[str] = []
    email: str = ""
    procedure: str = ""


def _kind_of_table(given: Any) -> str | None:
    """A table is the name of a file with specs, or a ready table."""
    return "spec" if isinstance(given, str) else "ready" if isinstance(given, dict | ReadyTable) else None


class EarlierLetter(Strict):
    """A letter of the same request that went before this one: its `day`, and `what`, as the letter goes on after "We wrote to
    you on" it ("to say that ...")."""

    day: Date
    what: str


class Extension(Strict):
    """More time that was taken to weigh the public interest (FOIA s.10(3)): `noticed`, the day of the letter that said so and
    that answered everything else; `expected`, the day that it gave for the decision; `provisions`, for which; `questions`, on
    which (none: on all)."""

    noticed: Date
    expected: Date
    provisions: list[str]
    questions: list[str] = []


class LeftOut(Strict):
    """Words of the request that the letter does not repeat, exactly as they stand in it, and why."""

    text: str
    why: Literal["abuse", "personal_data"]
    decided_by: str = ""


class CaseFile(Strict):
    """`clarified`: the day on which further information asked for under section 1(3) came; the clock starts again.
    `late`: why the response comes after its last day, as the letter says it. `earlier_letters` went before this one;
    `internal_review` says that this letter decides a review of another. `extension` stands in the case of the decision that
    came after more time was taken for it; `quote_without`: what the letter leaves out where it repeats the request.
    `override`: why somebody who took a decision must approve it, where nobody else exists. `not_counted` and `zeros`: a
    person's word on records that were not counted, and on figures that are zero."""

    reference: str
    received: Date
    clarified: Date | None = None
    decided: Date
    late: str = ""
    extension: Extension | None = None
    quote_without: list[LeftOut] = []
    earlier_letters: list[EarlierLetter] = []
    internal_review: InternalReview | None = None
    title: str = "Freedom of Information request"
    language: str = "en-GB"
    wording_checked_by: str = ""
    style: str = ""
    authority: AuthorityFile
    requester: Requester
    people: dict[str, PersonEntry] = {}
    override: str = ""
    officer: str
    officer_title: str = "Freedom of Information Officer"
    review: Review = Review()
    publication: Publication | None = None
    disclosure_policy: str = "default"
    ledger: str = ""
    revisions: str = "same"
    leave_out: list[str] = []
    extracted: Date | None = None
    tables: list[
        Annotated[Annotated[str, Tag("spec")] | Annotated[ReadyTable, Tag("ready")], Discriminator(_kind_of_table)]
    ] = []
    questions: dict[str, Question]
    attachments: list[Attachment] = []
    plans: dict[str, TablePlan] = {}
    not_counted: list[NotCounted] = []
    zeros: list[Zeros] = []
    identifiability: list[Assessment] = []
    exemptions: list[dict[str, Any]] = []
    said: list[Said] = []
    notes: list[str] = []

    @property
    def spec_files(self) -> tuple[tuple[int, str], ...]:
        """The files with table specs, each with its place among the tables."""
        return tuple((at, given) for at, given in enumerate(self.tables) if isinstance(given, str))

    @property
    def ready_tables(self) -> tuple[tuple[int, ReadyTable], ...]:
        """The tables that are counted already, each with its place among the tables."""
        return tuple((at, given) for at, given in enumerate(self.tables) if isinstance(given, ReadyTable))

    @field_validator("questions", mode="before")
    @classmethod
    def _numbers_as_text(cls, value: Any) -> Any:
        return {str(key): item for key, item in value.items()} if isinstance(value, dict) else value

    @field_validator("exemptions")
    @classmethod
    def _plain_values(cls, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: _plain(item) for name, item in entry.items()} for entry in value]

    @field_validator("decided")
    @classmethod
    def _after_receipt(cls, value: Date, info: Any) -> Date:
        received = info.data.get("received")
        if received and value < received:
            raise ValueError(f"the decision of {value} is before the receipt of {received}")
        return value


@dataclass(frozen=True)
class Case:
    """A case as values, wherever it is kept: in a folder, or in rows.

    `specs` holds the texts of the table spec files by the names that `file.tables` gives them; `style` the files of
    the folder that `file.style` names; `publication_copy` is
    the officer's copy of the request for the public, None where there is none. `source` is case.yaml with its lines,
    so that a message can name the line; `hashes` the SHA-256 of every file that the case was read from. Without them
    a message names the entry, and the manifest has the hashes of the case's own canonical files.
    """

    file: CaseFile
    specs: Mapping[str, str] = field(default_factory=dict)
    publication_copy: str | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    source: LinedYaml | None = field(default=None, compare=False, repr=False)
    hashes: Mapping[str, str] = field(default_factory=dict, compare=False)
    style: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def place(self, *entry: str | int) -> str:
        """Where an entry stands, for a message: the file and line, or the entry's name."""
        if self.source is not None:
            return self.source.place(entry)
        return ".".join(str(part) for part in entry)
