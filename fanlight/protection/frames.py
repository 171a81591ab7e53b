"""Tables as data frames: pandas, Polars or anything else that narwhals reads; the same kind comes back.

The frames go through the same files as the command line, so the two cannot differ.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fanlight.audit.cells import CellAudit
from fanlight.audit.cells.asked import Asked as AuditAsked
from fanlight.audit.cells.asked import audited
from fanlight.errors import BadInput
from fanlight.protection.asked import Asked
from fanlight.protection.run import protect
from fanlight.sdc.rules.magnitude import magnitude_table
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.contributions import contributions
from fanlight.tables.cells.counts import LARGEST, too_large, whole
from fanlight.tables.cells.trees import Axis, axis, check_tree
from fanlight.tables.rules import MagnitudeRules

Trees = Mapping[str, Mapping[str, str] | Sequence[Mapping[str, str]]]
"""Of a dimension its tree, code to parent ("" at the top), or several trees."""


@dataclass(frozen=True)
class ProtectedFrame:
    """`public`: dimensions, count (missing where withheld) and status, as a frame of the kind that came in. `report`:
    internal. `exit_code`: 0 proved safe, 2 not proved."""

    public: Any
    report: dict[str, Any]
    exit_code: int


def protect_frame(
    cells: Any,
    *,
    threshold: int,
    count: str = "count",
    hierarchies: Trees | None = None,
    method: str = "auto",
    seconds: float = 60.0,
    **more: Any,
) -> ProtectedFrame:
    """Protects a frame of inner cells: one column a dimension and one of counts.

    `more`: as `Asked` takes them (zeros_shown, base, seed …). Raises `BadInput` where the frame or an option cannot be
    used, `NotSafe` and `NotProvedSafe` as `fanlight protect` ends with 1 and 2.
    """
    frame = _narwhals(cells)
    with tempfile.TemporaryDirectory(prefix="fanlight-") as folder:
        place = Path(folder)
        path = place / "cells.csv"
        path.write_text(_csv(frame), encoding="utf-8")
        done = protect(
            Asked(
                cells=path,
                threshold=threshold,
                count=count,
                hierarchies=_trees(place, hierarchies),
                method=method,
                seconds=seconds,
                **more,
            )
        )
    return ProtectedFrame(_frame(done.public, frame), done.report, done.exit_code)


def audit_frame(
    public: Any,
    *,
    threshold: int,
    cells: Any = None,
    count: str = "count",
    hierarchies: Trees | None = None,
    seconds: float = 60.0,
    **more: Any,
) -> CellAudit:
    """Audits a published frame: dimensions, count and status; `cells` are the true inner cells, where they are at hand.

    `more`: marks, zeros_shown, ends, as `fanlight audit` has them. Raises `BadInput` and `NotProvedSafe`.
    """
    with tempfile.TemporaryDirectory(prefix="fanlight-") as folder:
        place = Path(folder)
        path = place / "public.csv"
        path.write_text(_csv(_narwhals(public)), encoding="utf-8")
        true = None
        if cells is not None:
            true = place / "cells.csv"
            true.write_text(_csv(_narwhals(cells)), encoding="utf-8")
        trees = _trees(place, hierarchies)
        asked = AuditAsked(
            first=path,
            threshold=threshold,
            cells=true,
            count=count,
            hierarchies=tuple(f"{name}={tree}" for name, paths in trees.items() for tree in paths),
            time_limit=seconds,
            **more,
        )
        return audited(asked)


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
    frame = _narwhals(records)
    _check_columns(frame, [*dimensions, amount, *([holder] if holder else [])])
    axes: list[Axis] = []
    places = []
    for name in dimensions:
        codes = [_text(one) for one in frame[name].to_list()]
        if "" in codes:
            raise BadInput(f"The code of {name} is empty.", where=f"row {codes.index('') + 1}")
        trees = [check_tree(tree, name) for tree in _as_list((hierarchies or {}).get(name, ()))]
        axes.append(axis(name, tuple(dict.fromkeys(codes)), trees, where="the records"))
        at = {code: position for position, code in enumerate(axes[-1].codes)}
        places.append([at[code] for code in codes])
    amounts = [_whole(one, row) for row, one in enumerate(frame[amount].to_list(), start=1)]
    if sum(amounts) > LARGEST:
        raise too_large("The total of all amounts", "the records")
    if holder is None:
        holders = np.arange(len(amounts))
    else:
        names = [_text(one) for one in frame[holder].to_list()]
        if "" in names:
            raise BadInput(f"The record has no {holder}.", where=f"row {names.index('') + 1}")
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        holders = np.array([numbers[name] for name in names])
    found = contributions(
        axes, np.array(places, dtype=np.int64).T, np.array(amounts, dtype=np.int64), holders, top=rules.top
    )
    return magnitude_table(axes, found, rules)


def _narwhals(frame: Any) -> Any:
    try:
        import narwhals.stable.v1 as nw
    except ImportError:
        raise BadInput("Data frames need narwhals.", next_step="Install fanlight with the extra “frames”.") from None
    try:
        return nw.from_native(frame, eager_only=True)
    except TypeError:
        raise BadInput("This is not a data frame of a kind that is known.", where=type(frame).__name__) from None


def _check_columns(frame: Any, wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in frame.columns:
            raise BadInput(f"There is no column “{name}”.", next_step=f"The columns are {', '.join(frame.columns)}.")


def _text(value: Any) -> str:
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _whole(value: Any, row: int) -> int:
    return whole(_text(value), "The amount", f"row {row}", least=None)


def _csv(frame: Any) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_text(value) for value in row] for row in frame.iter_rows())
    return out.getvalue()


def _frame(text: str, like: Any) -> Any:
    import narwhals.stable.v1 as nw

    heads, *rows = list(csv.reader(io.StringIO(text)))
    columns: dict[str, Any] = {}
    schema: dict[str, Any] = {}
    for at, head in enumerate(heads):
        column = [row[at] for row in rows]
        if head == "count":
            columns[head] = [int(one) if one else None for one in column]
            schema[head] = nw.Int64
        else:
            columns[head] = column
            schema[head] = nw.String
    if like.implementation.is_pandas():
        import pandas as pd

        made = pd.DataFrame({name: column for name, column in columns.items() if name != "count"})
        if "count" in columns:
            made.insert(len(heads) - 2, "count", pd.array(columns["count"], dtype="Int64"))
        return made
    return nw.from_dict(columns, schema, native_namespace=nw.get_native_namespace(like)).to_native()


def _as_list(trees: Mapping[str, str] | Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [trees] if isinstance(trees, Mapping) else list(trees)


def _trees(place: Path, hierarchies: Trees | None) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for number, (name, trees) in enumerate((hierarchies or {}).items()):
        for at, tree in enumerate(_as_list(trees)):
            path = place / f"tree-{number}-{at}.csv"
            out = io.StringIO(newline="")
            writer = csv.writer(out, lineterminator="\n")
            writer.writerows([("code", "parent"), *tree.items()])
            path.write_text(out.getvalue(), encoding="utf-8")
            found.setdefault(name, []).append(path)
    return found
