"""A table that somebody has counted already, as case.yaml describes it: a cross-tab of true counts in a CSV or a workbook."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from fanlight.answering.case.strict import Strict
from fanlight.tables.spec.periods import PeriodKind


class Axis(Strict):
    """What goes down or across: the `name` and `title` of the dimension (`period` for the table's periods), and the label of its
    `total` in the file, empty where it has none. `field`: the field of the records whose values the labels are, for a table that
    belongs to others which are counted from records."""

    name: str
    title: str = ""
    total: str = ""
    field: str = ""


class ReadyPeriod(Strict):
    kind: PeriodKind
    first: str = Field(alias="from")
    last: str = Field(alias="to")


class ReadyTable(Strict):
    """`counted` says in words what is counted, `rows` the columns of labels on the left, `columns` what the header has (none: one
    column of counts). `source` is where the counts come from, and `source_date` the day of the extract. `additive`: nothing counted
    stands in two categories, so that each total is the sum of its parts. `cells` ("A3:D9") and `sheet` say where the table is."""

    file: str
    id: str
    title: str
    unit: Literal["crimes", "disposals", "offenders", "searches"]
    basis: str = "recorded_date"
    counted: str
    where: dict[str, str | list[str]] = {}
    rows: list[Axis]
    columns: Axis | None = None
    period: ReadyPeriod
    additive: bool = True
    source: str
    source_date: datetime.date
    sheet: str = ""
    cells: str = ""
    notes: list[str] = []
