"""A slow tabulator that is obviously right: for every figure, the distinct units among the records that it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fanlight.tables.predicate.predicate import holds
from fanlight.tables.spec.table import Key, TableSpec


def tabulated(spec: TableSpec, records: Sequence[Mapping[str, object]]) -> dict[Key, int]:
    field = spec.unit.id_field
    return {
        key: len({r[field] for r in records if r[field] is not None and holds(spec.predicate(key), r)})
        for key in spec.keys()
    }
