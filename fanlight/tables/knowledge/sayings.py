"""What words say of one count, compared with others that are known: a range of whole numbers.

One in five, 1.5 %, twice as many, the fewest: each says no more, and no less, than that the count lies in a range. Words in
a letter and words that somebody else has published are read alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fanlight.tables.knowledge.parts import Part
from fanlight.tables.knowledge.statements import Relation

Saying = Literal[
    "count", "at_least", "at_most", "none", "all", "share", "ratio", "more", "fewer", "as_many", "highest", "lowest"
]
COUNTS: tuple[Saying, ...] = ("count", "at_least", "at_most")
"""Of these the value is a whole number; all but these and `none` have a base."""
OF_SEVERAL: tuple[Saying, ...] = ("more", "fewer", "highest", "lowest")
"""Of these the base may be several figures."""
OF_PARTS: tuple[Saying, ...] = ("share", "ratio")
"""Of these the value is a share or a multiple of the base."""

Bound = tuple[Relation, int]


def bounds_of(kind: Saying, value: int | Part | None, base: Sequence[int], true: int | None = None) -> list[Bound]:
    """What the words leave open for a count. `base`: the counts that it is compared with; of `all` one, of which nothing is
    elsewhere. `true`: the count itself where it is known, which tells how a half was rounded.

    Raises `ValueError` for a kind that needs another value.
    """
    match kind, value:
        case "count", int(n):
            return [("=", n)]
        case "at_least", int(n):
            return [(">=", n)]
        case "at_most", int(n):
            return [("<=", n)]
        case "none", _:
            return [("=", 0)]
        case "more", _:
            return [(">=", max(base) + 1)]
        case "fewer", _:
            return [("<=", min(base) - 1)]
        case "highest", _:
            return [(">=", max(base))]
        case "lowest", _:
            return [("<=", min(base))]
        case (("as_many" | "all"), _):
            return [("=", base[0])]
        case (("share" | "ratio"), Part()):
            low, high = value.counts(base[0], -1 if true is None else true)
            return [("=", low)] if low == high else [(">=", low), ("<=", high)]
    raise ValueError(kind)
