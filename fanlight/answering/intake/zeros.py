"""Categories that count nothing, or less than the records' own labels suggest: a mistake in a spec or an extract looks so too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fanlight.answering.intake.alike import same
from fanlight.tables.predicate.predicate import Predicate, Within
from fanlight.tables.spec.table import TOTAL, Category, Dimension
from fanlight.tables.stages import RawTable
from fanlight.tabulation.doubts import Doubts, named_by

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Zero:
    """A category (its code) of a table that counts nothing, or for which the records hold more, and what suggests a mistake.
    `waits`: whether a person has to confirm it; a count of one period that is nought while the records know the category is none
    to wonder at."""

    table: str
    code: str
    text: str
    waits: bool = True


def zeros(raw: RawTable, doubts: Doubts) -> tuple[Zero, ...]:
    """Of categories alone: a figure of several that is zero is nothing unusual."""
    spec = raw.spec
    if not any(raw.counts.values()):
        return (Zero(spec.id, TOTAL, "; ".join(["it counts no record at all", *_lacking(spec.population, doubts)])),)
    found: list[Zero] = []
    for place, dimension in enumerate(spec.dimensions):
        for category in dimension.categories:
            empty = not any(count for key, count in raw.counts.items() if key[place] == category.code)
            found += _of_period(spec.id, category, doubts) if dimension.is_period and empty else ()
            if not dimension.is_period:
                found += _of_category(raw, dimension, category, doubts, empty=empty)
    return tuple(found)


def _of_period(table: str, category: Category, doubts: Doubts) -> Iterator[Zero]:
    own = category.predicate
    if isinstance(own, Within) and not any(own.start <= month < own.end for month in doubts.months):
        yield Zero(
            table, category.code, f"“{category.label}” counts nothing, and the records hold nothing at all of that time"
        )


def _of_category(
    raw: RawTable, dimension: Dimension, category: Category, doubts: Doubts, *, empty: bool
) -> Iterator[Zero]:
    hints = [*_hints(dimension, category, doubts)]
    table = raw.spec.id
    if empty:
        lacking = _lacking(category.predicate, doubts)
        several = any(one.is_period and len(one.categories) > 1 for one in raw.spec.dimensions)
        text = "; ".join([f"“{category.label}” counts nothing in any period", *lacking, *hints])
        yield Zero(table, category.code, text, waits=bool(lacking or hints or several))
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
            yield f"it does not count what the records call so with {field} {listed_values(meant)}"


def _lacking(predicate: Predicate, doubts: Doubts) -> list[str]:
    """Fields of which no record has any value that a condition names."""
    return [
        f"no record has {field} {listed_values(sorted(values))}"
        for field, values in sorted(named_by(predicate).items())
        if field in doubts.values and not values & doubts.values[field].keys()
    ]


def listed_values(values: list[str]) -> str:
    shown = ", ".join(f"“{value}”" if value else "empty" for value in values[:SHOWN])
    return shown + (f" and {len(values) - SHOWN} more" if len(values) > SHOWN else "")
