"""Bands of numbers keep their order: a pool of ages has no gap."""

from __future__ import annotations

import pytest

from fanlight.sdc.planning.bands import order_of
from fanlight.tables.predicate.predicate import In
from fanlight.tables.spec.table import Category, Dimension


def dimension(*labels: str) -> Dimension:
    return Dimension("age", "Age", tuple(Category(label, label, In("age", frozenset({label}))) for label in labels))


@pytest.mark.parametrize(
    ("labels", "ordered"),
    [
        (
            ("10-17", "18-24", "25-34", "over 34", "under 10", "Not recorded"),
            ("under 10", "10-17", "18-24", "25-34", "over 34"),
        ),
        (("65+", "18 to 24", "25–64"), ("18 to 24", "25–64", "65+")),
        (("Aged 18", "Aged 9", "Aged 10"), ("Aged 9", "Aged 10", "Aged 18")),
        (("Burglary", "Theft", "Robbery"), ()),
        (("3/1", "8/67", "8/56"), ()),
        (("10-17", "Adult"), ()),
    ],
)
def test_bands_are_read_from_their_labels(labels: tuple[str, ...], ordered: tuple[str, ...]) -> None:
    assert tuple(order_of(dimension(*labels))) == ordered
