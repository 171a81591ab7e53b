"""A share in words leaves open the whole numbers that are rounded to it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fanlight.tables.knowledge.parts import read_part


@pytest.mark.parametrize(
    ("value", "base", "counts"),
    [
        ("1.5 %", 200, (3, 3)), ("1.5%", 1000, (15, 15)), ("1.5 per cent", 10_000, (145, 154)), ("2%", 200, (3, 4)),
        ("33%", 9, (3, 3)), ("0%", 200, (0, 0)), ("100 %", 9, (9, 9)), ("a third", 9, (3, 3)), ("one third", 10, (3, 4)),
        ("1/3", 9, (3, 3)), ("two thirds", 9, (6, 6)), ("three-quarters", 8, (6, 6)), ("half", 7, (3, 4)),
        ("one in five", 20, (4, 4)), ("1 in 50", 200, (4, 4)), ("3 out of 4", 8, (6, 6)), ("twice", 3, (6, 6)), (2, 3, (6, 6)),
        ("threefold", 3, (9, 9)), ("3-fold", 3, (9, 9)), ("2.5", 10, (25, 25)), ("2.5 times", 100, (245, 254)),
        ("four times", 2, (8, 8)),
    ],
)  # fmt: skip
def test_the_whole_numbers_that_a_share_leaves_open(value: str | int, base: int, counts: tuple[int, int]) -> None:
    part = read_part(value)
    assert part is not None
    assert part.counts(base, counts[0]) == counts


@pytest.mark.parametrize("base", [7, 8, 40, 200])
@pytest.mark.parametrize("places", [0, 1, 2])
def test_the_true_count_is_among_them_however_half_is_rounded(base: int, places: int) -> None:
    for true in range(base + 1):
        exact = Fraction(100 * true, base)
        for rounded in {round(exact * 10**places), int(exact * 10**places + Fraction(1, 2))}:
            shown = f"{rounded / 10**places:.{places}f}%"
            part = read_part(shown)
            assert part is not None
            low, high = part.counts(base, true)
            assert low <= true <= high


@pytest.mark.parametrize("value", ["many", "", "1/0", "some of it", "B", "a lot in it"])
def test_what_is_no_share_is_not_read(value: str) -> None:
    assert read_part(value) is None
