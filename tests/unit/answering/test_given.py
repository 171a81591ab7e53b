"""What a letter says of a pool holds for the table that goes with it."""

from __future__ import annotations

from dataclasses import replace

from fanlight.answering.response.given import given_sentences
from fanlight.tables.spec.table import TOTAL
from fanlight.tables.stages import CONFIDENTIAL, Shown
from tests.factories import pooled


def test_a_pool_is_said_to_be_given_for_each_year_only_where_a_year_is_given() -> None:
    table = pooled()
    assert "as one combined figure for each calendar year." in given_sentences(table)[0]
    offence, period = table.dimensions
    hidden = {key: Shown(None, CONFIDENTIAL) if key[0] == "pool(a+c)" else cell for key, cell in table.cells.items()}
    over_all = replace(
        table,
        dimensions=(offence, replace(period, total="Both years")),
        cells={**hidden, ("pool(a+c)", TOTAL): Shown(16)},
    )
    assert given_sentences(over_all)[0].endswith(" are given as one combined figure.")
