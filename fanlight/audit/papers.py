"""The two documents that the second checker reads: what was given out, and the certificate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from fanlight.tables.kinds import Record
from fanlight.tables.margins import Margins, Withheld
from fanlight.tables.parts import is_inner
from fanlight.tables.spec import TableSpec, Unit
from fanlight.tables.stages import ProtectedTable
from fanlight.tables.written import records_json


def published_json(one: Margins, specs: Mapping[str, TableSpec]) -> dict[str, Any]:
    """One unit's figures: everything known, and everything withheld, each with a description of its records."""
    return {
        "unit": one.unit.value,
        "additive": one.additive,
        "given": [
            {
                "id": given.id,
                "records": records_json(given.predicate),
                "relation": given.relation,
                "value": given.value,
                "source": given.source,
                "kind": given.kind,
            }
            for given in one.given
        ],
        "withheld": [
            {
                "id": figure.id,
                "name": figure.name,
                "records": records_json(figure.predicate),
                "mark": figure.mark,
                "inner": bool(figure.key) and is_inner(specs[figure.table], figure.key),
                "group": not figure.key and not figure.earlier,
                **({"trusted": True} if figure.earlier or figure.lost else {}),
            }
            for figure in one.withheld
        ],
    }


def witness_json(table: Sequence[int], members: Sequence[tuple[Record, ...]]) -> list[dict[str, Any]]:
    """A table of atoms as made-up units: how many have these records."""
    return [
        {"records": [{name: _value(value) for name, value in record} for record in records], "count": count}
        for records, count in zip(members, table, strict=True)
        if count
    ]


def _value(value: object) -> str | dict[str, str] | None:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return None if value is None else str(value)


def claim_json(figure: Withheld, up: int | None, down: int | None) -> dict[str, Any]:
    """What the certificate says of one withheld figure. `up`, `down`: the numbers of its witnesses above and below."""
    return {
        "id": figure.id,
        "value": figure.value,
        "requirements": [
            {
                "rule": one.rule,
                "reach_up_to": one.reach_up_to,
                "reach_down_to": one.reach_down_to,
                "width": one.width,
            }
            for one in figure.requirements
        ],
        "up": up,
        "down": down,
    }


def bound_json(
    figure: Withheld, side: str, bound: int, multipliers: Mapping[int, Fraction], one: Margins
) -> dict[str, Any]:
    return {
        "id": figure.id,
        "side": side,
        "bound": bound,
        "multipliers": [[one.given[row].id, str(weight)] for row, weight in multipliers.items()],
    }


def digest(paper: Mapping[str, Any]) -> str:
    """The SHA-256 of a document as JSON in ASCII, names in order, without spaces: as the second checker makes it."""
    return hashlib.sha256(json.dumps(paper, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def decisions(tables: Sequence[ProtectedTable], units: Sequence[Unit]) -> dict[str, list[str]]:
    """Which figures of these units a person cleared, and which a person found identifying by themselves."""
    ours = [table for table in tables if table.raw.spec.unit in units]
    flags = [(table, flag) for table in ours for flag in table.sensitive]
    return {
        "cleared": sorted(f"{table.raw.spec.id}:{'|'.join(key)}" for table in ours for key in table.cleared),
        "sensitive": sorted(
            {f"{table.raw.spec.id}:{'|'.join(flag.key)}" for table, flag in flags if flag.rule != "group"}
        ),
    }
