"""What is wrong or missing in a case folder, with file and line, before anything is counted."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from fanlight.answering.case import casefile
from fanlight.answering.case.inside import inside
from fanlight.answering.case.model import Case
from fanlight.answering.case.specs import specs_of
from fanlight.answering.checks import remaining
from fanlight.answering.checks.attached import of_inspection
from fanlight.answering.checks.known import known_tables
from fanlight.answering.checks.notice import notice_findings
from fanlight.answering.checks.persons import who_may_approve
from fanlight.answering.counting.plans import options
from fanlight.answering.folder import read_case
from fanlight.answering.missing import MENDS, Missing, of_findings
from fanlight.answering.output.manifest import sha256
from fanlight.answering.response.composition import composed, enclosed_in
from fanlight.answering.saying.statements import statements
from fanlight.chain.aside import aside
from fanlight.errors import CouldNotRead, FanlightError, SpecError
from fanlight.law.clock import deadline
from fanlight.tables.spec.file import mistakes_in
from fanlight.tables.yaml.lines import LinedYaml, parse_yaml, read_text, read_yaml


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that cannot be read or answered: `text` says what, `file` and `line` where (line None: the file as a whole)."""

    file: str
    line: int | None
    text: str

    @property
    def where(self) -> str:
        return self.file if self.line is None else f"{self.file} line {self.line}"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a person still has to do, with the line of case.yaml that it is about."""

    item: Missing
    line: int | None

    @property
    def words(self) -> str:
        """The sentence, and what to do."""
        return self.item.words if self.item.mend else f"{self.item.words} {MENDS.get(self.item.code, '')}".rstrip()

    @property
    def where(self) -> str:
        return casefile.CASE if self.line is None else f"{casefile.CASE} line {self.line}"


@dataclass(frozen=True)
class Checked:
    """`due` is the last day to answer, None where the case cannot be read. `counts`: it has tables, so that more may come once they
    are counted."""

    reference: str
    due: date | None
    mistakes: tuple[Mistake, ...]
    missing: tuple[Lack, ...]
    counts: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "reference": self.reference,
            "due": self.due.isoformat() if self.due else None,
            "mistakes": [{"file": one.file, "line": one.line, "text": one.text} for one in self.mistakes],
            "missing": [
                {**one.item.as_json(), "mend": one.item.mend or MENDS.get(one.item.code, ""), "line": one.line}
                for one in self.missing
            ],
            "counts": self.counts,
        }


def check_case(folder: Path) -> Checked:
    """Everything that can be told without counting. A mistake in one file does not hide those in another; what is missing is
    looked for once nothing is wrong. Raises `BadInput` where there is no case folder."""
    if not (folder / casefile.CASE).is_file():
        read_case(folder)  # tells what is not there
    try:
        source = read_yaml(inside(folder, casefile.CASE, str(folder)))
    except FanlightError as error:
        return Checked("", None, (_of_error(error),), ())
    wrong = [*_in_case(source), *_in_specs(folder, source)]
    if wrong:
        return Checked("", None, tuple(wrong), ())
    try:
        case, request = read_case(folder)
        missing = [*_missing(case, request), *_of_approval(case)]
        due = deadline(case.file.received, clarified=case.file.clarified).due
    except FanlightError as error:
        return Checked("", None, tuple(_of_errors(error, source)), ())
    lacks = tuple(Lack(item, source.line(location(source, item.about))) for item in missing)
    return Checked(case.file.reference, due, (), lacks, bool(case.file.spec_files))


def _of_approval(case: Case) -> Iterator[Missing]:
    """That nobody could approve it: a draft can be made, and goes nowhere."""
    if not case.file.people:
        yield Missing("entry_not_filled_in", "people", *who_may_approve(case.file, ()))


def _in_case(source: LinedYaml) -> Iterator[Mistake]:
    try:
        casefile.validate(source)
    except FanlightError as error:
        yield from _of_errors(error, source)


def _in_specs(folder: Path, source: LinedYaml) -> Iterator[Mistake]:
    """Mistakes in each spec file that can be read; whether it is there is told with the case."""
    given = source.data.get("tables") if isinstance(source.data, dict) else None
    for name in given if isinstance(given, list) else ():
        if not isinstance(name, str):
            continue
        try:
            path = inside(folder, name, name)
            text = read_text(path) if path.is_file() else None
        except FanlightError as error:
            yield _of_error(error)
            continue
        if text is not None:
            yield from _in_spec(text, PurePosixPath(name).name)


def _in_spec(text: str, name: str) -> Iterator[Mistake]:
    mistakes = mistakes_in(text, where=name)
    if not mistakes:
        return
    try:
        lined = parse_yaml(text, where=name)
    except FanlightError as error:
        yield _of_error(error)
        return
    for place, words in mistakes:
        yield Mistake(name, lined.line(place), words)


def _of_errors(error: FanlightError, source: LinedYaml) -> Iterator[Mistake]:
    if isinstance(error, SpecError) and len(error.mistakes) > 1:
        for place, words in error.mistakes:
            yield Mistake(source.where, source.line(place), words)
    else:
        yield _of_error(error)


def _of_error(error: FanlightError) -> Mistake:
    found = re.fullmatch(r"(.*?)[ ,]+line (\d+)", error.where)
    text = f"{error.what} {error.next_step}".strip()
    text = text.removeprefix(f"{error.where}: ")
    if found is None and (inner := re.match(r"(\S+) line (\d+): ", text)):
        return Mistake(inner[1], int(inner[2]), text[inner.end() :])
    return Mistake(found[1] if found else error.where, int(found[2]) if found else None, text)


def _missing(case: Case, request: str) -> tuple[Missing, ...]:
    specs = specs_of(case)
    known_tables(case, request, specs)
    if all(dimension.values_of is None for spec in specs for dimension in spec.dimensions):
        options(case, specs)
        statements(case, specs)
    found = [*remaining.before_counting(case, request), *_in_attachments(case)]
    if not case.file.tables:
        found += of_findings(notice_findings(case.file, composed(case, request, ())))
    return tuple(found)


def _in_attachments(case: Case) -> Iterator[Missing]:
    from fanlight.inspection import Finding, inspect

    with aside(Path(tempfile.gettempdir()), "fanlight-inspected-") as scratch:
        for one in enclosed_in(case):
            path = scratch / str(one.position) / one.entry.name
            path.parent.mkdir()
            path.write_bytes(one.data)
            found: Sequence[Finding] | CouldNotRead
            try:
                found = inspect(path)
            except CouldNotRead as error:
                found = error
            yield from of_inspection(one, found, sha256(one.data))


def location(source: LinedYaml, about: str) -> tuple[str | int, ...]:
    """The way in case.yaml to what a `Missing` is about; as far as it goes, where the entry is not there yet."""
    found: list[str | int] = []
    here, rest = source.data, about
    while rest:
        if isinstance(here, dict):
            key = max((str(key) for key in here if rest == key or rest.startswith(f"{key}.")), key=len, default=None)
            if key is None:
                return (*found, rest)
            found.append(key)
            here, rest = here[key], rest[len(key) + 1 :]
        elif isinstance(here, list) and (number := re.match(r"(\d+)(?:\.|$)", rest)) and int(number[1]) < len(here):
            found.append(int(number[1]))
            here, rest = here[int(number[1])], rest[number.end() :]
        else:
            break
    return tuple(found)
