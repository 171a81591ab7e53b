"""Rates and ratios by age, sex and ethnicity, worked out from published figures alone.

The counts go through the engine first (tabulated, protected, audited); a rate is then arithmetic on two figures that
are given out, so that it tells nothing that they do not. Where a figure is withheld there is no rate.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fanlight.decisions.disproportionality.intervals import CONFIDENCE, Estimate, katz, wilson
from fanlight.errors import BadInput
from fanlight.tables.predicate.predicate import AllOf, In, Missing, Not, Within
from fanlight.tables.spec.table import TOTAL, Category, Dimension, TableSpec, Unit
from fanlight.tables.stages import ReleasableTable

RESOLUTION = "Community resolution"
NOT_RECORDED = "not_recorded"
NOT_STATED = "Not stated"

BREAKDOWNS: Mapping[str, tuple[str, str]] = {
    "age": ("age_range", "Age"),
    "sex": ("gender", "Sex as recorded"),
    "ethnicity": ("self_defined_ethnicity", "Self-defined ethnicity, broad group"),
    "ethnicity_detailed": ("self_defined_ethnicity", "Self-defined ethnicity"),
    "officer_ethnicity": ("officer_defined_ethnicity", "Ethnicity as the officer saw it"),
}
"""What a table can be broken down by: the field, and the title."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """One group: community resolutions (`part`) of all (`whole`); None where a figure is withheld, and then no
    rate. `ratio` is the rate as a multiple of the reference group's."""

    label: str
    part: int | None
    whole: int | None
    rate: Estimate | None
    ratio: Estimate | None
    reference: bool = False


def spec_for(name: str, values: Sequence[str], first: date, end: date, *, period_text: str) -> TableSpec:
    """The table of searches by one breakdown and outcome, over the days from `first` to before `end`.

    `values`: those of the breakdown's field in the records. The outcome that is not a resolution has a column of its
    own: anybody could subtract, so it is assessed and protected too.
    """
    field, title = BREAKDOWNS[name]
    outcome = Dimension(
        "outcome",
        "Outcome",
        (
            Category("resolution", "Community resolution", In("outcome", frozenset([RESOLUTION]))),
            Category("other", "Any other outcome", Not(In("outcome", frozenset([RESOLUTION])))),
        ),
        total="All searches",
    )
    groups = Dimension("group", title, _groups(name, field, values), total="All groups")
    span = Within("search_date", first, end)
    period = Dimension("period", "Period", (Category("all", period_text, span),), is_period=True)
    return TableSpec(
        id=f"searches_by_{name}",
        title=f"Stop and searches that ended in a community resolution, by {title[0].lower() + title[1:]}",
        unit=Unit.SEARCHES,
        basis="search_date",
        population=AllOf((span,)),
        dimensions=(groups, outcome, period),
        population_text="Stop and searches",
        basis_text="Counted: searches by the date of the search.",
        period_text=period_text,
        notes=(
            "A rate is the share of a group's searches that ended in a community resolution. It says nothing of how often "
            "the group is searched, of why, or of what was found.",
        ),
    )


def _groups(name: str, field: str, values: Sequence[str]) -> tuple[Category, ...]:
    held = sorted(value for value in values if value)
    if name != "ethnicity":
        own = [Category(value, value, In(field, frozenset([value]))) for value in held]
    else:
        by_group: dict[str, set[str]] = {}
        for value in held:
            broad, _, rest = value.partition(" - ")
            by_group.setdefault(NOT_STATED if rest == NOT_STATED else broad, set()).add(value)
        own = [Category(broad, broad, In(field, frozenset(by_group[broad]))) for broad in sorted(by_group)]
    return (*own, Category(NOT_RECORDED, "Not recorded", Missing(field)))


def values_of(table: Any, name: str) -> list[str]:
    """The values of a breakdown's field in the records (an Ibis table of searches)."""
    column = BREAKDOWNS[name][0]
    found = table.select(value=table[column]).distinct().to_pyarrow()["value"].to_pylist()
    return [str(value) for value in found if value]


def rates(
    table: ReleasableTable,
    *,
    reference: str,
    confidence: float = CONFIDENCE,
    residents: Mapping[str, int] | None = None,
) -> tuple[RateRow, ...]:
    """Rates and ratios of an audited table. With `residents` (group → people) the rate is by resident, not by search.

    Raises `BadInput` for a reference group that the table does not have, or residents of groups that it lacks.
    """
    names = [dimension.name for dimension in table.dimensions]
    groups = table.dimensions[names.index("group")]
    labels = {code: groups.label(code) for code in groups.codes}
    if reference not in labels:
        raise BadInput(
            f"The published table has no group “{reference}”.",
            where="--reference",
            next_step=f"It has {', '.join(code for code in labels if code != TOTAL)}.",
        )
    if residents is not None and set(residents) - set(labels):
        raise BadInput(
            f"There are residents of groups that the table does not have: {', '.join(sorted(set(residents) - set(labels)))}.",
            next_step=f"Its groups are {', '.join(code for code in labels if code != TOTAL)}.",
        )

    def figure(code: str, outcome: str) -> int | None:
        key = tuple({"group": code, "outcome": outcome, "period": "all"}[name] for name in names)
        cell = table.cells.get(key)
        return cell.value if cell is not None else None

    counts: dict[str, tuple[int | None, int | None]] = {}
    for code in labels:
        whole = figure(code, TOTAL) if residents is None else residents.get(code)
        counts[code] = (figure(code, "resolution"), whole)
    over = [labels[code] for code, (part, whole) in counts.items() if None not in (part, whole) and part > whole]  # type: ignore[operator]
    if over:
        raise BadInput(f"There are fewer residents than community resolutions: {', '.join(over)}.", where="--residents")
    base = counts[reference]
    found = []
    for code, (part, whole) in counts.items():
        rate = wilson(part, whole, confidence) if part is not None and whole is not None else None
        ratio = None
        if code not in {reference, TOTAL} and part is not None and whole is not None:
            other, other_whole = base
            ratio = None if other is None or other_whole is None else katz(part, whole, other, other_whole, confidence)
        found.append(RateRow(labels[code], part, whole, rate, ratio, code == reference))
    return tuple(found)


def rates_csv(rows: Sequence[RateRow], *, about: Sequence[str], denominator: str) -> str:
    """The rates as CSV: `about` as comment lines first, then one row a group; [c] where a figure is withheld."""
    stream = io.StringIO()
    for line in about:
        stream.write(f"# {line}\n")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        [
            "Group", "Community resolutions", denominator, "Rate %", "Rate from %", "Rate to %", "Ratio to reference",
            "Ratio from", "Ratio to",
        ]
    )  # fmt: skip
    for row in rows:
        unknown = "[c]" if denominator == "Searches" else ""  # residents that nobody gave are not withheld
        counts = ["[c]" if row.part is None else str(row.part), unknown if row.whole is None else str(row.whole)]
        ratio = ["1", "", ""] if row.reference else _three(row.ratio, 1, 3)
        writer.writerow([_plain(row.label), *counts, *_three(row.rate, 100, 2), *ratio])
    return stream.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _three(estimate: Estimate | None, scale: int, digits: int) -> list[str]:
    if estimate is None:
        return ["", "", ""]
    values = (estimate.value, estimate.lo, estimate.hi)
    return ["" if value is None else f"{value * scale:.{digits}f}" for value in values]


def method(*, denominator: str, reference: str, confidence: float) -> tuple[str, ...]:
    """What must be said beside the figures: the denominator, the method, and what they do not show."""
    per = (
        "The denominator is the group's searches in the same period: the rate says what became of searches, not how often "
        "people of a group are searched."
        if denominator == "searches"
        else "The denominator is the group's residents as given; searches can be of people who live elsewhere, and one "
        "person can be searched several times."
    )
    return (
        per,
        f"Rates have {confidence:.0%} Wilson score intervals; ratios to {reference} have Katz log intervals. Both take searches "
        "as independent, and see nothing of errors in what was recorded.",
        "They do not show why rates differ: what was found, earlier offending, whether responsibility was accepted, and who was "
        "offered a resolution are not in the records.",
        "Rates and ratios are worked out from published figures alone. Where a figure is withheld ([c]) there is none.",
    )
