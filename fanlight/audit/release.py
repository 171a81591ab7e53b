"""From an audit that found its tables safe to tables that may be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fanlight.audit.result import Audit
from fanlight.dated import content_hash
from fanlight.errors import BadInput, NotProvedSafe, NotSafe
from fanlight.tables import stages
from fanlight.tables.predicate.predicate import describe
from fanlight.tables.stages import CONFIDENTIAL, ProtectedTable, ReleasableTable, Shown


def subject_of(tables: Sequence[ProtectedTable]) -> str:
    """SHA-256 over everything that the public would see of the tables, and which records each figure counts."""
    return content_hash(
        [
            {
                "id": table.raw.spec.id,
                "title": table.raw.spec.title,
                "unit": table.raw.spec.unit.value,
                "cells": [
                    [list(key), describe(table.predicate(key)), shown.value, shown.mark]
                    for key, shown in sorted(table.cells.items())
                ],
                "pools": [
                    [pool.dimension, pool.code, pool.label, list(pool.members), _within(pool)] for pool in table.pools
                ],
            }
            for table in tables
        ]
    )


def _within(pool: stages.Pool) -> list[list[object]]:
    return [[name, sorted(codes)] for name, codes in sorted(pool.within.items())]


def releasable(
    audit: Audit, tables: Sequence[ProtectedTable], numbers: Mapping[str, int]
) -> tuple[ReleasableTable, ...]:
    """The tables as the public may see them, `numbers` giving each id its table number.

    Raises `NotSafe` where the audit found a figure exposed, `NotProvedSafe` where it proved nothing or audited other
    tables, `BadInput` for a table without number.
    """
    if audit.verdict == "exposed":
        failed = [one.name for one in audit.problems] + [f.name for f in audit.findings if f.state == "failed"]
        raise NotSafe(
            f"{len(failed)} figures are exposed by what would be given out.",
            where=failed[0] if failed else "",
            next_step="Nothing was released. Pool or withhold more; audit.json says what gives each figure away.",
        )
    if audit.verdict != "safe":
        unproved = [finding.name for finding in audit.findings if finding.state == "not_proved"]
        raise NotProvedSafe(
            f"{len(unproved)} figures cannot be proved safe.",
            where=unproved[0] if unproved else "",
            next_step="Nothing was released. Pool or withhold more, or raise the time limit.",
        )
    if subject_of(tables) != audit.subject:
        raise NotProvedSafe(
            "These are not the tables that were audited.", next_step="Nothing was released. Audit them again."
        )
    missing = [table.raw.spec.id for table in tables if table.raw.spec.id not in numbers]
    if missing:
        raise BadInput("A table has no number.", where=missing[0], next_step="Give every table of the response one.")
    return tuple(_releasable(audit, table, numbers[table.raw.spec.id]) for table in tables)


def _releasable(audit: Audit, table: ProtectedTable, number: int) -> ReleasableTable:
    spec = table.raw.spec
    cells = {
        key: Shown(shown.value, shown.mark if shown.value is not None or shown.mark else CONFIDENTIAL)
        for key, shown in table.cells.items()
    }
    return ReleasableTable(
        id=spec.id,
        number=number,
        title=spec.title,
        unit=spec.unit,
        unit_text=spec.unit_text,
        population_text=spec.population_text,
        basis_text=spec.basis_text,
        period_text=spec.period_text,
        dimensions=table.dimensions,
        cells=cells,
        pools=table.pools,
        notes=spec.notes,
        source=table.raw.source,
        extracted=table.raw.extracted,
        audit=audit.sha256,
        seal=stages._AUDITED,
    )
