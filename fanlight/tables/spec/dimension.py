"""A dimension of a table spec: its categories, their tree, and which of them can count the same record."""

from __future__ import annotations

from dataclasses import replace

from fanlight.tables.predicate.codes import normal
from fanlight.tables.predicate.partition import refine
from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, fields_of
from fanlight.tables.spec.conditions import read_condition
from fanlight.tables.spec.shape import CategoryFile, DimensionFile
from fanlight.tables.spec.table import TOTAL, Category, Dimension
from fanlight.tables.yaml.lines import LinedYaml, Location, Mistakes

PAIRS_NAMED = 10
"""Most overlapping pairs of a dimension that are named one by one."""


def dimension(given: DimensionFile, source: LinedYaml, at: Location) -> Dimension:
    """Raises `SpecError` with every mistake of the dimension that can be told."""
    if (given.categories is None) == (given.field is None):
        raise source.wrong(
            at,
            f"Dimension “{given.name}” needs either categories or a field.",
            "List its categories with their conditions, or name the field whose values they are.",
        )
    found = _listed(given.categories, source, at) if given.categories is not None else _of_field(given)
    _check_codes(given.name, found, source, at)
    _check_tree(given.name, found, source, at)
    found = tuple(_with_children(category, found) for category in found)
    _check_sums(given.name, found, source, at)
    title = given.title or given.name.replace("_", " ").capitalize()
    values_of = given.field if given.values is None else None
    return Dimension(given.name, title, found, given.total, values_of=values_of)


def _listed(entries: list[CategoryFile], source: LinedYaml, at: Location) -> tuple[Category, ...]:
    wrong = Mistakes(source)
    found: list[Category] = []
    parents = {entry.parent for entry in entries}
    for index, entry in enumerate(entries):
        place: Location = (*at, "categories", index)
        if entry.where is None and entry.code not in parents:
            wrong.add(place, f"Category “{entry.code}” does not say which records it counts (where).")
            continue
        with wrong.at(place):
            counted = read_condition(entry.where or {}, source, (*place, "where"))
            notes = (flat(entry.asked), flat(entry.counted), flat(entry.missing))
            found.append(Category(entry.code, entry.label, counted, entry.parent, *notes))
    wrong.tell()
    return tuple(found)


def _with_children(category: Category, every: tuple[Category, ...]) -> Category:
    """A parent without a condition of its own counts what its children count."""
    children = [other for other in every if other.parent == category.code]
    if children and category.predicate == AllOf():
        parts = tuple(_with_children(child, every).predicate for child in children)
        return replace(category, predicate=AnyOf(parts))
    return category


def _of_field(given: DimensionFile) -> tuple[Category, ...]:
    assert given.field is not None
    found = [
        Category(value, value, In(given.field, frozenset([normal(given.field, value)]))) for value in given.values or ()
    ]
    if given.not_recorded is not None:
        found.append(Category("not_recorded", given.not_recorded, Missing(given.field)))
    return tuple(found)


def _check_codes(name: str, found: tuple[Category, ...], source: LinedYaml, at: Location) -> None:
    wrong = Mistakes(source)
    codes = [category.code for category in found]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            wrong.add((*at, "categories", index), f"Dimension “{name}” has two categories with the code “{code}”.")
        if code == TOTAL:
            wrong.add((*at, "categories", index), f"“{TOTAL}” is no code for a category: it names the figure over all.")
    wrong.tell()


def _check_tree(name: str, found: tuple[Category, ...], source: LinedYaml, at: Location) -> None:
    wrong = Mistakes(source)
    parents = {category.code: category.parent for category in found}
    for index, (code, parent) in enumerate(parents.items()):
        place: Location = (*at, "categories", index)
        if parent is not None and parent not in parents:
            wrong.add(place, f"Category “{code}” of “{name}” has a parent “{parent}” that is not there.")
        elif code in _above(code, parents):
            wrong.add(place, f"The categories of “{name}” go round in a circle at “{code}”.")
    wrong.tell()


def _above(code: str, parents: dict[str, str | None]) -> list[str]:
    """The categories above one, from its parent upwards, as far as they do not repeat."""
    found: list[str] = []
    parent = parents.get(code)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return found


def _check_sums(name: str, found: tuple[Category, ...], source: LinedYaml, at: Location) -> None:
    wrong = Mistakes(source)
    for index, category in enumerate(found):
        children = [other for other in found if other.parent == category.code]
        if not children:
            continue
        frame = refine([category.predicate, AnyOf(tuple(child.predicate for child in children))])
        if frame.cover[0] != frame.cover[1]:
            wrong.add(
                (*at, "categories", index),
                f"Category “{category.code}” of “{name}” does not count exactly what its parts count.",
                "Add the part that is missing, or leave out its own condition.",
            )
    wrong.tell()


def overlaps(
    given: DimensionFile, own: Dimension, source: LinedYaml, at: Location
) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    """Pairs of categories that can count the same record, and a note on each. Raises `SpecError` for pairs that are not
    declared."""
    declared = {frozenset(pair) for pair in given.overlaps} if given.overlaps != "declared" else None
    pairs = _overlapping(own)
    wrong = Mistakes(source)
    hidden = [pair for pair in pairs if declared is not None and frozenset(one.code for one in pair) not in declared]
    for first, second in hidden[:PAIRS_NAMED]:
        wrong.add(at, *_not_declared(first, second))
    if hidden[PAIRS_NAMED:]:
        wrong.add(at, f"{len(hidden) - PAIRS_NAMED} more pairs of “{given.name}” can count the same record.")
    wrong.tell()
    notes = (
        f"“{first.label}” and “{second.label}” overlap: a record can be counted in both." for first, second in pairs
    )
    return tuple((given.name, first.code, second.code) for first, second in pairs), tuple(notes)


def _not_declared(first: Category, second: Category) -> tuple[str, str]:
    fields = sorted(fields_of(first.predicate) ^ fields_of(second.predicate))
    differ = f" (they look at different fields: {', '.join(fields)})" if fields else ""
    return (
        f"Categories “{first.label}” and “{second.label}” can count the same record{differ}.",
        f"Change one, or declare it: overlaps: [[{first.code}, {second.code}]].",
    )


def _overlapping(dimension: Dimension) -> list[tuple[Category, Category]]:
    categories = dimension.categories
    cover = [set(atoms) for atoms in refine([c.predicate for c in categories]).cover] if categories else []
    parents = {category.code: category.parent for category in categories}
    above = {code: set(_above(code, parents)) for code in parents}
    return [
        (first, second)
        for i, first in enumerate(categories)
        for j, second in enumerate(categories[i + 1 :], start=i + 1)
        if first.code not in above[second.code] and second.code not in above[first.code] and cover[i] & cover[j]
    ]


def flat(text: str) -> str:
    return " ".join(text.split())
