"""Tables as data frames: pandas, Polars or anything else that narwhals reads; the same kind comes back.

The frames go through the same files as the command line, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fanlight.audit.cells import CellAudit, audit_cells, from_table
from fanlight.audit.cells.asked import Asked as AuditAsked
from fanlight.audit.cells.asked import audited
from fanlight.errors import BadInput
from fanlight.protection.asked import Asked
from fanlight.protection.frame_options import AUDIT, PROTECT, Trees, Workplace, as_list, checked
from fanlight.protection.frame_texts import frame_of, narwhals_of, text_of
from fanlight.protection.run import protect
from fanlight.sdc.rules.magnitude import magnitude_table
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.contributions import contributions
from fanlight.tables.cells.counts import LARGEST, too_large, whole
from fanlight.tables.cells.keyed import read_keyed
from fanlight.tables.cells.product import ProductNames
from fanlight.tables.cells.public import PublicTable, public_of
from fanlight.tables.cells.trees import Axis, axis, check_tree
from fanlight.tables.rules import MagnitudeRules


@dataclass(frozen=True)
class ProtectedFrame:
    """`public`: dimensions, count (missing where withheld) and status, as a frame of the kind that came in. `report`:
    internal. `exit_code`: 0 proved safe, 2 not proved. `pools`: those that were chosen or applied, as a frame of dimension,
    pool and code; None where there are none."""

    public: Any
    report: dict[str, Any]
    exit_code: int
    pools: Any = None


def protect_frame(
    cells: Any,
    *,
    threshold: int = 0,
    count: str = "count",
    hierarchies: Trees | None = None,
    method: str = "auto",
    **options: Any,
) -> ProtectedFrame:
    """Protects a frame of inner cells: one column a dimension and one of counts; or a table of amounts, as
    `magnitude_frame` makes it, by the methods auto, suppress and large and without a threshold (see `protect_amounts`).

    `options`: those of the command line by name (time_limit, protect_zeros, zeros_shown, base, …); files as str or Path;
    `publish`, `withhold`, `costs` and `pools` also as frames. `pools=True` chooses pools and writes no file. Raises
    `BadInput` where the frame or an option cannot be used, `NotSafe` and `NotProvedSafe` as `fanlight protect` ends with 1
    and 2.
    """
    if isinstance(cells, CellTable):
        return protect_amounts(cells, method=method, threshold=threshold, hierarchies=hierarchies, **options)
    frame = narwhals_of(cells)
    with Workplace() as place:
        path = place.frame(frame, "the frame")
        fields = place.fields("protect_frame", PROTECT, options)
        target = fields.pop("pools", None)
        if target is True or (target is None and method == "pool"):
            target = place.folder / "chosen.csv"
        asked = Asked(
            cells=path,
            threshold=checked("threshold", threshold, int),
            count=checked("count", count, str),
            hierarchies=place.trees(hierarchies),
            method=checked("method", method, str),
            pools=target or None,
            **fields,
        )
        done = protect(asked)
        if done.pools is not None and asked.pools is not None:
            place.write(asked.pools, done.pools)
        applied = (
            asked.pools.read_text(encoding="utf-8-sig") if asked.pools is not None and asked.pools.exists() else None
        )
    pools = None if applied is None else frame_of(applied, frame)
    return ProtectedFrame(frame_of(done.public, frame), done.report, done.exit_code, pools)


def audit_frame(
    public: Any,
    *,
    threshold: int = 0,
    cells: Any = None,
    count: str = "count",
    hierarchies: Trees | None = None,
    **options: Any,
) -> CellAudit:
    """Audits a published frame: dimensions, count and status. `cells`: the true inner cells, where they are at hand, or the
    table of amounts that was protected, which brings its own requirements, dimensions and trees.

    `options`: those of `fanlight audit` by name: marks, zeros_shown, protect_zeros, known, also, time_limit, intervals; and
    `pools`, as a frame or a path. Raises `BadInput` and `NotProvedSafe`.
    """
    frame = narwhals_of(public)
    with Workplace() as place:
        path = place.frame(frame, "the frame")
        if isinstance(cells, CellTable):
            only = place.fields("audit_frame of amounts", {"time_limit": AUDIT["time_limit"]}, options)
            refuse_given(threshold=threshold, hierarchies=hierarchies)
            return audit_cells(amounts_public(path, cells), from_table(cells), time_limit=only.get("time_limit", 60.0))
        fields = place.fields("audit_frame", AUDIT, options)
        trees = place.trees(hierarchies)
        asked = AuditAsked(
            first=path,
            threshold=checked("threshold", threshold, int),
            cells=None if cells is None else place.frame(narwhals_of(cells), "the frame of cells"),
            count=checked("count", count, str),
            hierarchies=tuple(f"{name}={tree}" for name, paths in trees.items() for tree in paths),
            **fields,
        )
        return audited(asked)


def protect_amounts(table: CellTable, *, method: str = "auto", **options: Any) -> ProtectedFrame:
    """As `protect_frame`, of a table with its own requirements. `public` is a pandas frame, or a Polars one where pandas is
    not there; the column of amounts is called `count`, as in PUBLIC.csv. Options: time_limit, publish, withhold, costs."""
    if not isinstance(table.names, ProductNames):
        raise BadInput("The table is not one over a product of codes.", next_step="Make it with magnitude_frame.")
    refuse_given(threshold=options.pop("threshold", 0), hierarchies=options.pop("hierarchies", None))
    if method not in AMOUNTS:
        raise BadInput(
            f"The method “{method}” is none for amounts.", where="method", next_step=f"Methods: {', '.join(AMOUNTS)}."
        )
    allowed = {name: PROTECT[name] for name in ("time_limit", "seconds", "publish", "withhold", "costs")}
    with Workplace() as place:
        fields = place.fields("protect_frame of amounts", allowed, options)
        done = protect(Asked(cells=Path("the table"), table=table, method=method, **fields))
    return ProtectedFrame(frame_of(done.public, None), done.report, done.exit_code)


AMOUNTS = ("auto", "suppress", "large")


def refuse_given(**given: Any) -> None:
    for name, value in given.items():
        if value:
            raise BadInput(
                f"{name} does not go with a table of amounts, which brings its own.", next_step="Leave it out."
            )


def amounts_public(path: Path, table: CellTable) -> PublicTable:
    """What is published of a table of amounts: its rows by the table's own codes. Raises `BadInput` for a row that is
    missing, an amount that is not the table's, and a mark other than c."""
    seen = np.zeros(len(table), dtype=np.bool_)
    withheld = np.zeros(len(table), dtype=np.bool_)
    for row in read_keyed(path, "The table", table.names, ("count", "status")):
        amount, mark = row.fields
        seen[row.cell] = True
        withheld[row.cell] = mark == "c"
        if mark not in ("", "c") or (mark == "c") != (amount == ""):
            raise BadInput("The row is neither given with its amount nor withheld (c) without.", where=row.where)
        if amount and whole(amount, "The amount", row.where) != table.values[row.cell]:
            raise BadInput(
                "The amount is not the table's.", where=row.where, next_step="Give the table it was made of."
            )
    if not seen.all():
        first = int(np.argmin(seen))
        raise BadInput(f"The row {table.name(first)} is missing.", where=path.name, next_step="Give every row.")
    return public_of(table, withheld)


def magnitude_frame(
    records: Any,
    *,
    dimensions: Sequence[str],
    amount: str,
    rules: MagnitudeRules,
    holder: str | None = None,
    hierarchies: Trees | None = None,
) -> CellTable:
    """The table of amounts of a frame of records, with the requirements of the rules.

    `holder`: the column that says whose a record is; without it every record is a contributor of its own. Amounts must
    be whole numbers from 0 (give pence, or thousands). Raises `BadInput` naming the record's row, from 1.
    """
    frame = narwhals_of(records)
    _check_columns(frame, [*dimensions, amount, *([holder] if holder else [])])
    axes: list[Axis] = []
    places = []
    for name in dimensions:
        codes = [text_of(one) for one in frame[name].to_list()]
        if "" in codes:
            raise BadInput(f"The code of {name} is empty.", where=f"row {codes.index('') + 1}")
        trees = [check_tree(tree, name) for tree in as_list((hierarchies or {}).get(name, ()))]
        axes.append(axis(name, tuple(dict.fromkeys(codes)), trees, where="the records"))
        at = {code: position for position, code in enumerate(axes[-1].codes)}
        places.append([at[code] for code in codes])
    amounts = [_whole(one, row) for row, one in enumerate(frame[amount].to_list(), start=1)]
    if sum(amounts) > LARGEST:
        raise too_large("The total of all amounts", "the records")
    if holder is None:
        holders = np.arange(len(amounts))
    else:
        names = [text_of(one) for one in frame[holder].to_list()]
        if "" in names:
            raise BadInput(f"The record has no {holder}.", where=f"row {names.index('') + 1}")
        # In their own order, so that of two equal contributors the same one is the first however the records are sorted.
        numbers = {name: number for number, name in enumerate(sorted(set(names)))}
        holders = np.array([numbers[name] for name in names])
    found = contributions(
        axes, np.array(places, dtype=np.int64).T, np.array(amounts, dtype=np.int64), holders, top=rules.top
    )
    return magnitude_table(axes, found, rules)


def _check_columns(frame: Any, wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in frame.columns:
            raise BadInput(f"There is no column “{name}”.", next_step=f"The columns are {', '.join(frame.columns)}.")


def _whole(value: Any, row: int) -> int:
    return whole(text_of(value), "The amount", f"row {row}", least=None)
