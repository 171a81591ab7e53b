"""What of the records was not counted, or may be counted wrongly, from the imports' reports and from the records themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fanlight.answering.case.counted import What
from fanlight.answering.intake.alike import alike
from fanlight.answering.words import listed
from fanlight.records import FileReport, ImportReport
from fanlight.tables.predicate.predicate import fields_of
from fanlight.tables.spec.table import TableSpec
from fanlight.tables.text.counted import counted
from fanlight.tabulation.doubts import Doubts, named_by

SUMMED_UP = "it is a total or a note below the table"
"""Begins the reason of rows that are no records whatever stands in them."""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """One thing to know of the records. `table`: the table that it concerns, or "" for all; `waits`: whether a person has to say
    that it is right to answer nevertheless. `text` holds no figure of a table."""

    what: What
    text: str
    table: str = ""
    waits: bool = True


def uncounted(
    specs: Sequence[TableSpec], intake: ImportReport | None, doubts: Mapping[str, Doubts]
) -> tuple[Uncounted, ...]:
    """`specs`: resolved; `intake`: None for records that nobody imported; `doubts`: by table."""
    if not specs:
        return ()
    read = frozenset().union(*map(_read, specs))
    of_files = [found for report in (intake.files if intake else ()) for found in _of_file(report, read)]
    return (*of_files, *(found for spec in specs for found in _of_table(spec, doubts[spec.id])))


def _read(spec: TableSpec) -> frozenset[str]:
    own = fields_of(spec.population) | {spec.basis, spec.unit.id_field}
    return own.union(*(fields_of(category.predicate) for one in spec.dimensions for category in one.categories))


def _of_file(report: FileReport, read: frozenset[str]) -> Iterator[Uncounted]:
    lost = {why: number for why, number in report.reasons.items() if not why.startswith(SUMMED_UP)}
    summed_up = sum(report.reasons.values()) - sum(lost.values())
    unexplained = report.rejected - sum(report.reasons.values())
    if unexplained > 0:
        lost["reasons that an earlier version did not keep"] = unexplained
    if lost:
        whole = (
            f"{report.file}: {sum(lost.values()):,} of {counted(report.rows, 'row')} were rejected and are not counted"
        )
        yield Uncounted("rejected", f"{whole} ({'; '.join(f'{why}: {number:,}' for why, number in lost.items())}).")
    if summed_up:
        text = f"{report.file}: {counted(summed_up, 'row')} below the records, such as a total, {'is' if summed_up == 1 else 'are'} not counted."
        yield Uncounted("rejected", text, waits=False)
    if report.unmapped:
        lacking = sorted(read - set(report.fields)) if report.fields else []
        text = f"{report.file}: no field takes the columns {listed(report.unmapped[:12])}"
        if lacking:
            text += f", and the tables read {listed(lacking)}, which no column of the file gives"
        yield Uncounted("unmapped", f"{text}.", waits=bool(lacking))
    for field, values in report.unknown_values.items():
        if field in read:
            text = f"{report.file}: the mapping does not know these values for {field}, which stays empty: {' | '.join(values)}."
            yield Uncounted("unknown", text)
    for name, rows in report.other_sheets.items():
        yield Uncounted("sheets", f"{report.file}: sheet “{name}” ({counted(rows, 'row')}) was not read.")


def _of_table(spec: TableSpec, doubts: Doubts) -> Iterator[Uncounted]:
    if doubts.undated:
        text = f"Table {spec.id}: {counted(doubts.undated, 'record')} that it asks for {_have(doubts.undated)} no {spec.basis}, and no period counts them."
        yield Uncounted("undated", text, spec.id)
    if doubts.unidentified:
        text = f"Table {spec.id}: {counted(doubts.unidentified, 'record')} that it asks for {_have(doubts.unidentified)} no {spec.unit.id_field}: nobody is counted for them."
        yield Uncounted("unidentified", text, spec.id)
    for field, groups in _variants(spec, doubts).items():
        told = "; ".join(" | ".join(f"“{value}”" for value in group) for group in groups)
        yield Uncounted("variants", f"Table {spec.id}: {field} has values that may be one, and are counted apart or not at all: {told}.", spec.id)  # fmt: skip
    if doubts.twice:
        text = f"Table {spec.id}: {counted(doubts.twice, 'record')} it asks for have the same outcome of the same crime or person, on the same day, from two systems: people, crimes or disposals may be counted twice."
        yield Uncounted("twice", text, spec.id)


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _variants(spec: TableSpec, doubts: Doubts) -> dict[str, list[list[str]]]:
    """By field: spellings of one category, of which the table names one, that it does not count together. Values that stand in one
    condition are meant to be one."""
    found: dict[str, list[list[str]]] = {}
    conditions = [named_by(spec.population)]
    conditions += [named_by(category.predicate) for one in spec.dimensions for category in one.categories]
    for field, held in doubts.values.items():
        groups: list[list[str]] = []
        named = [one[field] for one in conditions if field in one]
        for value in sorted(frozenset().union(*named)):
            others = [v for v in alike(value, held) if any(value in one and v not in one for one in named)]
            if others and {value, *others} not in [set(group) for group in groups]:
                groups.append([value, *others])
        if groups:
            found[field] = groups
    return found
