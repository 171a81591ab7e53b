"""What the documents are made of: the case, the request's words, the audited tables, the recorded exemptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fanlight.answering.case.attachments import Enclosed
from fanlight.answering.case.house import House, house_of
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.case.question import Question
from fanlight.answering.outcomes import Asked, Outcome, outcome_of
from fanlight.answering.outcomes.base import Stance
from fanlight.answering.outcomes.neither import covered as unconfirmed_information
from fanlight.answering.outcomes.neither import neither_of, says_so
from fanlight.answering.response import given
from fanlight.answering.response.quoting import quoted, without
from fanlight.answering.words import listed
from fanlight.errors import BadInput
from fanlight.law.claimed import ExemptionRecord, named
from fanlight.law.fixed import ENGLISH, Fixed, english, fixed
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
    house: House | None = None
    enclosed: tuple[Enclosed, ...] = ()

    @property
    def words(self) -> Fixed:
        """The fixed sentences of the response."""
        return self.house.words if self.house else fixed(self.case.language, self.case.decided)

    def in_english(self) -> Composition:
        """The same with Fanlight's own English sentences, where it is in another language."""
        if self.words.language.code == ENGLISH:
            return self
        words = english(self.case.decided)
        return replace(self, house=replace(self.house, words=words) if self.house else House(words))

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
            if not self.tables_of(question) and self.stance(number) in _WITHHELD
        )

    def tables_of(self, question: Question) -> tuple[ReleasableTable, ...]:
        """The audited tables that a question names; before counting there are none."""
        return tuple(self.tables[name] for name in question.tables if name in self.tables)

    def stance(self, number: str) -> Stance | None:
        """What the answer to a question is to the requester: its tables say so, or else its outcome; None where neither does."""
        question = self.case.questions[number]
        outcome = outcome_of(question)
        if outcome and outcome.stance in {"refuses", "waits", "ended"}:
            return outcome.stance  # whatever a table gives is given beside it
        if (tables := self.tables_of(question)) and not (outcome and outcome.stance in _NO_TABLES):
            if all(given.is_full(table) for table in tables):
                return "gives"
            return "withholds" if all(given.is_withheld_whole(table) for table in tables) else "gives_part"
        if outcome is None:
            return None
        if outcome.stance == "withholds" and says_so(question):
            return "neither"  # a check asks for that outcome; until then nothing says that it is held
        undecided = outcome.stance in {"withholds", "neither"} and self._undecided(number)
        return "undecided" if undecided else outcome.stance

    def _undecided(self, number: str) -> bool:
        """Where the public interest lies is not decided yet for an exemption of the question (FOIA s.17(2))."""
        return any(
            record.decision_expected and not record.public_interest
            for record in self.others
            if normal_number(number) in {normal_number(each) for each in record.questions}
        )

    @property
    def unconfirmed(self) -> Mapping[str, str]:
        """What is neither confirmed nor denied to be held, in words, by the number of its question."""
        return {
            number: unconfirmed_information(Asked(number, question, self.case))
            for number, question in self.case.questions.items()
            if neither_of(question) is not None
        }

    def unconfirmed_by(self, questions: Sequence[str]) -> str:
        """What a provision on confirming or denying for these questions covers, in words."""
        wanted = {normal_number(number) for number in questions}
        found = [text for number, text in self.unconfirmed.items() if not wanted or normal_number(number) in wanted]
        return listed(found) or "any information that you asked for"

    @property
    def decided(self) -> tuple[tuple[Outcome | None, Asked], ...]:
        """Each question with its outcome; None where tables alone decide, or nothing is decided."""
        questions = self.case.questions.items()
        return tuple((outcome_of(question), Asked(number, question, self.case)) for number, question in questions)

    @property
    def claimed(self) -> tuple[Claimed, ...]:
        """What the outcomes themselves rely on, beside the exemptions on record."""
        return tuple(claimed for outcome, asked in self.decided if outcome for claimed in outcome.claimed(asked))

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
        chosen = self._chosen(questions)
        waiting = [number for number in chosen if self.stance(number) == "undecided"]
        withheld = [number for number in chosen if number not in waiting]
        said = [f"{self._the(withheld)}information that we withhold at {_at(withheld)}"] if withheld else []
        asked = [f"{self._the(waiting)}information asked for at {_at(waiting)}"] if waiting else []
        return listed([*said, *asked])

    def _the(self, numbers: Sequence[str]) -> str:
        """ "the ", unless several exemptions cover these questions: each may then cover a part only."""
        wanted = {normal_number(number) for number in numbers}
        entries = [record.questions for record in self.records]
        entries += [record.questions for record in self.others if not record.neither]
        each = [{normal_number(number) for number in questions} for questions in entries]
        return "" if sum(not named or bool(named & wanted) for named in each) > 1 else "the "

    def _chosen(self, questions: Sequence[str]) -> list[str]:
        wanted = {normal_number(number) for number in questions}
        return [n for n in self.withheld_questions if not wanted or normal_number(n) in wanted]


_NO_TABLES: set[Stance] = {"neither", "own_data", "handed_over"}
"""A table would contradict these; a check asks for it to be taken out."""
_WITHHELD: set[Stance | None] = {"withholds", "gives_part", "undecided", "published_later"}


def _at(numbers: Sequence[str]) -> str:
    return f"question {numbers[0]}" if len(numbers) == 1 else f"questions {listed(numbers)}"


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
        quoted(without(request, tuple(each.text for each in case.file.quote_without))[0]),
        quoted(case.publication_copy) if case.publication_copy else (),
        {table.id: table for table in tables},
        tuple(records.values()),
        tuple(others.values()),
        (*records, *others),
        house=house_of(case),
        enclosed=enclosed_in(case),
    )


def enclosed_in(case: Case) -> tuple[Enclosed, ...]:
    """The case's attachments with their bytes. Raises `BadInput` for one whose file is not among the case's."""
    for position, entry in enumerate(case.file.attachments):
        if entry.file not in case.files:
            raise BadInput(f"There is no file {entry.file}.", where=case.place("attachments", position, "file"))
    return tuple(Enclosed(at, entry, case.files[entry.file]) for at, entry in enumerate(case.file.attachments))
