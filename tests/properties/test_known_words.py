"""Protected with what readers have from elsewhere: every whole-number table that they still think possible is tried."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.errors import NotSafe
from fanlight.figures.cells import NO_BOUND, CellTable
from fanlight.figures.cells.dimensions.product import ProductNames, product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.protection import Known, ProtectionRequest, protect_table
from fanlight.readers.known_words import Worded, bases, ranges
from tests.oracle_suppression import safe

K = 3


@st.composite
def worded(draw: st.DrawFn) -> tuple[CellTable, list[Worded]]:
    """A table of three by two and true statements about its cells."""
    counts = np.array(draw(st.lists(st.integers(0, 9), min_size=6, max_size=6)), dtype=np.int64).reshape(3, 2)
    table = product_table([axis("a", "pqr"), axis("b", "xy")], counts)
    cells = st.integers(0, len(table) - 1)
    found = []
    for _ in range(draw(st.integers(1, 3))):
        cell, base = draw(cells), draw(cells)
        own, other = int(table.values[cell]), int(table.values[base])
        kind = draw(st.sampled_from(["at_least", "at_most", "more", "fewer", "highest", "lowest"]))
        if kind in ("at_least", "at_most"):
            away = draw(st.integers(0, 3))
            value = max(own - away, 0) if kind == "at_least" else own + away
            found.append(Worded(kind, cell, (), value, "here"))
        elif (
            cell != base
            and {
                "more": own > other,
                "fewer": own < other,
                "highest": own >= other,
                "lowest": own <= other,
            }[kind]
        ):
            found.append(Worded(kind, cell, (base,), None, "here"))
    return table, found


@settings(max_examples=80, deadline=None)
@given(worded())
def test_what_is_given_beside_what_is_known_stays_safe(case: tuple[CellTable, list[Worded]]) -> None:
    table, statements = case

    def count(cell: int) -> int:
        return int(table.values[cell])

    known = Known("words", ranges(statements, count, count), bases(statements))
    try:
        result = protect_table(ProtectionRequest(table, K, known=known))
    except NotSafe:
        return
    public = result.table.public
    assert isinstance(public.names, ProductNames)
    assert public.given[known.bases].all()
    lower, upper = table.lower.copy(), table.upper.copy()
    for cell, (low, high) in known.cells.items():
        lower[cell] = max(lower[cell], low)
        upper[cell] = min(upper[cell], NO_BOUND if high is None else high)
    asked = replace(table, lower=lower, upper=upper).with_requirements(K)
    withheld = set(np.flatnonzero(~public.given).tolist())
    assert safe(asked, withheld, np.flatnonzero(asked.primary).tolist())
