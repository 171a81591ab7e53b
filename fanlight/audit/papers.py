"""The two documents that the second checker reads: what was given out, and the certificate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from fanlight.audit.multipliers import Proved
from fanlight.figures.collect import Withheld
from fanlight.figures.system import System
from fanlight.tables.parts import is_inner
from fanlight.tables.predicate.written import records_json
from fanlight.tables.spec.table import TableSpec, Unit
from fanlight.tables.stages import ProtectedTable


def published_json(one: System, specs: Mapping[str, TableSpec]) -> dict[str, Any]:
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


def bound_json(figure: Withheld, side: str, proved: Proved) -> dict[str, Any]:
    return {
        "id": figure.id,
        "side": side,
        "bound": proved.bound,
        "multipliers": [[given.id, str(weight)] for given, weight in proved.weights],
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
