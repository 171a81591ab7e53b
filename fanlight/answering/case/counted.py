"""A person's word on records that were not counted, and on figures that are zero. Each is bound to the records that it was said of."""

from __future__ import annotations

import datetime
from typing import Literal, get_args

from fanlight.answering.case.strict import Strict

What = Literal["rejected", "unmapped", "unknown", "sheets", "undated", "unidentified", "variants", "twice"]
WHATS: tuple[What, ...] = get_args(What)


class NotCounted(Strict):
    """Why it is right to answer although some records are not counted, or may be counted wrongly. `extract`: the records,
    as `fanlight answer` names them; `what`: which kinds; `tables`: for kinds that concern single tables, which."""

    extract: str
    what: list[What]
    tables: list[str] = []
    why: str = ""
    decided_by: str = ""
    decided_on: datetime.date | None = None


class Zeros(Strict):
    """That it is right for these `categories` (codes, periods too, or Total) of a `table` to count nothing, or no more than they do."""

    table: str
    extract: str
    categories: list[str]
    why: str = ""
    decided_by: str = ""
    decided_on: datetime.date | None = None
