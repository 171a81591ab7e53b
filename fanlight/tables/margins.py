"""What adds up to what: everything given out or known beforehand, and every withheld figure, over the same atoms.

Tables of one unit of count share one system of equations, whatever their breakdowns: each figure is a predicate, and
`fanlight.tables.frame` finds the atoms that they all sum. Figures of different units (crimes, offenders …) are kept in
separate systems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fanlight.errors import BadInput
from fanlight.tables.frame import refine
from fanlight.tables.kinds import Record, kinds_of_unit
from fanlight.tables.known import KnownSystem, Relation, Requirement, Statement, Target, requirements_for
from fanlight.tables.parts import (
    families,
    is_additive,
    is_inner,
    lines,
    one_sided_groups,
    pooled_value,
    repeated_fields,
)
from fanlight.tables.predicate import EVERY_RECORD, AllOf, AnyOf, Not, Predicate
from fanlight.tables.rules import DisclosureRules, Knowledge
from fanlight.tables.spec import TOTAL, Dimension, Key, PublicFigure, Unit
from fanlight.tables.stages import CONFIDENTIAL, NOT_SHOWN, Flag, ProtectedTable

Marks = Mapping[str, tuple[int, int | None]]
"""What a mark tells: the range of the counts that it stands for, both ends included (None: no upper end)."""


@dataclass(frozen=True, slots=True)
class Given:
    """Something everybody knows: the count of `predicate` is `relation` `value`. `kind` says how it is known:
    `published` (given out now), `public` (known already, or stated in words), `mark`, `zeros` (K1) or `assumed`."""

    id: str
    predicate: Predicate
    relation: Relation
    value: int
    source: str
    kind: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that is not given. `value` is the true count (None: not known); `name` says which one, in words.

    `table` and `key` find it again; a group's other categories have an empty key.
    """

    id: str
    name: str
    predicate: Predicate
    value: int | None
    requirements: tuple[Requirement, ...]
    table: str
    key: Key
    mark: str = ""
    cleared: bool = False


@dataclass(frozen=True)
class Margins:
    """One unit's system: `given` and `system.statements` go together, and so do `withheld` and `targets`.

    `members[a]` are sample records of one counted unit in atom a: one record, or several where a unit can have
    records in several categories. `exact`: the atoms allow for everything that could be true; otherwise they are a
    selection, so that a witness still proves safety but a bound proves nothing. `truth` are the true figures of the
    raw tables, as statements.
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


def margins(
    tables: Sequence[ProtectedTable],
    *,
    rules: DisclosureRules,
    public: Sequence[PublicFigure] = (),
    marks: Marks | None = None,
    exhaustive: bool = True,
) -> tuple[Margins, ...]:
    """Sets up one system a unit, in the order in which units first occur.

    `exhaustive`: where the true parts of a breakdown make up its total, the reader is taken to know that nothing else
    is in the total (the careful assumption: it can only narrow what else is possible). Raises `BadInput` for two
    tables with one id or a mark whose meaning is not stated, and `TooLarge`.
    """
    ids = [table.raw.spec.id for table in tables]
    if len(set(ids)) != len(ids):
        raise BadInput("Two tables of one response have the same id.", next_step="Give each table an id of its own.")
    facts = [*public, *(figure for table in tables for figure in table.raw.spec.public)]
    units = dict.fromkeys([table.raw.spec.unit for table in tables] + [figure.unit for figure in facts])
    return tuple(
        _margins_of(
            unit,
            [table for table in tables if table.raw.spec.unit is unit],
            [figure for figure in facts if figure.unit is unit],
            rules,
            marks or {},
            exhaustive,
        )
        for unit in units
    )


def _margins_of(
    unit: Unit,
    tables: Sequence[ProtectedTable],
    facts: Sequence[PublicFigure],
    rules: DisclosureRules,
    marks: Marks,
    exhaustive: bool,
) -> Margins:
    given: list[Given] = []
    withheld: list[Withheld] = []
    for table in tables:
        given += _published(table)
        withheld += _withheld(table, rules)
        if exhaustive:
            given += _exhaustive(table)
    for figure in withheld:
        given += _told_by_mark(figure, marks)
    if rules.knowledge is Knowledge.K1:
        given += _zeros_shown(tables, withheld)
    given += [
        Given(f"public:{number}", fact.predicate, fact.relation, fact.value, fact.source, "public")
        for number, fact in enumerate(facts, start=1)
    ]
    true = [
        Given(f"{table.raw.spec.id}:{'|'.join(key)}", table.raw.spec.predicate(key), "=", count, "true figure", "true")
        for table in tables
        for key, count in table.raw.counts.items()
    ]
    known = [one.predicate for one in given]
    frame = refine([*known, *(one.predicate for one in withheld), *(one.predicate for one in true)])
    additive = all(map(is_additive, tables))
    repeated: frozenset[str] = frozenset()
    for table in tables if not additive else ():
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
        unit,
        additive,
        kinds.complete,
        system,
        tuple(given),
        tuple(withheld),
        targets,
        kinds.members,
        tuple(statements[len(given) :]),
    )


def _name(table: ProtectedTable, dimensions: Sequence[Dimension], key: Key) -> str:
    labels = (dimension.label(code) for dimension, code in zip(dimensions, key, strict=True))
    return f"{table.raw.spec.title}: {', '.join(labels)}"


def _published(table: ProtectedTable) -> Iterator[Given]:
    for key, shown in table.cells.items():
        if shown.value is not None:
            yield Given(
                f"{table.raw.spec.id}:{'|'.join(key)}",
                table.predicate(key),
                "=",
                shown.value,
                _name(table, table.dimensions, key),
                "published",
            )


def _withheld(table: ProtectedTable, rules: DisclosureRules) -> Iterator[Withheld]:
    """Every figure asked for that is not given, every pool that is not given, and what groups must not give away."""
    spec = table.raw.spec
    flags: dict[Key, list[Flag]] = {}
    for flag in table.sensitive:
        flags.setdefault(flag.key, []).append(flag)
    for key, count in table.raw.counts.items():
        shown = table.cells.get(key)
        if shown is None or shown.value is None:
            yield Withheld(
                f"{spec.id}:{'|'.join(key)}",
                _name(table, spec.dimensions, key),
                spec.predicate(key),
                count,
                _requirements(key, count, flags.get(key, ()), key in table.cleared, rules),
                spec.id,
                key,
                shown.mark if shown is not None else "",
                key in table.cleared,
            )
    for key, shown in table.cells.items():
        if shown.value is None and key not in table.raw.counts and shown.mark != NOT_SHOWN:
            value = pooled_value(table, key)
            yield Withheld(
                f"{spec.id}:{'|'.join(key)}",
                _name(table, table.dimensions, key),
                table.predicate(key),
                value,
                _requirements(key, value, flags.get(key, ()), key in table.cleared, rules),
                spec.id,
                key,
                shown.mark,
                key in table.cleared,
            )
    for key, others in _groups(table, rules).items():
        yield Withheld(
            f"{spec.id}:{'|'.join(key)}:others",
            f"{_name(table, spec.dimensions, key)}: the group's other categories",
            AnyOf(tuple(spec.predicate(other) for other in others)),
            0,
            (Requirement("group", reach_up_to=1),),
            spec.id,
            (),
        )


def _groups(table: ProtectedTable, rules: DisclosureRules) -> dict[Key, tuple[Key, ...]]:
    """Groups that must not be seen to fall in one category: found identifying by a person, or not yet assessed."""
    found = {key: others for key, others in one_sided_groups(table) if rules.group_disclosure}
    found = {key: others for key, others in found.items() if key not in table.cleared}
    for flag in table.sensitive:
        if flag.rule == "group" and flag.others:
            found[flag.key] = tuple(dict.fromkeys((*found.get(flag.key, ()), *flag.others)))
    return found


def _requirements(
    key: Key, value: int | None, flags: Sequence[Flag], cleared: bool, rules: DisclosureRules
) -> tuple[Requirement, ...]:
    """A flagged figure is protected unless a person cleared it: one that nobody has assessed is protected too."""
    if cleared:
        return ()
    found = requirements_for(
        value,
        threshold=rules.threshold,
        knowledge=rules.knowledge,
        protected_zero=rules.flag_zeros or any(flag.rule == "zero" for flag in flags),
    )
    if not found and any(flag.rule == "low_count" for flag in flags):
        # A person found it identifying although it is not low: at the least it must not be known exactly.
        return (Requirement("low_count", width=1),)
    return found


def _told_by_mark(figure: Withheld, marks: Marks) -> Iterator[Given]:
    if figure.mark in ("", CONFIDENTIAL, NOT_SHOWN) and figure.mark not in marks:
        return
    if figure.mark not in marks:
        raise BadInput(
            f"The mark {figure.mark!r} tells some withheld figures from others, and what it means is not stated.",
            where=figure.name,
            next_step=f"Mark every withheld figure {CONFIDENTIAL}, or state the range that the mark stands for.",
        )
    low, high = marks[figure.mark]
    source = f"{figure.name}: marked {figure.mark}"
    if low > 0:
        yield Given(f"{figure.id}:mark:least", figure.predicate, ">=", low, source, "mark")
    if high is not None:
        yield Given(f"{figure.id}:mark:most", figure.predicate, "<=", high, source, "mark")


def _zeros_shown(tables: Sequence[ProtectedTable], withheld: Sequence[Withheld]) -> Iterator[Given]:
    specs = {table.raw.spec.id: table.raw.spec for table in tables}
    for figure in withheld:
        if figure.key and is_inner(specs[figure.table], figure.key):
            yield Given(
                f"{figure.id}:not-zero",
                figure.predicate,
                ">=",
                1,
                f"{figure.name}: withheld, and every zero is shown",
                "zeros",
            )


def _exhaustive(table: ProtectedTable) -> Iterator[Given]:
    spec = table.raw.spec
    for position, dimension in enumerate(spec.dimensions):
        for whole, parts in families(dimension):
            if all(count <= total for count, total in lines(table, position, whole, parts)):
                around = dimension.predicate(whole) if whole != TOTAL else EVERY_RECORD
                outside = Not(AnyOf(tuple(dimension.predicate(part) for part in parts)))
                yield Given(
                    f"{spec.id}:{dimension.name}:{whole}:nothing-else",
                    AllOf((spec.population, around, outside)),
                    "=",
                    0,
                    f"{spec.title}: {dimension.title}, nothing in {dimension.label(whole)} but its categories",
                    "assumed",
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
