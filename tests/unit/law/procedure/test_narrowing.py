"""What fits within the limit, against trying every category and every run of periods."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fanlight.law.procedure.cost import limit_of
from fanlight.law.procedure.narrowing import alone, longest, records_within

LIMIT = limit_of()
COUNTS = st.lists(st.integers(0, 500), max_size=8).map(lambda counts: [(f"p{at}", n) for at, n in enumerate(counts)])
MINUTES = st.sampled_from([0.5, 1, 3, 7.5, 60])
BESIDES = st.sampled_from([0, 2, 17.5, 18, 20])


def hours(records: int, minutes: float, besides: float) -> Fraction:
    return records * Fraction(str(minutes)) / 60 + Fraction(str(besides))


@given(COUNTS, MINUTES, BESIDES)
def test_a_category_fits_where_its_hours_do(counts: list[tuple[str, int]], minutes: float, besides: float) -> None:
    found = {fits.words: fits.hours for fits in alone(counts, limit=LIMIT, minutes=minutes, besides=besides)}
    assert found == {
        label: hours(n, minutes, besides) for label, n in counts if n and hours(n, minutes, besides) <= LIMIT.hours
    }


@given(COUNTS, MINUTES, BESIDES)
def test_the_longest_run_of_periods(counts: list[tuple[str, int]], minutes: float, besides: float) -> None:
    runs = [
        (end - start, end, counts[start : end + 1])
        for start in range(len(counts))
        for end in range(start, len(counts))
        if hours(sum(n for _, n in counts[start : end + 1]), minutes, besides) <= LIMIT.hours
    ]
    found = longest(counts, limit=LIMIT, minutes=minutes, besides=besides)
    best = max(runs, default=None)
    if best is None or not sum(n for _, n in best[2]):
        assert found is None
    else:
        assert found is not None
        assert found.labels == tuple(label for label, _ in best[2])
        assert found.hours <= LIMIT.hours


def test_eighteen_hours_at_three_minutes() -> None:
    assert records_within(LIMIT, minutes=3) == 360
    assert records_within(LIMIT, minutes=3, besides=19) == 0
    fits = longest([("2021", 400), ("2022", 100), ("2023", 250)], limit=LIMIT, minutes=3)
    assert fits is not None
    assert (fits.words, fits.records) == ("2022 to 2023", 350)
