"""Rules for amounts, by the Handbook's worked examples; holdings; and magnitude tables against plain sums."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from fanlight.audit.cells import audit_cells, from_table
from fanlight.errors import BadInput
from fanlight.figures.cells.contributions import contributions
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.policy import magnitude_rules
from fanlight.policy.disclosure import versions
from fanlight.policy.magnitude import load
from fanlight.sdc.rules.magnitude import levels, magnitude_table
from fanlight.tables.knowledge.rules import MagnitudeRules


def one_cell(amounts, holders=None):
    only = axis("d", ("a",))
    n = len(amounts)
    return contributions(
        [only],
        np.zeros((n, 1), dtype=np.int64),
        np.array(amounts, dtype=np.int64),
        np.arange(n) if holders is None else np.array(holders),
        top=5,
    )


def level(amounts, holders=None, **rules) -> int:
    return int(levels(one_cell(amounts, holders), MagnitudeRules(**rules))[0])


def test_handbook_example_1_dominance_of_one_overlooks_the_second_largest() -> None:
    amounts = [50_000, 49_000, 1_000]
    assert level(amounts, dominance=(1, Fraction(90))) == 0
    assert level(amounts, p_percent=Fraction(10)) == 4_000  # 10 % of 50,000 less the 1,000 of all others
    assert level(amounts, dominance=(2, Fraction(90))) == 10_000  # 99,000 / 0.9 - 100,000


def test_handbook_example_2_dominance_overprotects() -> None:
    amounts = [52_000, 50_000, 8_000]
    k = Fraction(100 * 100, 110)
    assert level(amounts, p_percent=Fraction(10)) == 0
    assert level(amounts, dominance=(2, k)) == 2_200  # 102,000 * 1.1 - 110,000


def test_the_reference_page_has_the_level_of_a_k_of_two_digits() -> None:
    """102,000 / 0.909 - 110,000 is 2,211.2 and a bit; 2,200 needs k = 10,000/110 itself."""
    assert level([52_000, 50_000, 8_000], dominance=(2, 90.9)) == 2_212
    page = (Path(__file__).parents[3] / "docs" / "reference" / "magnitude-rules.md").read_text()
    assert "(2,90.9)-dominance | 2,212" in page


@pytest.mark.parametrize("given", [90.9, "90.9", Decimal("90.9"), Fraction(909, 10), "909/10", np.float64(90.9)])
def test_per_cents_are_exact_however_they_are_given(given) -> None:
    rules = MagnitudeRules(dominance=(2, given), p_percent=given, pq=(given, 100))
    assert rules.dominance == (2, Fraction(909, 10))
    assert rules.p_percent == Fraction(909, 10)
    assert rules.pq == (Fraction(909, 10), Fraction(100))
    assert all(type(one) is Fraction for one in (rules.dominance[1], rules.p_percent, *rules.pq))
    assert level([50_000, 49_000, 1_000], p_percent=10) == level([50_000, 49_000, 1_000], p_percent=10.0) == 4_000
    assert level([50_000, 49_000, 6_000], pq=(10, 50)) == 4_000
    assert replace(rules, policy="own").p_percent == rules.p_percent


def test_a_contribution_of_zero_is_one_and_hides_no_other() -> None:
    assert level([0], minimum_contributors=3) == 1
    assert level([0, 0], minimum_contributors=3) == 1
    assert level([0, 0], [1, 1], minimum_contributors=2) == 1
    assert level([0, 0, 0], minimum_contributors=3) == 0
    assert level([10, 0, 0], minimum_contributors=3) == 1
    assert level([], minimum_contributors=3) == 0
    assert level([5, 6, 7], minimum_contributors=3) == 0


def test_p_follows_from_k_as_the_handbook_says() -> None:
    """Whatever is safe under (2,k) is safe under the p% rule with p = 100 (100 - k) / k, and not the reverse."""
    rng = np.random.default_rng(2)
    for k in (Fraction(80), Fraction(95)):
        p = 100 * (100 - k) / k
        assert k != 80 or p == 25
        assert k != 95 or round(float(p), 2) == 5.26
        for _ in range(300):
            amounts = rng.integers(0, 100, 4).tolist()
            if level(amounts, dominance=(2, k)) == 0:
                assert level(amounts, p_percent=p) == 0


def test_prior_knowledge_is_the_ratio_of_p_and_q() -> None:
    amounts = [50_000, 49_000, 6_000]
    assert level(amounts, pq=(Fraction(10), Fraction(100))) == level(amounts, p_percent=Fraction(10)) == 0
    assert level(amounts, pq=(Fraction(10), Fraction(50))) == level(amounts, p_percent=Fraction(20)) == 4_000


def test_the_largest_three_may_belong_to_one_company() -> None:
    amounts, holders = [40, 35, 30, 20, 20, 20], [7, 7, 7, 1, 2, 3]
    assert level(amounts, p_percent=Fraction(10)) == 0
    assert level(amounts, holders, dominance=(1, Fraction(60))) == 10  # 105 / 0.6 - 165
    assert one_cell(amounts, holders).contributors[0] == 4
    assert level([10, 10, 10], [1, 1, 1], minimum_contributors=3) == 1


def test_coalitions_pool_what_they_know() -> None:
    amounts = [100, 50, 40, 30, 5]
    assert level(amounts, p_percent=Fraction(10)) == 0
    assert level(amounts, p_percent=Fraction(10), coalition=3) == 5


def test_the_default_policy_keeps_its_cases() -> None:
    held = load("default")
    assert all(version.source.cite for version in versions(held))
    for case in held["cases"]:
        rules = magnitude_rules("default", on=case["day"])
        found = one_cell(case["amounts"])
        assert bool(levels(found, rules)[0]) is case["unsafe"], case
    with pytest.raises(BadInput, match="Known: default"):
        magnitude_rules("another", on=date(2022, 1, 1))


def test_a_table_of_amounts_is_the_plain_sum_of_its_records() -> None:
    rng = np.random.default_rng(4)
    region = axis("region", (), [{"a": "n", "b": "n", "c": "", "n": ""}])
    sector = axis("sector", ("x", "y", "z"))
    n = 60
    leaves = np.stack([rng.integers(0, 3, n), rng.integers(0, 3, n)], axis=1)
    amounts, holders = rng.integers(0, 500, n), rng.integers(0, 12, n)
    found = contributions([region, sector], leaves, amounts, holders, top=3)
    of = {"n": {"a", "b"}, "Total": {"a", "b", "c"}}
    for cell, (r, s) in enumerate(itertools.product(region.codes, sector.codes)):
        held: dict[int, int] = {}
        for (i, j), amount, holder in zip(leaves.tolist(), amounts.tolist(), holders.tolist(), strict=True):
            if region.codes[i] in of.get(r, {r}) and (s == "Total" or sector.codes[j] == s):
                held[holder] = held.get(holder, 0) + amount
        assert found.totals[cell] == sum(held.values())
        assert found.largest[cell].tolist() == [*sorted(held.values(), reverse=True), 0, 0, 0][:3]
        assert found.contributors[cell] == len(held)
        assert found.above_zero[cell] == sum(amount > 0 for amount in held.values())
    table = magnitude_table([region, sector], found, MagnitudeRules(p_percent=Fraction(60)))
    table.check()
    assert table.primary.any()
    audited = audit_cells(public_of(table, table.primary), from_table(table))
    assert audited.verdict in ("safe", "exposed")
    assert audit_cells(public_of(table, np.zeros(len(table), dtype=bool)), from_table(table)).verdict == "exposed"


def test_what_the_rules_cannot_use_is_refused() -> None:
    with pytest.raises(BadInput, match="below 0"):
        one_cell([5, -1])
    for wrong in (
        {"dominance": (0, Fraction(90))},
        {"dominance": (1, Fraction(100))},
        {"p_percent": Fraction(0)},
        {"pq": (Fraction(10), Fraction(5))},
        {"coalition": 0},
        {"coalition": 1.5},
        {"minimum_contributors": True},
        {"minimum_contributors": "3"},
        {"p_percent": -1},
        {"p_percent": True},
        {"p_percent": "ten"},
        {"p_percent": "1e400000000"},
        {"p_percent": "1/0"},
        {"p_percent": float("nan")},
        {"p_percent": float("inf")},
        {"p_percent": Decimal("1e400000000")},
        {"p_percent": Decimal("Infinity")},
        {"p_percent": [10]},
        {"pq": (50, 10)},
        {"pq": 10},
        {"dominance": (2, 100.0)},
        {"dominance": (2.5, 90)},
        {"dominance": (2,)},
    ):
        with pytest.raises(BadInput):
            MagnitudeRules(**wrong)
    with pytest.raises(BadInput, match="uses no rule"):
        levels(one_cell([1]), MagnitudeRules())
    with pytest.raises(BadInput, match="too large"):
        level([2**61, 5, 5], p_percent=Fraction(10))
