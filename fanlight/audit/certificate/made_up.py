"""Witness tables as made-up units: the form in which the second checker counts them by predicates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from fanlight.audit.cells.witnesses.reach import Reach
from fanlight.audit.certificate.form import flat
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cliques import Cliques
from fanlight.figures.system import System
from fanlight.tables.earlier import FIRST
from fanlight.tables.predicate.partition import Record
from fanlight.tables.predicate.predicate import fields_of
from fanlight.tables.spec.table import Unit

Kind = tuple[Unit, tuple[Record, ...]]
"""A made-up unit: what it is, and its records."""
_UNIT = {name: unit for unit, first in FIRST.items() for name in fields_of(first)}


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
        kinds: dict[Kind, int] = {}
        base = self._counts(self.base, kinds)
        moved = [self._moved(at, base, kinds) for at in self._numbers]
        return {
            "units": [_unit(kind) for kind in kinds],
            "base": flat(base),
            "witnesses": [flat(steps) for steps in moved],
        }

    def _moved(self, at: int, base: dict[int, int], kinds: dict[Kind, int]) -> dict[int, int]:
        columns, moves = self.reach.witnesses[at]
        found = np.zeros(len(self.base), dtype=np.int64)
        found[self.reach.system.cells[columns]] = moves
        if self.system.members is not None:
            # Where the finest counts are kinds of unit, what moves is seen at once.
            return self._counts(found, kinds)
        own = self._counts(self.base + found, kinds)
        return {kind: own.get(kind, 0) - base.get(kind, 0) for kind in {*own, *base}}

    def _counts(self, values: Ints, kinds: dict[Kind, int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for records, count in self.system.made_up(values):
            for kind in self._units(records):
                number = kinds.setdefault(kind, len(kinds))
                found[number] = found.get(number, 0) + count
        return found

    def _units(self, records: tuple[Record, ...]) -> Iterator[Kind]:
        """A first disposal of a crime stands for the crime, and, where each crime is in one group, for itself as well."""
        own = tuple(tuple(pair for pair in record if pair[0] not in _UNIT) for record in records)
        others = [_UNIT[name] for name, value in records[0] if name in _UNIT and value == "yes"]
        if not others or isinstance(self.system.finest, Cliques):
            yield self.system.unit, own
        for unit in others:
            yield unit, own


def _unit(kind: Kind) -> dict[str, Any]:
    unit, records = kind
    return {"unit": unit.value, "records": [{name: _value(value) for name, value in record} for record in records]}


def _value(value: object) -> str | dict[str, str] | None:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return None if value is None else str(value)
