"""What a response gives away, by brute force over made-up units: the requirement, read off all worlds that agree.

Independent of the engine: figures are predicates made from the spec's values, and counts are counts of records.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.known import Requirement
from fanlight.tables.predicate import EVERY_RECORD, AllOf, AnyOf, Not, Predicate, fields_of, holds
from fanlight.tables.rules import DisclosureRules, Knowledge
from fanlight.tables.spec import TOTAL, Dimension, Key, PublicFigure, TableSpec, Unit
from fanlight.tables.stages import ProtectedTable
from tests.oracle_worlds import Fact, Figure, ranges

Units = Sequence[Sequence[Mapping[str, object]]]
"""Counted units, each with its records."""

Marks = Mapping[str, tuple[int, int | None]]
SILENT = ("", "[c]", "[z]")


@dataclass(frozen=True)
class Secret:
    """A figure that is not given, and how far its range must reach: up, down, wide (None: no requirement)."""

    id: str
    unit: Unit
    predicate: Predicate
    up: int | None = None
    down: int | None = None
    width: int | None = None

    def kept(self, low: int, high: int | None) -> bool:
        return (
            (self.up is None or high is None or high >= self.up)
            and (self.down is None or low <= self.down)
            and (self.width is None or high is None or high - low >= self.width)
        )


@dataclass(frozen=True)
class Answer:
    """`verdict`: safe, exposed, or contradiction. `found`: the range of each figure that is not given, by id."""

    verdict: str
    found: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    exposed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """How the careful reading is taken. `repeated`: the fields in which a unit's records may differ (None: those whose
    breakdown sums to more than its total). `linked`: crimes are counted by their disposals, each with one to `most`
    (None: as the earlier releases are)."""

    repeated: frozenset[str] | None = None
    linked: bool | None = None
    most: int = 4


def counts_of(spec: TableSpec, units: Units) -> dict[Key, int]:
    """The true figures: how many units have a record that the figure counts."""
    return {
        key: sum(any(holds(figure_of(spec, spec.dimensions, key), record) for record in unit) for unit in units)
        for key in itertools.product(*(dimension.codes for dimension in spec.dimensions))
    }


def figure_of(spec: TableSpec, dimensions: Sequence[Dimension], key: Key) -> Predicate:
    own = [
        category.predicate
        for dimension, code in zip(dimensions, key, strict=True)
        for category in dimension.categories
        if category.code == code and code != TOTAL
    ]
    return AllOf((spec.population, *own))


def attack(
    tables: Sequence[ProtectedTable],
    *,
    rules: DisclosureRules,
    public: Sequence[PublicFigure] = (),
    marks: Marks | None = None,
    earlier: Earlier = NOTHING_EARLIER,
    reading: Reading | None = None,
) -> Answer:
    """The exact range of each figure that is not given, and the verdict."""
    reading = reading or Reading()
    secrets = [one for table in tables for one in _secrets(table, rules, earlier)]
    secrets += [
        Secret(one.id, one.unit, one.predicate, *_asked_of(earlier, one.id, _of(one.requirements)))
        for one in earlier.hidden
    ]
    known = [one for table in tables for one in _told(table, rules, marks or {}, earlier)]
    known += [(f.unit, _here(earlier, f.predicate), f.relation, f.value) for f in public]
    known += [(f.unit, f.predicate, f.relation, f.value) for f in earlier.given if not f.assumed]
    assumed = [one for table in tables for one in _nothing_else(table, earlier)]
    assumed += [(f.unit, f.predicate, f.relation, f.value) for f in earlier.given if f.assumed]
    true = [
        (table.raw.spec.unit, _here(earlier, figure_of(table.raw.spec, table.raw.spec.dimensions, key)), "=", count)
        for table in tables
        for key, count in table.raw.counts.items()
    ]
    true += [(one.unit, one.predicate, "=", one.value) for one in earlier.hidden if one.value is not None]
    exposed = {name for table in tables for name in _given_but_flagged(table, rules)}
    found: dict[str, tuple[int, int | None]] = {}
    for units in _together([*known, *true, *((s.unit, s.predicate, "=", 0) for s in secrets)], earlier, reading):
        repeated, most = _units_of(units, tables, earlier, reading)
        own = [one for one in secrets if one.unit in units]
        asked = [_figure(one.unit, one.predicate, units) for one in own]
        facts, more, truth = (
            [Fact(_figure(unit, p, units), relation, value) for unit, p, relation, value in group if unit in units]
            for group in (known, assumed, true)
        )

        alike = [fact.figure for fact in (*more, *truth)]
        if ranges([*alike, *asked], [*facts, *more, *truth], [], repeated, most) is not None:
            facts += more
        elif ranges([*alike, *asked], [*facts, *truth], [], repeated, most) is None:
            return Answer("contradiction")
        seen = ranges(alike, facts, asked, repeated, most)
        assert seen is not None
        for one, low, high in zip(own, seen.least, seen.most, strict=True):
            found[one.id] = (low, high)
            if not one.kept(low, high):
                exposed.add(one.id)
    return Answer("exposed" if exposed else "safe", found, frozenset(exposed))


Statement = tuple[Unit, Predicate, str, int]


def _here(earlier: Earlier, predicate: Predicate) -> Predicate:
    return predicate if earlier.present == EVERY_RECORD else AllOf((predicate, earlier.present))


def _figure(unit: Unit, predicate: Predicate, units: Sequence[Unit]) -> Figure:
    return Figure(predicate, whole=unit is Unit.DISPOSALS and len(units) > 1)


def _together(statements: Sequence[Statement], earlier: Earlier, reading: Reading) -> Iterator[tuple[Unit, ...]]:
    """The units whose worlds are one: a crime (an offender) with its disposals, or each unit alone."""
    units = tuple(dict.fromkeys(unit for unit, *_ in statements))
    linked = earlier.join_units if reading.linked is None else reading.linked
    several = [unit for unit in units if unit in (Unit.CRIMES, Unit.OFFENDERS)]
    if not (linked and several and Unit.DISPOSALS in units):
        yield from ((unit,) for unit in units)
        return
    if len(several) > 1:
        raise ValueError("Crimes and offenders with the same disposals are too much for brute force.")
    yield from ((unit,) for unit in units if unit not in (*several, Unit.DISPOSALS))
    yield several[0], Unit.DISPOSALS


def _units_of(
    units: Sequence[Unit], tables: Sequence[ProtectedTable], earlier: Earlier, reading: Reading
) -> tuple[frozenset[str], int | None]:
    """The fields in which one unit's records may differ, and how many records it has at the most."""
    most = reading.most if len(units) > 1 else None
    unit = units[0]
    own = [table for table in tables if table.raw.spec.unit is unit]
    if all(not _several(table) for table in own) and earlier.additive.get(unit, True):
        return frozenset(), most or 1
    if reading.repeated is not None:
        return reading.repeated, most
    return frozenset().union(*map(_repeated, own)), most


def _lines(table: ProtectedTable) -> Iterator[tuple[Dimension, str, tuple[str, ...], list[tuple[int, int]]]]:
    """Each breakdown: its dimension, the whole, the parts, and (true whole, sum of true parts) of every line."""
    counts, dimensions = table.raw.counts, table.raw.spec.dimensions
    for place, dimension in enumerate(dimensions):
        wholes = [TOTAL] if dimension.total is not None else []
        for whole in [*wholes, *(category.code for category in dimension.categories)]:
            parts = tuple(c.code for c in dimension.categories if (c.parent or TOTAL) == whole)
            if parts:
                rows = [key for key in counts if key[place] == whole]
                yield (
                    dimension,
                    whole,
                    parts,
                    [
                        (counts[key], sum(counts[(*key[:place], part, *key[place + 1 :])] for part in parts))
                        for key in rows
                    ],
                )


def _several(table: ProtectedTable) -> bool:
    """Whether a unit can be in several of the finest groups: as the table says, or its sums show."""
    overlapping = {name for name, *_ in table.raw.spec.overlaps}
    return not table.raw.additive or any(
        whole < parts
        for dimension, _, _, rows in _lines(table)
        for whole, parts in rows
        if dimension.name not in overlapping
    )


def _repeated(table: ProtectedTable) -> frozenset[str]:
    """The fields whose breakdown is seen to sum to more than its total."""
    return frozenset().union(
        *(
            fields_of(category.predicate)
            for dimension, _, parts, rows in _lines(table)
            for category in dimension.categories
            if category.code in parts and any(whole < total for whole, total in rows)
        )
    )


def _nothing_else(table: ProtectedTable, earlier: Earlier) -> Iterator[Statement]:
    """Where the true parts make up the whole, nothing else is taken to be in it."""
    spec = table.raw.spec
    for dimension, whole, parts, rows in _lines(table):
        if all(total >= count for count, total in rows):
            by = {category.code: category.predicate for category in dimension.categories}
            none = Not(AnyOf(tuple(by[part] for part in parts)))
            predicate = AllOf((spec.population, by.get(whole, EVERY_RECORD), none))
            yield spec.unit, _here(earlier, predicate), "=", 0


def _told(table: ProtectedTable, rules: DisclosureRules, marks: Marks, earlier: Earlier) -> Iterator[Statement]:
    """What a reader of the table sees: figures, what marks mean, and (K1) that what is withheld is not zero."""
    spec = table.raw.spec
    for key, shown in table.cells.items():
        predicate = _here(earlier, figure_of(spec, table.dimensions, key))
        if shown.value is not None:
            yield spec.unit, predicate, "=", shown.value
        elif shown.mark in marks:
            low, high = marks[shown.mark]
            yield spec.unit, predicate, ">=", low
            if high is not None:
                yield spec.unit, predicate, "<=", high
        elif shown.mark not in SILENT:
            raise ValueError("A mark that tells something, and not what.")
    if rules.knowledge is Knowledge.K1:
        for key in table.raw.counts:
            if _inner(spec, key) and (key not in table.cells or table.cells[key].value is None):
                yield spec.unit, _here(earlier, figure_of(spec, spec.dimensions, key)), ">=", 1


def _inner(spec: TableSpec, key: Key) -> bool:
    return TOTAL not in key and not any(
        category.parent == code
        for dimension, code in zip(spec.dimensions, key, strict=True)
        for category in dimension.categories
    )


def _secrets(table: ProtectedTable, rules: DisclosureRules, earlier: Earlier) -> Iterator[Secret]:
    spec, counts = table.raw.spec, table.raw.counts
    found: list[tuple[Key, Sequence[Dimension], int | None]] = [
        (key, spec.dimensions, count)
        for key, count in counts.items()
        if key not in table.cells or table.cells[key].value is None
    ]
    found += [
        (key, table.dimensions, _pooled(table, key))
        for key, shown in table.cells.items()
        if shown.value is None and key not in counts and shown.mark != "[z]"
    ]
    for key, dimensions, value in found:
        name = f"{spec.id}:{'|'.join(key)}"
        asked = NOTHING if key in table.cleared else _requirement(table, key, value, rules)
        predicate = _here(earlier, figure_of(spec, dimensions, key))
        yield Secret(name, spec.unit, predicate, *_asked_of(earlier, name, asked))
    for number, (key, others) in enumerate(_groups(table, rules)):
        anyone = AnyOf(tuple(figure_of(spec, spec.dimensions, other) for other in others))
        name = f"{spec.id}:{'|'.join(key)}:others:{number}"
        yield Secret(name, spec.unit, _here(earlier, anyone), 1)


Asked = tuple[int | None, int | None, int | None]
NOTHING: Asked = (None, None, None)


def _requirement(table: ProtectedTable, key: Key, value: int | None, rules: DisclosureRules) -> Asked:
    """(a), (b) and (e); a figure that a person found identifying although it is not low must not be exact."""
    flags = {flag.rule for flag in table.sensitive if flag.key == key}
    return required(value, rules, protected_zero=rules.flag_zeros or "zero" in flags, identifying="low_count" in flags)


def required(
    value: int | None, rules: DisclosureRules, *, protected_zero: bool = False, identifying: bool = False
) -> Asked:
    """How far up, how far down, how wide the range of a protected figure must reach."""
    t, k1 = rules.threshold, rules.knowledge is Knowledge.K1
    if value is None:
        return t, int(k1), None
    if 1 <= value < t:
        return t, None if k1 and value == 1 else value - 1, None
    if value == 0 and protected_zero:
        return t, None, None
    return None, None, 1 if identifying else None


def _asked_of(earlier: Earlier, name: str, own: Asked) -> Asked:
    """A figure's own requirement, or what stands in its place where what is out already breaks it."""
    return _of(earlier.lost[name]) if name in earlier.lost else own


def _of(requirements: Sequence[Requirement]) -> Asked:
    ups = [one.reach_up_to for one in requirements if one.reach_up_to is not None]
    downs = [one.reach_down_to for one in requirements if one.reach_down_to is not None]
    widths = [one.width for one in requirements if one.width is not None]
    return max(ups, default=None), min(downs, default=None), max(widths, default=None)


def _pooled(table: ProtectedTable, key: Key) -> int | None:
    """The true count of a pool that is not given; None where the counts do not settle it."""
    spec = table.raw.spec
    members = {(pool.dimension, pool.code): pool.members for pool in table.pools}
    parts = [members.get((d.name, code), (code,)) for d, code in zip(spec.dimensions, key, strict=True)]
    meet = any(
        name == dimension.name and {first, second} <= set(own)
        for dimension, own in zip(spec.dimensions, parts, strict=True)
        for name, first, second in spec.overlaps
    )
    return None if meet or _several(table) else sum(table.raw.counts[one] for one in itertools.product(*parts))


def _groups(table: ProtectedTable, rules: DisclosureRules) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """(c) A group all in one category, over one breakdown (when something happened is none), and not cleared; and the
    groups that a person found identifying."""
    found: list[tuple[Key, tuple[Key, ...]]] = []
    counts, dimensions = table.raw.counts, table.raw.spec.dimensions
    for place, dimension in enumerate(dimensions if rules.group_disclosure else ()):
        top = [category.code for category in dimension.categories if category.parent is None]
        if dimension.is_period or len(top) < 2:
            continue
        around = dict.fromkeys((key[:place], key[place + 1 :]) for key in counts)
        for before, after in around:
            group = [(*before, code, *after) for code in top]
            filled = [key for key in group if counts[key]]
            if len(filled) == 1 and filled[0] not in table.cleared:
                found.append((filled[0], tuple(key for key in group if key != filled[0])))
    found += [(flag.key, flag.others) for flag in table.sensitive if flag.rule == "group" and flag.others]
    yield from dict.fromkeys(found)


def _given_but_flagged(table: ProtectedTable, rules: DisclosureRules) -> Iterator[str]:
    """Figures given, pools and totals included, that are low or found identifying, and that nobody cleared."""
    found = {flag.key for flag in table.sensitive if flag.rule != "group"}
    for key, shown in table.cells.items():
        if shown.value is None or key in table.cleared:
            continue
        low = 1 <= shown.value < rules.threshold or (shown.value == 0 and rules.flag_zeros)
        if low or key in found:
            yield f"{table.raw.spec.id}:{'|'.join(key)}"
