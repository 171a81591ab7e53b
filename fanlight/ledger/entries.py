"""What the ledger records: releases with their figures, classification versions, incidents; each one entry.

An entry is a JSON object with a `kind`. A figure says which records it counts by a predicate whose values belong to a
version of each field's classification. A release's tables keep categories once and list their cells; whatever fits no
table (words, pools' parts, what is taken for granted) stands as a loose figure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from fanlight.errors import BadInput
from fanlight.tables.knowledge.statements import Relation, Requirement
from fanlight.tables.predicate.predicate import AllOf, Predicate
from fanlight.tables.predicate.written import read_records, records_json
from fanlight.tables.spec.table import TOTAL, Key, Unit

AS_RECORDED = "as recorded"
"""The classification version of values as they stand in the record store: always known."""

Origin = Literal["own", "imported", "external", "by hand"]
ORIGINS: tuple[Origin, ...] = ("own", "imported", "external", "by hand")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a release. `value` None: withheld, under `mark`.

    `relation` other than "=": a statement ("fewer than five" is <= 4). `true` is the count of a withheld figure where
    it is known, `requirements` what the release had to protect it by; None: neither is known (an imported release).
    `kind`: `figure`, `words`, or what readers take for granted (`assumed`) or are told by a mark (`mark`, `zeros`).
    """

    id: str
    name: str
    unit: Unit
    predicate: Predicate
    value: int | None
    relation: Relation = "="
    mark: str = ""
    true: int | None = None
    requirements: tuple[Requirement, ...] | None = ()
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's figure: as in `Figure`."""

    value: int | None
    mark: str = ""
    true: int | None = None
    requirements: tuple[Requirement, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A dimension: `categories` are (code, label, predicate); `total`, the label of the figure over all, or None."""

    name: str
    title: str
    categories: tuple[tuple[str, str, Predicate], ...]
    total: str | None = None
    is_period: bool = False

    def label(self, code: str) -> str:
        if code == TOTAL:
            return self.total or TOTAL
        return next((label for own, label, _ in self.categories if own == code), code)


@dataclass(frozen=True)
class Table:
    """Figures over one set of breakdowns: `cells` by a code for each of them (`Total`: over all of it).

    `additive`: no counted unit falls in two of the finest categories. `number`: the table's number in its release.
    """

    id: str
    title: str
    unit: Unit
    population: Predicate
    breakdowns: tuple[Breakdown, ...]
    cells: Mapping[Key, Cell]
    basis: str = ""
    population_text: str = ""
    period_text: str = ""
    additive: bool = True
    number: int = 0

    def figures(self) -> Iterator[Figure]:
        parts = [{code: predicate for code, _, predicate in one.categories} for one in self.breakdowns]
        labels = [{code: label for code, label, _ in one.categories} for one in self.breakdowns]
        table = f"Table {self.number}" if self.number else self.title
        for key, cell in self.cells.items():
            own = tuple(known[code] for known, code in zip(parts, key, strict=True) if code != TOTAL)
            name = ", ".join(
                known.get(code) or one.total or TOTAL
                for known, one, code in zip(labels, self.breakdowns, key, strict=True)
            )
            yield Figure(
                f"{self.id}:{'|'.join(key)}",
                f"{table}: {name}",
                self.unit,
                AllOf((self.population, *own)),
                cell.value,
                mark=cell.mark,
                true=cell.true,
                requirements=cell.requirements,
            )


@dataclass(frozen=True)
class Release:
    """Everything that one response, statistic or letter gave out or withheld.

    `where`: where it can be found; `accessible`: reasonably accessible to anybody. `extract` names the version of the
    records (the day of the extract); `classifications` gives for a field the version that its values belong to
    (a field that is not named: as recorded). `marks`: what a mark tells, (from, to) with to None where it has no end.
    """

    reference: str
    released: date
    title: str = ""
    origin: Origin = "own"
    where: str = ""
    accessible: bool = False
    extract: str = ""
    classifications: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    loose: tuple[Figure, ...] = ()

    def figures(self) -> Iterator[Figure]:
        return itertools.chain((f for table in self.tables for f in table.figures()), self.loose)

    def table_of(self, figure: str) -> Table | None:
        name = figure.partition(":")[0]
        return next((table for table in self.tables if table.id == name), None)


def release_json(release: Release) -> dict[str, Any]:
    return {
        "kind": "release",
        "reference": release.reference,
        "released": release.released.isoformat(),
        "title": release.title,
        "origin": release.origin,
        "where": release.where,
        "accessible": release.accessible,
        "extract": release.extract,
        "classifications": dict(sorted(release.classifications.items())),
        "marks": {mark: list(span) for mark, span in sorted(release.marks.items())},
        "tables": [_table_json(table) for table in release.tables],
        "loose": [_figure_json(figure) for figure in release.loose],
    }


def read_release(entry: Mapping[str, Any]) -> Release:
    """The release of an entry. Raises `BadInput` where it is none."""
    try:
        return Release(
            reference=str(entry["reference"]),
            released=date.fromisoformat(entry["released"]),
            title=str(entry["title"]),
            origin=entry["origin"],
            where=str(entry["where"]),
            accessible=bool(entry["accessible"]),
            extract=str(entry["extract"]),
            classifications=dict(entry["classifications"]),
            marks={mark: (span[0], span[1]) for mark, span in entry["marks"].items()},
            tables=tuple(_read_table(table) for table in entry["tables"]),
            loose=tuple(_read_figure(figure) for figure in entry["loose"]),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadInput(f"This entry is no release that can be read: {error!r}.") from None


def _requirements_json(given: Sequence[Requirement] | None) -> list[list[Any]] | None:
    if given is None:
        return None
    return [[one.rule, one.reach_up_to, one.reach_down_to, one.width] for one in given]


def _read_requirements(given: Any) -> tuple[Requirement, ...] | None:
    return None if given is None else tuple(Requirement(*one) for one in given)


def _cell_json(key: Key, cell: Cell) -> list[Any]:
    """[codes, value] for a figure that is given; more for one that is not."""
    if cell.value is not None:
        return [list(key), cell.value]
    return [list(key), None, cell.mark, cell.true, _requirements_json(cell.requirements)]


def _read_cell(given: Sequence[Any]) -> tuple[Key, Cell]:
    if len(given) == 2:
        return tuple(given[0]), Cell(given[1])
    return tuple(given[0]), Cell(None, given[2], given[3], _read_requirements(given[4]))


def _table_json(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "number": table.number,
        "title": table.title,
        "unit": table.unit.value,
        "basis": table.basis,
        "additive": table.additive,
        "population": records_json(table.population),
        "population_text": table.population_text,
        "period_text": table.period_text,
        "breakdowns": [
            {
                "name": one.name,
                "title": one.title,
                "total": one.total,
                "is_period": one.is_period,
                "categories": [[code, label, records_json(predicate)] for code, label, predicate in one.categories],
            }
            for one in table.breakdowns
        ],
        "cells": [_cell_json(key, cell) for key, cell in table.cells.items()],
    }


def _read_table(given: Mapping[str, Any]) -> Table:
    return Table(
        id=given["id"],
        number=given["number"],
        title=given["title"],
        unit=Unit(given["unit"]),
        basis=given["basis"],
        additive=given["additive"],
        population=read_records(given["population"]),
        population_text=given["population_text"],
        period_text=given["period_text"],
        breakdowns=tuple(
            Breakdown(
                one["name"],
                one["title"],
                tuple((code, label, read_records(records)) for code, label, records in one["categories"]),
                one["total"],
                one["is_period"],
            )
            for one in given["breakdowns"]
        ),
        cells=dict(map(_read_cell, given["cells"])),
    )


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "name": figure.name,
        "unit": figure.unit.value,
        "records": records_json(figure.predicate),
        "relation": figure.relation,
        "value": figure.value,
        "mark": figure.mark,
        "true": figure.true,
        "requirements": _requirements_json(figure.requirements),
        "kind": figure.kind,
    }


def _read_figure(given: Mapping[str, Any]) -> Figure:
    return Figure(
        given["id"],
        given["name"],
        Unit(given["unit"]),
        read_records(given["records"]),
        given["value"],
        given["relation"],
        given["mark"],
        given["true"],
        _read_requirements(given["requirements"]),
        given["kind"],
    )
