"""Tables of made-up units as a certificate writes them, in any version, and how linked units hang together."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanlight.certificate.form import parts
from fanlight.certificate.reading import fields_read, need
from fanlight.errors import BadInput, NotProvedSafe


@dataclass(frozen=True)
class Tables:
    """`units[k]`: what a unit of kind k is ("" where one unit alone is counted), and its records. `base`: a table, as kind → how many. `moves[i]`: what witness i has more
    or fewer of. `truth`: the number of the table that holds the true counts; -1 is the base."""

    units: tuple[tuple[str, list[Any]], ...]
    base: Mapping[int, int]
    moves: tuple[Mapping[int, int], ...]
    truth: int


IN_EXTRACT = "in the extract "
"""Begins the fields that say in which extracts of the records a record is."""


class Links:
    """Disposals beside crimes or offenders: each of these has at least one disposal wherever it is counted, no disposal is
    two's, and each disposal is of one that agrees with it in every field that figures of that unit read, but for extracts.

    `figures`: of each its unit ("" before version 4, where nothing is held against it) and the description of its records.
    """

    def __init__(self, unit: str, figures: Iterable[tuple[str, Any]]) -> None:
        self.unit = unit
        self.read: dict[str, set[str]] = {}
        for own, records in figures:
            self.read.setdefault(own, set()).update(fields_read(records))
        self.others = sorted(set(self.read) - {unit, ""})
        if self.others and unit != "disposals":
            raise BadInput("Only disposals are linked with other units.", where=unit)

    def stands_for(self) -> list[set[str]]:
        """The units that one record can stand for: itself, and any of the linked ones."""
        several = itertools.product(*([(), (one,)] for one in self.others))
        return [{self.unit, "", *itertools.chain.from_iterable(one)} for one in several]

    def check(self, units: Sequence[tuple[str, list[Any]]], table: Mapping[int, int], where: str) -> None:
        """Raises `NotProvedSafe` for a table whose linked units could not be one another's."""
        there = [(*units[kind], count) for kind, count in table.items() if count]
        if any(unit not in self.read for unit, *_ in there):
            raise NotProvedSafe("A witness has units that no figure counts.", where=where)
        for other in self.others:
            fields = sorted(self.read[other])
            room: dict[str, int] = {}
            need_one: set[str] = set()
            have_one: set[str] = set()
            for unit, records, count in there:
                keys = {_values(record, fields) for record in records}
                if unit == self.unit:
                    for key in keys:
                        room[key] = room.get(key, 0) + count
                elif unit == other:
                    for key in keys:
                        room[key] = room.get(key, 0) - count
                if unit in (self.unit, other):
                    near = {_values(record, [f for f in fields if not f.startswith(IN_EXTRACT)]) for record in records}
                    (need_one if unit == self.unit else have_one).update(near)
            if any(left < 0 for left in room.values()) or need_one - have_one:
                raise NotProvedSafe(f"A witness has {other} and disposals that cannot be one another's.", where=where)


def _values(record: Any, fields: Sequence[str]) -> str:
    if not isinstance(record, Mapping):
        raise BadInput("A record is not an object.")
    return json.dumps([record.get(name) for name in fields], sort_keys=True)


def tables_of(claims: Mapping[str, Any], where: str) -> Tables:
    """Raises `BadInput` for anything else than is documented."""
    written = need(claims, "witnesses", list, where)
    if "truth" in claims:
        return _whole(written, need(claims, "truth", int, where), where)
    units = tuple(_unit(one, where) for one in need(claims, "units", list, where))
    base = _pairs(need(claims, "base", list, where), len(units), where)
    return Tables(units, base, tuple(_pairs(one, len(units), where) for one in written), -1)


def _whole(written: list[Any], truth: int, where: str) -> Tables:
    """Version 2: every table written out, the true one among them."""
    kinds: dict[str, int] = {}
    units: list[list[Any]] = []
    tables: list[dict[int, int]] = []
    for table in written:
        if not isinstance(table, list):
            raise BadInput("A witness is not a list.", where=where)
        found: dict[int, int] = {}
        for entry in table:
            records = _records(need(entry, "records", list, where), where)
            kind = kinds.setdefault(json.dumps(records, sort_keys=True), len(kinds))
            if kind == len(units):
                units.append(records)
            found[kind] = found.get(kind, 0) + need(entry, "count", int, where)
        tables.append(found)
    if not 0 <= truth < len(tables):
        raise NotProvedSafe("The certificate has no table of the true counts.", where=where)
    base = tables[truth]
    moves = tuple({kind: one.get(kind, 0) - base.get(kind, 0) for kind in {*one, *base}} for one in tables)
    return Tables(tuple(("", records) for records in units), base, moves, truth)


def _unit(given: Any, where: str) -> tuple[str, list[Any]]:
    """Version 3 wrote the records alone."""
    if isinstance(given, list):
        return "", given
    parts(given, ("unit", "records"), where)
    return need(given, "unit", str, where), _records(given["records"], where)


def _records(given: Any, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise BadInput("A unit is not a list of records.", where=where)
    return given


def _pairs(given: Any, kinds: int, where: str) -> dict[int, int]:
    """A flat list of kind and number, kinds ascending."""
    if not isinstance(given, list) or len(given) % 2 or any(type(one) is not int for one in given):
        raise BadInput("A table is not a list of pairs of whole numbers.", where=where)
    found = dict(zip(given[::2], given[1::2], strict=True))
    if len(found) * 2 != len(given) or any(not 0 <= kind < kinds for kind in found):
        raise BadInput("A table names a kind of unit twice, or one that is not there.", where=where)
    return found
