"""What a table's totals say of their parts: held against the counts, and told where the parts shown need not add up to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fanlight.errors import NotProvedSafe
from fanlight.tables.predicate.partition import refine
from fanlight.tables.predicate.predicate import AllOf, AnyOf, Missing
from fanlight.tables.spec.table import TOTAL, Dimension, Key, TableSpec, Unit
from fanlight.tables.stages import RawTable

ONE_ROW = frozenset({Unit.DISPOSALS, Unit.SEARCHES})
"""Units of which each has one record: a figure of several categories is the sum of theirs."""


def explained(spec: TableSpec) -> str:
    """For the reader: which totals count what no category shown does, and where one unit may stand in several. It follows from
    the table's definitions alone, so that it tells nothing of a figure. `spec`: before its categories are read from the records."""
    totals = [one for one in spec.dimensions if one.total is not None]
    said = [
        f"“{one.total}” also counts what is in none of the categories shown."
        for one in totals
        if not _covers(spec, one)
    ]
    if totals and spec.unit not in ONE_ROW:
        one = spec.unit.value.removesuffix("s")
        said.append(
            f"One {one} can be in several categories or periods and is counted once in a total, so that the figures may add up "
            "to more than their total."
        )
    return " ".join(said)


def _covers(spec: TableSpec, dimension: Dimension) -> bool:
    """Whether whatever the population counts is in a category."""
    if dimension.is_period:
        return True
    if dimension.values_of is not None:
        return any(category.predicate == Missing(dimension.values_of) for category in dimension.categories)
    shown = AllOf((spec.population, AnyOf(tuple(category.predicate for category in dimension.categories))))
    frame = refine([spec.population, shown])
    return frame.cover[0] == frame.cover[1]


def check(raw: RawTable) -> None:
    """Holds every total and every category with parts against its parts. Raises `NotProvedSafe` where they cannot be so: then
    the count is wrong, and nothing of it may go out."""
    if any(count < 0 for count in raw.counts.values()) or set(raw.counts) != set(raw.spec.keys()):
        raise _wrong(raw, "it lacks figures, or has some below nothing")
    for place, dimension in enumerate(raw.spec.dimensions):
        # What all of the categories are told apart by: a unit in two of them is in two parts of a sum.
        apart = raw.additive and not any(name == dimension.name for name, _, _ in raw.spec.overlaps)
        for line in _lines(raw.counts, place):
            _check_line(raw, dimension, line, apart=apart)


def _lines(counts: Mapping[Key, int], place: int) -> Iterator[dict[str, int]]:
    """The counts along a dimension, for each way of holding the others."""
    lines: dict[Key, dict[str, int]] = {}
    for key, count in counts.items():
        lines.setdefault((*key[:place], *key[place + 1 :]), {})[key[place]] = count
    yield from lines.values()


def _check_line(raw: RawTable, dimension: Dimension, line: Mapping[str, int], *, apart: bool) -> None:
    for category in dimension.categories:
        if children := dimension.children(category.code):
            _check_sum(
                raw, dimension, category.code, line[category.code], [line[c] for c in children], apart, whole=True
            )
    if TOTAL in line:
        top = [line[category.code] for category in dimension.categories if category.parent is None]
        _check_sum(raw, dimension, TOTAL, line[TOTAL], top, apart, whole=dimension.is_period)


def _check_sum(
    raw: RawTable, dimension: Dimension, code: str, total: int, parts: list[int], apart: bool, *, whole: bool
) -> None:
    """`apart`: no unit is in two parts; `whole`: the parts are all that there is of the total."""
    fits = max(parts, default=0) <= total
    fits = fits and (not apart or sum(parts) <= total)
    fits = fits and (not whole or total <= sum(parts))
    if not fits:
        raise _wrong(raw, f"“{dimension.label(code)}” of {dimension.title} does not agree with its parts")


def _wrong(raw: RawTable, what: str) -> NotProvedSafe:
    return NotProvedSafe(
        f"Table {raw.spec.id} does not add up: {what}. Nothing was made.",
        next_step="Please report it with the table's spec: the count is wrong.",
    )
