"""Counting: a table spec and records in, true counts out."""

from __future__ import annotations

from dataclasses import replace

from fanlight.tables.spec.table import TableSpec
from fanlight.tables.stages import RawTable
from fanlight.tables.sums import check
from fanlight.tabulation.engine import check_fields, tabulated
from fanlight.tabulation.source import Source, nothing_counted, open_source

__all__ = ["Source", "nothing_counted", "open_source", "tabulate"]


def tabulate(spec: TableSpec, source: Source) -> RawTable:
    """Every figure of the table, counted in its unit where the records are, or as it stands in a ready table.

    Raises `SpecError` where the records lack a field or cannot be counted in the unit, `NotProvedSafe` where the figures do not
    agree with one another.
    """
    if spec.id in source.ready:
        return replace(source.ready[spec.id], spec=spec)
    table = source.table_for(spec)
    check_fields(spec, table.columns, where=spec.id)
    raw = tabulated(spec, table, unique=spec.unit in source.unique, source=source.said, extracted=source.extracted)
    check(raw)
    return raw
