"""What the documents are made of: the case, the request's words, the audited tables, the recorded exemptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.answering.case.attachments import Enclosed
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.case.question import Question
from fanlight.answering.outcomes import Asked, outcome_of
from fanlight.answering.outcomes.base import Stance
from fanlight.answering.response import given
from fanlight.answering.response.quoting import quoted
from fanlight.answering.words import listed
from fanlight.errors import BadInput
from fanlight.law.claimed import ExemptionRecord, named
from fanlight.law.notice import Claimed
from fanlight.law.section40 import LIMBS, Section40Record
from fanlight.requests import normal_number
from fanlight.tables.stages import ReleasableTable

QuotedLines = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Composition:
    """`asked` and `published_request` are the request's lines with their levels, as received and as in the publication
    copy. The tables are as the public sees them: nothing here knows why a single figure is withheld. `positions` says
    which entry of the case's exemptions each of `records`, and then each of `others`, comes from. `enclosed` are the files
    that go out as they are."""

    case: CaseFile
    asked: QuotedLines
    published_request: QuotedLines
    tables: Mapping[str, ReleasableTable]
    records: tuple[Section40Record, ...]
    others: tuple[ExemptionRecord, ...] = ()
    positions: tuple[int, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()

    @property
    def ordered(self) -> tuple[ReleasableTable, ...]:
        return tuple(sorted(self.tables.values(), key=lambda table: table.number))

    @property
    def withheld(self) -> tuple[ReleasableTable, ...]:
        return tuple(table for table in self.ordered if not given.is_full(table))

    @property
    def withheld_questions(self) -> tuple[str, ...]:
        """Questions without a table of which a person withheld something."""
        return tuple(
            number
            for number, question in self.case.questions.items()
            if not self.tables_of(question) and self.stance(number) in {"withholds", "gives_part"}
        )

    def tables_of(self, question: Question) -> tuple[ReleasableTable, ...]:
        """The audited tables that a question names; before counting there are none."""
        return tuple(self.tables[name] for name in question.tables if name in self.tables)

    def stance(self, number: str) -> Stance | None:
        """What the answer to a question is to the requester: its tables say so, or else its outcome; None where neither does."""
        question = self.case.questions[number]
        if tables := self.tables_of(question):
            if all(given.is_full(table) for table in tables):
                return "gives"
            return "withholds" if all(given.is_withheld_whole(table) for table in tables) else "gives_part"
        outcome = outcome_of(question)
        return outcome.stance if outcome else None

    @property
    def claimed(self) -> tuple[Claimed, ...]:
        """What the outcomes themselves rely on, beside the exemptions on record."""
        questions = self.case.questions.items()
        decided = [(outcome_of(question), Asked(number, question, self.case)) for number, question in questions]
        return tuple(claimed for outcome, asked in decided if outcome for claimed in outcome.claimed(asked))

    def covered(self, questions: Sequence[str]) -> str:
        """What an exemption for these questions covers, in words; without questions, everything withheld."""
        return listed([said for said in (self.covered_figures(questions), self.covered_information(questions)) if said])

    def covered_figures(self, questions: Sequence[str]) -> str:
        """The figures of tables that an exemption for these questions covers; "" where there are none."""
        wanted = {normal_number(number) for number in questions}
        shown = {name for n, q in self.case.questions.items() if normal_number(n) in wanted for name in q.tables}
        tables = [table for table in self.withheld if not wanted or table.id in shown]
        if not tables and not self._chosen(questions):
            tables = list(self.withheld)
        return given.withheld_text(tables)

    def covered_information(self, questions: Sequence[str]) -> str:
        """What else an exemption for these questions covers; "" where it covers figures alone."""
        return listed([f"the information that we withhold at question {number}" for number in self._chosen(questions)])

    def _chosen(self, questions: Sequence[str]) -> list[str]:
        wanted = {normal_number(number) for number in questions}
        return [n for n in self.withheld_questions if not wanted or normal_number(n) in wanted]


def composed(case: Case, request: str, tables: Sequence[ReleasableTable]) -> Composition:
    """Raises `BadInput` for an exemption that cannot be read."""
    records: dict[int, Section40Record] = {}
    others: dict[int, ExemptionRecord] = {}
    for number, entry in enumerate(case.file.exemptions):
        place = case.place("exemptions", number)
        given = str(entry.get("limb", entry.get("id", LIMBS[0])))
        limb, _ = named(given, case.file.decided, where=place)
        if limb in LIMBS:
            records[number] = Section40Record.from_mapping(entry, where=place)
        else:
            others[number] = ExemptionRecord.from_mapping(entry, on=case.file.decided, where=place)
    return Composition(
        case.file,
        quoted(request),
        quoted(case.publication_copy) if case.publication_copy else (),
        {table.id: table for table in tables},
        tuple(records.values()),
        tuple(others.values()),
        (*records, *others),
        enclosed_in(case),
    )


def enclosed_in(case: Case) -> tuple[Enclosed, ...]:
    """The case's attachments with their bytes. Raises `BadInput` for one whose file is not among the case's."""
    for position, entry in enumerate(case.file.attachments):
        if entry.file not in case.files:
            raise BadInput(f"There is no file {entry.file}.", where=case.place("attachments", position, "file"))
    return tuple(Enclosed(at, entry, case.files[entry.file]) for at, entry in enumerate(case.file.attachments))
