"""The officer's limits on a table, as `case.yaml` says them and as the planner takes them."""

from __future__ import annotations

import pytest

from fanlight.answering.case import TablePlan
from fanlight.answering.plans import options_for
from fanlight.errors import SpecError
from fanlight.tables.spec_file import parse_specs
from tests.factories import SPEC

BY_OFFENCE = parse_specs(SPEC)[1]


def test_a_category_or_the_whole_table_is_protected_last() -> None:
    one = options_for(BY_OFFENCE, TablePlan(protect_last=["a"]), "case.yaml")
    assert one.protect_last == {"a"}
    assert not one.table_last
    all_of_it = options_for(BY_OFFENCE, TablePlan(protect_last="table"), "case.yaml")
    assert all_of_it.table_last
    assert not all_of_it.protect_last


def test_what_is_protected_last_must_be_in_the_table() -> None:
    with pytest.raises(SpecError, match="nobody"):
        options_for(BY_OFFENCE, TablePlan(protect_last=["nobody"]), "case.yaml")
