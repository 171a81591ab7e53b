"""Table specs as YAML: read, validated with the line of every mistake, turned into plain values."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fanlight.errors import BadInput, SpecError
from fanlight.tables.predicate.predicate import AllOf, Missing, Predicate, fields_of
from fanlight.tables.spec import periods
from fanlight.tables.spec.conditions import read_condition
from fanlight.tables.spec.dimension import dimension, overlaps
from fanlight.tables.spec.shape import BASES, PublicFile, SpecFile, TableFile
from fanlight.tables.spec.table import TOTAL, Category, Dimension, PublicFigure, TableSpec, Unit
from fanlight.tables.text.legible import legible
from fanlight.tables.yaml.lines import LinedYaml, Location, Mistakes, parse_yaml, read_yaml, validated


def load_specs(path: Path) -> tuple[TableSpec, ...]:
    """The tables of a spec file. Raises `BadInput` for what is no YAML, else `SpecError` with every mistake and its line."""
    return specs_of(read_yaml(path))


def parse_specs(text: str, *, where: str = "tables.yaml") -> tuple[TableSpec, ...]:
    return specs_of(parse_yaml(text, where=where))


def specs_of(source: LinedYaml) -> tuple[TableSpec, ...]:
    """The tables of a spec that is read already. Raises as `load_specs` does."""
    source = replace(source, data=_legible(source.data))
    wrong = Mistakes(source)
    with wrong.at(()):
        validated(SpecFile, source)
    found = []
    for index, table in _well_shaped(source):
        with wrong.at(("tables", index)):
            found.append(_spec(table, source, ("tables", index)))
    wrong.tell()
    return tuple(found)


def _legible(value: Any) -> Any:
    """What documents will say of a table; the conditions stay as the records have them."""
    match value:
        case dict():
            return {name: item if name == "where" else _legible(item) for name, item in value.items()}
        case list():
            return [_legible(item) for item in value]
        case str():
            return legible(value)
    return value


def mistakes_in(text: str, *, where: str = "tables.yaml") -> tuple[tuple[Location, str], ...]:
    """Every mistake of a spec as (location, words), in the order of their lines; none for a spec that can be counted."""
    try:
        parse_specs(text, where=where)
    except SpecError as error:
        return error.mistakes
    except BadInput as error:  # no YAML: it has no locations
        return (((), str(error)),)
    return ()


def _well_shaped(source: LinedYaml) -> Iterator[tuple[int, TableFile]]:
    """The tables whose own shape is right; what is wrong with the others is told already."""
    given = source.data.get("tables") if isinstance(source.data, dict) else None
    for index, table in enumerate(given if isinstance(given, list) else ()):
        with contextlib.suppress(ValidationError):
            yield index, TableFile.model_validate(table)


def _spec(table: TableFile, source: LinedYaml, at: Location) -> TableSpec:
    wrong = Mistakes(source)
    if table.count.basis not in BASES:
        what = f"“{table.count.basis}” is no date that records can be counted by."
        wrong.add((*at, "count", "basis"), what, f"Use one of {', '.join(BASES)}.")
    with wrong.at((*at, "population", "where")):
        population = _population(table, source, at)
    with wrong.at((*at, "period")):
        period = _period(table, source, at)
    with wrong.at((*at, "dimensions")):
        dimensions, overlapping, overlap_notes = _dimensions(table, source, (*at, "dimensions"))
    wrong.tell()
    if _of_recorded_crimes(table, population):
        dimensions = (
            tuple(map(_with_standing_outcomes, dimensions)) if table.count.cancelled == "excluded" else dimensions
        )
    elif table.count.cancelled == "excluded" and table.count.unit != "searches":
        population = AllOf((*population.parts, Missing("outcome_cancelled_date")))
    spec = TableSpec(
        id=table.id,
        title=table.title,
        unit=Unit(table.count.unit),
        basis=table.count.basis,
        population=population,
        dimensions=(*dimensions, period),
        population_text=table.population.title,
        basis_text=_basis_text(table, population, dimensions),
        called=table.count.called,
        records=table.count.records or (f"Records of {table.count.called}" if table.count.called else ""),
        period_text=periods.text(
            table.period.kind, table.period.first, table.period.last, where=source.place((*at, "period"))
        ),
        notes=(*_mapping_notes(dimensions), *table.notes, *overlap_notes),
        overlaps=overlapping,
    )
    return replace(spec, public=_public(table, spec, source, (*at, "public")))


def _dimensions(
    table: TableFile, source: LinedYaml, at: Location
) -> tuple[tuple[Dimension, ...], tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    """The dimensions, the pairs of their categories that overlap, and a note on each pair."""
    wrong = Mistakes(source)
    found: list[Dimension] = []
    pairs: list[tuple[str, str, str]] = []
    notes: list[str] = []
    for index, given in enumerate(table.dimensions):
        if given.name in {other.name for other in table.dimensions[:index]}:
            wrong.add((*at, index), f"Two dimensions are named “{given.name}”.")
        with wrong.at((*at, index)):
            found.append(dimension(given, source, (*at, index)))
            own_pairs, own_notes = overlaps(given, found[-1], source, (*at, index))
            pairs += own_pairs
            notes += own_notes
    wrong.tell()
    return tuple(found), tuple(pairs), tuple(notes)


def _period(table: TableFile, source: LinedYaml, at: Location) -> Dimension:
    given = table.period
    found = periods.categories(
        given.kind, given.first, given.last, table.count.basis, where=source.place((*at, "period"))
    )
    return Dimension("period", periods.TITLES[given.kind], found, given.total, is_period=True)


def _population(table: TableFile, source: LinedYaml, at: Location) -> AllOf:
    return AllOf((read_condition(table.population.where, source, (*at, "population", "where")),))


_OF_OUTCOMES = frozenset({"outcome_type", "outcome_label", "outcome_date", "outcome_cancelled_date"})


def _of_recorded_crimes(table: TableFile, population: Predicate) -> bool:
    """Whether crimes are counted as recorded, whatever their outcome: one whose outcome was cancelled is a recorded crime."""
    return (
        table.count.unit == "crimes"
        and not table.count.called
        and not (fields_of(population) | {table.count.basis}) & _OF_OUTCOMES
    )


def _with_standing_outcomes(dimension: Dimension) -> Dimension:
    """Where a category asks for an outcome, the outcome has to stand."""
    if dimension.values_of in _OF_OUTCOMES:
        return replace(dimension, values_where=Missing("outcome_cancelled_date"))
    return replace(dimension, categories=tuple(
        replace(one, predicate=AllOf((one.predicate, Missing("outcome_cancelled_date"))))
        if fields_of(one.predicate) & (_OF_OUTCOMES - {"outcome_cancelled_date"}) else one
        for one in dimension.categories
    ))  # fmt: skip


_POLICE_UNITS = {
    "crimes": "crimes",
    "disposals": "disposals (one for each offender and offence)",
    "offenders": "offenders (each counted once in a figure)",
    "searches": "searches",
}


def _basis_text(table: TableFile, population: Predicate, dimensions: Sequence[Dimension]) -> str:
    """In the table's own words where it has some: what a unit of police records is says nothing of other records."""
    count = table.count
    cancelled, done = "", "left out" if count.cancelled == "excluded" else "included"
    if _of_recorded_crimes(table, population):
        read = {one.values_of for one in dimensions}.union(
            *(fields_of(c.predicate) for d in dimensions for c in d.categories)
        )
        cancelled = f"; cancelled outcomes are {done}" if read & _OF_OUTCOMES else ""
    elif count.unit != "searches" and (not count.called or "cancelled" in count.model_fields_set):
        cancelled = f", cancelled ones {done}"
    date = count.dated or ("the date" if count.called else BASES[count.basis])
    return f"Counted: {count.called or _POLICE_UNITS[count.unit]} by {date}{cancelled}."


def _mapping_notes(dimensions: Sequence[Dimension]) -> tuple[str, ...]:
    return tuple(note for one in dimensions for category in one.categories for note in _mapping_note(category))


def _mapping_note(category: Category) -> Iterator[str]:
    """What was asked for, what is counted for it and what is left out, where a category says so."""
    told = (("asked for", category.asked), ("counted", category.counted), ("left out", category.missing))
    said = [f"{name}: {text}".rstrip(".") for name, text in told if text]
    if said:
        yield f"{category.label} - {'; '.join(said)}."


def _public(table: TableFile, spec: TableSpec, source: LinedYaml, at: Location) -> tuple[PublicFigure, ...]:
    wrong = Mistakes(source)
    found = []
    for index, entry in enumerate(table.public):
        with wrong.at((*at, index)):
            found.append(_public_figure(entry, spec, source, (*at, index)))
    wrong.tell()
    return tuple(found)


def _public_figure(entry: PublicFile, spec: TableSpec, source: LinedYaml, at: Location) -> PublicFigure:
    names = [dimension.name for dimension in spec.dimensions]
    unknown = set(entry.figure) - set(names)
    if unknown:
        raise source.wrong(at, f"The table has no dimension {', '.join(sorted(unknown))}.")
    key = tuple(str(entry.figure.get(name, TOTAL)) for name in names)
    for one, code in zip(spec.dimensions, key, strict=True):
        if code != TOTAL and code not in one.codes:
            raise source.wrong(at, f"Dimension “{one.name}” has no category “{code}”.")
    return PublicFigure(spec.unit, spec.predicate(key), entry.relation, entry.value, entry.source)
