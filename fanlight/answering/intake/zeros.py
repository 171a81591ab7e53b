"""Categories that count nothing, or less than the records' own labels suggest: a mistake in a spec or an extract looks so too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fanlight.answering.intake.alike import same
from fanlight.tables.predicate.predicate import Within
from fanlight.tables.spec.table import TOTAL, Category, Dimension
from fanlight.tables.stages import RawTable
from fanlight.tabulation.doubts import Doubts, named_by

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Zero:
    """A category (its code) of a table that counts nothing, or for which the records hold more, and what suggests a mistake."""

    table: str
    code: str
    text: str


def zeros(raw: RawTable, doubts: Doubts) -> tuple[Zero, ...]:
    """Of categories alone: a figure of several that is zero is nothing unusual."""
    spec = raw.spec
    if not any(raw.counts.values()):
        return (Zero(spec.id, TOTAL, f"it counts no record at all{_population(raw, doubts)}"),)
    found: list[Zero] = []
    for place, dimension in enumerate(spec.dimensions):
        for category in dimension.categories:
            empty = not any(count for key, count in raw.counts.items() if key[place] == category.code)
            found += _of_period(spec.id, category, doubts) if dimension.is_period and empty else ()
            found += _of_category(spec.id, dimension, category, doubts, empty=empty) if not dimension.is_period else ()
    return tuple(found)


def _of_period(table: str, category: Category, doubts: Doubts) -> Iterator[Zero]:
    own = category.predicate
    if isinstance(own, Within) and not any(own.start <= month < own.end for month in doubts.months):
        yield Zero(table, category.code, f"“{category.label}” counts nothing, and the records hold nothing at all of that time")


def _of_category(table: str, dimension: Dimension, category: Category, doubts: Doubts, *, empty: bool) -> Iterator[Zero]:
    hints = [*_hints(dimension, category, doubts)]
    if empty:
        yield Zero(table, category.code, "; ".join([f"“{category.label}” counts nothing in any period", *hints]))
    elif hints:
        yield Zero(table, category.code, "; ".join([f"“{category.label}” may lack records", *hints]))


def _hints(dimension: Dimension, category: Category, doubts: Doubts) -> Iterator[str]:
    """Records that the source calls as the category is called, under values that no category of the dimension names."""
    for field, values in named_by(category.predicate).items():
        elsewhere = {
            value
            for other in dimension.categories
            if other.code != category.code
            for value in named_by(other.predicate).get(field, ())
        }
        meant = sorted(
            {value for value, label in doubts.labels.get(field, ()) if same(label, category.label)} - values - elsewhere
        )
        if meant:
            shown = listed_values(meant)
            yield f"the records call {field} {shown} so, which it does not count"


def _population(raw: RawTable, doubts: Doubts) -> str:
    """Values that the population asks for and no record has."""
    lacking = {
        field: sorted(values)
        for field, values in named_by(raw.spec.population).items()
        if field in doubts.values and doubts.values[field] and not values & doubts.values[field].keys()
    }
    return "".join(f"; no record has {field} {listed_values(values)}" for field, values in sorted(lacking.items()))


def listed_values(values: list[str]) -> str:
    shown = ", ".join(f"“{value}”" if value else "empty" for value in values[:SHOWN])
    return shown + (f" and {len(values) - SHOWN} more" if len(values) > SHOWN else "")
