"""The officer's limits in case.yaml as the planner takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanlight.answering.case.model import TablePlan
from fanlight.answering.counting.plans import options_for
from fanlight.errors import SpecError
from fanlight.tables.spec.file import load_specs

SPEC = next(
    spec
    for spec in load_specs(Path(__file__).parents[3] / "demo" / "case" / "tables.yaml")
    if spec.id == "resolutions_by_offence"
)


def test_categories_go_last() -> None:
    found = options_for(SPEC, TablePlan(protect_last=["coercive_control"]), "plans")
    assert (found.protect_last, found.table_last) == (frozenset({"coercive_control"}), False)


def test_the_word_table_means_all_of_it() -> None:
    found = options_for(SPEC, TablePlan(protect_last="table"), "plans")
    assert (found.protect_last, found.table_last) == (frozenset(), True)


def test_priority_is_a_weight() -> None:
    assert options_for(SPEC, TablePlan(priority={"2025": 3}), "plans").priority == {"2025": 3}
    with pytest.raises(SpecError, match="at least 1"):
        options_for(SPEC, TablePlan(priority={"2025": 0}), "plans")


def test_a_category_that_the_table_has_not_is_named() -> None:
    with pytest.raises(SpecError, match="no_such"):
        options_for(SPEC, TablePlan(protect_last=["no_such"]), "plans")
