"""From a table spec to true counts: one Ibis expression, run where the records are.

The records that the population counts are cut into atoms, the finest groups that the table's categories tell apart,
and each counted unit (a crime, a disposal, an offender) goes to the set of atoms in which it has a record. A figure is
then the number of units with a record in at least one of its atoms: right for units with several records, for
categories that overlap, and for totals that are no sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fanlight.errors import SpecError
from fanlight.tables.predicate import AllOf, AnyOf, In, Missing, Not, Predicate, Within, fields_of
from fanlight.tables.spec import TOTAL, Dimension, Key, TableSpec
from fanlight.tables.stages import RawTable

Atom = tuple[int, ...]
"""For each dimension, the number of one of its classes."""


def ibis_predicate(table: Any, predicate: Predicate) -> Any:
    """The predicate as a boolean column that is never null, whatever the engine makes of a missing value."""
    import ibis

    match predicate:
        case In(field=name, values=values):
            if not values:
                return ibis.literal(False)
            return table[name].isin(sorted(values)).fill_null(False)
        case Within(field=name, start=start, end=end):
            column = table[name]
            return ((column >= ibis.literal(start)) & (column < ibis.literal(end))).fill_null(False)
        case Missing(field=name):
            return table[name].isnull()
        case AllOf(parts=parts):
            every = ibis.literal(True)
            for part in parts:
                every = every & ibis_predicate(table, part)
            return every
        case AnyOf(parts=parts):
            some = ibis.literal(False)
            for part in parts:
                some = some | ibis_predicate(table, part)
            return some
        case Not(part=part):
            return ~ibis_predicate(table, part)


def expression(spec: TableSpec, table: Any, *, unique: bool) -> Any:
    """The table's one expression: columns `atoms` (text) and `units` (whole number).

    `unique`: the store holds each unit in one row only, so that a row's atom is its unit's.
    """
    import ibis

    counted = table.filter(ibis_predicate(table, spec.population))
    columns = [_class_text(counted, dimension) for dimension in spec.dimensions]
    atom = columns[0] if columns else ibis.literal("")
    for column in columns[1:]:
        atom = atom.concat(",", column)
    identifier = counted[spec.unit.id_field]
    placed = counted.filter(identifier.notnull()).select(unit=identifier, atom=atom)
    if unique:
        return placed.group_by(atoms=placed.atom).aggregate(units=placed.count())
    # One set may come in several orders (Spark cannot order an aggregate): `counts` reads each as a set.
    pairs = placed.distinct()
    sets = pairs.group_by("unit").aggregate(atoms=pairs.atom.group_concat(";"))
    return sets.group_by("atoms").aggregate(units=sets.count())


def _class_text(table: Any, dimension: Dimension) -> Any:
    """Which of the dimension's categories count a record, as text of 0s and 1s joined into one number per word."""
    import ibis

    disjoint = _disjoint_values(dimension)
    if disjoint is not None:
        name, order = disjoint
        cases = [(table[name] == value, str(index)) for value, index in order.items()]
        return ibis.cases(*cases, else_="-") if cases else ibis.literal("-")
    flags = [ibis_predicate(table, category.predicate) for category in dimension.categories]
    parts = [ibis.cases((flag, str(index) + "."), else_="") for index, flag in enumerate(flags)]
    text = parts[0] if parts else ibis.literal("")
    for part in parts[1:]:
        text = text.concat(part)
    return text


def _disjoint_values(dimension: Dimension) -> tuple[str, Mapping[str, int]] | None:
    """For categories that are one value each of one field: a single look-up instead of a test per category."""
    names: set[str] = set()
    order: dict[str, int] = {}
    for index, category in enumerate(dimension.categories):
        match category.predicate:
            case In(field=name, values=values) if len(values) == 1 and not (set(values) & set(order)):
                names.add(name)
                order[next(iter(values))] = index
            case _:
                return None
    return (names.pop(), order) if len(names) == 1 else None


def _members(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(".") if part not in {"", "-"})


def counts(spec: TableSpec, rows: Iterable[tuple[str, int]]) -> dict[Key, int]:
    """Every figure of the table from the expression's rows: units with a record in at least one of its atoms."""
    found = dict.fromkeys(spec.keys(), 0)
    codes = [[category.code for category in dimension.categories] for dimension in spec.dimensions]
    totals = [dimension.total is not None for dimension in spec.dimensions]
    for text, units in rows:
        touched: set[Key] = set()
        for atom in text.split(";"):
            keys: list[Key] = [()]
            for word, own, total in zip(atom.split(","), codes, totals, strict=True):
                shown = [own[index] for index in sorted(_members(word))] + ([TOTAL] if total else [])
                keys = [(*key, code) for key in keys for code in shown]
            touched.update(keys)
        for key in touched:
            found[key] += int(units)
    return found


def check_fields(spec: TableSpec, held: Sequence[str], *, where: str) -> None:
    """Refuses a spec that asks for a field that the records do not have, with the nearest names."""
    import difflib

    wanted = fields_of(spec.population) | {spec.basis, spec.unit.id_field}
    for dimension in spec.dimensions:
        for category in dimension.categories:
            wanted |= fields_of(category.predicate)
    for name in sorted(wanted - set(held)):
        near = difflib.get_close_matches(name, held, n=3, cutoff=0.5)
        raise SpecError(
            f"Table {spec.id} asks for the field “{name}”, which the records do not have.",
            where=where,
            next_step=f"The nearest are {', '.join(near)}." if near else f"They have {', '.join(sorted(held))}.",
        )


def tabulated(spec: TableSpec, table: Any, *, unique: bool, source: str, extracted: str) -> RawTable:
    """Runs the expression and works out every figure."""
    frame = expression(spec, table, unique=unique).to_pyarrow()
    rows = list(zip(frame["atoms"].to_pylist(), frame["units"].to_pylist(), strict=True))
    additive = not any(";" in atoms for atoms, _ in rows)
    return RawTable(spec, counts(spec, rows), source=source, extracted=extracted, additive=additive)
