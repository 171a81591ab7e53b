"""From a table spec to true counts: one Ibis expression, run where the records are.

The records that the population counts are cut into atoms, the finest groups that the table's categories tell apart,
and each counted unit (a crime, a disposal, an offender) goes to the set of atoms in which it has a record. A figure is
then the number of units with a record in at least one of its atoms: right for units with several records, for
categories that overlap, and for totals that are no sums.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from fanlight.errors import SpecError
from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, Not, Predicate, Within, fields_of, holds
from fanlight.tables.spec.table import TOTAL, Dimension, Key, TableSpec
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
    """The table's one expression: the columns `units` (a whole number) and either `atoms` (text) or, for `unique`,
    one column a dimension, `d0`, `d1` …

    `unique`: the store holds each unit in one row only, so that a row's atom is its unit's.
    """
    import ibis

    wanted = [*_filters(table, spec.population), *_only_shown(table, spec)]
    counted = table.filter(*wanted) if wanted else table
    if not unique:
        counted = counted.filter(counted[spec.unit.id_field].notnull())
    if unique:
        keys = {f"d{i}": _key_column(counted, dimension) for i, dimension in enumerate(spec.dimensions)}
        return counted.group_by(**keys).aggregate(units=counted.count())
    columns = [_class_text(counted, dimension) for dimension in spec.dimensions]
    atom = columns[0] if columns else ibis.literal("")
    for column in columns[1:]:
        atom = atom.concat(",", column)
    # One set may come in several orders (Spark cannot order an aggregate): `counts` reads each as a set.
    pairs = counted.select(unit=counted[spec.unit.id_field], atom=atom).distinct()
    sets = pairs.group_by("unit").aggregate(atoms=pairs.atom.group_concat(";"))
    return sets.group_by("atoms").aggregate(units=sets.count())


def _filters(table: Any, predicate: Predicate) -> list[Any]:
    """The predicate as filters. Here a null is as good as false, and plain comparisons let the engine skip whole parts
    of a file."""
    match predicate:
        case AllOf(parts=parts):
            return [one for part in parts for one in _filters(table, part)]
        case In(field=name, values=values) if len(values) == 1:
            return [table[name] == next(iter(values))]
        case In(field=name, values=values) if values:
            return [table[name].isin(sorted(values))]
        case Within(field=name, start=start, end=end):
            return [table[name] >= start, table[name] < end]
    return [ibis_predicate(table, predicate)]


def _only_shown(table: Any, spec: TableSpec) -> list[Any]:
    """Leaves out records that no figure counts, where one field tells: they are most of a long extract."""
    found = []
    for dimension in spec.dimensions:
        if (dimension.total is not None and not dimension.is_period) or not dimension.categories:
            continue
        predicates = [category.predicate for category in dimension.categories]
        spans = sorted((p for p in predicates if isinstance(p, Within)), key=lambda p: (p.start, p.end))
        one_field = len(spans) == len(predicates) and len({span.field for span in spans}) == 1
        if one_field and (dimension.total is None or _joined_up(spans)):
            found.append(ibis_predicate(table, Within(spans[0].field, spans[0].start, max(p.end for p in spans))))
        elif dimension.is_period:
            found.append(ibis_predicate(table, AnyOf(tuple(predicates))))
    return found


def _joined_up(spans: Sequence[Within]) -> bool:
    """Whether each span begins before those before it have ended, or just then."""
    ends = spans[0].end
    for span in spans:
        if span.start > ends:
            return False
        ends = max(ends, span.end)
    return True


def _single_field(dimension: Dimension) -> str | None:
    """The one field that the dimension's categories read, where there is just one."""
    names = frozenset().union(*(fields_of(category.predicate) for category in dimension.categories))
    return next(iter(names)) if len(names) == 1 else None


def _by_month(dimension: Dimension) -> bool:
    """Whether the categories are periods that begin and end with a month."""
    return bool(dimension.categories) and all(
        isinstance(c.predicate, Within) and c.predicate.start.day == 1 and c.predicate.end.day == 1
        for c in dimension.categories
    )


def _by_year(dimension: Dimension) -> bool:
    """Whether the categories are calendar years, or several of them."""
    return _by_month(dimension) and all(
        isinstance(c.predicate, Within) and c.predicate.start.month == 1 and c.predicate.end.month == 1
        for c in dimension.categories
    )


def _key_column(table: Any, dimension: Dimension) -> Any:
    """What to group by: the field's own value or its month, which is read afterwards; else the class as text."""
    name = _single_field(dimension)
    if name is None:
        return _class_text(table, dimension)
    if _by_year(dimension):
        return table[name].year()
    if _by_month(dimension):
        return table[name].truncate("M")
    return table[name]


def _reader(dimension: Dimension) -> Callable[[Any], frozenset[int]]:
    """From a key column's value to the categories that count it."""
    name = _single_field(dimension)
    if name is None:
        return lambda value: _members(str(value))

    by_year = _by_year(dimension)

    def read(value: Any) -> frozenset[int]:
        plain = value.date() if isinstance(value, datetime) else value
        if by_year and plain is not None:
            plain = date(int(str(value)), 1, 1)
        return frozenset(i for i, c in enumerate(dimension.categories) if holds(c.predicate, {name: plain}))

    return cache(read)


def unique_counts(spec: TableSpec, columns: Sequence[Sequence[Any]], units: Sequence[int]) -> dict[Key, int]:
    """Every figure from grouped rows of units that have one row each."""
    import numpy as np

    places: list[Any] = []
    for dimension, values in zip(spec.dimensions, columns, strict=True):
        members = _members_of(dimension, values)
        if any(len(own) > 1 for own in members):
            return _overlapping_counts(spec, columns, units)
        outside = len(dimension.categories)
        places.append(np.array([next(iter(own), outside) for own in members], dtype=np.intp))
    grid = np.zeros([len(dimension.categories) + 1 for dimension in spec.dimensions], dtype=np.int64)
    np.add.at(grid, tuple(places), np.asarray(units, dtype=np.int64))
    for axis, dimension in enumerate(spec.dimensions):
        inside = grid.take(range(len(dimension.categories)), axis=axis)
        whole = [grid.sum(axis=axis, keepdims=True)] if dimension.total is not None else []
        grid = np.concatenate([inside, *whole], axis=axis)
    return dict(zip(spec.keys(), grid.ravel().tolist(), strict=True))


def _members_of(dimension: Dimension, values: Sequence[Any]) -> list[frozenset[int]]:
    read = _reader(dimension)
    return [read(value) for value in values]


def _overlapping_counts(spec: TableSpec, columns: Sequence[Sequence[Any]], units: Sequence[int]) -> dict[Key, int]:
    found = dict.fromkeys(spec.keys(), 0)
    shown: list[list[tuple[str, ...]]] = []
    for dimension, values in zip(spec.dimensions, columns, strict=True):
        codes = [category.code for category in dimension.categories]
        last = (TOTAL,) if dimension.total is not None else ()
        shown.append([(*(codes[i] for i in sorted(own)), *last) for own in _members_of(dimension, values)])
    for position, count in enumerate(units):
        for key in itertools.product(*(of_dimension[position] for of_dimension in shown)):
            found[key] += int(count)
    return found


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


def run(counted: Any) -> Any:
    """The expression's rows as an Arrow table."""
    backend = counted.get_backend()
    if backend.name != "duckdb":
        return counted.to_pyarrow()
    # Ibis would read DuckDB's answer with the help of pandas, which takes longer to load than the records to count.
    return backend.con.sql(backend.compile(counted)).to_arrow_table()


def tabulated(spec: TableSpec, table: Any, *, unique: bool, source: str, extracted: str) -> RawTable:
    """Runs the expression and works out every figure."""
    frame = run(expression(spec, table, unique=unique))
    units = frame["units"].to_pylist()
    if unique:
        columns = [frame[f"d{i}"].to_pylist() for i in range(len(spec.dimensions))]
        return RawTable(spec, unique_counts(spec, columns, units), source=spec.records or source, extracted=extracted)
    atoms = frame["atoms"].to_pylist()
    additive = not any(";" in text for text in atoms)
    figures = counts(spec, zip(atoms, units, strict=True))
    return RawTable(spec, figures, source=spec.records or source, extracted=extracted, additive=additive)
