"""Witness tables as made-up units: the form in which the second checker counts them by predicates."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from fanlight.audit.cells.reach import Reach
from fanlight.figures.cells.equations import Ints
from fanlight.figures.system import System
from fanlight.tables.predicate.partition import Record

Kind = tuple[Record, ...]


class Witnesses:
    """Numbered as they are asked for. Witness -1 is the base, a table with the true figures."""

    def __init__(self, system: System, base: Ints, reach: Reach) -> None:
        self.system, self.base, self.reach = system, base, reach
        self._numbers: dict[int, int] = {}

    def number(self, at: int) -> int:
        """The number of the reach's witness `at`."""
        if at < 0:
            return -1
        return self._numbers.setdefault(at, len(self._numbers))

    def to_json(self) -> dict[str, Any]:
        """`units`: every kind of unit in any table; `base`: (kind, how many) …; `witnesses`: each as (kind, how many more or
        fewer than in the base) …, in flat lists."""
        return self._by_kind() if self.system.members is not None else self._joined()

    def _by_kind(self) -> dict[str, Any]:
        """Where the finest counts are kinds of unit, what moves is seen at once."""
        members = self.system.members
        assert members is not None
        base = self.system.counts(self.base)
        steps = [self.system.counts(self._moves(at)) for at in self._numbers]
        used = np.flatnonzero(np.any([base != 0, *(step != 0 for step in steps)], axis=0))
        number = {int(kind): place for place, kind in enumerate(used)}
        return {
            "units": [_unit(members[kind]) for kind in number],
            "base": _flat(_kept(base, number)),
            "witnesses": [_flat(_kept(step, number)) for step in steps],
        }

    def _moves(self, at: int) -> Ints:
        columns, moves = self.reach.witnesses[at]
        found = np.zeros(len(self.base), dtype=np.int64)
        found[self.reach.system.cells[columns]] = moves
        return found

    def _joined(self) -> dict[str, Any]:
        kinds: dict[Kind, int] = {}
        base = self._counts(self.base, kinds)
        moved = []
        for at in self._numbers:
            own = self._counts(self.base + self._moves(at), kinds)
            moved.append({kind: own.get(kind, 0) - base.get(kind, 0) for kind in sorted({*own, *base})})
        return {
            "units": [_unit(kind) for kind in kinds],
            "base": _flat(base),
            "witnesses": [_flat({kind: step for kind, step in steps.items() if step}) for steps in moved],
        }

    def _counts(self, values: Ints, kinds: dict[Kind, int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for kind, count in self.system.made_up(values):
            number = kinds.setdefault(kind, len(kinds))
            found[number] = found.get(number, 0) + count
        return found


def _kept(counts: Ints, number: dict[int, int]) -> dict[int, int]:
    return {number[kind]: int(counts[kind]) for kind in np.flatnonzero(counts).tolist()}


def _unit(kind: Kind) -> list[dict[str, Any]]:
    return [{name: _value(value) for name, value in record} for record in kind]


def _flat(pairs: dict[int, int]) -> list[int]:
    return [int(one) for one in np.array(sorted(pairs.items()), dtype=np.int64).ravel()]


def _value(value: object) -> str | dict[str, str] | None:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return None if value is None else str(value)
