"""A response as the ledger keeps it: every figure given, every figure withheld with what it must keep, every word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fanlight.figures.collect import nothing_else, withheld_by, zeros_shown
from fanlight.ledger.entries import Breakdown, Cell, Figure, Release, Table
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.parts import is_additive
from fanlight.tables.spec.table import Dimension, PublicFigure
from fanlight.tables.stages import NOT_SHOWN, ProtectedTable


@dataclass(frozen=True, slots=True)
class About:
    """What the ledger keeps of a response beside its figures."""

    reference: str
    released: date
    title: str = ""
    where: str = ""
    accessible: bool = False
    extract: str = ""


def release_of(
    about: About,
    tables: Sequence[ProtectedTable],
    *,
    rules: DisclosureRules,
    said: Sequence[PublicFigure] = (),
    numbers: Mapping[str, int] | None = None,
) -> Release:
    """The release as an entry. `numbers`: each table's number in the response (by default, their order)."""
    found, loose = [], []
    for position, table in enumerate(tables, start=1):
        number = (numbers or {}).get(table.raw.spec.id, position)
        made, rest = _table(table, number, rules)
        found.append(made)
        loose += rest
    if rules.knowledge is Knowledge.K1:
        withheld = [one for table in tables for one in withheld_by(table, rules)]
        units = {table.raw.spec.id: table.raw.spec.unit for table in tables}
        tables_of = {one.id: one.table for one in withheld}
        for given in zeros_shown(tables, withheld):
            unit = units[tables_of[given.id.removesuffix(":not-zero")]]
            loose.append(Figure(given.id, given.source, unit, given.predicate, 1, ">=", kind="zeros"))
    loose += [
        Figure(f"words:{n}", figure.source, figure.unit, figure.predicate, figure.value, figure.relation, kind="words")
        for n, figure in enumerate(said, start=1)
    ]
    return Release(
        about.reference,
        about.released,
        about.title,
        "own",
        about.where,
        about.accessible,
        about.extract,
        tables=tuple(found),
        loose=tuple(loose),
    )


def _table(table: ProtectedTable, number: int, rules: DisclosureRules) -> tuple[Table, list[Figure]]:
    spec = table.raw.spec
    withheld = {one.id: one for one in withheld_by(table, rules)}
    cells: dict[tuple[str, ...], Cell] = {}
    for key, shown in table.cells.items():
        own = withheld.pop(f"{spec.id}:{'|'.join(key)}", None)
        if shown.value is not None:
            cells[key] = Cell(shown.value)
        elif own is not None:
            cells[key] = Cell(None, shown.mark, own.value, own.requirements)
        elif shown.mark != NOT_SHOWN:
            cells[key] = Cell(None, shown.mark, None, ())
    loose = [
        Figure(one.id, one.name, spec.unit, one.predicate, None, "=", one.mark, one.value, one.requirements)
        for one in withheld.values()
    ]
    loose += _assumed(table)
    return (
        Table(
            spec.id,
            spec.title,
            spec.unit,
            spec.population,
            tuple(map(_breakdown, table.dimensions)),
            cells,
            spec.basis,
            spec.population_text,
            spec.period_text,
            is_additive(table),
            number,
        ),
        loose,
    )


def _breakdown(dimension: Dimension) -> Breakdown:
    return Breakdown(
        dimension.name,
        dimension.title,
        tuple((category.code, category.label, category.predicate) for category in dimension.categories),
        dimension.total,
        dimension.is_period,
    )


def _assumed(table: ProtectedTable) -> Iterator[Figure]:
    for given in nothing_else(table):
        yield Figure(given.id, given.source, table.raw.spec.unit, given.predicate, given.value, kind="assumed")
