"""Releases for tests of the ledger: small, made up, by offence and year."""

from __future__ import annotations

from datetime import date

from fanlight.ledger.entries import Breakdown, Cell, Figure, Release, Table
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, AnyOf, In, Not, Predicate, Within
from fanlight.tables.spec.table import Unit

YEARS = Breakdown(
    "year",
    "Year",
    tuple((str(y), str(y), Within("day", date(y, 1, 1), date(y + 1, 1, 1))) for y in (2022, 2023)),
    "Both years",
    True,
)
OFFENCES = Breakdown("offence", "Offence", tuple((c, c, In("offence", frozenset(c))) for c in "ABC"), "All offences")


def release(
    reference: str,
    cells: dict[tuple[str, ...], int | None],
    *,
    breakdowns: tuple[Breakdown, ...] = (OFFENCES, YEARS),
    population: Predicate = EVERY_RECORD,
    true: dict[tuple[str, ...], int] | None = None,
    unit: Unit = Unit.DISPOSALS,
    **more: object,
) -> Release:
    """None: withheld; with its true count in `true`, under requirement (a) for threshold 5, else of unknown
    count. A total over the first breakdown has nothing in it but the categories."""
    kept = {}
    for key, value in cells.items():
        if value is not None:
            kept[key] = Cell(value)
        elif true is not None and key in true:
            asked = (Requirement("low_count", 5, true[key] - 1),) if 1 <= true[key] < 5 else ()
            kept[key] = Cell(None, "[c]", true[key], asked)
        else:
            kept[key] = Cell(None, "[c]", None, None)
    table = Table("t", "T", unit, population, breakdowns, kept, "day", number=1)
    loose = []
    if any(key[0] == "Total" for key in cells):
        outside = AllOf((population, Not(AnyOf(tuple(p for _, _, p in breakdowns[0].categories)))))
        loose.append(Figure("t:nothing-else", "T: nothing else in its total", unit, outside, 0, kind="assumed"))
    given = {"released": date(2024, 1, 1), "extract": "2024-01-01", **more}
    return Release(reference, tables=(table,), loose=tuple(loose), **given)  # type: ignore[arg-type]
