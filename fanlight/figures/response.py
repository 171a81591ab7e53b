"""The figures of one response, and of what was published before, as systems: one for each unit of count, or for units that
are linked.

Tables of one unit share one system, whatever their breakdowns: each figure says which records it counts, and what two of
them have in common is found from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fanlight.errors import BadInput, NotProvedSafe
from fanlight.figures.collect import (
    Given,
    Marks,
    Withheld,
    nothing_else,
    published_by,
    told_by_mark,
    withheld_by,
    zeros_shown,
)
from fanlight.figures.system import Stated
from fanlight.tables.earlier import FIRST, IN_EXTRACT, NOTHING_EARLIER, Earlier
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.parts import families, is_additive, repeated_fields
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, Predicate, fields_of
from fanlight.tables.spec.table import PublicFigure, TableSpec, Unit
from fanlight.tables.stages import ProtectedTable

Line = tuple[int, tuple[int, ...]]


def stated(
    tables: Sequence[ProtectedTable],
    *,
    rules: DisclosureRules,
    public: Sequence[PublicFigure] = (),
    marks: Marks | None = None,
    exhaustive: bool = True,
    earlier: Earlier = NOTHING_EARLIER,
) -> tuple[Stated, ...]:
    """What is known and what is withheld, for each unit (or for units that are linked), in the order in which units first
    occur.

    `exhaustive`: where the true parts of a breakdown make up its total, the reader is taken to know that nothing else
    is in the total (the careful assumption: it can only narrow what else is possible). `earlier`: what was given out and
    withheld before. Raises `BadInput` for two tables with one id or a mark whose meaning is not stated.
    """
    ids = [table.raw.spec.id for table in tables]
    if len(set(ids)) != len(ids):
        raise BadInput("Two tables of one response have the same id.", next_step="Give each table an id of its own.")
    facts = [*public, *(figure for table in tables for figure in table.raw.spec.public)]
    units = dict.fromkeys(
        [table.raw.spec.unit for table in tables]
        + [figure.unit for figure in (*facts, *earlier.given)]
        + [figure.unit for figure in earlier.hidden]
    )
    parts = {
        unit: _part_of(
            unit,
            [table for table in tables if table.raw.spec.unit is unit],
            [figure for figure in facts if figure.unit is unit],
            rules,
            marks or {},
            exhaustive,
            earlier,
        )
        for unit in units
    }
    return tuple(_together(group) for group in _linked(parts, earlier))


@dataclass(frozen=True)
class _Part:
    """One unit's figures; `true` are the true figures: of the raw tables, and earlier ones that are known."""

    unit: Unit
    tables: tuple[ProtectedTable, ...]
    given: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    true: tuple[Given, ...]
    additive: bool
    lines: tuple[Line, ...]
    may_repeat: frozenset[str]

    def among(self, counted: Predicate) -> _Part:
        """The same figures, of the records for which `counted` holds."""
        if counted == EVERY_RECORD:
            return self

        def of(one: Given) -> Given:
            return replace(one, predicate=AllOf((one.predicate, counted)))

        withheld = tuple(replace(one, predicate=AllOf((one.predicate, counted))) for one in self.withheld)
        given, true = tuple(map(of, self.given)), tuple(map(of, self.true))
        return replace(self, given=given, withheld=withheld, true=true)


def _part_of(
    unit: Unit,
    tables: Sequence[ProtectedTable],
    facts: Sequence[PublicFigure],
    rules: DisclosureRules,
    marks: Marks,
    exhaustive: bool,
    earlier: Earlier,
) -> _Part:
    given: list[Given] = []
    withheld: list[Withheld] = []
    for table in tables:
        given += published_by(table)
        withheld += withheld_by(table, rules)
        if exhaustive:
            given += nothing_else(table)
    for figure in withheld:
        given += told_by_mark(figure, marks)
    if rules.knowledge is Knowledge.K1:
        given += zeros_shown(tables, withheld)
    label = f"{unit.value}:" if earlier.join_units else ""
    given += [
        Given(f"public:{label}{number}", fact.predicate, fact.relation, fact.value, fact.source, "public")
        for number, fact in enumerate(facts, start=1)
    ]
    true = [
        Given(f"{table.raw.spec.id}:{'|'.join(key)}", table.raw.spec.predicate(key), "=", count, "true figure", "true")
        for table in tables
        for key, count in table.raw.counts.items()
    ]
    lines = tuple(_lines(tables))
    withheld = [
        replace(one, requirements=earlier.lost[one.id], lost=True) if one.id in earlier.lost else one
        for one in withheld
    ]
    additive = all(map(is_additive, tables)) and earlier.additive.get(unit, True)
    own = tuple(given), tuple(withheld), tuple(true), additive, lines, _may_repeat(unit, earlier)
    now = _Part(unit, tuple(tables), *own).among(earlier.present)
    before = [
        Given(f"earlier:{label}{n}", f.predicate, f.relation, f.value, f.source, "assumed" if f.assumed else "public")
        for n, f in enumerate((f for f in earlier.given if f.unit is unit), start=1)
    ]
    hidden = [
        Withheld(
            f.id, f.name, f.predicate, f.value, earlier.lost.get(f.id, f.requirements), "", (), earlier=True,
            lost=f.id in earlier.lost,
        )
        for f in earlier.hidden
        if f.unit is unit
    ]  # fmt: skip
    known = [Given(f.id, f.predicate, "=", f.value, "true figure", "true") for f in hidden if f.value is not None]
    return replace(now, given=(*now.given, *before), withheld=(*now.withheld, *hidden), true=(*now.true, *known))


def _may_repeat(unit: Unit, earlier: Earlier) -> frozenset[str]:
    """Fields in which units of earlier tables that were in several categories can have had several values."""
    if earlier.additive.get(unit, True):
        return frozenset()
    figures = [one.predicate for group in (earlier.given, earlier.hidden) for one in group if one.unit is unit]
    fields = frozenset[str]().union(*map(fields_of, figures))
    return frozenset(name for name in fields if not name.startswith(IN_EXTRACT))


def _lines(tables: Sequence[ProtectedTable]) -> Iterator[Line]:
    """The sums of each table's own breakdowns, by the figures' positions among the true ones."""
    start = 0
    for table in tables:
        place = {key: start + at for at, key in enumerate(table.raw.counts)}
        start += len(place)
        yield from lines_of(table.raw.spec, place)


def lines_of(spec: TableSpec, place: Mapping[tuple[str, ...], int]) -> Iterator[Line]:
    """(whole, parts) of every breakdown of a table, where all of them have a place."""
    for position, dimension in enumerate(spec.dimensions):
        for whole, parts in families(dimension):
            for key, at in place.items():
                if key[position] == whole:
                    own = [place.get((*key[:position], part, *key[position + 1 :])) for part in parts]
                    if all(one is not None for one in own):
                        yield at, tuple(one for one in own if one is not None)


def _linked(parts: Mapping[Unit, _Part], earlier: Earlier) -> list[list[_Part]]:
    """Groups of units that share one system.

    A crime (an offender) that has a disposal among some records has one of them as its first there, and no disposal is
    the first of two: so where each unit falls in one group, crimes are some of the disposals. Otherwise see
    `fanlight.figures.linked`. Raises `NotProvedSafe` for disposals in several groups.
    """
    base = parts.get(Unit.DISPOSALS)
    others = [parts[unit] for unit in FIRST if unit in parts]
    if not earlier.join_units or base is None or not others:
        return [[part] for part in parts.values()]
    if not base.additive:
        raise NotProvedSafe(
            f"Disposals in several categories cannot be held against {' and '.join(one.unit.value for one in others)}.",
            next_step="Give disposals in categories that do not overlap, or leave out the release that has them otherwise.",
        )
    together = [base, *(part.among(FIRST[part.unit]) for part in others)]
    return [together, *([part] for unit, part in parts.items() if unit is not base.unit and unit not in FIRST)]


def _together(group: Sequence[_Part]) -> Stated:
    repeated = tuple(
        frozenset[str]().union(*(() if part.additive else map(repeated_fields, part.tables))) for part in group
    )
    return Stated(
        tuple(part.unit for part in group),
        tuple(one for part in group for one in part.given),
        tuple(one for part in group for one in part.withheld),
        tuple(one for part in group for one in part.true),
        all(part.additive for part in group),
        repeated,
        tuple(_shifted(group)),
        tuple(part.may_repeat for part in group),
    )


def _shifted(group: Iterable[_Part]) -> Iterator[Line]:
    start = 0
    for part in group:
        yield from ((start + whole, tuple(start + one for one in parts)) for whole, parts in part.lines)
        start += len(part.true)
