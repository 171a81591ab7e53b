"""Categories that are bands of numbers (ages, amounts): pooled with their neighbours alone, as periods are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fanlight.tables.spec.table import Dimension

_BAND = re.compile(
    r"(\d[\d,]*)\s*(?:-|–|to)\s*(\d[\d,]*)|(?:(under|below|up to|over|above)\s+)?(\d[\d,]*)\s*(\+|or over|or under|and over|plus)?"
)
_LOW, _HIGH = ("under", "below", "up to", "or under"), ("over", "above", "+", "or over", "and over", "plus")


def order_of(dimension: Dimension) -> Mapping[str, int]:
    """The place of each category that is a band, by what it begins with; empty unless three or more, all of one level and no
    two alike, are bands."""
    found: dict[str, tuple[int, int]] = {}
    for category in dimension.categories:
        begins = _begins(category.label)
        if begins is not None:
            found[category.code] = begins
    levels = {dimension.category(code).parent for code in found}
    if len(found) < 3 or len(levels) > 1 or len(set(found.values())) < len(found):
        return {}
    return {code: place for place, code in enumerate(sorted(found, key=found.__getitem__))}


def _begins(label: str) -> tuple[int, int] | None:
    """(where the band begins, how it stands beside one that begins there)."""
    words = re.sub(r"\b(aged?|years?( old)?|yrs?)\b", " ", label.strip().lower()).strip()
    band = _BAND.fullmatch(words)
    if band is None:
        return None
    first, _, before, single, after = band.groups()
    if first is not None:
        return int(first.replace(",", "")), 0
    side = -1 if before in _LOW or after in _LOW else 1 if before in _HIGH or after in _HIGH else 0
    return int(single.replace(",", "")), side
