"""Disproportionality from a record store: the counts through the engine, the rates from what it gives out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fanlight.decisions.disproportionality import rates as shares
from fanlight.decisions.review.tables import protected
from fanlight.decisions.words import INTERNAL_FIGURES, internal_json
from fanlight.errors import BadInput
from fanlight.tables.spec.table import TOTAL
from fanlight.tables.stages import ReleasableTable

if TYPE_CHECKING:
    from fanlight.pipeline import Made

Step = Callable[[str], None]


@dataclass(frozen=True)
class Rates:
    """One breakdown: its audited table and its rates as CSV, with what must be said in comment lines."""

    breakdown: str
    table: ReleasableTable
    text: str


@dataclass(frozen=True)
class MadeRates:
    tables: tuple[Rates, ...]
    made: Made


def made_rates(
    store: Path,
    *,
    breakdowns: Sequence[str],
    first: date,
    last: date,
    on: date,
    references: Mapping[str, str],
    residents: Path | None = None,
    confidence: float = 0.95,
    step: Step = lambda _: None,
) -> MadeRates:
    """Tables and rates for the days from `first` to `last`, both counted. All tables are protected together.

    Raises `BadInput` for a breakdown, period, reference or residents that cannot be used; `NotSafe` or `NotProvedSafe`
    as the pipeline does.
    """
    from fanlight.tabulation import open_source

    _check(breakdowns, first, last, references, residents)
    text = f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    with open_source(str(store)) as source:
        if "searches" not in source.tables:
            raise BadInput(
                "There are no stop and searches in these records.", next_step="Name files or a store with them."
            )
        table, end = source.tables["searches"], last + timedelta(days=1)
        specs = [
            shares.spec_for(name, shares.values_of(table, name), first, end, period_text=text) for name in breakdowns
        ]
        made = protected(specs, source, on=on, step=step)
    people = _residents(residents) if residents is not None else None
    found = []
    for name, one in zip(breakdowns, made.tables, strict=True):
        reference = references.get(name) or largest(one)
        rows = shares.rates(one, reference=reference, confidence=confidence, residents=people)
        denominator = "searches" if people is None else "residents"
        label = next(row.label for row in rows if row.reference)
        about = [
            f"{one.title}. {text}.",
            *shares.method(denominator=denominator, reference=label, confidence=confidence),
        ]
        found.append(Rates(name, one, shares.rates_csv(rows, about=about, denominator=denominator.capitalize())))
    return MadeRates(tuple(found), made)


def _check(
    breakdowns: Sequence[str], first: date, last: date, references: Mapping[str, str], residents: Path | None
) -> None:
    unknown = [name for name in [*breakdowns, *references] if name not in shares.BREAKDOWNS]
    if unknown or not breakdowns or len(set(breakdowns)) != len(breakdowns):
        raise BadInput(
            f"These are no breakdowns, once each: {', '.join(unknown or breakdowns) or 'none'}.",
            where="--by",
            next_step=f"There are {', '.join(shares.BREAKDOWNS)}.",
        )
    if last < first:
        raise BadInput("The period ends before it begins.", where="--to")
    if residents is not None and len(breakdowns) != 1:
        raise BadInput("Residents belong to one breakdown.", where="--residents", next_step="Name just one with --by.")


def largest(table: ReleasableTable) -> str:
    """The published group with most searches: compared with where no reference is named."""
    names = [dimension.name for dimension in table.dimensions]
    groups = table.dimensions[names.index("group")]
    found = []
    for code in groups.codes:
        key = tuple({"group": code, "outcome": TOTAL, "period": "all"}[name] for name in names)
        cell = table.cells.get(key)
        if code not in {TOTAL, shares.NOT_RECORDED, shares.NOT_STATED} and cell is not None and cell.value is not None:
            found.append((-cell.value, code))
    if not found:
        raise BadInput("No group's searches can be published.", next_step="Name a longer period, or another breakdown.")
    return min(found)[1]


def _residents(path: Path) -> dict[str, int]:
    """`group,people` as CSV. Raises `BadInput` naming the line."""
    found: dict[str, int] = {}
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file cannot be read: {error}.", where=path.name) from None
    if not lines or [cell.strip().lower() for cell in lines[0]] != ["group", "people"]:
        raise BadInput("The first line is to be group,people.", where=path.name)
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != 2 or not cells[1].strip().isdigit() or cells[0] in found:
            raise BadInput("A line is a group, once, and a whole number of people.", where=f"{path.name} line {number}")
        found[cells[0]] = int(cells[1])
    return found


def write_rates(folder: Path, found: MadeRates) -> None:
    """protected/: each table and its rates; internal/: the audit."""
    from fanlight.documents.tables_csv import write_csv

    outside, inside = folder / "protected", folder / "internal"
    outside.mkdir()
    inside.mkdir()
    for one in found.tables:
        (outside / f"counts-{one.breakdown}.csv").write_bytes(write_csv(one.table))
        (outside / f"rates-{one.breakdown}.csv").write_text(one.text, encoding="utf-8", newline="\n")
    audit = internal_json(INTERNAL_FIGURES, found.made.audit.to_json())
    (inside / "audit.json").write_text(audit, encoding="utf-8", newline="\n")
