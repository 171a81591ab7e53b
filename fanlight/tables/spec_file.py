"""Table specs as YAML: read, validated with the line of every mistake, turned into plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from fanlight.errors import SpecError
from fanlight.tables import periods
from fanlight.tables.conditions import read_condition
from fanlight.tables.frame import refine
from fanlight.tables.known import Relation
from fanlight.tables.predicate import AllOf, AnyOf, In, Missing, Predicate, fields_of
from fanlight.tables.spec import TOTAL, Category, Dimension, PublicFigure, TableSpec, Unit
from fanlight.tables.yaml_lines import LinedYaml, Location, parse_yaml, read_yaml, validated

BASES = {
    "outcome_date": "the date of the outcome",
    "recorded_date": "the date recorded",
    "committed_from_date": "the date (or first date) of the offence",
    "search_date": "the date of the search",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class CountFile(_Strict):
    unit: Literal["crimes", "disposals", "offenders", "searches"]
    basis: str
    cancelled: Literal["excluded", "included"] = "excluded"


class PopulationFile(_Strict):
    title: str
    where: dict[str, Any] = {}


class PeriodFile(_Strict):
    kind: periods.PeriodKind
    first: str = Field(alias="from")
    last: str = Field(alias="to")
    total: str | None = None


class CategoryFile(_Strict):
    code: str
    label: str
    where: dict[str, Any] | None = None
    parent: str | None = None
    asked: str = ""
    counted: str = ""
    missing: str = ""


class DimensionFile(_Strict):
    name: str
    title: str = ""
    total: str | None = None
    categories: list[CategoryFile] | None = None
    field: str | None = None
    values: list[str] | None = None
    not_recorded: str | None = None
    overlaps: Literal["declared"] | list[list[str]] = []

    @field_validator("name")
    @classmethod
    def _not_period(cls, value: str) -> str:
        if value == "period":
            raise ValueError("the name “period” is taken by the table's period")
        return value


class PublicFile(_Strict):
    figure: dict[str, str] = {}
    relation: Relation = "="
    value: int
    source: str


class TableFile(_Strict):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    count: CountFile
    population: PopulationFile
    period: PeriodFile
    dimensions: list[DimensionFile] = []
    public: list[PublicFile] = []
    notes: list[str] = []


class SpecFile(_Strict):
    tables: list[TableFile] = Field(min_length=1)


def load_specs(path: Path) -> tuple[TableSpec, ...]:
    """The tables of a spec file. Raises `SpecError` or `BadInput` that name file and line."""
    return specs_of(read_yaml(path))


def parse_specs(text: str, *, where: str = "tables.yaml") -> tuple[TableSpec, ...]:
    return specs_of(parse_yaml(text, where=where))


def specs_of(source: LinedYaml) -> tuple[TableSpec, ...]:
    """The tables of a spec that is read already. Raises as `load_specs` does."""
    file = validated(SpecFile, source)
    return tuple(_spec(table, source, ("tables", index)) for index, table in enumerate(file.tables))


def _spec(table: TableFile, source: LinedYaml, at: Location) -> TableSpec:
    if table.count.basis not in BASES:
        raise SpecError(
            f"“{table.count.basis}” is no date that records can be counted by.",
            where=source.place((*at, "count", "basis")),
            next_step=f"Use one of {', '.join(BASES)}.",
        )
    period = _period(table, source, at)
    own = tuple(_dimension(d, source, (*at, "dimensions", i)) for i, d in enumerate(table.dimensions))
    names = [dimension.name for dimension in own]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise SpecError(f"Two dimensions are named “{name}”.", where=source.place((*at, "dimensions", index)))
    population = _population(table, source, at)
    spec = TableSpec(
        id=table.id,
        title=table.title,
        unit=Unit(table.count.unit),
        basis=table.count.basis,
        population=population,
        dimensions=(*own, period),
        population_text=table.population.title,
        basis_text=_basis_text(table),
        period_text=periods.text(
            table.period.kind, table.period.first, table.period.last, where=source.place((*at, "period"))
        ),
        notes=(*_mapping_notes(own), *table.notes),
    )
    public = tuple(_public(entry, spec, source, (*at, "public", i)) for i, entry in enumerate(table.public))
    overlaps, overlap_notes = _overlaps(table, spec, source, at)
    return TableSpec(
        **{
            **{name: getattr(spec, name) for name in spec.__dataclass_fields__},
            "public": public,
            "overlaps": overlaps,
            "notes": (*spec.notes, *overlap_notes),
        }
    )


def _period(table: TableFile, source: LinedYaml, at: Location) -> Dimension:
    given = table.period
    found = periods.categories(
        given.kind, given.first, given.last, table.count.basis, where=source.place((*at, "period"))
    )
    return Dimension("period", periods.TITLES[given.kind], found, given.total, is_period=True)


def _population(table: TableFile, source: LinedYaml, at: Location) -> Predicate:
    parts = [read_condition(table.population.where, source, (*at, "population", "where"))]
    if table.count.cancelled == "excluded" and table.count.unit != "searches":
        parts.append(Missing("outcome_cancelled_date"))
    return AllOf(tuple(parts))


_UNIT_TEXTS = {
    "crimes": "crimes",
    "disposals": "disposals (one for each offender and offence)",
    "offenders": "offenders (each counted once in a figure)",
    "searches": "searches",
}


def _basis_text(table: TableFile) -> str:
    cancelled = ""
    if table.count.unit != "searches":
        cancelled = ", cancelled ones " + ("left out" if table.count.cancelled == "excluded" else "included")
    return f"Counted: {_UNIT_TEXTS[table.count.unit]} by {BASES[table.count.basis]}{cancelled}."


def _dimension(given: DimensionFile, source: LinedYaml, at: Location) -> Dimension:
    where = source.place(at)
    if (given.categories is None) == (given.field is None):
        raise SpecError(
            f"Dimension “{given.name}” needs either categories or a field.",
            where=where,
            next_step="List its categories with their conditions, or name the field whose values they are.",
        )
    found = _listed(given, source, at) if given.categories is not None else _of_field(given)
    codes = [category.code for category in found]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise SpecError(f"Dimension “{given.name}” has two categories with the code “{code}”.", where=where)
        if code == TOTAL:
            raise SpecError(f"“{TOTAL}” is no code for a category: it names the figure over all.", where=where)
    _check_tree(found, given.name, where)
    title = given.title or given.name.replace("_", " ").capitalize()
    values_of = given.field if given.values is None else None
    return Dimension(given.name, title, found, given.total, values_of=values_of)


def _listed(given: DimensionFile, source: LinedYaml, at: Location) -> tuple[Category, ...]:
    found: list[Category] = []
    for index, entry in enumerate(given.categories or ()):
        place: Location = (*at, "categories", index)
        if entry.where is None and not any(other.parent == entry.code for other in given.categories or ()):
            raise SpecError(f"Category “{entry.code}” does not say which records it counts (where).",
                            where=source.place(place))  # fmt: skip
        predicate = read_condition(entry.where or {}, source, (*place, "where"))
        found.append(
            Category(
                entry.code, entry.label, predicate, entry.parent, _flat(entry.asked), _flat(entry.counted),
                _flat(entry.missing),
            )
        )  # fmt: skip
    return tuple(_with_children(category, found) for category in found)


def _with_children(category: Category, every: list[Category]) -> Category:
    """A parent without a condition of its own counts what its children count."""
    children = [other for other in every if other.parent == category.code]
    if children and category.predicate == AllOf():
        parts = tuple(_with_children(child, every).predicate for child in children)
        return Category(category.code, category.label, AnyOf(parts), category.parent, category.asked, category.counted,
                        category.missing)  # fmt: skip
    return category


def _of_field(given: DimensionFile) -> tuple[Category, ...]:
    assert given.field is not None
    found = [Category(value, value, In(given.field, frozenset([value]))) for value in given.values or ()]
    if given.not_recorded is not None:
        found.append(Category("not_recorded", given.not_recorded, Missing(given.field)))
    return tuple(found)


def _check_tree(found: tuple[Category, ...], name: str, where: str) -> None:
    parents = {category.code: category.parent for category in found}
    for code, parent in parents.items():
        if parent is not None and parent not in parents:
            raise SpecError(f"Category “{code}” of “{name}” has a parent “{parent}” that is not there.", where=where)
        seen = {code}
        while parent is not None:
            if parent in seen:
                raise SpecError(f"The categories of “{name}” go round in a circle at “{parent}”.", where=where)
            seen.add(parent)
            parent = parents[parent]
    for category in found:
        children = [other for other in found if other.parent == category.code]
        if not children:
            continue
        frame = refine([category.predicate, AnyOf(tuple(child.predicate for child in children))])
        if frame.cover[0] != frame.cover[1]:
            raise SpecError(
                f"Category “{category.code}” of “{name}” does not count exactly what its parts count.",
                where=where,
                next_step="Add the part that is missing, or leave out its own condition.",
            )


def _overlaps(
    table: TableFile, spec: TableSpec, source: LinedYaml, at: Location
) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    """Pairs of categories that can count the same record: each must be declared."""
    found, notes = [], []
    for index, given in enumerate(table.dimensions):
        dimension = spec.dimension(given.name)
        declared = {frozenset(pair) for pair in given.overlaps} if given.overlaps != "declared" else None
        for first, second in _overlapping(dimension):
            if declared is not None and frozenset((first.code, second.code)) not in declared:
                fields = sorted(fields_of(first.predicate) ^ fields_of(second.predicate))
                differ = f" (they look at different fields: {', '.join(fields)})" if fields else ""
                raise SpecError(
                    f"Categories “{first.label}” and “{second.label}” can count the same record{differ}.",
                    where=source.place((*at, "dimensions", index)),
                    next_step=f"Change one, or declare it: overlaps: [[{first.code}, {second.code}]].",
                )
            found.append((given.name, first.code, second.code))
            notes.append(f"“{first.label}” and “{second.label}” overlap: a record can be counted in both.")
    return tuple(found), tuple(notes)


def _overlapping(dimension: Dimension) -> list[tuple[Category, Category]]:
    categories = dimension.categories
    cover = [set(atoms) for atoms in refine([c.predicate for c in categories]).cover] if categories else []
    ancestors: dict[str, set[str]] = {}
    for category in categories:
        above, parent = set(), category.parent
        while parent is not None:
            above.add(parent)
            parent = dimension.category(parent).parent
        ancestors[category.code] = above
    return [
        (first, second)
        for i, first in enumerate(categories)
        for j, second in enumerate(categories[i + 1 :], start=i + 1)
        if first.code not in ancestors[second.code] and second.code not in ancestors[first.code] and cover[i] & cover[j]
    ]


def _mapping_notes(dimensions: tuple[Dimension, ...]) -> tuple[str, ...]:
    notes = []
    for dimension in dimensions:
        for category in dimension.categories:
            said = []
            if category.asked:
                said.append(f"asked for: {category.asked}")
            if category.counted:
                said.append(f"counted: {category.counted}")
            if category.missing:
                said.append(f"left out: {category.missing}")
            if said:
                notes.append(f"{category.label} - {'; '.join(part.rstrip('.') for part in said)}.")
    return tuple(notes)


def _public(entry: PublicFile, spec: TableSpec, source: LinedYaml, at: Location) -> PublicFigure:
    names = [dimension.name for dimension in spec.dimensions]
    unknown = set(entry.figure) - set(names)
    if unknown:
        raise SpecError(f"The table has no dimension {', '.join(sorted(unknown))}.", where=source.place(at))
    key = tuple(str(entry.figure.get(name, TOTAL)) for name in names)
    for dimension, code in zip(spec.dimensions, key, strict=True):
        if code != TOTAL and code not in dimension.codes:
            raise SpecError(f"Dimension “{dimension.name}” has no category “{code}”.", where=source.place(at))
    return PublicFigure(spec.unit, spec.predicate(key), entry.relation, entry.value, entry.source)


def _flat(text: str) -> str:
    return " ".join(text.split())
