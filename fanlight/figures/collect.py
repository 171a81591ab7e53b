"""The figures of one response's tables, one by one: what is given, what is withheld, and what goes without saying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fanlight.errors import BadInput
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.knowledge.statements import Relation, Requirement, requirements_for
from fanlight.tables.parts import families, lines, one_sided_groups, pooled_value, told_not_zero
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, AnyOf, Not, Predicate
from fanlight.tables.spec.table import TOTAL, Dimension, Key
from fanlight.tables.stages import CONFIDENTIAL, NOT_SHOWN, Flag, ProtectedTable

Marks = Mapping[str, tuple[int, int | None]]
"""What a mark tells: the range of the counts that it stands for, both ends included (None: no upper end)."""


@dataclass(frozen=True, slots=True)
class Given:
    """Something everybody knows: the count of `predicate` is `relation` `value`. `kind` says how it is known:
    `published` (given out now), `public` (known already, or stated in words), `mark`, `zeros` (K1), `unit` (another
    unit's figure, as a bound) or `assumed`."""

    id: str
    predicate: Predicate
    relation: Relation
    value: int
    source: str
    kind: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that is not given. `value` is the true count (None: not known); `name` says which one, in words.

    `table` and `key` find it again; a group's other categories have an empty key. `earlier`: an earlier release withheld
    it. `lost`: what is out already breaks its own requirement, and another one stands in its place.
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
    earlier: bool = False
    lost: bool = False


def _name(table: ProtectedTable, dimensions: Sequence[Dimension], key: Key) -> str:
    labels = (dimension.label(code) for dimension, code in zip(dimensions, key, strict=True))
    return f"{table.raw.spec.title}: {', '.join(labels)}"


def published_by(table: ProtectedTable) -> Iterator[Given]:
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


def withheld_by(table: ProtectedTable, rules: DisclosureRules) -> Iterator[Withheld]:
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
    for key, groups in _groups(table, rules).items():
        for number, others in enumerate(groups, start=1):
            yield Withheld(
                f"{spec.id}:{'|'.join(key)}:others" + (f":{number}" if number > 1 else ""),
                f"{_name(table, spec.dimensions, key)}: the group's other categories",
                AnyOf(tuple(spec.predicate(other) for other in others)),
                0,
                (Requirement("group", reach_up_to=1),),
                spec.id,
                (),
            )


def _groups(table: ProtectedTable, rules: DisclosureRules) -> dict[Key, list[tuple[Key, ...]]]:
    """Groups that must not be seen to fall in one category: found identifying by a person, or not yet assessed. A figure can
    be all of a group in each of several breakdowns."""
    found: dict[Key, list[tuple[Key, ...]]] = {}
    for key, others in one_sided_groups(table):
        if rules.group_disclosure and key not in table.cleared:
            found.setdefault(key, []).append(others)
    for flag in table.sensitive:
        if flag.rule == "group" and flag.others and flag.others not in found.get(flag.key, ()):
            found.setdefault(flag.key, []).append(flag.others)
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


def told_by_mark(figure: Withheld, marks: Marks) -> Iterator[Given]:
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


def zeros_shown(tables: Sequence[ProtectedTable], withheld: Sequence[Withheld]) -> Iterator[Given]:
    told = {table.raw.spec.id: told_not_zero(table) for table in tables}
    for figure in withheld:
        if figure.key in told.get(figure.table, ()):
            yield Given(
                f"{figure.id}:not-zero",
                figure.predicate,
                ">=",
                1,
                f"{figure.name}: withheld, and every zero is shown",
                "zeros",
            )


def nothing_else(table: ProtectedTable) -> Iterator[Given]:
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
