"""The records that a response counts: which they are, what of them is not counted, and whether a person has said that this is right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from fanlight.answering.case.counted import NotCounted
from fanlight.answering.case.model import CaseFile
from fanlight.answering.intake.findings import Uncounted, uncounted
from fanlight.answering.intake.zeros import Zero, zeros
from fanlight.answering.missing import Missing
from fanlight.errors import BadInput
from fanlight.records import FileReport, ImportReport
from fanlight.tables.spec.table import TableSpec
from fanlight.tables.stages import RawTable
from fanlight.tables.text.counted import counted
from fanlight.tabulation import Source
from fanlight.tabulation.doubts import Doubts, Looking

LEAST = 8
"""Digits of an extract's name that have to be given."""


@dataclass(frozen=True)
class Intake:
    """`extract` names the records; `files` are those that were imported, () for records elsewhere."""

    extract: str = ""
    files: tuple[FileReport, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    doubts: Mapping[str, Doubts] = field(default_factory=dict)

    def files_json(self) -> list[dict[str, Any]]:
        """For the trail: each file with its hash, rows and rejections."""
        names = ("file", "sha256", "rows", "accepted", "duplicates", "rejected", "extracted")
        return [{name: value for name, value in asdict(one).items() if name in names} for one in self.files]


def take_in(specs: Sequence[TableSpec], source: Source | None) -> Intake:
    """`specs`: resolved. Raises `BadInput` where a table's records were all rejected: its zeros would be false."""
    specs = [spec for spec in specs if source is not None and spec.id not in source.ready]
    if source is None or not specs:
        return Intake()
    looking = Looking(source)
    doubts = {spec.id: looking.doubts(spec) for spec in specs}
    report = source.intake
    for spec in specs:
        if report is not None and not doubts[spec.id].held:
            _check_not_all_rejected(spec, report)
    extract = report.identity if report is not None else _identity_elsewhere(source, doubts)
    return Intake(extract, tuple(report.files) if report else (), uncounted(specs, report, doubts), doubts)


def _check_not_all_rejected(spec: TableSpec, report: ImportReport) -> None:
    rejected = sum(one.rejected for one in report.files)
    if rejected:
        why = max(((n, why) for one in report.files for why, n in one.reasons.items()), default=(0, "no reason kept"))[
            1
        ]
        raise BadInput(
            f"Table {spec.id} would count nothing: all {counted(rejected, 'row')} of its records were rejected, most for: {why}.",
            next_step="Mend the files (fanlight records import FILE --store DIR names each reason), then answer.",
        )


def _identity_elsewhere(source: Source, doubts: Mapping[str, Doubts]) -> str:
    """Of records that nobody imported: where they are, their day, how many they are, and which months they cover."""
    held = sorted({(one.held, tuple(month.isoformat() for month in one.months)) for one in doubts.values()})
    return hashlib.sha256(json.dumps([source.description(), source.extracted, held]).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Told:
    """What the officer and the approver read of the records: `lines`, each with the person who has said that it is right, if
    anybody; `missing`: what still waits for a person's word."""

    lines: tuple[str, ...]
    missing: tuple[Missing, ...]
    zeros: tuple[Zero, ...] = ()


def told(case: CaseFile, intake: Intake, raws: Sequence[RawTable]) -> Told:
    found = tuple(
        zero for raw in raws if raw.spec.id in intake.doubts for zero in zeros(raw, intake.doubts[raw.spec.id])
    )
    said = {item: _said(case, intake, item) for item in intake.uncounted}
    lines = [f"{item.text}{_by(said[item])}" for item in intake.uncounted]
    return Told(
        (*lines, *_zero_lines(case, intake, found)),
        (
            *_waiting(case, intake, [i for i in intake.uncounted if i.waits and not said[i]]),
            *_zeros(case, intake, found),
        ),
        found,
    )


def _by(entry: NotCounted | None) -> str:
    return f" {entry.decided_by}: {entry.why}" if entry else ""


def _is(extract: str, given: str) -> bool:
    return len(given) >= LEAST and extract.startswith(given)


def _said(case: CaseFile, intake: Intake, item: Uncounted) -> NotCounted | None:
    for entry in case.not_counted:
        own = item.what in entry.what and (not item.table or item.table in entry.tables)
        if own and _is(intake.extract, entry.extract) and entry.why.strip() and entry.decided_by.strip():
            return entry
    return None


def _waiting(case: CaseFile, intake: Intake, items: Sequence[Uncounted]) -> Iterator[Missing]:
    for item in items:
        tables = f", tables: [{item.table}]" if item.table else ""
        entry = f"{{extract: {intake.extract}, what: [{item.what}]{tables}, why: …, decided_by: …}}"
        mend = f"Mend the records; or say under not_counted why it is right to answer nevertheless: {entry}."
        yield Missing("records_not_counted", "not_counted", item.text, f"{mend}{_half_said(case, intake, item)}")


def _half_said(case: CaseFile, intake: Intake, item: Uncounted) -> str:
    """What an entry lacks that speaks of the same, so that nobody looks for it."""
    for entry in case.not_counted:
        if item.what not in entry.what:
            continue
        if not _is(intake.extract, entry.extract):
            return f" What is said there is of other records ({entry.extract}): these are {intake.extract}."
        if not (entry.why.strip() and entry.decided_by.strip()):
            return " The entry there does not say why, or who decided it."
    return ""


def _zeros(case: CaseFile, intake: Intake, found: Sequence[Zero]) -> Iterator[Missing]:
    """One for each table."""
    for table in dict.fromkeys(zero.table for zero in found):
        own = [zero for zero in found if zero.waits and zero.table == table and not _confirmed(case, intake, zero)]
        if own:
            codes = json.dumps([zero.code for zero in own], ensure_ascii=False)
            entry = f"{{table: {table}, extract: {intake.extract}, categories: {codes}, decided_by: …}}"
            text = f"Table {table}: {'. '.join(zero.text[:1].upper() + zero.text[1:] for zero in own)}."
            yield Missing("zeros_not_confirmed", f"tables.{table}", text, f"Mend the spec or the records; or confirm it under zeros: {entry}.")  # fmt: skip


def _confirmed(case: CaseFile, intake: Intake, zero: Zero) -> str:
    for entry in case.zeros:
        if entry.table == zero.table and zero.code in entry.categories and _is(intake.extract, entry.extract):
            return entry.decided_by.strip()
    return ""


def _zero_lines(case: CaseFile, intake: Intake, found: Sequence[Zero]) -> Iterator[str]:
    for zero in found:
        by = _confirmed(case, intake, zero)
        yield f"Table {zero.table}: {zero.text}." + (f" {by} confirmed it." if by else "")
