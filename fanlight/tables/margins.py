"""What adds up to what: everything given out or known beforehand, and every withheld figure, over the same atoms.

Tables of one unit of count share one system of equations, whatever their breakdowns: each figure is a predicate, and
`fanlight.tables.frame` finds the atoms that they all sum. Figures of different units (crimes, offenders …) are kept in
separate systems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fanlight.errors import BadInput
from fanlight.tables.collect import (
    Given,
    Marks,
    Withheld,
    nothing_else,
    published_by,
    told_by_mark,
    withheld_by,
    zeros_shown,
)
from fanlight.tables.earlier import FIRST, NOTHING_EARLIER, Earlier
from fanlight.tables.frame import refine
from fanlight.tables.kinds import Record, kinds_of_unit
from fanlight.tables.known import KnownSystem, Relation, Statement, Target
from fanlight.tables.parts import (
    is_additive,
    repeated_fields,
)
from fanlight.tables.predicate import EVERY_RECORD, AllOf, Predicate
from fanlight.tables.rules import DisclosureRules, Knowledge
from fanlight.tables.spec import PublicFigure, Unit
from fanlight.tables.stages import ProtectedTable

__all__ = ["Given", "Margins", "Marks", "Withheld", "margins", "without_assumed"]


@dataclass(frozen=True)
class Margins:
    """One unit's system: `given` and `system.statements` go together, and so do `withheld` and `targets`.

    `members[a]` are sample records of one counted unit in atom a: one record, or several where a unit can have
    records in several categories. `exact`: the atoms allow for everything that could be true; otherwise they are a
    selection, so that a witness still proves safety but a bound proves nothing. `truth` are the true figures of the
    raw tables, as statements. `units`: all that share the system, `unit` first.
    """

    unit: Unit
    additive: bool
    exact: bool
    system: KnownSystem
    given: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    targets: tuple[Target, ...]
    members: tuple[tuple[Record, ...], ...]
    truth: tuple[Statement, ...]
    units: tuple[Unit, ...] = ()


def margins(
    tables: Sequence[ProtectedTable],
    *,
    rules: DisclosureRules,
    public: Sequence[PublicFigure] = (),
    marks: Marks | None = None,
    exhaustive: bool = True,
    earlier: Earlier = NOTHING_EARLIER,
) -> tuple[Margins, ...]:
    """Sets up one system for each unit (or for units that are linked), in the order in which units first occur.

    `exhaustive`: where the true parts of a breakdown make up its total, the reader is taken to know that nothing else
    is in the total (the careful assumption: it can only narrow what else is possible). `earlier`: what was given out and
    withheld before. Raises `BadInput` for two tables with one id or a mark whose meaning is not stated, and `TooLarge`.
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
    return tuple(_system(group) for group in _linked(parts, earlier))


@dataclass(frozen=True)
class _Part:
    """One unit's figures; `true` are the true figures: of the raw tables, and earlier ones that are known."""

    unit: Unit
    tables: tuple[ProtectedTable, ...]
    given: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    true: tuple[Given, ...]
    additive: bool

    def among(self, counted: Predicate) -> _Part:
        """The same figures, of the records for which `counted` holds."""
        if counted == EVERY_RECORD:
            return self

        def of(predicate: Predicate) -> Predicate:
            return AllOf((predicate, counted))

        return replace(
            self,
            given=tuple(replace(one, predicate=of(one.predicate)) for one in self.given),
            withheld=tuple(replace(one, predicate=of(one.predicate)) for one in self.withheld),
            true=tuple(replace(one, predicate=of(one.predicate)) for one in self.true),
        )


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
    withheld = [
        replace(one, requirements=earlier.lost[one.id], lost=True) if one.id in earlier.lost else one
        for one in withheld
    ]
    additive = all(map(is_additive, tables)) and earlier.additive.get(unit, True)
    now = _Part(unit, tuple(tables), tuple(given), tuple(withheld), tuple(true), additive).among(earlier.present)
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


def _linked(parts: Mapping[Unit, _Part], earlier: Earlier) -> list[list[_Part]]:
    """Groups of units that share one system.

    A crime (an offender) that has a disposal among some records has one of them as its first there, and no disposal is
    the first of two: so where each unit falls in one group, crimes are some of the disposals. Otherwise only this is
    used, figure by figure: crimes among some records are no more than the disposals among them.
    """
    base = parts.get(Unit.DISPOSALS)
    others = [parts[unit] for unit in FIRST if unit in parts]
    if not earlier.join_units or base is None or not others:
        return [[part] for part in parts.values()]
    if base.additive and all(part.additive for part in others):
        together = [part.among(FIRST[part.unit]) if part.unit in FIRST else part for part in (base, *others)]
        rest = [[part] for unit, part in parts.items() if unit is not base.unit and unit not in FIRST]
        return [together, *rest]
    groups = []
    for part in parts.values():
        more: list[Given] = []
        if part.unit in FIRST:
            more = [_bound(one, "<=") for one in base.given if one.relation in ("=", "<=")]
        elif part is base:
            more = [_bound(one, ">=") for other in others for one in other.given if one.relation in ("=", ">=")]
        groups.append([replace(part, given=(*part.given, *more))])
    return groups


def _bound(given: Given, relation: Relation) -> Given:
    return Given(
        f"{given.id}@unit", given.predicate, relation, given.value, f"{given.source} (of another unit)", "unit"
    )


def _system(group: Sequence[_Part]) -> Margins:
    given = [one for part in group for one in part.given]
    withheld = [one for part in group for one in part.withheld]
    true = [one for part in group for one in part.true]
    known = [one.predicate for one in given]
    frame = refine([*known, *(one.predicate for one in withheld), *(one.predicate for one in true)])
    additive = all(part.additive for part in group)
    repeated: frozenset[str] = frozenset()
    for table in (table for part in group for table in part.tables) if not additive else ():
        repeated |= repeated_fields(table)
    kinds = kinds_of_unit(frame, repeated)
    terms = [tuple((atom, 1) for atom in cover) for cover in kinds.cover]
    cut = len(given) + len(withheld)
    statements = [
        Statement(row, one.relation, one.value, one.source)
        for row, one in zip((*terms[: len(given)], *terms[cut:]), (*given, *true), strict=True)
    ]
    system = KnownSystem(
        atoms=len(kinds.members),
        statements=tuple(statements[: len(given)]),
        lower=(0,) * len(kinds.members),
        upper=(None,) * len(kinds.members),
        atom_names=kinds.names,
    )
    targets = tuple(
        Target(figure.id, row, figure.value, figure.requirements)
        for figure, row in zip(withheld, terms[len(given) : cut], strict=True)
    )
    return Margins(
        group[0].unit,
        additive,
        kinds.complete,
        system,
        tuple(given),
        tuple(withheld),
        targets,
        kinds.members,
        tuple(statements[len(given) :]),
        tuple(part.unit for part in group),
    )


def without_assumed(found: Margins) -> Margins:
    """The same system without what was only assumed: where the true figures contradict the assumption."""
    keep = [one.kind != "assumed" for one in found.given]
    return replace(
        found,
        given=tuple(one for one, kept in zip(found.given, keep, strict=True) if kept),
        system=replace(
            found.system,
            statements=tuple(s for s, kept in zip(found.system.statements, keep, strict=True) if kept),
        ),
    )
