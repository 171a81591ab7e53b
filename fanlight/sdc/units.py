"""What a dimension can be shown by: its categories, pools of some of them, runs of periods."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from fanlight.sdc.options import PlanOptions
from fanlight.tables.spec import TOTAL, Dimension

MAX_POOLS = 400
"""Most pools of one dimension that are weighed; with more categories, the pools that hold an identifying one and
few others. Then the plan is best among these, and says so."""


@dataclass(frozen=True, slots=True)
class Shownby:
    """One row or column: a single code, or a pool. `members` are the codes that it sums."""

    code: str
    label: str
    members: tuple[str, ...]

    @property
    def pooled(self) -> bool:
        return len(self.members) > 1


@dataclass(frozen=True, slots=True)
class Units:
    """`complete` says whether every pool is among them."""

    own: tuple[Shownby, ...]
    pools: tuple[Shownby, ...]
    complete: bool

    @property
    def every(self) -> tuple[Shownby, ...]:
        return (*self.own, *self.pools)


def units_of(dimension: Dimension, options: PlanOptions, sensitive: Iterable[str]) -> Units:
    """Pools keep to one parent of the hierarchy, never hold a total, and hold a category that must be protected."""
    own = tuple(Shownby(code, dimension.label(code), (code,)) for code in dimension.codes)
    over = options.pool_over is None or dimension.name in options.pool_over
    if "pool" not in options.ways or not over:
        return Units(own, (), True)
    if dimension.is_period:
        return Units(own, tuple(_runs(dimension)), True)
    wanted = {*sensitive, *(code for group in options.pool_together for code in group)}
    leaves = [c for c in dimension.categories if not dimension.children(c.code) and c.code not in options.never_pool]
    families: dict[str | None, list[str]] = {}
    for category in leaves:
        families.setdefault(category.parent, []).append(category.code)
    pools: list[Shownby] = []
    complete = True
    for codes in families.values():
        held = [code for code in codes if code in wanted]
        if not held:
            continue
        chosen, whole = _combinations(codes, held, MAX_POOLS - len(pools))
        complete = complete and whole
        pools += [_pool(dimension, combination) for combination in chosen]
    return Units(own, tuple(dict.fromkeys(pools)), complete)


def _combinations(codes: list[str], held: list[str], room: int) -> tuple[list[tuple[str, ...]], bool]:
    """Combinations of two or more codes with one of `held` among them, by size, and whether these are all.

    Sizes are counted before they are listed: 40 categories have 10^12 combinations. Where a size has no room left, the
    rest of the room goes to combinations of held codes alone, the largest first: the pools that blur nothing else.
    """
    found: list[tuple[str, ...]] = []
    for size in range(2, len(codes) + 1):
        count = math.comb(len(codes), size) - math.comb(len(codes) - len(held), size)
        if len(found) + count > room:
            alone = (c for most in range(len(held), size - 1, -1) for c in itertools.combinations(held, most))
            # The pool of everything held is always weighed.
            return [*found, *itertools.islice(alone, max(1, room - len(found)))], False
        found += [c for c in itertools.combinations(codes, size) if not set(held).isdisjoint(c)]
    return found, True


def _pool(dimension: Dimension, codes: tuple[str, ...]) -> Shownby:
    label = "Combined: " + "; ".join(dimension.label(code) for code in codes)
    return Shownby("pool(" + "+".join(codes) + ")", label, codes)


def _runs(dimension: Dimension) -> Iterable[Shownby]:
    """Periods that follow one another, two or more."""
    codes = [category.code for category in dimension.categories if category.code != TOTAL]
    for start, end in itertools.combinations(range(len(codes)), 2):
        members = tuple(codes[start : end + 1])
        label = f"{dimension.label(members[0])} to {dimension.label(members[-1])} combined"
        yield Shownby("pool(" + "+".join(members) + ")", label, members)
