"""Perturbation against published worked examples, and what each method guarantees."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.errors import BadInput, NotProvedSafe
from fanlight.figures.cells import Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.sdc.perturbation.cell_key import KEYS, cell_key, keys_from_contents, keys_from_records, record_keys
from fanlight.sdc.perturbation.controlled_rounding import controlled_rounding
from fanlight.sdc.perturbation.perturbation import utility
from fanlight.sdc.perturbation.ptable import ptable
from fanlight.sdc.perturbation.small_counts import small_counts

# Three rows and five columns: the introductory example of small count rounding by Langsrud and Heldal.
EXAMPLE = np.array([[6, 0, 1, 3, 4], [1, 2, 3, 1, 2], [0, 1, 1, 0, 2]])
THEIR_ROUNDING = np.array([[6, 0, 0, 5, 5], [0, 0, 5, 0, 0], [0, 0, 0, 0, 5]])
CUBE = [[[1, 0], [0, 1]], [[0, 1], [1, 0]]]


def table_of(inner, names="rcd"):
    inner = np.asarray(inner)
    return product_table(
        [axis(names[at], tuple(f"{names[at]}{n}" for n in range(size))) for at, size in enumerate(inner.shape)], inner
    )


def test_small_counts_stay_as_close_as_the_published_example() -> None:
    table, theirs = table_of(EXAMPLE), table_of(THEIR_ROUNDING)
    ours = small_counts(table, base=5)
    squares = lambda counts: int(((counts - table.values) ** 2).sum())  # noqa: E731
    assert squares(ours.counts) <= squares(theirs.values)
    assert ours.utility.max_difference <= utility(table.values, theirs.values).max_difference
    assert ours.utility.hellinger_utility == pytest.approx(1 - ours.utility.hellinger / np.sqrt(table.values.sum()))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.integers(2, 6))
def test_small_counts_keep_what_they_guarantee(counts, base) -> None:
    table = table_of(np.array(counts).reshape(2, 3, 2))
    found = small_counts(table, base=base)
    table_again = replace(table, values=found.counts)
    table_again.check()
    assert not ((found.counts > 0) & (found.counts < base)).any()
    same = table.inner & ((table.values == 0) | (table.values >= base))
    assert (found.counts[same] == table.values[same]).all()
    assert abs(int(found.counts[-1] - table.values[-1])) <= base / 2
    assert (small_counts(table, base=base).counts == found.counts).all()


def test_exchanges_leave_no_pair_that_would_help() -> None:
    """Of the pairs looked at, the four worst that went up and the four best that went down, none makes totals closer."""
    table = table_of(np.random.default_rng(7).integers(0, 9, (6, 5, 3)))
    found = small_counts(table, base=5)
    squares = lambda inner: int(((table_of(inner).values - table.values) ** 2).sum())  # noqa: E731
    inner = table.values[table.inner].reshape(6, 5, 3)
    rounded = found.counts[table.inner].reshape(6, 5, 3)
    small = (inner > 0) & (inner < 5)
    plain = np.where(small, np.where(np.arange(90).reshape(6, 5, 3) % 2, 5, 0), inner)
    assert squares(rounded) < squares(plain)
    before = squares(rounded)
    better = 0
    ups, downs = np.argwhere(small & (rounded == 5)), np.argwhere(small & (rounded == 0))
    for up, down in itertools.product(ups, downs):
        other = rounded.copy()
        other[tuple(up)], other[tuple(down)] = 0, 5
        better += squares(other) < before
    assert better < 0.02 * len(ups) * len(downs)


def test_without_time_small_counts_are_rounded_all_the_same() -> None:
    table = table_of(EXAMPLE)
    found = small_counts(table, base=5, seconds=0)
    assert "time ran out" in found.relaxed
    assert not ((found.counts > 0) & (found.counts < 5)).any()
    replace(table, values=found.counts).check()
    assert not small_counts(table, base=5).relaxed


def best_rounding(table, base):
    """The least sum of changes of a zero-restricted additive rounding, by trying all; None: there is none."""
    down = table.values // base * base
    open_cells = np.flatnonzero((table.values % base > 0) & table.inner)
    best = None
    for ups in itertools.product((0, base), repeat=len(open_cells)):
        inner = down.copy()
        inner[open_cells] += np.array(ups, dtype=int)
        grown = table_of(inner[table.inner].reshape([len(one) - 1 for one in table.names.axes])).values
        if (np.abs(grown - table.values) < base).all():
            change = int(np.abs(grown - table.values).sum())
            best = change if best is None else min(best, change)
    return best


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=8, max_size=8), st.sampled_from([2, 3, 5]), st.booleans())
def test_controlled_rounding_is_the_least_there_is(counts, base, cube) -> None:
    table = table_of(np.array(counts).reshape((2, 2, 2) if cube else (2, 4)))
    found = controlled_rounding(table, base=base)
    assert not (found.counts % base).any()
    replace(table, values=found.counts).check()
    best = best_rounding(table, base)
    if best is None:
        assert found.relaxed
        assert (np.abs(found.counts - table.values)[table.inner] < base).all()
    else:
        assert not found.relaxed
        assert int(np.abs(found.counts - table.values).sum()) == best
        assert (found.counts[table.values % base == 0] == table.values[table.values % base == 0]).all()


def hard_cube():
    """A cube of three dimensions that no zero-restricted rounding to base 2 fits."""
    rng = np.random.default_rng(0)
    for _ in range(4000):
        table = table_of(rng.integers(0, 3, (2, 2, 3)))
        if best_rounding(table, 2) is None:
            return table
    pytest.fail("Every cube tried has a zero-restricted rounding.")


def test_a_cube_without_a_zero_restricted_rounding_says_so() -> None:
    table = hard_cube()
    found = controlled_rounding(table, base=2)
    apart = np.abs(found.counts - table.values)
    assert "totals may lie further away, by one base" in found.relaxed
    assert f"Totals lie up to {apart.max()} from the true ones." in found.guarantee
    assert apart.max() == found.utility.max_difference < 4
    assert (apart[table.inner] < 2).all()
    assert not apart[table.inner & (table.values % 2 == 0)].any()
    replace(table, values=found.counts).check()


def test_a_jj_file_without_a_zero_restricted_rounding_promises_nothing_of_inner_figures() -> None:
    """It does not say which figures are inner."""
    table = hard_cube()
    found = controlled_rounding(replace(table, inner=np.ones(len(table), dtype=bool)), base=2)
    apart = np.abs(found.counts - table.values)
    assert "figures may lie further away" in found.relaxed
    assert not any("finest breakdown" in one for one in found.guarantee)
    assert f"Figures lie up to {apart.max()} from the true ones." in found.guarantee
    assert (found.upper - found.counts == apart.max()).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=12, max_size=12), st.integers(2, 6), st.integers(0, 2))
def test_true_counts_lie_in_the_ranges_that_methods_give(counts, base, which) -> None:
    table = table_of(np.array(counts).reshape(2, 3, 2))
    if which == 0:
        found = controlled_rounding(table, base=base)
    elif which == 1:
        found = small_counts(table, base=base)
    else:
        found = cell_key(table, keys_from_contents(table, "s"), ptable(most=base, variance=1.5, blocked=base // 3))
    assert (found.lower <= table.values).all()
    assert (table.values <= found.upper).all()


@pytest.mark.parametrize(
    ("most", "variance", "blocked", "modulus"), [(3, 2, 0, 256), (5, 2, 0, 256), (5, 3, 2, 97), (4, 1, 0, 20)]
)
def test_ranges_of_cell_keys_hold_just_what_some_key_gives(most, variance, blocked, modulus) -> None:
    noise = ptable(most=most, variance=variance, blocked=blocked)
    keys = np.arange(modulus)
    ends: dict[int, list[int]] = {}
    for count in range(3 * most + blocked + 9):
        table = table_of(np.full((1, modulus), count))
        cells = np.flatnonzero(table.inner)
        own = np.zeros(len(table), dtype=np.int64)
        own[cells] = keys
        found = cell_key(table, own, noise, modulus=modulus)
        for given_count, low, high in zip(found.counts[cells], found.lower[cells], found.upper[cells], strict=True):
            ends.setdefault(int(given_count), []).append(count)
            ends[int(given_count), "said"] = (int(low), int(high))
    for given_count in range(2 * most + blocked + 4):
        if given_count in ends:
            assert ends[given_count, "said"] == (min(ends[given_count]), max(ends[given_count]))


def test_a_perturbation_table_has_the_published_probabilities() -> None:
    """Maximum noise 2, variance 1: the row of counts from 2 in the introduction of the R package ptable."""
    found = ptable(most=2, variance=1)
    assert found.chance[2][[0, 2, 4]] == pytest.approx([0.0638, 0.383, 0.0638], abs=5e-4)
    assert list(found.noise[2]) == [-2, -1, 0, 1, 2]
    assert list(found.noise[0]) == [0]


@pytest.mark.parametrize(("most", "variance", "blocked"), [(2, 1, 0), (5, 3, 2), (5, 3, 0), (3, 1.5, 1), (10, 4, 4)])
def test_perturbation_tables_keep_their_conditions(most, variance, blocked) -> None:
    found = ptable(most=most, variance=variance, blocked=blocked)
    for count, (noise, chance) in enumerate(zip(found.noise, found.chance, strict=True)):
        assert chance.sum() == pytest.approx(1)
        assert (chance >= 0).all()
        assert float(chance @ noise) == pytest.approx(0, abs=1e-8)
        assert np.abs(noise).max() <= most
        assert all(count + step == 0 or count + step > blocked for step in noise.tolist())
        if count >= most + blocked:
            assert float(chance @ noise**2) == pytest.approx(variance, abs=1e-8)
    # No other distribution with these moments has more entropy: any move that keeps them loses some.
    noise, chance = found.noise[-1].astype(float), found.chance[-1]
    kernel = np.linalg.svd(np.stack([np.ones_like(noise), noise, noise**2]))[2][3:]
    entropy = lambda p: float(-(p * np.log(p)).sum())  # noqa: E731
    for direction in kernel:
        for size in (1e-3, -1e-3):
            moved = chance + size * direction
            assert (moved < 0).any() or entropy(moved) < entropy(chance)


@pytest.mark.parametrize(
    ("most", "variance"),
    [(1, 0.9), (5, 24.9), (20, 0.01), (100, 3000), (300, 89_000), (1000, 1e-3), (1000, 2), (1000, 5000), (1000, 4e5)],
)
def test_perturbation_tables_of_any_size_keep_mean_variance_and_bounds(most, variance) -> None:
    found = ptable(most=most, variance=variance)
    assert len(found.noise) == most + 1
    for count, (noise, chance, got) in enumerate(zip(found.noise, found.chance, found.variance, strict=True)):
        assert (chance >= 0).all()
        assert chance.sum() == pytest.approx(1)
        assert list(noise) == ([0] if count == 0 else list(range(-count, most + 1)))
        assert abs(float(chance @ noise)) <= 1e-7 * np.sqrt(variance)
        # With mean 0 and none below -count, no distribution has a variance above count * most.
        if count:
            assert got == pytest.approx(variance if variance < count * most else 0.98 * count * most, rel=1e-6)


def test_a_row_of_known_chances_is_met_in_logarithms() -> None:
    """Unrestricted, the chances are exp(b v^2) over their sum: their logarithms are a parabola through 0."""
    found = ptable(most=400, variance=900)
    noise, chance = found.noise[-1].astype(float), found.chance[-1]
    logs = np.log(chance / chance[400])
    slope = logs[401]
    assert logs == pytest.approx(slope * noise**2, rel=1e-6, abs=1e-8)
    assert slope == pytest.approx(-1 / 1800, rel=1e-3)


def test_noise_follows_the_perturbation_table() -> None:
    found = ptable(most=5, variance=3, blocked=2)
    keys = (np.arange(200_000) + 0.5) / 200_000
    for count in (1, 3, 7, 50):
        changes = found.changes(np.full(len(keys), count), keys)
        row = min(count, len(found.noise) - 1)
        for step, chance in zip(found.noise[row], found.chance[row], strict=True):
            assert (changes == step).mean() == pytest.approx(chance, abs=1e-4)
    assert not found.changes(np.zeros(9, dtype=np.int64), keys[:9]).any()


def test_the_same_records_have_the_same_noise_in_every_table() -> None:
    rng = np.random.default_rng(5)
    ids = [f"record {n}" for n in range(400)]
    keys = record_keys(ids, "a secret")
    assert len(set(keys.tolist())) > 395
    a, b, c = rng.integers(0, 3, 400), rng.integers(0, 2, 400), rng.integers(0, 4, 400)
    noise = ptable(most=5, variance=3, blocked=1)
    found = {}
    for name, other, size in (("ab", b, 2), ("ac", c, 4)):
        inner = np.zeros((3, size), dtype=np.int64)
        np.add.at(inner, (a, other), 1)
        table = table_of(inner)
        cells = np.ravel_multi_index((a, other), table.names.shape)
        all_keys = keys_from_records(table, cells, keys)
        assert all_keys[-1] == keys.sum() % KEYS
        perturbed = cell_key(table, all_keys, noise)
        found[name] = [int(perturbed.counts[table.names.cell((f"r{n}", "Total"))]) for n in range(3)]
        assert np.abs(perturbed.counts - table.values).max() <= 5
        assert not ((perturbed.counts > 0) & (perturbed.counts <= 1)).any()
        assert (perturbed.counts[table.values == 0] == 0).all()
    assert found["ab"] == found["ac"]


def test_keys_from_contents_are_spread_and_repeat() -> None:
    table = table_of(np.random.default_rng(1).integers(0, 9, (40, 30)))
    keys = keys_from_contents(table, "seed")
    assert (keys == keys_from_contents(table, "seed")).all()
    assert (keys != keys_from_contents(table, "another")).mean() > 0.7
    inner = keys[table.inner & (table.values > 0)] / KEYS
    assert np.histogram(inner, bins=4, range=(0, 1))[0].min() > 0.2 * len(inner)
    wide = cell_key(table, keys, ptable(most=3, variance=2))
    assert float((wide.counts - table.values)[table.values > 5].mean()) == pytest.approx(0, abs=0.3)


def test_what_cannot_be_done_is_refused() -> None:
    table = table_of(EXAMPLE)
    for call in (
        lambda: controlled_rounding(table, base=1),
        lambda: small_counts(table, base=1),
        lambda: ptable(most=0, variance=1),
        lambda: ptable(most=2, variance=4),
        lambda: ptable(most=2, variance=1, blocked=2),
        lambda: ptable(most=5, variance=25),
        lambda: ptable(most=5, variance=float("inf")),
        lambda: ptable(most=5, variance=float("nan")),
        lambda: ptable(most=5, variance=0),
        lambda: ptable(most=5, variance=1e-9),
        lambda: ptable(most=1001, variance=3),
        lambda: keys_from_contents(table, ""),
        lambda: small_counts(replace(table, status=np.full(len(table), Status.WITHHOLD, dtype=np.int8)), base=5),
    ):
        with pytest.raises(BadInput):
            call()
    with pytest.raises(NotProvedSafe):
        controlled_rounding(table, base=5, seconds=0)
