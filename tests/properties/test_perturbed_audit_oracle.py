"""The audit of changed figures against every table that agrees with them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.audit.cells.perturbed import audit_perturbed
from fanlight.audit.cells.witnesses.exchanges import exchanges
from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.product import filled, product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.sdc.perturbation.cell_key import cell_key, keys_from_contents
from fanlight.sdc.perturbation.controlled_rounding import controlled_rounding
from fanlight.sdc.perturbation.ptable import ptable
from fanlight.sdc.perturbation.small_counts import small_counts


def table_of(inner, threshold):
    inner = np.array(inner)
    axes = [axis("r", tuple("ab"[: len(inner)])), axis("c", tuple("xyz"[: inner.shape[1]]))]
    return product_table(axes, inner).with_requirements(threshold)


def possible(table, lower, upper):
    """Every whole-number table whose cells all lie in their ranges."""
    inner = np.flatnonzero(table.inner)
    shape = [one.leaves for one in table.names.axes]
    found = []
    for counts in itertools.product(*(range(int(lower[cell]), int(upper[cell]) + 1) for cell in inner)):
        full = filled(table.names.axes, np.array(counts).reshape(shape))
        if (full >= lower).all() and (full <= upper).all():
            found.append(full)
    return np.array(found)


def expected(table, lower, upper):
    """Low cells that every possible table shows to be low, and those with one count in all."""
    tables, t = possible(table, lower, upper), table.threshold
    low = [cell for cell, x in enumerate(table.values.tolist()) if 1 <= x < t]
    failed = [cell for cell in low if ((tables[:, cell] >= 1) & (tables[:, cell] < t)).all()]
    return low, failed, [cell for cell in failed if len(set(tables[:, cell].tolist())) == 1]


def check(table, found):
    audit = audit_perturbed(table, found.counts, found.lower, found.upper)
    low, failed, exact = expected(table, found.lower, found.upper)
    assert audit.low.tolist() == low
    assert audit.failed.tolist() == failed
    assert set(audit.exact.tolist()) <= set(exact)
    assert not len(audit.unproved)
    assert audit.verdict == ("exposed" if failed else "safe")
    return audit


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4), st.integers(2, 5), st.integers(2, 6), st.integers(0, 2**16))
def test_what_changed_figures_give_away_is_what_all_tables_say(counts, threshold, base, seed) -> None:
    table = table_of(np.array(counts).reshape(2, 2), threshold)
    check(table, controlled_rounding(table, base=min(base, 4)))
    check(table, small_counts(table, base=base))
    noise = ptable(most=2 + seed % 2, variance=1)
    check(table, cell_key(table, keys_from_contents(table, str(seed)), noise))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6), st.integers(2, 6), st.integers(0, 4), st.booleans())
def test_a_base_from_the_threshold_up_is_always_safe(counts, threshold, more, rounding) -> None:
    table = table_of(np.array(counts).reshape(2, 3), threshold)
    method = controlled_rounding if rounding else small_counts
    found = method(table, base=threshold + more)
    assert audit_perturbed(table, found.counts, found.lower, found.upper).verdict == "safe"


def test_overlapping_noises_give_a_count_away() -> None:
    """Beside a cell that is 0 for certain, a cell and its total are the same count twice: 3 shown as 1 (1 to 3), the
    total as 5 (3 to 7), and only 3 is both."""
    table = table_of([[3, 0]], 9)
    shown = table.values.copy()
    lower, upper = np.maximum(table.values - 2, 0), table.values + 2
    cell, beside = (table.names.cell(key) for key in (("a", "x"), ("a", "y")))
    shown[cell], lower[cell], upper[cell] = 1, 1, 3
    lower[beside] = upper[beside] = 0
    for key in (("a", "Total"), ("Total", "x"), ("Total", "Total")):
        total = table.names.cell(key)
        shown[total], lower[total], upper[total] = 5, 3, 7
    audit = audit_perturbed(table, shown, lower, upper)
    assert audit.verdict == "exposed"
    assert cell in audit.failed
    assert cell in audit.exact


def test_a_range_without_the_true_count_is_refused() -> None:
    table = table_of([[3, 4]], 5)
    with pytest.raises(BadInput, match="not in the range"):
        audit_perturbed(table, table.values, table.values + 1, table.values + 2)


def test_without_time_nothing_is_called_safe() -> None:
    table = table_of([[3, 1], [2, 9]], 5)
    found = cell_key(table, keys_from_contents(table, "s"), ptable(most=5, variance=3))
    audit = audit_perturbed(table, found.counts, found.lower, found.upper, time_limit=0)
    assert audit.verdict == "not_proved"
    assert audit.unproved.tolist() == audit.low.tolist()


def test_exchanges_keep_every_sum_and_range() -> None:
    rng = np.random.default_rng(2)
    axes = [
        axis("r", tuple("abcdef"), [{"north": "", "south": "", "a": "north", "b": "north", "c": "south", "d": "south"}
                                    | {"e": "south", "f": "south"}]),
        axis("c", tuple("wxyz")),
    ]  # fmt: skip
    table = product_table(axes, rng.integers(0, 9, (6, 4))).with_requirements(5)
    lower, upper = np.maximum(table.values - 4, 0), table.values + 4
    cells = np.flatnonzero((table.values >= 1) & (table.values < 5))
    deltas = np.where(np.arange(len(cells)) % 2, 5, 0) - table.values[cells]
    moves = exchanges(table, lower, upper, cells, deltas, 60)
    assert len(moves) > 0.8 * len(cells)
    wanted = set(zip(cells.tolist(), deltas.tolist(), strict=True))
    met = set()
    for number in range(len(moves)):
        where, change = moves.move(number)
        new = table.values.copy()
        new[where] += change
        replace(table, values=new).check()
        assert (lower <= new).all()
        assert (new <= upper).all()
        met |= wanted & set(zip(where.tolist(), change.tolist(), strict=True))
    assert len(met) >= len(moves)
    assert len(exchanges(table, lower, upper, cells, deltas, 0)) == 0
    unmoved = exchanges(table, table.values, table.values, cells, deltas, 60)
    assert len(unmoved) == 0
