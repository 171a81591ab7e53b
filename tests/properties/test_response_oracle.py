"""The audit of responses against every world of made-up units, a row of what it must handle at a time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import TOTAL, Unit
from tests.response_adapter import agree, verdict_of
from tests.response_cases import Case, by, tabulated, withholding
from tests.response_rows import ROWS, Row, crimes_whose_disposals_differ

OFTEN = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

ROW, COLUMN = by("row", {"1": "1", "2": "2"}), by("column", {"1": "1", "2": "2"})
SQUARE_GIVEN = {(TOTAL, TOTAL), ("1", TOTAL), (TOTAL, "1"), ("2", "2")}


def square(*kinds: tuple[str, int]) -> Case:
    """People, 2 x 2, by the cells that each is in ("12 21": row 1, column 2 and row 2, column 1): the total, row 1,
    column 1 and the last cell are given."""
    units = [[{"row": cell[0], "column": cell[1]} for cell in cells.split()] for cells, n in kinds for _ in range(n)]
    raw = tabulated("people", (ROW, COLUMN), units, Unit.OFFENDERS)
    return Case((withholding(raw, *set(raw.counts) - SQUARE_GIVEN),), DisclosureRules(3, group_disclosure=False))


def test_people_in_two_rows_and_columns_are_not_bounded_line_by_line() -> None:
    """A hundred people, 30 in row 1, 25 in column 1, 48 in the last cell. Whoever is in neither row 1 nor column 1 is
    among the 48: so at least 52 are in one of them, and at most 30 + 25 - 52 = 3 in both. Line by line, 0 to 25."""
    case = square(("11", 1), ("12 21", 1), ("12 22", 1), ("12", 27), ("21", 23), ("22", 47))
    (table,) = case.tables
    counts = table.raw.counts
    assert [counts[key] for key in ((TOTAL, TOTAL), ("1", TOTAL), (TOTAL, "1"), ("2", "2"))] == [100, 30, 25, 48]
    assert not table.raw.additive
    seen = verdict_of(case.tables, case.rules)
    assert seen.ranges["people:1|1"] == (0, 3)
    assert seen.ranges["people:1|2"] == (27, 30)
    assert seen.verdict == "safe"


def test_the_same_square_in_small_is_what_brute_force_finds() -> None:
    """Ten people, 4 in row 1, 3 in column 1, 5 in the last cell: at most 4 + 3 - (10 - 5) = 2 in the first."""
    case = square(("11", 1), ("12 21", 1), ("12", 2), ("21", 1), ("22", 5))
    assert agree(case) == "exposed"
    assert verdict_of(case.tables, case.rules).ranges["people:1|1"] == (0, 2)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_verdict_and_intervals_are_those_of_brute_force(row: Row) -> None:
    verdicts = Counter[str]()

    @OFTEN
    @given(st.composite(row)())
    def held(case: Case) -> None:
        verdicts[agree(case)] += 1

    held()
    # The row tries what is safe and what is not.
    assert min(verdicts["safe"], verdicts["exposed"]) >= 2, verdicts


def test_the_disposals_of_one_crime_may_differ_where_no_figure_of_crimes_reads() -> None:
    """Few cases: brute force has very many kinds of crime here."""

    @settings(OFTEN, max_examples=8, phases=[Phase.generate])
    @given(st.composite(crimes_whose_disposals_differ)())
    def held(case: Case) -> None:
        agree(case)

    held()
