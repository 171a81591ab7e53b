"""What the second checker reads of a response: what was given out, and what is claimed of what was not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from fanlight.audit.multipliers import Proved
from fanlight.figures.collect import Withheld
from fanlight.figures.system import System
from fanlight.tables.earlier import counted_as
from fanlight.tables.predicate.predicate import Predicate
from fanlight.tables.predicate.written import records_json
from fanlight.tables.spec.table import Key, Unit
from fanlight.tables.stages import ProtectedTable


def published_json(one: System, told: Mapping[str, Collection[Key]]) -> dict[str, Any]:
    """One unit's figures, or those of linked units: everything known, and everything withheld, each with its unit and a
    description of its records. `told`: of each table the figures that would be given if they were 0, where every zero is."""
    return {
        "unit": one.unit.value,
        "additive": one.additive,
        "given": [
            {
                "id": given.id,
                **_counted(given.predicate, one.unit),
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
                **_counted(figure.predicate, one.unit),
                "mark": figure.mark,
                "inner": figure.key in told.get(figure.table, ()),
                "group": not figure.key and not figure.earlier,
                **({"trusted": True} if figure.earlier or figure.lost else {}),
            }
            for figure in one.withheld
        ],
    }


def _counted(predicate: Predicate, first: Unit) -> dict[str, Any]:
    own, unit = counted_as(predicate)
    return {"unit": (unit or first).value, "records": records_json(own)}


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
