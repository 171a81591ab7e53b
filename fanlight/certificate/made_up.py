"""Tables of made-up units as a certificate writes them, in either version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fanlight.certificate.reading import need
from fanlight.errors import BadInput, NotProvedSafe


@dataclass(frozen=True)
class Tables:
    """`units[k]`: the records of a unit of kind k. `base`: a table, as kind → how many. `moves[i]`: what witness i has more
    or fewer of. `truth`: the number of the table that holds the true counts; -1 is the base."""

    units: tuple[list[Any], ...]
    base: Mapping[int, int]
    moves: tuple[Mapping[int, int], ...]
    truth: int


def tables_of(claims: Mapping[str, Any], where: str) -> Tables:
    """Raises `BadInput` for anything else than is documented."""
    written = need(claims, "witnesses", list, where)
    if "truth" in claims:
        return _whole(written, need(claims, "truth", int, where), where)
    units = tuple(_records(one, where) for one in need(claims, "units", list, where))
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
    return Tables(tuple(units), base, moves, truth)


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
