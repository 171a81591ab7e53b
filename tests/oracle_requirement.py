"""The requirement on figures that are not given, and on those that are, as it is written: (a) to (c) and (e)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.predicate.predicate import AnyOf, Predicate
from fanlight.tables.spec.table import Dimension, Key, Unit
from fanlight.tables.stages import ProtectedTable
from tests.oracle_reading import figure_of, in_several

Asked = tuple[int | None, int | None, int | None]
"""How far up and down the range of a figure must reach, and how wide it must be (None: no requirement)."""

NOTHING: Asked = (None, None, None)


@dataclass(frozen=True)
class Secret:
    """A figure that is not given, and how far its range must reach: up, down, wide (None: no requirement)."""

    id: str
    unit: Unit
    predicate: Predicate
    up: int | None = None
    down: int | None = None
    width: int | None = None

    def kept(self, low: int, high: int | None) -> bool:
        return (
            (self.up is None or high is None or high >= self.up)
            and (self.down is None or low <= self.down)
            and (self.width is None or high is None or high - low >= self.width)
        )


def secrets(table: ProtectedTable, rules: DisclosureRules) -> Iterator[Secret]:
    spec, counts = table.raw.spec, table.raw.counts
    found: list[tuple[Key, Sequence[Dimension], int | None]] = [
        (key, spec.dimensions, count)
        for key, count in counts.items()
        if key not in table.cells or table.cells[key].value is None
    ]
    found += [
        (key, table.dimensions, _pooled(table, key))
        for key, shown in table.cells.items()
        if shown.value is None and key not in counts and shown.mark != "[z]"
    ]
    for key, dimensions, value in found:
        name = f"{spec.id}:{'|'.join(key)}"
        asked = NOTHING if key in table.cleared else _requirement(table, key, value, rules)
        predicate = figure_of(spec, dimensions, key)
        yield Secret(name, spec.unit, predicate, *asked)
    for number, (key, others) in enumerate(groups_of(table, rules)):
        anyone = AnyOf(tuple(figure_of(spec, spec.dimensions, other) for other in others))
        name = f"{spec.id}:{'|'.join(key)}:others:{number}"
        yield Secret(name, spec.unit, anyone, 1)


def _requirement(table: ProtectedTable, key: Key, value: int | None, rules: DisclosureRules) -> Asked:
    """(a), (b) and (e); a figure that a person found identifying although it is not low must not be exact."""
    flags = {flag.rule for flag in table.sensitive if flag.key == key}
    return required(value, rules, protected_zero=rules.flag_zeros or "zero" in flags, identifying="low_count" in flags)


def required(
    value: int | None, rules: DisclosureRules, *, protected_zero: bool = False, identifying: bool = False
) -> Asked:
    """How far up, how far down, how wide the range of a protected figure must reach."""
    t, k1 = rules.threshold, rules.knowledge is Knowledge.K1
    if value is None:
        return t, int(k1), None
    if 1 <= value < t:
        return t, None if k1 and value == 1 else value - 1, None
    if value == 0 and protected_zero:
        return t, None, None
    return None, None, 1 if identifying else None


def asked_by(requirements: Sequence[Requirement]) -> Asked:
    ups = [one.reach_up_to for one in requirements if one.reach_up_to is not None]
    downs = [one.reach_down_to for one in requirements if one.reach_down_to is not None]
    widths = [one.width for one in requirements if one.width is not None]
    return max(ups, default=None), min(downs, default=None), max(widths, default=None)


def _pooled(table: ProtectedTable, key: Key) -> int | None:
    """The true count of a pool that is not given; None where the counts do not settle it."""
    spec = table.raw.spec
    members = {(pool.dimension, pool.code): pool.members for pool in table.pools}
    parts = [members.get((d.name, code), (code,)) for d, code in zip(spec.dimensions, key, strict=True)]
    meet = any(
        name == dimension.name and {first, second} <= set(own)
        for dimension, own in zip(spec.dimensions, parts, strict=True)
        for name, first, second in spec.overlaps
    )
    return None if meet or in_several(table) else sum(table.raw.counts[one] for one in itertools.product(*parts))


def groups_of(table: ProtectedTable, rules: DisclosureRules) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """(c) A group all in one category, over one breakdown (when something happened is none), and not cleared; and the
    groups that a person found identifying."""
    found: list[tuple[Key, tuple[Key, ...]]] = []
    counts, dimensions = table.raw.counts, table.raw.spec.dimensions
    for place, dimension in enumerate(dimensions if rules.group_disclosure else ()):
        top = [category.code for category in dimension.categories if category.parent is None]
        if dimension.is_period or len(top) < 2:
            continue
        around = dict.fromkeys((key[:place], key[place + 1 :]) for key in counts)
        for before, after in around:
            group = [(*before, code, *after) for code in top]
            filled = [key for key in group if counts[key]]
            if len(filled) == 1 and filled[0] not in table.cleared:
                found.append((filled[0], tuple(key for key in group if key != filled[0])))
    found += [(flag.key, flag.others) for flag in table.sensitive if flag.rule == "group" and flag.others]
    yield from dict.fromkeys(found)


def given_but_flagged(table: ProtectedTable, rules: DisclosureRules) -> Iterator[str]:
    """Figures given, pools and totals included, that are low or found identifying, and that nobody cleared."""
    found = {flag.key for flag in table.sensitive if flag.rule != "group"}
    for key, shown in table.cells.items():
        if shown.value is None or key in table.cleared:
            continue
        low = 1 <= shown.value < rules.threshold or (shown.value == 0 and rules.flag_zeros)
        if low or key in found:
            yield f"{table.raw.spec.id}:{'|'.join(key)}"
