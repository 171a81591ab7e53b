"""A count that its parts contradict goes nowhere; a total of more than its parts says so."""

from __future__ import annotations

import pytest
import yaml

from fanlight.errors import NotProvedSafe
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import TableSpec
from fanlight.tables.stages import RawTable
from fanlight.tables.sums import check, explained
from tests.intake_case import table

TREE = [
    {"code": "p", "label": "Both", "where": None},
    {"code": "a", "label": "A", "parent": "p", "where": {"borough": "A"}},
    {"code": "b", "label": "B", "parent": "p", "where": {"borough": "B"}},
]


def spec(*, unit: str = "disposals", where: dict[str, object] | None = None, **dimension: object) -> TableSpec:
    given = {"name": "area", "total": "All", "categories": TREE, **dimension}
    one = table(
        count={"unit": unit, "basis": "outcome_date"},
        population={"title": "Resolutions", "where": where or {"outcome_type": "8"}},
        period={"kind": "calendar_year", "from": "2024", "to": "2025", "total": "Years"},
        dimensions=[{name: value for name, value in given.items() if value is not None}],
    )
    return parse_specs(yaml.safe_dump({"tables": [one]}))[0]


def raw(changed: dict[tuple[str, str], int], *, additive: bool = True) -> RawTable:
    counts = {
        (area, year): n * (2 if year == "Total" else 1)
        for area, n in (("p", 7), ("a", 3), ("b", 4), ("Total", 9))
        for year in ("2024", "2025", "Total")
    }
    return RawTable(spec(), {**counts, **changed}, additive=additive)


def test_counts_that_agree_pass() -> None:
    check(raw({}))


@pytest.mark.parametrize(
    ("changed", "additive"),
    [
        ({("Total", "2024"): 6}, True),  # less than its parts
        ({("a", "Total"): 9}, True),  # a period's total counts more than the periods
        ({("a", "Total"): 9}, False),
        ({("p", "2024"): 8, ("p", "Total"): 15}, True),  # a category with more than its parts
        ({("p", "2024"): 2, ("p", "Total"): 9}, False),  # with less than one of them
        ({("a", "2024"): -1}, True),
        ({("b", "Total"): 3}, False),  # a total below one of its periods
    ],
)
def test_counts_that_cannot_be_go_nowhere(changed: dict[tuple[str, str], int], additive: bool) -> None:
    with pytest.raises(NotProvedSafe, match="does not add up"):
        check(raw(changed, additive=additive))


def test_units_in_several_categories_are_no_fault() -> None:
    check(raw({("p", "2024"): 5, ("p", "Total"): 12}, additive=False))


def test_a_lacking_figure_is_one() -> None:
    found = raw({})
    with pytest.raises(NotProvedSafe, match="lacks figures"):
        check(RawTable(found.spec, {key: n for key, n in found.counts.items() if key != ("a", "2024")}))


def test_totals_are_explained_by_definitions_alone() -> None:
    assert "“All” also counts what is in none" in explained(spec())
    assert explained(spec(where={"borough": ["A", "B"]})) == ""
    assert "counted once in a total" in explained(spec(unit="crimes", where={"borough": ["A", "B"]}))
    assert "“All” also counts" in explained(spec(categories=None, field="borough"))
    assert explained(spec(categories=None, field="borough", not_recorded="None")) == ""
